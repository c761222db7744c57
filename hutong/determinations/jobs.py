"""Work that nobody waits for at a screen: draining what changed, and the list of what comes. Reads the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from hutong.audit.acting import through
from hutong.children.following import follow_places
from hutong.children.jobs import mirror_facts_of_day
from hutong.determinations.actions import settle_everyone, settle_waiting
from hutong.determinations.bundles import current_library
from hutong.determinations.coming import describe
from hutong.determinations.draining import DOOR, Settled
from hutong.determinations.processes import count_processes
from hutong.determinations.queries import list_coming
from hutong.places.codes import full_code
from hutong.staff.scope import EVERYTHING, acting_as


@dataclass(frozen=True, slots=True)
class Coming:
    """A day on which a child's determination may change; names nobody but by the file's number."""

    on: date
    area: str
    child: UUID
    why: str


def settle_now(
    *,
    everyone: bool = False,
    limit: int | None = None,
    processes: int = 1,
    advance: Callable[[int], None] = lambda files: None,
) -> Settled:
    """Begin the day, then drain what waits; or determine every file anew, after the documents changed.

    ``processes``: 0 for as many as this machine and the database are good for.
    """
    begin_day()
    processes = processes or count_processes()
    on, at = timezone.localdate(), timezone.now()
    with acting_as(EVERYTHING), through(DOOR):
        if everyone:
            return settle_everyone(on=on, at=at, processes=processes, advance=advance)
        return settle_waiting(on=on, at=at, limit=limit, processes=processes, advance=advance)


def begin_day() -> date:
    """What is to be done once a day, before anything is determined; the day."""
    on = timezone.localdate()
    with acting_as(EVERYTHING), through(DOOR):
        follow_places(on=on, at=timezone.now())
        mirror_facts_of_day(on=on, at=timezone.now())
    return on


def settle_some(limit: int) -> int:
    """Drain a few of those that wait; how many."""
    on, at = timezone.localdate(), timezone.now()
    with acting_as(EVERYTHING), through(DOOR):
        follow_places(on=on, at=at)
        return settle_waiting(on=on, at=at, limit=limit).files


def list_coming_now(*, days: int, within: str, lang: str) -> list[Coming]:
    """What may change from today on, in words. Raises CodeWrong."""
    library = current_library()
    with acting_as(EVERYTHING):
        return [
            Coming(due.on, due.child.area, due.child.uid, describe(due.why, library=library, lang=lang))
            for due in list_coming(on=timezone.localdate(), days=days, within=full_code(within))
        ]
