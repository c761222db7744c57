"""What totals come to for people: children and money by benefit, place, clause or month.

Only exact amounts are added up. What is at least so much, not set, or not known is counted apart and never is 0.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeAlias

import pyarrow as pa

from hutong.policy.values import MONEY_UNITS
from hutong.screening.sums import PER_MONTH

PER_YEAR = "yuan_per_year"
MONTHS = 12
Line: TypeAlias = Mapping[str, Any]
By: TypeAlias = Callable[[Line], Hashable]


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
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))
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


def list_figures(standing: pa.Table, owed: pa.Table) -> dict[tuple[str, str, str | None], Figures]:
    """By side (or month), benefit and place."""
    found: dict[tuple[str, str, str | None], Figures] = {}
    for line in standing.to_pylist():
        key = line["at"], line["benefit"], line["place"]
        found[key] = Figures(line["owed"], line["covered"], line["unknown"], line["concerned"])
    for line in owed.to_pylist():
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


def pair_up(tables: Mapping[str, pa.Table], by: By, *, causes: bool = False) -> dict[Any, Pair]:
    """Both sides by benefit, place or whatever ``by`` makes of a line; with ``causes`` changes by their causes only."""
    pairs: dict[Any, Pair] = {}
    if not causes:
        for (at, benefit, place), figures in list_figures(tables["standing"], tables["owed"]).items():
            pair = pairs.setdefault(by({"benefit": benefit, "place": place}), Pair())
            if at == "before":
                pair.before += figures
            else:
                pair.after += figures
    for line in tables["changed"].to_pylist():
        if bool(line["cause"]) is causes:
            pair = pairs.setdefault(by(line), Pair())
            pair.changes[line["change"]] += line["children"]
            pair.fen += line["fen"]
    return pairs


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
