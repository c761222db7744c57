"""Before and after the parts of a run that goes on from an earlier one: is it fit, who is gone, what changed in all."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hutong.policy.library import Library
from hutong.screening.changes.comparing import Children, Side, compare, count_by_clause
from hutong.screening.changes.errors import SinceOtherPopulation, SinceWithoutIds
from hutong.screening.changes.prints import Prints, keys_of
from hutong.screening.changes.tables import CAUSES, CHANGED, CHANGES, KINDS
from hutong.screening.column_readers import reader_of
from hutong.screening.columns import Reading, clean
from hutong.screening.populations.opening import open_population
from hutong.screening.populations.pieces import Part
from hutong.screening.runs.changed_file import CHANGED_FILE, write_changed
from hutong.screening.runs.earlier import (
    INDEX,
    EarlierPart,
    EarlierRun,
    Index,
    Rows,
    check_earlier,
    gathered,
    in_one_piece,
    open_earlier,
    read_index,
    write_index,
)
from hutong.screening.runs.folders import CHANGES_FOLDER, KEPT_FOLDER, PartDone
from hutong.screening.runs.orders import Order
from hutong.screening.runs.tallies import Tally
from hutong.screening.runs.whole_files import checksum, write_table
from hutong.screening.tables import CHILD, FINDINGS

GONE = f"{CHANGES_FOLDER}/gone.parquet"
COUNTED = ["benefit", "kind", "cause", "grounds_before", "grounds_after"]


def begin_going_on(order: Order, parts: Sequence[Part], library: Library) -> None:
    """Make ready to go on from the earlier run. Raises RunNotFinished, SinceUnusable."""
    assert order.since is not None
    run = open_earlier(order.since)
    check_earlier(run, order)
    if CHILD not in order.columns:
        raise SinceWithoutIds(file=order.population.name)
    (order.folder / INDEX).parent.mkdir(exist_ok=True)
    write_index(run, order.folder / INDEX)
    index = read_index(order.folder / INDEX)
    if not any((index.find(keys) >= 0).any() for keys in _list_keys(order, parts, library)):
        raise SinceOtherPopulation(file=order.population.name, folder=order.since)


def _list_keys(order: Order, parts: Sequence[Part], library: Library) -> Iterator[Prints]:
    """The keys of the children of today, block by block; no other column is read."""
    reading = Reading(library.vocabulary.facts, order.on, order.lang)
    files = open_population(order.population, reading.facts).files
    for piece in (piece for part in parts for piece in part.pieces):
        for block in files[piece.file].read(piece, (CHILD,)):
            cleaned = clean(block, lambda name, kind: reader_of(name, kind, reading), (CHILD,))
            yield keys_of(cleaned.columns[CHILD])


def end_going_on(
    order: Order, parts: Sequence[PartDone], library: Library, *, sensitive: bool
) -> tuple[dict[str, Any], pa.Table]:
    """Write who is gone, and all changes counted: the files, and the counts."""
    assert order.since is not None
    run, index = open_earlier(order.since), read_index(order.folder / INDEX)
    gone = pa.concat_tables([CHANGES.empty_table(), *_list_gone(order, parts, run, index, library)])
    write_table(order.folder / GONE, gone)
    tally = Tally(CHANGED)
    files = [order.folder / name for part in parts for name in part.files if name.startswith(CHANGES_FOLDER)]
    for file in [*files, order.folder / GONE]:
        tally.add(count_by_clause(in_one_piece(pq.read_table(file, columns=COUNTED))))
    counted = tally.table()
    path = order.folder / f"{CHANGES_FOLDER}.parquet"
    write_table(path, counted)
    written = {GONE: gone.num_rows, path.name: counted.num_rows}
    written[CHANGED_FILE] = write_changed(order, counted, library, sensitive=sensitive)
    return {name: checksum(order.folder / name, rows=rows)._asdict() for name, rows in written.items()}, counted


def _list_gone(
    order: Order, parts: Sequence[PartDone], run: EarlierRun, index: Index, library: Library
) -> Iterator[pa.Table]:
    """Who had findings and is not screened any more: gone, or refused today."""
    here = np.zeros(len(index.keys), np.bool_)
    for part in parts:
        for name in part.files:
            if name.startswith(KEPT_FOLDER):
                at = index.find(pq.read_table(order.folder / name, columns=["key"])["key"].to_numpy())
                here[at[at >= 0]] = True
    gone = np.flatnonzero(~here & (index.part >= 0))
    ids = pq.read_table(order.folder / "refused.parquet", columns=[CHILD])[CHILD].combine_chunks().drop_null()
    refused = np.isin(index.keys[gone], keys_of(ids))
    for part in np.unique(index.part[gone]):
        chosen = np.flatnonzero(index.part[gone] == part)
        rows = index.row[gone[chosen]].astype(np.int64)
        yield _gone_of(EarlierPart(run, int(part)), rows, refused[chosen], list(library.vocabulary.benefits))


def _gone_of(part: EarlierPart, rows: Rows, refused: np.ndarray[Any, Any], benefits: list[str]) -> pa.Table:
    lines, which = part.lines_of(rows)
    before = gathered([part.findings], np.zeros_like(lines), lines)
    firsts = np.searchsorted(which, np.arange(len(rows)))
    with_findings = np.flatnonzero(part.counts[rows])
    ids = np.full(len(rows), "", object)
    ids[with_findings] = before[CHILD].take(pa.array(firsts[with_findings])).to_pylist()
    lone = np.where(refused, KINDS.index("refused"), KINDS.index("gone_child"))
    children = Children(pa.array(ids, pa.string()), np.full(len(rows), CAUSES.index("facts")), lone)
    return compare(Side(before, which), Side(FINDINGS.empty_table(), np.zeros(0, np.int64)), children, benefits)


def read_changed(folder: Path) -> pa.Table | None:
    """The counts of a finished run, None when it did not go on from another."""
    path = folder / f"{CHANGES_FOLDER}.parquet"
    return pq.read_table(path, schema=CHANGED) if path.is_file() else None
