"""Where a report from outside belongs: the places that are at work here, and which of them its words name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hutong.places.codes import DIGITS, NATION, ancestors, is_inside, level_of
from hutong.places.models import Level
from hutong.places.queries import Place, get_place, list_below
from hutong.staff.colleagues import list_counties_with
from hutong.staff.models import Role

ANSWER = (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS, Role.DEPARTMENT)
MOST_COUNTIES = 12
"""Of so many counties the townships are offered and looked for in the words; of more, the counties alone."""
SHORTEST_NAME = 2


@dataclass(frozen=True)
class Found:
    """The narrowest place that is sure; ``is_placed``: at least the county is."""

    place: str

    @property
    def is_placed(self) -> bool:
        """Whether the county is known."""
        return level_of(self.place) >= Level.COUNTY


def list_offered_places(*, on: date) -> list[tuple[Place, list[Place]]]:
    """What somebody may choose from: each county at work here with its townships, or the counties alone."""
    served = list_counties_with(ANSWER, on=on)
    counties = [place for code in served if (place := get_place(code, on=on)) is not None]
    is_few = len(counties) <= MOST_COUNTIES
    return [(one, list_below(one.code, on=on) if is_few else []) for one in counties]


def find_place(chosen: str, words: str, *, on: date) -> Found:
    """What was chosen, narrowed by what the words name; else what all places at work here have in common."""
    served = list_counties_with(ANSWER, on=on)
    within = chosen if _is_known(chosen, on=on) else common_of(served)
    counties = [code for code in served if is_inside(code, within) or is_inside(within, code)]
    named = [one.code for one in _named_in(words, counties[:MOST_COUNTIES], on=on) if is_inside(one.code, within)]
    wider = {above for code in named for above in list(ancestors(code))[1:]}
    narrowest = [code for code in named if code not in wider]
    return Found(common_of(narrowest) if narrowest else within)


def common_of(codes: Iterable[str]) -> str:
    """The narrowest place in which all of them lie; the nation where there is none."""
    rows = [list(ancestors(code)) for code in codes]
    return next((one for one in rows[0] if all(one in row for row in rows)), NATION) if rows else NATION


def _is_known(code: str, *, on: date) -> bool:
    is_code = len(code) == DIGITS and code.isascii() and code.isdigit()
    return is_code and code != NATION and get_place(code, on=on) is not None


def _named_in(words: str, counties: Iterable[str], *, on: date) -> Iterable[Place]:
    """The counties, townships and villages whose names stand in the words."""
    for code in counties:
        county = get_place(code, on=on)
        below = (one for level in (Level.TOWNSHIP, Level.VILLAGE) for one in list_below(code, on=on, level=level))
        for place in (*([county] if county else []), *below):
            if len(place.name) >= SHORTEST_NAME and place.name in words:
                yield place
