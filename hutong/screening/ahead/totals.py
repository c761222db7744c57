"""Children and money added up by benefit and place while batches go by."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.policy.amounts import CERTAINTY
from hutong.screening.ahead.sides import ABSENT, Key, Side
from hutong.screening.ahead.tables import CHANGED, OWED, STANDING
from hutong.screening.classes import Counties
from hutong.screening.dictionaries import words_of
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

    def of(self, what: Hashable, counties: Counts) -> Counts:
        """The totals of some counties."""
        counts, found = self.totals.get(what), np.zeros(len(counties), np.int64)
        if counts is not None:
            inside = counties < len(counts)
            found[inside] = counts[counties[inside]]
        return found

    def counties(self, what: Hashable) -> Counts:
        """The counties where there is any."""
        counts = self.totals.get(what)
        return np.zeros(0, np.int64) if counts is None else np.flatnonzero(counts)


class Lines(NamedTuple):
    """Lines that share their words: a county each, and what is counted there."""

    words: Sequence[str]
    counties: Counts
    numbers: Sequence[Counts]


@dataclass
class Totals:
    """What is added up of one part of a population."""

    standing: ByCounty = field(default_factory=ByCounty)
    owed: ByCounty = field(default_factory=ByCounty)
    changed: ByCounty = field(default_factory=ByCounty)
    counties: Sequence[str | None] = ()

    def add_side(self, at: str, side: Side, keys: Sequence[Key]) -> None:
        """How everything stands on a side, and what is owed; what two sides share is counted once."""
        self.counties = side.engine.places.counties
        for key in keys:
            if key not in side.counts:
                shares = side.like is not None and side.state(key) is side.like.state(key)
                side.counts[key] = side.like.counts[key] if side.like and shares else _count(side, key)
            if key not in side.sums:
                shares = side.like is not None and side.terms(key) is side.like.terms(key)
                side.sums[key] = side.like.sums[key] if side.like and shares else list(_add_up(side, key))
            for name, row in zip(STANDINGS, side.counts[key], strict=True):
                self.standing.add((at, key.benefit, name), side.where.spread(key.tie).counties, row)
            for what, counties, numbers in side.sums[key]:
                self.owed.add((at, key.benefit, *what), counties, numbers)

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

    def _standing(self) -> pa.Table:
        lines = []
        for at, benefit in dict.fromkeys(what[:2] for what in self.standing.totals):  # type: ignore[index]
            counties = self.standing.counties((at, benefit, "concerned"))
            numbers = [self.standing.of((at, benefit, name), counties) for name in STANDINGS]
            lines.append(Lines((at, benefit), counties, numbers))
        return self._table(lines, ("at", "benefit"), STANDING)

    def _owed(self) -> pa.Table:
        lines = []
        for key in dict.fromkeys(what[:5] for what in self.owed.totals):  # type: ignore[index]
            counties = self.owed.counties((*key, "children"))
            numbers = [self.owed.of((*key, name), counties) for name in ("children", "total")]
            lines.append(Lines((*key[:4], CERTAINTY[key[4]]), counties, numbers))
        return self._table(lines, ("at", "benefit", "term", "unit", "state"), OWED)

    def _changed(self) -> pa.Table:
        lines = []
        for key in dict.fromkeys(what[0] for what in self.changed.totals):  # type: ignore[index]
            counties = self.changed.counties((key, "children"))
            numbers = [self.changed.of((key, name), counties) for name in ("children", "compared", "fen")]
            lines.append(Lines(key, counties, numbers))
        return self._table(lines, ("at", "benefit", "change", "before", "after", "cause"), CHANGED)

    def _table(self, lines: Sequence[Lines], words: Sequence[str], schema: pa.Schema) -> pa.Table:
        """Lines as a table; of the schema those columns that are no words and no place are the numbers."""
        if not lines:
            return schema.empty_table()
        lengths = np.array([len(one.counties) for one in lines])
        columns = {name: _repeated([one.words[n] for one in lines], lengths) for n, name in enumerate(words)}
        columns["place"] = words_of(np.concatenate([one.counties for one in lines]), self.counties)
        numbers = [name for name in schema.names if name not in columns]
        columns |= {name: np.concatenate([one.numbers[n] for one in lines]) for n, name in enumerate(numbers)}
        return pa.table([columns[name] for name in schema.names], schema=schema)


def _count(side: Side, key: Key) -> Counts:
    """For each standing a row, by county."""
    return side.where.spread(key.tie).count(np.stack(side.state(key)))


def _add_up(side: Side, key: Key) -> Iterator[tuple[tuple[str, str, int, str], NDArray[np.signedinteger], Counts]]:
    """What is owed, by term, unit and state: the children and the sum for each county."""
    for term, owing in side.terms(key).items():
        rows = np.flatnonzero(owing.states != ABSENT)
        states, places = owing.states[rows], side.counties(key)[rows]
        for state in range(len(CERTAINTY)):
            chosen = states == state
            if not chosen.any():
                continue
            met, children, total = _sums(places[chosen], owing.numbers[rows[chosen]])
            yield (term, owing.unit, state, "children"), met, children
            if state < OPEN:
                yield (term, owing.unit, state, "total"), met, total


def _repeated(words: Sequence[str], times: Counts) -> pa.DictionaryArray:
    """Words, each as often as it is said."""
    distinct = list(dict.fromkeys(words))
    codes = np.array([distinct.index(word) for word in words], np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(np.repeat(codes, times)), pa.array(distinct, pa.string()))


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
