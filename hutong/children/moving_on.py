"""The file goes from state to state; the ways stand in ``states.py``."""

from datetime import date, datetime

from django.db import transaction

from hutong.children.changing import A_REASON, WORDS_OF_STATES, begin_change, day_of, level_for
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
    way = find_way(child.state, to)
    level = level_for(child)
    if way is None or to not in State.values:
        raise _not_offered(child, to)
    if level is None or level > way.level:
        raise StepNotYours(level=LEVELS[way.level])
    _check_needs(way, visited_by=visited_by, visited_on=visited_on, reason=reason, on=day_of(at))
    last = Step.objects.filter(child=child).order_by("at", "pk").last()
    is_same = last is not None and by is not None and last.by_id == by.pk
    if way.needs_other_person and is_same and not get_scope().is_everything:
        raise SecondPairOfEyes
    step = Step.objects.create(
        child=child,
        before=child.state,
        after=to,
        at=at,
        by=by,
        visited_by=visited_by.strip(),
        visited_on=visited_on,
        note=note[:WORDS],
        reason=reason[:WORDS],
        level=level,
        is_same_person=is_same,
    )
    _write_state(child, way, on=day_of(at), reason=reason)
    return step


def list_open_ways(child: Child) -> list[Way]:
    """What whoever acts may do next with the file."""
    level = level_for(child)
    return list_ways(child.state, level=level) if level is not None else []


def _write_state(child: Child, way: Way, *, on: date, reason: str) -> None:
    child.state = way.after
    if way.after == State.REGISTERED and child.registered_on is None:
        child.registered_on = on
    closed = way.after == State.CLOSED
    child.closed_on = on if closed else None
    child.closed_because = reason.strip()[:WORDS] if closed else ""
    child.save(update_fields=["state", "registered_on", "closed_on", "closed_because"])


def _check_needs(way: Way, *, visited_by: str, visited_on: date | None, reason: str, on: date) -> None:
    if way.needs_visit and not (visited_by.strip() and visited_on):
        raise StepNeeds(needed=WHO_VISITED)
    if visited_on is not None and visited_on > on:
        raise StepNeeds(needed=NOT_YET_COME)
    if way.needs_reason and not reason.strip():
        raise StepNeeds(needed=A_REASON)


def _not_offered(child: Child, to: str) -> StepNotOffered:
    after = WORDS_OF_STATES[State(to)] if to in State.values else to
    offered = tuple(WORDS_OF_STATES[way.after] for way in list_ways(child.state))
    return StepNotOffered(before=WORDS_OF_STATES[State(child.state)], after=after, offered=offered)
