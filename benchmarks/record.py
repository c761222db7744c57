"""``python -m benchmarks.record``: the record of looking and doing at 10,000,000 rows, sealed, verified, searched.

Rows are invented, by whole columns. Verification runs over exported files, without a server. What the pages ask
of the database is measured by ``benchmarks.record_searches``.
"""

import resource
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TypeVar

import click
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hutong.audit.canonical import INSTANT, SCHEMA
from hutong.audit.chaining import seal_table
from hutong.audit.file_rows import FileRows
from hutong.audit.seals import BEGINNING, SealKey, SealMade, read_seals, write_seals
from hutong.audit.verifying import verify

Found = TypeVar("Found")
KEY = SealKey(b"k" * 32)
BEGUN = datetime(2025, 1, 1, tzinfo=UTC)
SECONDS = 365 * 86_400
AT_ONCE = 250_000
WORKERS, CHILDREN = 3_000, 200_000
DOORS = ("child_file", "children", "children_search", "home", "fact_record", "child_file_numbers", "evidence_file")
WAYS = ("read", "list", "search", "list", "act", "reveal", "attachment")


def timed(name: str, act: Callable[[], Found]) -> Found:
    """What an act gives; the seconds by the clock and of the processors are shown."""
    clock, cpu = perf_counter(), process_time()
    found = act()
    click.echo(f"{name:<58} {perf_counter() - clock:8.1f} s by the clock {process_time() - cpu:8.1f} s of CPU")
    return found


def make_tables(rows: int) -> Iterator[pa.Table]:
    """Rows over a year, with gaps between their numbers."""
    for first in range(0, rows, AT_ONCE):
        count = min(AT_ONCE, rows - first)
        numbers = pa.array(range(first, first + count), pa.int64())
        mixed = pc.bit_wise_and(pc.multiply(numbers, 2654435761), 0x7FFFFFFF)
        which = pc.subtract(numbers, pc.multiply(pc.divide(numbers, len(DOORS)), len(DOORS)))
        seconds = pc.divide(pc.multiply(numbers, SECONDS), rows)
        at = pc.add(pc.multiply(seconds, 1_000_000), int(BEGUN.timestamp()) * 1_000_000)

        def hexed(most: int, numbers: pa.Array = mixed) -> pa.Array:
            left = pc.subtract(numbers, pc.multiply(pc.divide(numbers, most), most))
            return pc.utf8_lpad(left.cast(pa.string()), 32, "0")

        same = {"act": "", "role": "child_director", "area": "431022100201", "place": "431022100201"}
        same |= {"purpose": "", "about": ""}
        columns = {
            "id": pc.add(pc.multiply(numbers, 2), 1), "at": at.cast(INSTANT), "way": pa.array(WAYS).take(which),
            "worker": hexed(WORKERS), "door": pa.array(DOORS).take(which), "child": hexed(CHILDREN),
            "rows": pa.repeat(pa.scalar(1, pa.int64()), count),
            **{name: pa.repeat(text, count) for name, text in same.items()},
        }  # fmt: skip
        yield pa.table({name: columns[name] for name in SCHEMA.names}, schema=SCHEMA)


def seal_files(rows: int, folder: Path) -> None:
    """A Parquet file of rows and a file of seals, as the export writes them."""
    seals: list[SealMade] = []
    with pq.ParquetWriter(folder / "rows.parquet", SCHEMA, compression="zstd") as written:
        for table in make_tables(rows):
            number, previous = (seals[-1].number + 1, seals[-1].seal) if seals else (1, BEGINNING)
            seals += seal_table(table, number=number, previous=previous, key=KEY, at=BEGUN)
            written.write_table(table, row_group_size=AT_ONCE)
    write_seals(seals, folder / "seals.jsonl")


def measure_files(rows: int) -> None:
    """Sealing, verifying by one and several threads and by a month; a changed row is found."""
    with TemporaryDirectory(prefix="hutong-record-") as named:
        folder = Path(named)
        timed(f"make, seal and write {rows:,} rows", lambda: seal_files(rows, folder))
        seals = timed("read the seals", lambda: read_seals(folder / "seals.jsonl"))
        size = (folder / "rows.parquet").stat().st_size / 1e6, (folder / "seals.jsonl").stat().st_size / 1e6
        click.echo(f"{len(seals):,} seals; rows {size[0]:.0f} MB, seals {size[1]:.0f} MB")
        for jobs in (1, 2):
            found = timed(
                f"verify all, {jobs} thread(s)",
                lambda jobs=jobs: verify(seals, FileRows(folder), key=KEY, jobs=jobs),  # type: ignore[misc]
            )
            assert found.is_whole and found.rows == rows
        found = timed(
            "verify one month", lambda: verify(seals, FileRows(folder), key=KEY, since="202506", until="202506")
        )
        assert found.is_whole and found.rows
    click.echo(f"most memory held: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


@click.command()
@click.option("--rows", default=10_000_000, show_default=True)
def main(rows: int) -> None:
    """Measure the record."""
    measure_files(rows)


if __name__ == "__main__":
    main()
