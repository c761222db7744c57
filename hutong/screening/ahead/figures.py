"""What totals come to for people: children and money by benefit, place, clause or month.

Only exact amounts are added up. What is at least so much, not set, or not known is counted apart and never is 0.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pyarrow as pa

from hutong.policy.values import MONEY_UNITS
from hutong.screening.sums import PER_MONTH

PER_YEAR = "yuan_per_year"
MONTHS = 12
Line: TypeAlias = Mapping[str, Any]
Key: TypeAlias = tuple[str, str, str | None]
"""Side (or month), benefit and place."""
By: TypeAlias = Callable[[str, str | None], Hashable]
"""What a benefit at a place counts under."""


@dataclass
class Figures:
    """Children and fen on one side. Figures of several places or benefits add up."""

    owed: int = 0
    covered: int = 0
    unknown: int = 0
    concerned: int = 0
    month: int = 0
    """Fen a month, exact amounts alone."""
    per_year: int = 0
    """Fen that are owed once a year."""
    once: int = 0
    """Fen that are owed once."""
    priced: int = 0
    """Children with an exact amount a month."""
    floors: int = 0
    """Children of whose amount only the least is set; ``floor_month`` is what it comes to."""
    floor_month: int = 0
    unset: int = 0
    open: int = 0
    """Children whose amount rests on what is not known."""
    month_like_known: int = 0
    """Fen a month, were those of whom it cannot be told like the others."""

    @property
    def year(self) -> int:
        """Fen a year, what is owed once left out."""
        return MONTHS * self.month + self.per_year

    @property
    def has_month(self) -> bool:
        """Whether the sum of a month says something: not when what is owed has no exact amount at all."""
        return bool(self.priced) or not (self.floors or self.unset or self.open)

    @property
    def has_least(self) -> bool:
        """Whether the sum with least amounts says something."""
        return bool(self.priced or self.floors) or not (self.unset or self.open)

    @property
    def at_least(self) -> int:
        """Fen a month with the least amounts where no more is set."""
        return self.month + self.floor_month

    def __iadd__(self, other: "Figures") -> "Figures":
        mine, others = self.__dict__, other.__dict__
        for name, number in others.items():
            if number:
                mine[name] += number
        return self

    def settle(self) -> None:
        """Work out what an unknown child would cost, were it like the known ones of its benefit and place."""
        known = self.concerned - self.unknown
        expected = self.month * self.unknown // known if known > 0 and self.priced else 0
        self.month_like_known = self.month + expected


@dataclass
class Pair:
    """Both sides of something, and by change the children whom it reaches, with fen a month where exact."""

    before: Figures = field(default_factory=Figures)
    after: Figures = field(default_factory=Figures)
    changes: Counter[str] = field(default_factory=Counter)
    fen: int = 0

    def __iadd__(self, other: "Pair") -> "Pair":
        self.before += other.before
        self.after += other.after
        self.changes.update(other.changes)
        self.fen += other.fen
        return self

    def add_change(self, line: Line) -> None:
        """Take in children whom a change reaches."""
        self.changes[line["change"]] += line["children"]
        self.fen += line["fen"]


def list_lines(table: pa.Table) -> Iterator[Line]:
    """The lines of a table."""
    words = (one.cast(pa.string()) if pa.types.is_dictionary(one.type) else one for one in table.columns)
    for values in zip(*(column.to_pylist() for column in words), strict=True):
        yield dict(zip(table.schema.names, values, strict=True))


def list_figures(standing: pa.Table, owed: pa.Table) -> dict[Key, Figures]:
    """By side (or month), benefit and place."""
    found: dict[Key, Figures] = {}
    for line in list_lines(standing):
        key = line["at"], line["benefit"], line["place"]
        found[key] = Figures(line["owed"], line["covered"], line["unknown"], line["concerned"])
    for line in list_lines(owed):
        figures = found.setdefault((line["at"], line["benefit"], line["place"]), Figures())
        if not line["unit"] or line["unit"] in MONEY_UNITS:
            _add_owed(figures, line)
    for figures in found.values():
        figures.settle()
    return found


def _add_owed(figures: Figures, line: Line) -> None:
    match line["state"], line["unit"]:
        case "exact", unit if unit == PER_MONTH:
            figures.month += line["total"]
            figures.priced += line["children"]
        case "exact", unit if unit == PER_YEAR:
            figures.per_year += line["total"]
        case "exact", _:
            figures.once += line["total"]
        case "floor", unit:
            figures.floors += line["children"]
            figures.floor_month += line["total"] if unit == PER_MONTH else 0
        case "unset", _:
            figures.unset += line["children"]
        case _:
            figures.open += line["children"]


def pair_up(figures: Mapping[Key, Figures], changed: Iterable[Line], by: By) -> dict[Any, Pair]:
    """Both sides by benefit, place or whatever ``by`` makes of these, with the changes whatever their cause."""
    pairs: defaultdict[Any, Pair] = defaultdict(Pair)
    for (at, benefit, place), one in figures.items():
        pair = pairs[by(benefit, place)]
        if at == "before":
            pair.before += one
        else:
            pair.after += one
    for line in changed:
        if not line["cause"]:
            pairs[by(line["benefit"], line["place"])].add_change(line)
    return dict(pairs)


def pair_up_causes(changed: Iterable[Line]) -> dict[tuple[str, str], Pair]:
    """The changes by cause and benefit."""
    pairs: defaultdict[tuple[str, str], Pair] = defaultdict(Pair)
    for line in changed:
        if line["cause"]:
            pairs[line["cause"], line["benefit"]].add_change(line)
    return dict(pairs)


def summed(pairs: Iterable[Pair]) -> Pair:
    """All of them together."""
    total = Pair()
    for pair in pairs:
        total += pair
    return total


def without(tables: Mapping[str, pa.Table], benefits: Iterable[str]) -> dict[str, pa.Table]:
    """The tables without some benefits."""
    hidden = set(benefits)
    if not hidden:
        return dict(tables)
    return {
        name: table.filter(pa.array([benefit not in hidden for benefit in table["benefit"].to_pylist()], pa.bool_()))
        for name, table in tables.items()
    }
