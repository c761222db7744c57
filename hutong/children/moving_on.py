"""The file goes from state to state; the ways stand in ``states.py``."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hutong.children.changing import A_REASON, WORDS_OF_STATES, Doing, begin_change, day_of, level_for
from hutong.children.errors import SecondPairOfEyes, StepNeeds, StepNotOffered, StepNotYours
from hutong.children.models import WORDS, Child, State, Step
from hutong.children.states import Way, find_way, list_ways
from hutong.lib.translating import marked
from hutong.places.models import Level
from hutong.staff.models import Worker
from hutong.staff.scope import get_scope

LEVELS = {
    Level.NATION: marked("nation"),
    Level.PROVINCE: marked("province"),
    Level.PREFECTURE: marked("prefecture"),
    Level.COUNTY: marked("county"),
    Level.TOWNSHIP: marked("township"),
    Level.VILLAGE: marked("village"),
}
WHO_VISITED = marked("who visited the child, and when")
NOT_YET_COME = marked("a day of the visit that has come")
OF_STATE = ("state", "registered_on", "closed_on", "closed_because")


@dataclass(frozen=True)
class Wanted:
    """The state that a file is to go to, and what is said with the step."""

    to: str
    visited_by: str = ""
    visited_on: date | None = None
    note: str = ""
    reason: str = ""


@transaction.atomic
def move_on(
    *,
    child: Child,
    to: str,
    by: Worker | None,
    at: datetime,
    visited_by: str = "",
    visited_on: date | None = None,
    note: str = "",
    reason: str = "",
    expected_revision: int | None = None,
) -> Step:
    """The file goes to another state. Raises StepNotOffered, StepNotYours, StepNeeds, SecondPairOfEyes."""
    begin_change(child=child, what=f"state:{to}", by=by, at=at, expected_revision=expected_revision, even_fixed=True)
    wanted = Wanted(to, visited_by, visited_on, note, reason)
    last = Step.objects.filter(child=child).order_by("at", "pk").values_list("by", flat=True).last()
    check_step(child, wanted, last_by=last, by=by, on=day_of(at))
    step = make_step(child, wanted, last_by=last, doing=Doing(by, at))
    step.save()
    child.save(update_fields=OF_STATE)
    return step


def check_step(child: Child, wanted: Wanted, *, last_by: int | None, by: Worker | None, on: date) -> None:
    """Whether the file may take this step; ``last_by`` did the one before.

    Raises StepNotOffered, StepNotYours, StepNeeds, SecondPairOfEyes.
    """
    way = find_way(child.state, wanted.to)
    level = level_for(child)
    if way is None or wanted.to not in State.values:
        raise _not_offered(child, wanted.to)
    if level is None or level > way.level:
        raise StepNotYours(level=LEVELS[way.level])
    _check_needs(way, wanted, on=on)
    is_same = by is not None and last_by == by.pk
    if way.needs_other_person and is_same and not get_scope().is_everything:
        raise SecondPairOfEyes


def make_step(child: Child, wanted: Wanted, *, last_by: int | None, doing: Doing) -> Step:
    """The step, and the columns of ``OF_STATE`` as they are after it; neither is saved."""
    by, at = doing
    step = Step(
        child=child,
        before=child.state,
        after=wanted.to,
        at=at,
        by=by,
        visited_by=wanted.visited_by.strip(),
        visited_on=wanted.visited_on,
        note=wanted.note[:WORDS],
        reason=wanted.reason[:WORDS],
        level=level_for(child),
        is_same_person=by is not None and last_by == by.pk,
    )
    child.state = wanted.to
    if wanted.to == State.REGISTERED and child.registered_on is None:
        child.registered_on = day_of(at)
    closed = wanted.to == State.CLOSED
    child.closed_on = day_of(at) if closed else None
    child.closed_because = wanted.reason.strip()[:WORDS] if closed else ""
    return step


def list_open_ways(child: Child) -> list[Way]:
    """What whoever acts may do next with the file."""
    level = level_for(child)
    return list_ways(child.state, level=level) if level is not None else []


def _check_needs(way: Way, wanted: Wanted, *, on: date) -> None:
    if way.needs_visit and not (wanted.visited_by.strip() and wanted.visited_on):
        raise StepNeeds(needed=WHO_VISITED)
    if wanted.visited_on is not None and wanted.visited_on > on:
        raise StepNeeds(needed=NOT_YET_COME)
    if way.needs_reason and not wanted.reason.strip():
        raise StepNeeds(needed=A_REASON)


def _not_offered(child: Child, to: str) -> StepNotOffered:
    after = WORDS_OF_STATES[State(to)] if to in State.values else to
    offered = tuple(WORDS_OF_STATES[way.after] for way in list_ways(child.state))
    return StepNotOffered(before=WORDS_OF_STATES[State(child.state)], after=after, offered=offered)
