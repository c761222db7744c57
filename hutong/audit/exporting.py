"""The record as files outside the database: rows by month as Parquet, seals as signed lines, each safe by itself."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import Max, Min

from hutong.audit.canonical import SCHEMA, list_months, month_of, next_month
from hutong.audit.file_rows import Part
from hutong.audit.models import Entry, Seal
from hutong.audit.rows import list_tables
from hutong.audit.seals import SealMade, write_seals

ROWS_IN_GROUP = 250_000
SEALS_NAME = "seals.jsonl"


@dataclass(frozen=True)
class Exported:
    """How much was written, and where."""

    rows: int
    seals: int
    files: tuple[Path, ...]


def export_record(folder: Path, *, since: str = "", until: str = "") -> Exported:
    """All seals, and the rows from one month through another: a file a month, and one for what lies outside them."""
    folder.mkdir(parents=True, exist_ok=True)
    seals = write_seals(list_seals(), folder / SEALS_NAME)
    files, rows = [folder / SEALS_NAME], 0
    for month in _list_held(since, until):
        file = folder / f"rows-{month}.parquet"
        if count := write_rows(list_tables(Part(month, next_month(month)), most=ROWS_IN_GROUP), file):
            rows += count
            files.append(file)
    return Exported(rows, seals, tuple(files))


def list_seals() -> Iterable[SealMade]:
    """The seals in the database, in order."""
    names = list(SealMade.__dataclass_fields__)
    return (SealMade(*row) for row in Seal.objects.order_by("number").values_list(*names).iterator())


def write_rows(tables: Iterable[pa.Table], file: Path) -> int:
    """A Parquet file of rows; how many. With none, no file; an older one is replaced whole."""
    temporary, count = file.with_name(f".{file.name}.{os.getpid()}"), 0
    with pq.ParquetWriter(temporary, SCHEMA, compression="zstd") as written:
        for table in tables:
            written.write_table(table, row_group_size=ROWS_IN_GROUP)
            count += table.num_rows
    if count:
        temporary.replace(file)
    else:
        temporary.unlink()
    return count


def _list_held(since: str, until: str) -> list[str]:
    """The months between the first and the last row, within what was asked for."""
    ends = Entry.objects.aggregate(first=Min("at"), last=Max("at"))
    if ends["first"] is None:
        return []
    first, last = month_of(ends["first"]), month_of(ends["last"])
    return list(list_months(max(since, first), min(until or last, last)))
