"""OpenFisca in the best form found: numpy arrays from Arrow, a batch at a time, in as many processes as cores.

It can only be run where everything is known: what is not given is 0 or False there, never unknown.
"""

from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from openfisca_core.simulations import Simulation

from benchmarks.openfisca_rules import VERDICTS
from benchmarks.screening.answers import gaps_folder, write_summary
from benchmarks.screening.cities import FEN, list_fen
from benchmarks.screening.drawing import Column
from benchmarks.screening.peers.openfisca_inputs import list_inputs, read_numbers, read_truths
from benchmarks.screening.peers.openfisca_system import begin, build_nationwide
from benchmarks.screening.population import CHILD
from benchmarks.screening.rules import HOME, LIVING, ON, TWELVE_BENEFITS, Benefit

MONTH = f"{ON:%Y-%m}"
PROCESSES = 2
GAPS = pa.schema(
    [("child", pa.int64()), *((name, pa.string()) for name in ("benefit", "place", "gap")), ("fen", pa.int64())]
)
Counts = dict[tuple[str, str], Column]
"""By kind of place and column of the summary: a number for every county."""


def screen(population: Path, children: int, out: Path) -> None:
    """Verdicts by their formulas, what can be spared spared."""
    _screen(population, out, is_tuned=True)


def screen_as_taught(population: Path, children: int, out: Path) -> None:
    """The formulas as they are written for one person too, and all 24 results."""
    _screen(population, out, is_tuned=False)


def _screen(population: Path, out: Path, *, is_tuned: bool) -> None:
    """Each process takes every other batch; their counts are added up."""
    gaps_folder(out).mkdir(parents=True)
    given = ([population] * PROCESSES, [out] * PROCESSES, [is_tuned] * PROCESSES)
    with ProcessPoolExecutor(PROCESSES) as pool:
        parts = list(pool.map(_screen_part, *given, range(PROCESSES)))
    with pa.memory_map(str(population)) as source:
        batch = pa.ipc.open_file(source).get_batch(0)
    counted = {}
    for place in (HOME, LIVING):
        columns = {name: pa.array(sum(part[kind, name] for part in parts)) for kind, name in parts[0] if kind == place}
        counted[place] = pa.table({"place": batch.column(place).dictionary, **columns})
    write_summary(out, counted)


def _screen_part(population: Path, out: Path, is_tuned: bool, part: int) -> Counts:
    system = build_nationwide(is_tuned=is_tuned)
    counts: Counts = defaultdict(lambda: np.zeros(1, np.int64))
    with pa.memory_map(str(population)) as source, pq.ParquetWriter(gaps_folder(out) / f"{part}.parquet", GAPS) as gaps:
        reader = pa.ipc.open_file(source)
        for number in range(part, reader.num_record_batches, PROCESSES):
            batch = reader.get_batch(number)
            simulation = begin(system, batch.num_rows)
            for name, values in list_inputs(batch):
                simulation.set_input(name, MONTH, values)
            lists = [_conclude(one, simulation, batch, counts, is_tuned) for one in TWELVE_BENEFITS]
            _count_children(batch, counts)
            gaps.write_batch(pa.concat_batches([one for one in lists if one is not None]))
    return dict(counts)


def _count_children(batch: pa.RecordBatch, counts: Counts) -> None:
    for place in (HOME, LIVING):
        codes = read_numbers(batch, place)
        counts[place, "children"] = counts[place, "children"] + _count(batch, place, codes)
    for one in TWELVE_BENEFITS:
        counts[one.place, f"k_{one.slug}"] = counts[one.place, "children"]


def _count(batch: pa.RecordBatch, place: str, codes: Column, weights: Column | None = None) -> Column:
    return np.bincount(codes, weights, minlength=len(batch.column(place).dictionary)).astype(np.int64)


def _conclude(
    benefit: Benefit, simulation: Simulation, batch: pa.RecordBatch, counts: Counts, is_tuned: bool
) -> pa.RecordBatch | None:
    owed = simulation.calculate(VERDICTS[benefit.slug], MONTH)
    fen = _get_fen(simulation, benefit, is_tuned)
    codes = read_numbers(batch, benefit.place)[owed]
    counted = _count(batch, benefit.place, codes)
    found = {f"y_{benefit.slug}": counted}
    if benefit.is_counted and fen is not None:
        found |= {f"n_{benefit.slug}": counted, f"s_{benefit.slug}": _count(batch, benefit.place, codes, fen[owed])}
    for name, numbers in found.items():
        counts[benefit.place, name] = counts[benefit.place, name] + numbers
    return _list_gaps(batch, benefit, owed, fen) if benefit.receives else None


def _get_fen(simulation: Simulation, benefit: Benefit, is_tuned: bool) -> Column | None:
    """What is owed; where it is one figure in a place the tuned form runs no formula."""
    if is_tuned and not benefit.is_counted:
        return None
    yuan = simulation.calculate(f"{VERDICTS[benefit.slug]}_amount", MONTH)
    return np.asarray((yuan * FEN).astype(np.int64))


def _list_gaps(batch: pa.RecordBatch, benefit: Benefit, owed: Column, fen: Column | None) -> pa.RecordBatch:
    rows = np.flatnonzero(owed != read_truths(batch, f"receives.{benefit.slug}"))
    paid = list_fen(benefit.value).take(read_numbers(batch, benefit.place)[rows]) if fen is None else fen[rows]
    columns = [
        batch.column(CHILD).take(pa.array(rows)),
        pa.repeat(benefit.slug, len(rows)),
        batch.column(benefit.place).take(pa.array(rows)).cast(pa.string()),
        pc.if_else(pa.array(owed[rows]), "owed_not_received", "received_not_owed"),
        pa.array(np.where(owed[rows], paid, 0)),
    ]
    return pa.record_batch(columns, schema=GAPS)
