"""A made-up county as Parquet, Arrow, CSV and a workbook: the same children in each."""

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter  # type: ignore[import-untyped]  # ships no types

ON = date(2025, 6, 1)
SCHEMA = pa.schema(
    {
        "child": pa.string(),
        "hukou_place": pa.string(),
        "residence_place": pa.string(),
        "birth_date": pa.date32(),
        "orphan_recognised": pa.bool_(),
        "father.dead": pa.bool_(),
        "mother.dead": pa.bool_(),
        "dibao": pa.bool_(),
        "disability.grade": pa.int32(),
        "receives.de_facto_living.amount": pa.decimal128(12, 2),
    }
)
Child = Mapping[str, Any]


def make_children(count: int, *, seed: int = 7) -> list[Child]:
    """Children of whom some things are not known."""
    chance = random.Random(seed)
    return [_make_child(chance, number) for number in range(1, count + 1)]


def _make_child(chance: random.Random, number: int) -> Child:
    home = chance.choice(("431022", "431003", "440281"))
    truths = ("orphan_recognised", "father.dead", "mother.dead", "dibao")
    return {
        "child": f"c{number:06}",
        "hukou_place": home,
        "residence_place": home if chance.random() < 0.8 else None,
        "birth_date": ON - timedelta(days=chance.randrange(20 * 365)),
        **{name: chance.choice((True, False, False, None)) for name in truths},
        "disability.grade": chance.choice((None, None, None, 1, 2, 3, 4)),
        "receives.de_facto_living.amount": chance.choice((None, Decimal("0.00"), Decimal("600.50"))),
    }


def as_table(children: Sequence[Child]) -> pa.Table:
    """The children as Arrow has them."""
    return pa.Table.from_pylist(list(children), schema=SCHEMA)


def write_parquet(path: Path, children: Sequence[Child], *, row_group: int = 1_000) -> Path:
    """A Parquet file whose row groups, the pieces of a part, are small."""
    pq.write_table(as_table(children), path, row_group_size=row_group)
    return path


def write_arrow(path: Path, children: Sequence[Child], *, batch: int = 1_000, stream: bool = False) -> Path:
    """An Arrow file or stream; places as dictionaries."""
    table = as_table(children)
    for name in ("hukou_place", "residence_place"):
        table = table.set_column(table.schema.get_field_index(name), name, table[name].dictionary_encode())
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with pa.OSFile(str(path), "wb") as file, make(file, table.schema) as writer:
        writer.write_table(table.unify_dictionaries(), max_chunksize=batch)
    return path


def write_csv(path: Path, children: Iterable[Child], *, encoding: str = "utf-8") -> Path:
    """CSV as a program would export it."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, SCHEMA.names)
        writer.writeheader()
        writer.writerows(children)
    return path


def write_workbook(path: Path, children: Iterable[Child], *, headers: Sequence[str] = SCHEMA.names) -> Path:
    """A workbook with one sheet."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, headers)
        for row, child in enumerate(children, start=1):
            for column, value in enumerate(child.values()):
                _write_cell(sheet, row, column, value)
    return path


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否")
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value)
    elif value is not None:
        sheet.write(row, column, float(value) if isinstance(value, Decimal) else value)


def read_findings(folder: Path) -> list[dict[str, Any]]:
    """Every finding of a run, in one order whatever the parts were."""
    rows: list[dict[str, Any]] = pq.read_table(folder / "findings").to_pylist()
    return sorted(rows, key=lambda row: (row["child"], row["benefit"], row["place"] or ""))


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a run with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
