"""Rows of the record as the one text that is sealed: the same bytes from either database and from an exported file.

A row is a line: its columns in one order with tabs between, an instant as whole microseconds, a number as 32 digits,
what is empty as nothing; tabs, line ends and backslashes inside a column are written as ``\\t``, ``\\n``, ``\\\\``.
"""

import base64
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from cryptography.hazmat.primitives import hashes

INSTANT = pa.timestamp("us", tz="UTC")
COLUMNS: dict[str, pa.DataType] = {
    "id": pa.int64(),
    "at": INSTANT,
    "way": pa.string(),
    "act": pa.string(),
    "worker": pa.string(),
    "role": pa.string(),
    "area": pa.string(),
    "door": pa.string(),
    "child": pa.string(),
    "place": pa.string(),
    "rows": pa.int64(),
    "purpose": pa.string(),
    "about": pa.string(),
}
SCHEMA = pa.schema(list(COLUMNS.items()))
ESCAPED = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"))
PRINT_BYTES = 4
BETWEEN, END = pa.scalar("\t", pa.large_string()), pa.scalar("\n", pa.large_string())
DIGESTS: dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sm3": hashes.SM3()}


def to_table(rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    """Rows of the database, their columns in the order of ``COLUMNS``."""
    columns: list[Any] = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    for place, name in enumerate(COLUMNS):
        if name in ("worker", "child"):
            columns[place] = ["" if one is None else one.hex for one in columns[place]]
    return pa.table(dict(zip(COLUMNS, columns, strict=True)), schema=SCHEMA)


class Lines:
    """The lines of a table, one after the other in one piece of memory."""

    def __init__(self, table: pa.Table) -> None:
        parts = [_as_text(table.column(name).combine_chunks(), name) for name in COLUMNS]
        # The mark that ends a line stands in its last column, so that one pass joins everything.
        parts[-1] = pc.binary_join_element_wise(parts[-1], pa.scalar("", pa.large_string()), END)
        self.lines = pc.binary_join_element_wise(*parts, BETWEEN)
        _, offsets, content = self.lines.buffers()
        self._ends = memoryview(offsets).cast("q")
        self._content = memoryview(content).cast("B") if content is not None else memoryview(b"")

    def __len__(self) -> int:
        return len(self.lines)

    def hash(self, first: int, last: int, *, digest: str) -> str:
        """The hash of the lines from one place up to, not including, another."""
        made = hashes.Hash(DIGESTS[digest])
        made.update(self._between(first, last))
        return made.finalize().hex()

    def prints(self, first: int, last: int, *, digest: str) -> str:
        """A few bytes of each line's own hash, by which a changed row is found once a seal does not hold."""
        return base64.b64encode(b"".join(self._print(at, digest) for at in range(first, last))).decode()

    def _print(self, at: int, digest: str) -> bytes:
        made = hashes.Hash(DIGESTS[digest])
        made.update(self._between(at, at + 1))
        return made.finalize()[:PRINT_BYTES]

    def _between(self, first: int, last: int) -> memoryview:
        return self._content[self._ends[first] : self._ends[last]]


def split_prints(prints: str) -> list[bytes]:
    """The prints of the lines, one each."""
    whole = base64.b64decode(prints)
    return [whole[at : at + PRINT_BYTES] for at in range(0, len(whole), PRINT_BYTES)]


def month_of(at: datetime) -> str:
    """The month of an instant, as partitions and seals name it; by universal time."""
    return f"{at:%Y%m}"


def list_months(first: str, last: str) -> Iterator[str]:
    """The months from one through another."""
    year, month = int(first[:4]), int(first[4:])
    while (found := f"{year:04}{month:02}") <= last:
        yield found
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def next_month(month: str) -> str:
    """The month after."""
    year, number = int(month[:4]), int(month[4:])
    return f"{year + number // 12:04}{number % 12 + 1:02}"


def _as_text(column: pa.Array, name: str) -> pa.Array:
    kind = COLUMNS[name]
    if kind == INSTANT:
        return column.cast(pa.int64()).cast(pa.large_string())
    if kind == pa.int64():
        return column.cast(pa.large_string())
    column = pc.fill_null(column.cast(pa.large_string()), "")
    if name in ("purpose", "about", "act", "door"):
        for found, written in ESCAPED:
            column = pc.replace_substring(column, found, written)
    return column
