"""The figures of a document: how much, from when, by which clause."""

from dataclasses import dataclass
from datetime import date

from hutong.pages.library.citing import Cited, cite
from hutong.pages.library.loaded import get_library, get_place_teller
from hutong.policy.documents import PlacedValue
from hutong.policy.showing import shown_value


@dataclass(frozen=True)
class Figure:
    """A figure as a row of a table; ``fills`` names the blank of another text that it fills."""

    name: str
    figure: str
    start: date
    through: date | None
    clauses: tuple[Cited, ...]
    fills: str


def show_value(placed: PlacedValue, lang: str) -> Figure:
    """A dated figure in words."""
    entry = placed.entry
    teller = get_place_teller(lang)
    figure = teller.value(shown_value(placed.address, placed, get_library())).partition("  ‹")[0]
    clauses = {one.number: one for one in (cite(f"{placed.document}#{key}", lang) for key in entry.entries)}
    name = (entry.zh if lang == "zh" else entry.en) or entry.name
    return Figure(name, figure, entry.start, entry.through, tuple(clauses.values()), entry.fills)
