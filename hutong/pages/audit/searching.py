"""What the address of a search says, and the rows with words in place of numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q

from hutong.audit.models import Entry, Way
from hutong.audit.queries import MOST_DAYS, Place, Wanted
from hutong.pages.audit.record_words import ACTS, DOORS
from hutong.staff.models import Worker

USUAL_DAYS, AT_ONCE = 30, 50


@dataclass(frozen=True)
class Search:
    """What was typed, as it was typed."""

    worker: str = ""
    child: str = ""
    door: str = ""
    way: str = ""
    since: str = ""
    until: str = ""
    after: str = ""

    def following(self, place: Place) -> str:
        """The address of the next page."""
        held = {**vars(self), "after": f"{place.at.isoformat()}|{place.id}"}
        return "?" + urlencode({name: value for name, value in held.items() if value})

    @property
    def place(self) -> Place | None:
        """Where the page begins; None for the first one, also where the address is no good."""
        at, _, number = self.after.partition("|")
        try:
            return Place(datetime.fromisoformat(at), int(number))
        except ValueError:
            return None


@dataclass(frozen=True)
class Line:
    """A row with the worker's name."""

    entry: Entry
    worker: Worker | None

    @property
    def act(self) -> str:
        """What was done, to be translated; the second part of a sign-in says how it was proved."""
        first, comma, rest = self.entry.act.partition(", ")
        return ACTS.get(first, first) if not comma else f"{ACTS.get(first, first)}, {rest}"

    @property
    def door(self) -> str:
        """The screen in words, to be translated; by its name where there are none."""
        return DOORS.get(self.entry.door, self.entry.door)


def read_search(given: Mapping[str, str]) -> Search:
    """The words of an address, none of them long."""
    return Search(**{name: given.get(name, "").strip()[:60] for name in Search.__dataclass_fields__})


def wanted_of(search: Search, *, on: date) -> Wanted | None:
    """What is searched for; None where a worker, number or day cannot be read: then nothing is found.

    Without a worker and a file it goes through three months at most, counted from the last day.
    """
    until = _day(search.until, on)
    since = _day(search.since, (until or on) - timedelta(days=USUAL_DAYS))
    if until is None or since is None:
        return None
    worker, child = None, None
    if search.worker:
        found = Worker.objects.filter(Q(username=search.worker) | Q(name=search.worker)).first()
        if found is None:
            return None
        worker = found.uid
    if search.child:
        try:
            child = UUID(search.child)
        except ValueError:
            return None
    if worker is None and child is None:
        since = max(since, until - timedelta(days=MOST_DAYS))
    return Wanted(since, until, worker, child, search.door, search.way if search.way in Way.values else "")


def to_lines(entries: Sequence[Entry]) -> list[Line]:
    """The rows with the names of their workers, fetched at once."""
    workers = {one.uid: one for one in Worker.objects.filter(uid__in={entry.worker for entry in entries})}
    return [Line(entry, workers.get(entry.worker) if entry.worker else None) for entry in entries]


def _day(text: str, usual: date) -> date | None:
    if not text:
        return usual
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
