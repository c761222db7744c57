"""Choosing a county: province, then city, then county, from the table that the package carries."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from hutong.vocabulary.divisions import GROUPING_NAMES, NATION, get_gazetteer, list_ancestors


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place that can be chosen."""

    code: str
    name: str


@cache
def _children() -> dict[str, tuple[PlaceChoice, ...]]:
    found: dict[str, list[PlaceChoice]] = defaultdict(list)
    for division in get_gazetteer().by_code.values():
        if division.code != NATION:
            found[division.parent].append(PlaceChoice(division.code, division.name))
    return {parent: tuple(children) for parent, children in found.items()}


def list_places(within: str = NATION) -> tuple[PlaceChoice, ...]:
    """What lies directly in a place; rows of the table that only group counties are opened."""
    found: list[PlaceChoice] = []
    for one in _children().get(within, ()):
        found += list_places(one.code) if one.name in GROUPING_NAMES else (one,)
    return tuple(found)


def is_place(code: str) -> bool:
    """Whether the table has this place."""
    return code != NATION and code in get_gazetteer().by_code


def name_of(code: str) -> str:
    """The name of a place, with those of the places that hold it."""
    table = get_gazetteer().by_code
    path = [one for one in reversed(list_ancestors(code)) if one != NATION and one in table]
    return " ".join(table[one].name for one in path if table[one].name not in GROUPING_NAMES)
