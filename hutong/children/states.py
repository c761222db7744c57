"""From which state a file goes to which, who may take it there, and what they must say. Read it as a table.

The village proposes, the township verifies, the county confirms. One person may hold all posts of a small township:
then the step says so, and the county is the second pair of eyes. What leads to a transfer stands in
``transferring.py``.
"""

from typing import NamedTuple

from hutong.children.models import State
from hutong.places.models import Level


class Way(NamedTuple):
    """One way from a state to another."""

    before: State
    after: State
    level: Level
    """The narrowest level at which a post must be held."""
    needs_visit: bool = False
    needs_reason: bool = False
    needs_other_person: bool = False
    """Never the person who did the step before."""


WAYS = (
    #   from                 to                   who                needs
    Way(State.CANDIDATE, State.VERIFIED, Level.TOWNSHIP, needs_visit=True),
    Way(State.CANDIDATE, State.CLOSED, Level.TOWNSHIP, needs_reason=True),
    Way(State.VERIFIED, State.REGISTERED, Level.COUNTY, needs_other_person=True),
    Way(State.VERIFIED, State.CANDIDATE, Level.TOWNSHIP, needs_reason=True),
    Way(State.VERIFIED, State.CLOSED, Level.COUNTY, needs_reason=True),
    Way(State.REGISTERED, State.UNDER_REVIEW, Level.VILLAGE, needs_reason=True),
    Way(State.REGISTERED, State.CLOSED, Level.COUNTY, needs_reason=True),
    Way(State.REGISTERED, State.TRANSFERRED, Level.COUNTY, needs_reason=True),
    Way(State.UNDER_REVIEW, State.REGISTERED, Level.COUNTY),
    Way(State.UNDER_REVIEW, State.CLOSED, Level.COUNTY, needs_reason=True),
    Way(State.UNDER_REVIEW, State.TRANSFERRED, Level.COUNTY, needs_reason=True),
    Way(State.TRANSFERRED, State.UNDER_REVIEW, Level.COUNTY, needs_reason=True),
    Way(State.CLOSED, State.UNDER_REVIEW, Level.COUNTY, needs_reason=True),
)
FIXED = frozenset({State.CLOSED, State.TRANSFERRED})
"""States in which a file is read but not written to; the way out is a step."""
AFTER_TRANSFER = {
    State.CANDIDATE: State.CANDIDATE,
    State.VERIFIED: State.CANDIDATE,
    State.REGISTERED: State.UNDER_REVIEW,
    State.UNDER_REVIEW: State.UNDER_REVIEW,
}
"""How a file arrives at another place: what was confirmed is looked at again there, what was not begins anew."""


def find_way(before: str, after: str) -> Way | None:
    """The way between two states, if there is one."""
    return next((way for way in WAYS if way.before == before and way.after == after), None)


def list_ways(before: str, *, level: Level | None = None) -> list[Way]:
    """The ways out of a state; with a level, those open to somebody with a post there."""
    return [way for way in WAYS if way.before == before and (level is None or level <= way.level)]
