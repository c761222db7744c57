"""Children counted and sums added up for each county, without a row for any child.

A batch sorted by place has few counties: each is a mask, and counting is counting bits. Children of the many other
places (those who live elsewhere) are sorted by county once and counted by segments.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hutong.policy.amounts import CERTAINTY
from hutong.screening.arrow import ArrowEngine, Matrix, Screened
from hutong.screening.bits import Words, count, pack, rows_of, unpack
from hutong.screening.classes import NOWHERE, UNKNOWN, Counties
from hutong.screening.compiling import Column
from hutong.screening.gaps import Gap
from hutong.screening.sums import OPEN, Adding, Term
from hutong.screening.tables import AMOUNTS, SUMMARY

COUNTED = tuple(name for name in SUMMARY.names if name not in ("benefit", "place"))
VERDICT_ROWS = [COUNTED.index(name) for name in ("entitled", "unknown", "not_offered")]
NOT_ENTITLED = COUNTED.index("not_entitled")
ONE_IN = 32
"""A county with fewer than one child in so many is counted among the scattered."""
Counts: TypeAlias = NDArray[np.int64]


@dataclass
class Spread:
    """How the children of a batch are spread over counties, by one of their places."""

    counties: Counties
    main: list[tuple[int, Words]] = field(init=False)
    scattered: NDArray[np.int64] = field(init=False)
    segments: NDArray[np.int64] = field(init=False)
    others: Counties = field(init=False)

    def __post_init__(self) -> None:
        children = len(self.counties)
        sizes = np.bincount(self.counties) if children else np.zeros(0, np.int64)
        large = np.flatnonzero(sizes * ONE_IN >= children) if children else sizes
        self.main = [(int(county), pack(self.counties == county)) for county in large]
        is_large = np.zeros(len(sizes), np.bool_)
        is_large[large] = True
        all_large = len(large) == np.count_nonzero(sizes)
        rows = np.zeros(0, np.int64) if all_large else np.flatnonzero(~is_large[self.counties])
        order = rows[np.argsort(self.counties[rows], kind="stable")]
        sorted_counties = self.counties[order]
        starts = np.flatnonzero(np.r_[True, sorted_counties[1:] != sorted_counties[:-1]]) if len(order) else order
        self.scattered, self.segments, self.others = order, starts, sorted_counties[starts]

    def count_into(self, totals: Counts, words: Words) -> None:
        """Add the children whose bit is set to the totals of their counties."""
        for county, mask in self.main:
            totals[county] += count(words & mask)
        if len(self.scattered):
            bits = unpack(words, len(self.counties))[self.scattered]
            totals[self.others] += np.add.reduceat(bits, self.segments, dtype=np.int64)


@dataclass
class Tally:
    """Totals of a part of a population; totals of several parts add up."""

    engine: ArrowEngine
    counts: dict[str, Counts] = field(default_factory=dict)
    """For each benefit a row of totals by county for every number of the summary."""
    amounts: dict[tuple[str, str, str, int], tuple[Counts, Counts]] = field(default_factory=dict)
    """For each (benefit, term, unit, state) how many children by county, and the sum."""

    def add(self, screened: Screened, covered: Matrix, gaps: Iterable[Gap]) -> None:
        """Count a batch: its verdicts, its gaps, and what is owed."""
        spreads = {tie: Spread(screened.places[tie]) for tie in {column.tie for column in screened.columns}}
        for number, column in enumerate(screened.columns):
            totals, spread = self._totals(column.benefit), spreads[column.tie]
            before = totals[VERDICT_ROWS].sum(axis=0)
            counted: dict[str, Words | None] = {
                "entitled": screened.entitled[number],
                "unknown": screened.unknown[number],
                "not_offered": screened.not_offered[number],
                "covered": screened.entitled[number] & covered[number],
                "rests_on_absence": screened.resting(number),
            }
            for name, words in counted.items():
                if words is not None and words.any():
                    spread.count_into(totals[COUNTED.index(name)], words)
            # All who are concerned and were not counted are not entitled.
            decided = totals[VERDICT_ROWS].sum(axis=0) - before
            spread.count_into(totals[NOT_ENTITLED], screened.concerned[number])
            totals[NOT_ENTITLED] -= decided
        for gap in gaps:
            column = screened.columns[gap.column]
            spreads[column.tie].count_into(self._totals(column.benefit)[COUNTED.index(gap.kind)], gap.children)
        self._add_sums(screened, covered)

    def _add_sums(self, screened: Screened, covered: Matrix) -> None:
        for slot in screened.compiled.slots:
            children = screened.unions.of(slot.classes) if slot.has_amounts else None
            if children is None:
                continue
            owed = screened.entitled[slot.column] & children & ~covered[slot.column]
            rows = rows_of(owed, screened.batch.children)
            if len(rows):
                terms = Adding(self.engine, screened, slot.plan, rows).terms()
                self._add_terms(screened.columns[slot.column], terms, screened.places[slot.plan.tie][rows])

    def _add_terms(self, column: Column, terms: dict[str, Term], counties: Counties) -> None:
        for name, term in terms.items():
            for state in range(len(CERTAINTY)):
                chosen = term.present & (term.sums.states == state)
                if not chosen.any():
                    continue
                children, total = self._sums(column.benefit, name, term.unit, state)
                np.add.at(children, counties[chosen], 1)
                if state < OPEN:
                    np.add.at(total, counties[chosen], term.sums.numbers[chosen])

    def _totals(self, benefit: str) -> Counts:
        known = self.counts.get(benefit)
        self.counts[benefit] = self._grown(known if known is not None else np.zeros((len(COUNTED), 0), np.int64))
        return self.counts[benefit]

    def _sums(self, benefit: str, term: str, unit: str, state: int) -> tuple[Counts, Counts]:
        key = (benefit, term, unit, state)
        children, total = self.amounts.get(key, (np.zeros((1, 0), np.int64), np.zeros((1, 0), np.int64)))
        self.amounts[key] = self._grown(children), self._grown(total)
        return self.amounts[key][0][0], self.amounts[key][1][0]

    def _grown(self, totals: Counts) -> Counts:
        """The totals with a place for every county met so far, and room for more."""
        counties = len(self.engine.places.counties)
        if totals.shape[1] >= counties:
            return totals
        grown = np.zeros((len(totals), 2 * counties), np.int64)
        grown[:, : totals.shape[1]] = totals
        return grown

    def summary(self) -> pa.Table:
        """Children by verdict for each benefit at each place."""
        parts = []
        for benefit, spread in self.counts.items():
            totals = _without_place_in_one(spread)
            used = np.flatnonzero(totals.any(axis=0))
            columns = [[benefit] * len(used), self._places(used), *(row[used] for row in totals)]
            parts.append(_table(columns, SUMMARY))
        return _sorted(parts, SUMMARY)

    def sums(self) -> pa.Table:
        """What is owed, added up."""
        parts = []
        for (benefit, term, unit, state), spread in self.amounts.items():
            children, total = (_without_place_in_one(one) for one in spread)
            used = np.flatnonzero(children[0])
            size = len(used)
            words = [[benefit] * size, self._places(used), [term] * size, [unit] * size, [CERTAINTY[state]] * size]
            parts.append(_table([*words, children[0][used], total[0][used]], AMOUNTS))
        return _sorted(parts, AMOUNTS)

    def _places(self, numbers: NDArray[np.int64]) -> list[str | None]:
        return [self.engine.places.counties[int(number)] or None for number in numbers]


def _without_place_in_one(totals: Counts) -> Counts:
    """Children whose place is unknown and those known to have none are one line."""
    together = totals.copy()
    together[:, UNKNOWN] += totals[:, NOWHERE]
    together[:, NOWHERE] = 0
    return together


def _table(columns: list[object], schema: pa.Schema) -> pa.Table:
    return pa.table([pa.array(column, one.type) for column, one in zip(columns, schema, strict=True)], schema=schema)


def _sorted(parts: list[pa.Table], schema: pa.Schema) -> pa.Table:
    """One table in an order that does not depend on what came first."""
    table = pa.concat_tables(parts).unify_dictionaries() if parts else schema.empty_table()
    keys = [name for name in ("benefit", "place", "term", "unit", "state") if name in schema.names]
    words = pa.table({name: table[name].cast(pa.string()) for name in keys})
    return table.take(pc.sort_indices(words, sort_keys=[(name, "ascending") for name in keys]))
