"""Rows of the record from exported files. Needs neither Django nor a database."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hutong.audit.canonical import COLUMNS, INSTANT, SCHEMA, next_month
from hutong.audit.errors import RowsUnusable


@dataclass(frozen=True)
class Part:
    """Some rows: of the months from one up to another, with numbers after one through another. "" and None: no end."""

    since: str = ""
    before: str = ""
    after: int | None = None
    upto: int | None = None


class Rows(Protocol):
    """Where rows are read from."""

    def read(self, part: Part) -> pa.Table:
        """The rows of a part in the order of their numbers."""

    def count(self) -> int | None:
        """How many rows there are, where reading all parts must come to the same; None where nothing can be missed."""

    def close(self) -> None:
        """What a thread opened, closed."""


class FileRows:
    """Rows of an exported Parquet file, or of all such files in a folder."""

    def __init__(self, path: Path) -> None:
        self.files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
        if not self.files:
            raise RowsUnusable(file=path)
        self._groups: list[tuple[Path, int, int, int, int, int]] = []
        for file in self.files:
            self._look(file)

    def read(self, part: Part) -> pa.Table:
        first = _micros(part.since) if part.since else None
        before = _micros(part.before) if part.before else None
        found = [SCHEMA.empty_table()]
        for file, group, low, high, early, late in self._groups:
            if (part.after is not None and high <= part.after) or (part.upto is not None and low > part.upto):
                continue
            if (first is not None and late < first) or (before is not None and early >= before):
                continue
            table = pq.ParquetFile(file).read_row_group(group, columns=list(COLUMNS)).cast(SCHEMA)
            found.append(table.filter(_mask(table, part, first, before)))
        return pa.concat_tables(found).sort_by("id")

    def count(self) -> int | None:
        return sum(int(pq.ParquetFile(file).metadata.num_rows) for file in self.files)

    def close(self) -> None:
        """Files are opened for each part."""

    def _look(self, file: Path) -> None:
        """Where the file says its rows are; that it speaks true is seen by the count of all rows that were read."""
        try:
            opened = pq.ParquetFile(file)
            if not set(COLUMNS) <= set(opened.schema_arrow.names):
                raise RowsUnusable(file=file)
            for group in range(opened.metadata.num_row_groups):
                table = opened.read_row_group(group, columns=["id", "at"])
                if table.num_rows:
                    ids, ats = pc.min_max(table["id"]), pc.min_max(table["at"].cast(INSTANT).cast(pa.int64()))
                    self._groups.append(
                        (file, group, *(one[end].as_py() for one in (ids, ats) for end in ("min", "max")))
                    )
        except (pa.ArrowInvalid, OSError) as error:
            raise RowsUnusable(file=file) from error


def begin_of(month: str) -> datetime:
    """The first instant of a month."""
    return datetime(int(month[:4]), int(month[4:]), 1, tzinfo=UTC)


def end_of(month: str) -> datetime:
    """The first instant after it."""
    return begin_of(next_month(month))


def _micros(month: str) -> int:
    return int(begin_of(month).timestamp()) * 1_000_000


def _mask(table: pa.Table, part: Part, first: int | None, before: int | None) -> pa.Array:
    ids, ats = table["id"], table["at"].cast(pa.int64())
    mask = pc.is_valid(ids)
    for tested, column, bound in (
        (pc.greater, ids, part.after),
        (pc.less_equal, ids, part.upto),
        (pc.greater_equal, ats, first),
        (pc.less, ats, before),
    ):
        if bound is not None:
            mask = pc.and_(mask, tested(column, bound))
    return mask
