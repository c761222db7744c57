"""Our own road: worker processes that conclude batch after batch, summary and gap lists written as they are."""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from benchmarks.screening.answers import GAP_KINDS, KEY, SUMMARY, gaps_folder, summary_file
from benchmarks.screening.nationwide import load_rules
from benchmarks.screening.rules import ON
from hutong.screening.concluding import GAPS_WANTED, SUMMARY_WANTED, Concluder
from hutong.screening.tables import GAPS

PROCESSES = 2
KNOWN_STATES = ("exact", "floor")
TOTALS = ("summary", "amounts")
OWN, GAP_LISTS = "own", "gaps"
"""What is written stands in a folder as ``hutong screen`` makes it."""


def screen(population: Path, children: int, out: Path) -> None:
    """Each process takes every other batch; their totals are added up."""
    (out / OWN / GAP_LISTS).mkdir(parents=True)
    with ProcessPoolExecutor(PROCESSES) as pool:
        parts = list(pool.map(_screen_part, [population] * PROCESSES, [out] * PROCESSES, range(PROCESSES)))
    for name in TOTALS:
        pq.write_table(_add_up([part[name] for part in parts]), out / OWN / f"{name}.parquet")


def _screen_part(population: Path, out: Path, part: int) -> dict[str, pa.Table]:
    library = load_rules("all" if population.name.startswith("all") else "twelve", folder=population.parent.parent)
    wanted = frozenset({SUMMARY_WANTED, GAPS_WANTED})
    concluder = Concluder(library, ON, wanted=wanted, gap_kinds=frozenset(GAP_KINDS))
    with (
        pa.memory_map(str(population)) as source,
        pq.ParquetWriter(out / OWN / GAP_LISTS / f"{part}.parquet", GAPS) as gaps,
    ):
        reader = pa.ipc.open_file(source, options=pa.ipc.IpcReadOptions(use_threads=False))
        size = reader.get_batch(0).num_rows
        for number in range(part, reader.num_record_batches, PROCESSES):
            gaps.write_table(concluder.conclude(reader.get_batch(number), 1 + number * size).gaps)
    return concluder.take_totals()


def _add_up(tables: list[pa.Table]) -> pa.Table:
    whole = pa.concat_tables(tables).unify_dictionaries()
    numbers = [one.name for one in whole.schema if pa.types.is_integer(one.type)]
    words = [name for name in whole.schema.names if name not in numbers]
    added = whole.group_by(words).aggregate([(name, "sum") for name in numbers])
    return added.rename_columns([name.removesuffix("_sum") for name in added.schema.names])


def hand_in(out: Path) -> None:
    """The same in the form in which answers are compared; not timed."""
    hand_in_counts(out)
    gaps_folder(out).mkdir()
    for file in sorted((out / OWN / GAP_LISTS).glob("*.parquet")):
        lists = _spell(ds.dataset(file).to_table(columns=["child", *KEY, "gap", "fen"]))
        lists = lists.filter(pc.is_in(lists["gap"], pa.array(GAP_KINDS)))
        owed = pc.equal(lists["gap"], GAP_KINDS[0])
        fen = pc.if_else(owed, lists["fen"], 0)
        lists = lists.set_column(0, "child", lists["child"].cast(pa.int64())).set_column(4, "fen", fen)
        pq.write_table(lists, gaps_folder(out) / file.name)


def hand_in_counts(out: Path) -> None:
    """The summary and the sums."""
    summary, amounts = (pq.read_table(out / OWN / f"{name}.parquet") for name in TOTALS)
    known = amounts.filter(pc.is_in(amounts["state"].cast(pa.string()), pa.array(KNOWN_STATES)))
    sums = _spell(known).group_by(list(KEY)).aggregate([("children", "sum"), ("total", "sum")])
    found = {(one["benefit"], one["place"]): one for one in sums.to_pylist()}
    lines = _spell(summary).to_pylist()
    for line in lines:
        one = found.get((line["benefit"], line["place"]), {})
        line["with_amount"], line["total"] = one.get("children_sum", 0), one.get("total_sum", 0)
    pq.write_table(pa.Table.from_pylist(lines, schema=SUMMARY), summary_file(out))


def _spell(table: pa.Table) -> pa.Table:
    """Words instead of their numbers."""
    for number, one in enumerate(table.schema):
        if pa.types.is_dictionary(one.type):
            table = table.set_column(number, one.name, table[one.name].cast(pa.string()))
    return table
