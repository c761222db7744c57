"""Children counted and sums added up for each county, without a row for any child.

A batch sorted by place has few counties: each is a mask, and counting is counting bits. Children of the many other
places (those who live elsewhere) are sorted by county once and counted by segments.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hutong.policy.amounts import CERTAINTY
from hutong.screening.arrow import ArrowEngine, Matrix, Screened
from hutong.screening.bits import pack, rows_of, whole
from hutong.screening.classes import NOWHERE, UNKNOWN, ClassKey, Counties
from hutong.screening.compiling import Column
from hutong.screening.gaps import Gap
from hutong.screening.sums import OPEN, Adding, Alike, Term, by_ground, kind_of, table_of
from hutong.screening.tables import AMOUNTS, SUMMARY

COUNTED = tuple(name for name in SUMMARY.names if name not in ("benefit", "place"))
"""Numbers of the summary. While counting, those not entitled stand for all who are concerned."""
DECIDED = ("entitled", "unknown", "not_offered")
ONE_IN = 32
"""A county with fewer than one child in so many is counted among the scattered."""
EVERY = 16
Counts: TypeAlias = NDArray[np.int64]


class Spread:
    """How the children of a batch are spread over counties, by one of their places."""

    def __init__(self, counties: Counties) -> None:
        self.large = _list_large(counties)
        self.masks = [pack(counties == county) for county in self.large]
        rest = reduce(np.bitwise_and, (~mask for mask in self.masks), whole(len(counties)))
        rows = rows_of(rest, len(counties))
        self.scattered = rows[np.argsort(counties[rows], kind="stable")]
        ordered = counties[self.scattered]
        self.segments = np.flatnonzero(np.concatenate([ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1]]))
        self.counties = np.concatenate([self.large, ordered[self.segments]])
        """Every county that occurs, once."""

    def count(self, matrix: Matrix) -> Counts:
        """For each row of a matrix how many bits are set in each of ``counties``."""
        large = [np.bitwise_count(matrix & mask).sum(axis=1, dtype=np.int64) for mask in self.masks]
        if not len(self.scattered):
            return np.stack(large, axis=1)
        bits = np.unpackbits(matrix.view(np.uint8), axis=1, bitorder="little")
        scattered = np.add.reduceat(bits.take(self.scattered, axis=1), self.segments, axis=1, dtype=np.int64)
        return np.concatenate([np.stack(large, axis=1), scattered], axis=1) if large else scattered


def _list_large(counties: Counties) -> NDArray[np.int64]:
    """The counties of many children, as far as every so-manieth child tells; the others count as scattered."""
    some = counties[::EVERY]
    sizes = np.bincount(some)
    return np.flatnonzero((sizes > 0) & (sizes * ONE_IN >= len(some)))


@dataclass
class Tally:
    """Totals of a part of a population; totals of several parts add up."""

    engine: ArrowEngine
    rows: dict[Column, int] = field(default_factory=dict)
    counts: Counts = field(default_factory=lambda: np.zeros((len(COUNTED), 0, 0), np.int64))
    """For every number of the summary a row for each column, with totals by county."""
    amounts: dict[tuple[str, str, str, int], Counts] = field(default_factory=dict)
    """For each (benefit, term, unit, state) a row that says by county how many children, and one with the sums."""

    def add(self, screened: Screened, covered: Matrix, gaps: Iterable[Gap]) -> None:
        """Count a batch: its verdicts, its gaps, and what is owed."""
        if not screened.batch.children:
            return
        self._make_room(screened)
        spreads = {tie: Spread(screened.places[tie]) for tie in sorted({column.tie for column in screened.columns})}
        for tie, spread in spreads.items():
            self._add_verdicts(screened, covered, tie, spread)
            mine = [gap for gap in gaps if screened.columns[gap.column].tie == tie]
            for kind in dict.fromkeys(gap.kind for gap in mine):
                chosen = [gap for gap in mine if gap.kind == kind]
                columns = [screened.columns[gap.column] for gap in chosen]
                self._add_counts(kind, columns, spread, np.stack([gap.children for gap in chosen]))
        self._add_sums(screened, covered, spreads)

    def _make_room(self, screened: Screened) -> None:
        for column in screened.columns:
            self.rows.setdefault(column, len(self.rows))
        counties = len(self.engine.places.counties)
        if self.counts.shape[1] < len(self.rows) or self.counts.shape[2] < counties:
            wider = np.zeros((len(COUNTED), len(self.rows), max(2 * counties, self.counts.shape[2])), np.int64)
            wider[:, : self.counts.shape[1], : self.counts.shape[2]] = self.counts
            self.counts = wider

    def _add_verdicts(self, screened: Screened, covered: Matrix, tie: int, spread: Spread) -> None:
        numbers = [number for number, column in enumerate(screened.columns) if column.tie == tie]
        matrices = {
            "entitled": screened.entitled,
            "unknown": screened.unknown,
            "not_offered": screened.not_offered,
            "covered": screened.entitled & covered if covered.any() else None,
            "rests_on_absence": screened.open & ~screened.unknown if screened.supposed is not None else None,
        }
        for name, matrix in matrices.items():
            used = [] if matrix is None else [number for number in numbers if matrix[number].any()]
            if used and matrix is not None:
                self._add_counts(name, [screened.columns[number] for number in used], spread, matrix[used])
        by_classes: dict[tuple[ClassKey, ...], list[Column]] = {}
        for slot in screened.compiled.slots:
            if screened.columns[slot.column].tie == tie and screened.unions.of(slot.classes) is not None:
                by_classes.setdefault(slot.classes, []).append(screened.columns[slot.column])
        for classes, columns in by_classes.items():
            children = screened.unions.of(classes)
            assert children is not None
            counts = np.broadcast_to(spread.count(children[np.newaxis]), (len(columns), len(spread.counties)))
            self._put("not_entitled", columns, spread, counts)

    def _add_counts(self, name: str, columns: Sequence[Column], spread: Spread, matrix: Matrix) -> None:
        self._put(name, columns, spread, spread.count(matrix))

    def _put(self, name: str, columns: Sequence[Column], spread: Spread, counts: Counts) -> None:
        """Add counts by county to the totals of columns, each of which stands there once."""
        rows = np.array([self.rows[column] for column in columns])
        self.counts[COUNTED.index(name)][np.ix_(rows, spread.counties)] += counts

    def _add_sums(self, screened: Screened, covered: Matrix, spreads: Mapping[int, Spread]) -> None:
        alike: dict[int, list[tuple[Column, Alike]]] = {tie: [] for tie in spreads}
        for slot in screened.compiled.slots:
            children = screened.unions.of(slot.classes) if slot.has_amounts else None
            if children is None:
                continue
            owed = screened.entitled[slot.column] & children & ~covered[slot.column]
            if not owed.any():
                continue
            column, tie = screened.columns[slot.column], slot.plan.tie
            if (mine := by_ground(screened, slot.plan, owed)) is not None:
                alike[tie] += [(column, one) for one in mine]
            else:
                rows = rows_of(owed, screened.batch.children)
                terms = Adding(self.engine, screened, slot.plan, rows).terms()
                self._add_terms(column, terms, screened.places[tie][rows])
        for tie, spread in spreads.items():
            self._add_alike(alike[tie], spread)

    def _add_alike(self, alike: Sequence[tuple[Column, Alike]], spread: Spread) -> None:
        """Sums that are one figure in a county: children are counted, and no row is looked at."""
        counts = spread.count(np.stack([one.children for _, one in alike])) if alike else ()
        for (column, one), children in zip(alike, counts, strict=True):
            used = np.flatnonzero(children)
            counties, children = spread.counties[used], children[used]
            table = table_of(one.address, counties, self.engine)
            states = table.states[counties]
            for state in np.flatnonzero(np.bincount(states)).tolist():
                chosen = states == state
                many, total = self._sums(column.benefit, one.term, kind_of(one.node, self.engine)[0], state)
                many[counties[chosen]] += children[chosen]
                if state < OPEN:
                    total[counties[chosen]] += children[chosen] * table.numbers[counties[chosen]]

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

    def _sums(self, benefit: str, term: str, unit: str, state: int) -> Counts:
        key = (benefit, term, unit, state)
        self.amounts[key] = self._grown(self.amounts.get(key, np.zeros((2, 0), np.int64)))
        return self.amounts[key]

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
        by_benefit: dict[str, list[int]] = {}
        for column, row in self.rows.items():
            by_benefit.setdefault(column.benefit, []).append(row)
        parts = []
        for benefit, rows in by_benefit.items():
            totals = _without_place_in_one(self.counts[:, rows].sum(axis=1))
            totals[COUNTED.index("not_entitled")] -= sum(totals[COUNTED.index(name)] for name in DECIDED)
            used = np.flatnonzero(totals.any(axis=0))
            columns = [[benefit] * len(used), self._places(used), *(row[used] for row in totals)]
            parts.append(pa.table(columns, schema=SUMMARY))
        return _sorted(parts, SUMMARY)

    def sums(self) -> pa.Table:
        """What is owed, added up."""
        parts = []
        for (benefit, term, unit, state), spread in self.amounts.items():
            children, total = _without_place_in_one(spread)
            used = np.flatnonzero(children)
            size = len(used)
            words = [[benefit] * size, self._places(used), [term] * size, [unit] * size, [CERTAINTY[state]] * size]
            parts.append(pa.table([*words, children[used], total[used]], schema=AMOUNTS))
        return _sorted(parts, AMOUNTS)

    def _places(self, numbers: NDArray[np.int64]) -> list[str | None]:
        return [self.engine.places.counties[int(number)] or None for number in numbers]


def _without_place_in_one(totals: Counts) -> Counts:
    """Children whose place is unknown and those known to have none are one line."""
    together = totals.copy()
    together[:, UNKNOWN] += totals[:, NOWHERE]
    together[:, NOWHERE] = 0
    return together


def _sorted(parts: list[pa.Table], schema: pa.Schema) -> pa.Table:
    """One table in an order that does not depend on what came first."""
    table = pa.concat_tables(parts).unify_dictionaries() if parts else schema.empty_table()
    keys = [name for name in ("benefit", "place", "term", "unit", "state") if name in schema.names]
    words = pa.table({name: table[name].cast(pa.string()) for name in keys})
    return table.take(pc.sort_indices(words, sort_keys=[(name, "ascending") for name in keys]))
