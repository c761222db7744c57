"""One part of a population, given an earlier run: only those are screened for whom something can differ.

A child's findings are taken over when its facts are what they were, no document at its places decides otherwise, and
no birthday or other day of its own lies in between. What is written is what screening everybody would write.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.screening.changes.comparing import NOTHING, Children, Side, compare
from hutong.screening.changes.deriving import Deriving
from hutong.screening.changes.kept import KEPT
from hutong.screening.changes.prints import keys_of
from hutong.screening.changes.tables import KINDS
from hutong.screening.populations.pieces import BATCH_CHILDREN, Part
from hutong.screening.runs.earlier import (
    INDEX,
    NOBODY,
    SHARED,
    EarlierParts,
    gathered,
    in_one_piece,
    open_earlier,
    read_index,
)
from hutong.screening.runs.folders import CHANGES_FOLDER, KEPT_FOLDER, PartDone
from hutong.screening.runs.orders import Order
from hutong.screening.runs.screening_parts import Counting, Repeated, Screener
from hutong.screening.runs.sorting import Sorted, Sorting, by_part
from hutong.screening.runs.tallies import Tallies
from hutong.screening.tables import CHILD, FINDINGS, GAPS, REFUSED

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Fresh:
    """What the engine said; ids are the numbers of rows. ``kept_rows`` are those of ``kept``."""

    findings: pa.Table
    gaps: pa.Table
    refused: pa.Table
    kept: pa.Table
    kept_rows: Rows


class Joined:
    """Lines of several tables in the order of the children, handed out in cuts."""

    def __init__(self, sources: Sequence[tuple[pa.Table, Rows, Rows]]) -> None:
        self.tables = [table for table, _, _ in sources]
        rows = np.concatenate([rows for _, _, rows in sources])
        order = np.argsort(rows, kind="stable")
        self.rows = rows[order]
        self.lines = np.concatenate([lines for _, lines, _ in sources])[order]
        self.which = np.repeat(np.arange(len(sources)), [len(lines) for _, lines, _ in sources])[order]

    def cut(self, start: int, stop: int) -> tuple[pa.Table, Rows]:
        """The lines of the children from one row to another, and the row of each."""
        low, high = np.searchsorted(self.rows, [start, stop])
        return gathered(self.tables, self.which[low:high], self.lines[low:high]), self.rows[low:high]


class SinceScreener(Screener):
    """A screener that knows an earlier run."""

    def __init__(self, order: Order) -> None:
        super().__init__(order)
        assert order.since is not None
        self.earlier = open_earlier(order.since)
        self.index = read_index(order.folder / INDEX)
        self.parts = EarlierParts(self.earlier)
        self.sorting = Sorting(order, self.library, self.absences, self.earlier, self.index, self.parts)
        self.deriving = Deriving(self.library)

    def screen(self, part: Part, counting: Counting) -> PartDone:
        """Screen who has to be, take over the others, write what both come to. Raises ScreeningError."""
        tallies, repeated = Tallies(), Repeated() if self.order.count_repeated else None
        children = Sorted()
        for block in self.usable_blocks(part):
            if repeated is not None:
                repeated.look_at(block.batch)
            counting(block.children - self.sorting.add(children, block))
        ids = children.all_ids()
        fresh = self._screen(children.fresh, ids, counting)
        rows = self._write(part, children, fresh, ids, tallies)
        tallies.refused += list(_by_block(fresh.refused, children, ids))
        return self.noted(part, tallies, rows, repeated)

    def _screen(self, batches: Sequence[pa.RecordBatch], ids: pa.Array, counting: Counting) -> Fresh:
        """What the engine says of those who have to be screened."""
        tables: list[tuple[pa.Table, ...]] = [tuple(one.empty_table() for one in (FINDINGS, GAPS, REFUSED, KEPT))]
        kept_rows = [np.zeros(0, np.int64)]
        for batch in _few_batches(batches):
            concluded = self.concluder.conclude(batch, 1)
            rows = _numbers(batch.column(batch.schema.get_field_index(CHILD)))
            kept, usable = self.kept_of(ids.take(pa.array(rows)))
            tables.append((concluded.findings, concluded.gaps, concluded.refused, kept))
            kept_rows.append(rows[usable])
            counting(batch.num_rows)
        self.concluder.take_totals()
        joined = [in_one_piece(pa.concat_tables(column)) for column in zip(*tables, strict=True)]
        findings, gaps, refused, kept = joined
        return Fresh(findings, gaps, refused, kept, np.concatenate(kept_rows))

    def _write(self, part: Part, children: Sorted, fresh: Fresh, ids: pa.Array, tallies: Tallies) -> dict[str, int]:
        """Write the lists of the part, and add up what is in them."""
        findings, gaps, kept = self._joined(children, fresh)
        with ExitStack() as stack:
            writers = self.open_lists(stack, part, (*self.kinds, CHANGES_FOLDER))
            for start in range(0, children.children, BATCH_CHILDREN):
                stop = start + BATCH_CHILDREN
                found, of_findings = findings.cut(start, stop)
                cut = {
                    "findings": _named(found, of_findings, ids),
                    "gaps": _named(*gaps.cut(start, stop), ids),
                }
                cut[KEPT_FOLDER], of_kept = kept.cut(start, stop)
                for kind, table in cut.items():
                    if kind in writers:
                        writers[kind].write(table)
                rows = np.searchsorted(of_kept, of_findings)
                totals = self.deriving.totals(cut["findings"], rows, cut["gaps"], cut[KEPT_FOLDER])
                tallies.add({name: table for name, table in totals.items() if self._is_wanted(name)})
            writers[CHANGES_FOLDER].write(self._compare(children, fresh, ids))
        return {kind: writer.rows for kind, writer in writers.items()}

    def _is_wanted(self, total: str) -> bool:
        return "summary" in self.order.wanted or total not in ("summary", "amounts")

    def _joined(self, children: Sorted, fresh: Fresh) -> tuple[Joined, Joined, Joined]:
        """Findings, gaps and what is kept of all children, taken over or not."""
        rows, at = children.taken()
        findings = [(fresh.findings, np.arange(fresh.findings.num_rows), _numbers(fresh.findings[CHILD]))]
        gaps = [(fresh.gaps, np.arange(fresh.gaps.num_rows), _numbers(fresh.gaps[CHILD]))]
        kept = [(fresh.kept, np.arange(fresh.kept.num_rows), fresh.kept_rows)]
        for part, chosen in by_part(self.index, at):
            earlier, of_part = self.parts[part], self.index.row[at[chosen]].astype(np.int64)
            lines, which = earlier.lines_of(of_part)
            findings.append((earlier.findings, lines, rows[chosen[which]]))
            lines, which = earlier.gaps_of(of_part)
            gaps.append((earlier.gaps, lines, rows[chosen[which]]))
            kept.append((earlier.kept, of_part, rows[chosen]))
        return Joined(findings), Joined(gaps), Joined(kept)

    def _compare(self, children: Sorted, fresh: Fresh, ids: pa.Array) -> pa.Table:
        """What is different now for those who were screened; of the refused the run speaks at its end."""
        rows, at, causes = children.screened()
        refused = np.isin(rows, _numbers(fresh.refused[CHILD]))
        before, numbers = [FINDINGS.empty_table()], [np.zeros(0, np.int64)]
        known = np.flatnonzero((at >= 0) & ~refused)
        for part, chosen in by_part(self.index, at[known]):
            earlier = self.parts[part]
            lines, which = earlier.lines_of(self.index.row[at[known[chosen]]].astype(np.int64))
            before.append(gathered([earlier.findings], np.zeros_like(lines), lines))
            numbers.append(known[chosen[which]])
        after = np.searchsorted(rows, _numbers(fresh.findings[CHILD]))
        told = np.flatnonzero(at[after] != SHARED)
        return compare(
            Side(in_one_piece(pa.concat_tables(before)), np.concatenate(numbers)),
            Side(fresh.findings.take(pa.array(told)), after[told]),
            Children(ids.take(pa.array(rows)), causes, self._lone(ids.take(pa.array(rows)), at)),
            list(self.library.vocabulary.benefits),
        )

    def _lone(self, ids: pa.Array, at: Rows) -> Rows:
        """Who is new; those whose facts could not be used before are not."""
        is_new = (at == NOBODY) & ~np.isin(keys_of(ids), self.earlier.refused)
        return np.where(is_new, KINDS.index("new_child"), NOTHING)


def _few_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same children in as few batches as may be: each batch is prepared for its own classes of children."""
    by_schema: dict[str, list[pa.RecordBatch]] = {}
    for batch in batches:
        by_schema.setdefault(str(batch.schema), []).append(batch)
    for same in by_schema.values():
        yield from in_one_piece(pa.Table.from_batches(same)).to_batches(max_chunksize=BATCH_CHILDREN)


def _numbers(column: pa.Array | pa.ChunkedArray) -> Rows:
    """The rows that stand for ids."""
    return np.asarray(column.cast(pa.string()).cast(pa.int64()), np.int64)


def _named(table: pa.Table, rows: Rows, ids: pa.Array) -> pa.Table:
    """The table with the children's ids."""
    return table.set_column(0, CHILD, ids.take(pa.array(rows)))


def _by_block(refused: pa.Table, children: Sorted, ids: pa.Array) -> Iterator[pa.Table]:
    """The refused of every block as a whole run lists them."""
    rows, start = _numbers(refused[CHILD]), 0
    for block, count in children.blocks:
        chosen = np.flatnonzero((start <= rows) & (rows < start + count))
        here = rows[chosen]
        told = _named(refused.take(pa.array(chosen)), here, ids)
        told = told.set_column(1, "row", pa.array(here - start + block.first_row, pa.int64()))
        yield block.refused
        yield block.with_their_rows(told)
        start += count
