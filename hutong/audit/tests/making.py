"""Rows and seals for tests: invented, made without a database."""

import random
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from hutong.audit.canonical import SCHEMA
from hutong.audit.chaining import seal_table
from hutong.audit.file_rows import Part
from hutong.audit.seals import BEGINNING, SealKey, SealMade

KEY = SealKey(b"k" * 32)
BEGUN = datetime(2026, 9, 29, tzinfo=UTC)
WAYS = ("read", "list", "search", "act")


def make_rows(count: int, *, seed: int = 1, hours: float = 6) -> pa.Table:
    """Rows with gaps between their numbers, over some months, a few out of the order of their instants."""
    draw = random.Random(seed)
    rows, number = [], 0
    for at in range(count):
        number += draw.choice((1, 1, 1, 2, 5))
        instant = BEGUN + timedelta(hours=hours * at + draw.uniform(-8, 8))
        rows.append({
            "id": number, "at": instant, "way": draw.choice(WAYS), "act": "", "worker": f"{draw.randrange(9):032x}",
            "role": "child_director", "area": "431022100201", "door": "child_file", "child": f"{at:032x}",
            "place": "431022100201", "rows": 1, "purpose": draw.choice(("", "走访前")), "about": "",
        })  # fmt: skip
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def seal_all(table: pa.Table, *, at_once: int = 40, most: int = 7, key: SealKey = KEY) -> list[SealMade]:
    """As the job seals them: some rows at a time."""
    seals: list[SealMade] = []
    for first in range(0, table.num_rows, at_once):
        number, previous = (seals[-1].number + 1, seals[-1].seal) if seals else (1, BEGINNING)
        rows = table.slice(first, at_once)
        seals += seal_table(rows, number=number, previous=previous, key=key, at=BEGUN, most=most)
    return seals


class TableRows:
    """Rows of a table in memory, read as those of a file or a database are."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def read(self, part: Part) -> pa.Table:
        months = [f"{at:%Y%m}" for at in self.table["at"].to_pylist()]
        keep = [
            (not part.since or month >= part.since)
            and (not part.before or month < part.before)
            and (part.after is None or number > part.after)
            and (part.upto is None or number <= part.upto)
            for month, number in zip(months, self.table["id"].to_pylist(), strict=True)
        ]
        return self.table.filter(pa.array(keep, pa.bool_())).sort_by("id")

    def count(self) -> int | None:
        return int(self.table.num_rows)

    def close(self) -> None:
        """Nothing is open."""


def with_changed(table: pa.Table, row: int, column: str, value: object) -> pa.Table:
    """The table with one cell otherwise."""
    rows = table.to_pylist()
    rows[row][column] = value
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def without(table: pa.Table, *rows: int) -> pa.Table:
    """The table without some rows."""
    return table.take([at for at in range(table.num_rows) if at not in rows])


def with_inserted(table: pa.Table, number: int, **columns: object) -> pa.Table:
    """The table with one more row, made from the first."""
    row = {**table.slice(0, 1).to_pylist()[0], "id": number, **columns}
    return pa.concat_tables([table, pa.Table.from_pylist([row], schema=SCHEMA)]).sort_by("id")
