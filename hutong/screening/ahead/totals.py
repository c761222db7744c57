"""Children and money added up by benefit and place while batches go by."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.policy.amounts import CERTAINTY
from hutong.screening.ahead.sides import ABSENT, Key, Owing, Side
from hutong.screening.ahead.tables import CHANGED, OWED, STANDING
from hutong.screening.classes import Counties
from hutong.screening.sums import OPEN

Counts: TypeAlias = NDArray[np.int64]
STANDINGS = ("owed", "covered", "unknown", "concerned")


@dataclass
class ByCounty:
    """For anything that is counted a total for each county; counties are numbered as they are met."""

    totals: dict[Hashable, Counts] = field(default_factory=dict)

    def add(self, what: Hashable, counties: NDArray[np.signedinteger], counts: Counts) -> None:
        """Add counts of some counties, each of which stands there once."""
        if not len(counties):
            return
        known, most = self.totals.get(what), int(counties.max()) + 1
        if known is None or len(known) < most:
            wider = np.zeros(max(2 * most, 64), np.int64)
            wider[: 0 if known is None else len(known)] = () if known is None else known
            self.totals[what] = known = wider
        known[counties] += counts

    def of(self, what: Hashable, county: int) -> int:
        """One total."""
        counts = self.totals.get(what)
        return 0 if counts is None or county >= len(counts) else int(counts[county])

    def counties(self, what: Hashable) -> Iterator[int]:
        """The counties where there is any."""
        counts = self.totals.get(what)
        yield from () if counts is None else (int(one) for one in np.flatnonzero(counts))


@dataclass
class Totals:
    """What is added up of one part of a population."""

    standing: ByCounty = field(default_factory=ByCounty)
    owed: ByCounty = field(default_factory=ByCounty)
    changed: ByCounty = field(default_factory=ByCounty)
    counties: Sequence[str | None] = ()

    def add_side(self, at: str, side: Side, keys: Sequence[Key]) -> None:
        """How everything stands on a side, and what is owed."""
        self.counties = side.engine.places.counties
        for key in keys:
            spread = side.where.spread(key.tie)
            counts = spread.count(np.stack(side.state(key)))
            for name, row in zip(STANDINGS, counts, strict=True):
                self.standing.add((at, key.benefit, name), spread.counties, row)
            for term, owing in side.terms(key).items():
                self._add_owing((at, key.benefit, term, owing.unit), owing, side.counties(key))

    def _add_owing(self, what: tuple[str, str, str, str], owing: Owing, counties: Counties) -> None:
        rows = np.flatnonzero(owing.states != ABSENT)
        states, places = owing.states[rows], counties[rows]
        for state in range(len(CERTAINTY)):
            chosen = states == state
            if not chosen.any():
                continue
            met, children, total = _sums(places[chosen], owing.numbers[rows[chosen]])
            self.owed.add((*what, state, "children"), met, children)
            if state < OPEN:
                self.owed.add((*what, state, "total"), met, total)

    def add_change(self, what: Sequence[str], counties: Counties, compared: Counties, fen: Counts) -> None:
        """Children whom a change reaches, at these counties; of some it is known by how much."""
        key = tuple(what)
        met, children, _ = _sums(counties, np.zeros(len(counties), np.int64))
        self.changed.add((key, "children"), met, children)
        met, children, total = _sums(compared, fen)
        self.changed.add((key, "compared"), met, children)
        self.changed.add((key, "fen"), met, total)

    def tables(self) -> Mapping[str, pa.Table]:
        """The totals as tables that add up over parts."""
        return {"standing": self._standing(), "owed": self._owed(), "changed": self._changed()}

    def _place(self, county: int) -> str | None:
        return self.counties[county] or None

    def _standing(self) -> pa.Table:
        keys = dict.fromkeys(what[:2] for what in self.standing.totals)  # type: ignore[index]
        lines = [
            {"at": at, "benefit": benefit, "place": self._place(county)}
            | {name: self.standing.of((at, benefit, name), county) for name in STANDINGS}
            for at, benefit in keys
            for county in self.standing.counties((at, benefit, "concerned"))
        ]
        return pa.Table.from_pylist(lines, schema=STANDING)

    def _owed(self) -> pa.Table:
        keys = dict.fromkeys(what[:5] for what in self.owed.totals)  # type: ignore[index]
        lines = [
            {"at": at, "benefit": benefit, "place": self._place(county), "term": term, "unit": unit}
            | {"state": CERTAINTY[state]}
            | {name: self.owed.of((at, benefit, term, unit, state, name), county) for name in ("children", "total")}
            for at, benefit, term, unit, state in keys
            for county in self.owed.counties((at, benefit, term, unit, state, "children"))
        ]
        return pa.Table.from_pylist(lines, schema=OWED)

    def _changed(self) -> pa.Table:
        keys = dict.fromkeys(what[0] for what in self.changed.totals)  # type: ignore[index]
        lines = [
            dict(zip(("at", "benefit", "change", "before", "after", "cause"), key, strict=True))
            | {"place": self._place(county)}
            | {name: self.changed.of((key, name), county) for name in ("children", "compared", "fen")}
            for key in keys
            for county in self.changed.counties((key, "children"))
        ]
        return pa.Table.from_pylist(lines, schema=CHANGED)


def _sums(counties: NDArray[np.signedinteger], numbers: Counts) -> tuple[NDArray[np.signedinteger], Counts, Counts]:
    """The counties that occur, how often each does, and the sum of its numbers, exact beyond what floats hold."""
    if not len(counties):
        return counties, np.zeros(0, np.int64), np.zeros(0, np.int64)
    if (counties == counties[0]).all():
        return counties[:1], np.array([len(counties)]), numbers.sum(keepdims=True)
    children = np.bincount(counties)
    totals = np.zeros(len(children), np.int64)
    np.add.at(totals, counties, numbers)
    met = np.flatnonzero(children)
    return met, children[met], totals[met]
