"""Children's columns made fit for the engine, and the children whose values cannot be so handed back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hutong.lib.translating import marked, translator
from hutong.screening.populations.pieces import Block
from hutong.screening.tables import CHILD, REFUSED
from hutong.vocabulary.facts import Facts

TWICE = marked("two columns give different values")
RECEIVES, AMOUNT = "receives.", ".amount"


@dataclass(frozen=True)
class Reading:
    """What reading cells needs beside them."""

    facts: Facts
    on: date
    lang: str


@dataclass
class Cleaned:
    """The columns of a block as they become fit, and for each refused child the first thing that is wrong."""

    children: int
    columns: dict[str, pa.Array] = field(default_factory=dict)
    refused: dict[int, tuple[str, str]] = field(default_factory=dict)

    def put(self, name: str, column: pa.Array, *, lang: str) -> None:
        """A column; where another has already said something, both have to say the same."""
        before = self.columns.get(name)
        if before is None:
            self.columns[name] = column
            return
        before, column = _plain(before), _plain(column).cast(_plain(before).type)
        differs = pc.fill_null(pc.not_equal(before, column), False)
        self.refuse(differs, name, lambda row: translator(lang)(TWICE))
        self.columns[name] = pc.coalesce(before, column)

    def refuse(self, bad: pa.Array | NDArray[np.bool_], column: str, why: Callable[[int], str]) -> None:
        """Note the children whose value is bad, each with why."""
        mask = bad if isinstance(bad, np.ndarray) else pc.fill_null(bad, False).to_numpy(zero_copy_only=False)
        for row in np.flatnonzero(mask).tolist():
            self.refused.setdefault(row, (column, why(row)))

    def add_noughts(self) -> None:
        """Nought paid says that a benefit is not received, unless its own column says something."""
        for name in list(self.columns):
            received = name.removesuffix(AMOUNT)
            if not name.startswith(RECEIVES) or received == name:
                continue
            nought = pc.fill_null(pc.equal(self.columns[name], 0), False)
            if pc.any(nought).as_py():
                said = self.columns.get(received, pa.nulls(self.children, pa.bool_()))
                self.columns[received] = pc.if_else(pc.and_(nought, pc.is_null(said)), pa.scalar(False), said)


@dataclass(frozen=True)
class UsableBlock:
    """The children that can be screened. ``rows`` are their numbers in the block, None when all are there."""

    batch: pa.RecordBatch
    first_row: int
    children: int
    refused: pa.Table
    rows: NDArray[np.int64] | None = None

    def ids(self) -> pa.Array:
        """The ids as text; the number of the row where there is none."""
        numbers = pa.array(np.arange(self.first_row, self.first_row + self.batch.num_rows)).cast(pa.string())
        place = self.batch.schema.get_field_index(CHILD)
        return numbers if place < 0 else pc.coalesce(self.batch.column(place).cast(pa.string()), numbers)

    def with_their_rows(self, refused: pa.Table) -> pa.Table:
        """Refused rows that count within the usable children, as rows of the population."""
        if self.rows is None or not refused.num_rows:
            return refused
        numbers = refused["row"].to_numpy() - self.first_row
        rows = pa.array(self.rows[numbers] + self.first_row, pa.int64())
        return refused.set_column(refused.schema.get_field_index("row"), "row", rows)


def make_usable(cleaned: Cleaned, block: Block, *, first_row: int, lang: str) -> UsableBlock:
    """The children of a block without those that are refused."""
    names = list(cleaned.columns)
    batch = pa.record_batch([cleaned.columns[name] for name in names], names=names)
    if not cleaned.refused and block.rows is None:
        return UsableBlock(batch, first_row, block.children, REFUSED.empty_table())
    rows = np.arange(block.children) if block.rows is None else np.array(block.rows, np.int64)
    ids = cleaned.columns.get(CHILD)
    lines: list[dict[str, object]] = [
        {"child": _id(ids, one), "row": first_row + int(rows[one]), "column": column, "why": why}
        for one, (column, why) in cleaned.refused.items()
    ]
    lines += [_broken_line(first_row + one.row, one.why_zh if lang == "zh" else one.why_en) for one in block.broken]
    keep = np.ones(cleaned.children, np.bool_)
    keep[list(cleaned.refused)] = False
    kept = rows[keep]
    batch = batch.filter(pa.array(keep))
    if ids is None:
        # Rows count in the population, not among those that are left.
        names_of_rows = pa.array([str(first_row + row) for row in kept.tolist()], pa.string())
        batch = batch.append_column(CHILD, names_of_rows)
    lines.sort(key=lambda line: int(str(line["row"])))
    return UsableBlock(batch, first_row, block.children, pa.Table.from_pylist(lines, schema=REFUSED), kept)


def _broken_line(row: int, why: str) -> dict[str, object]:
    return {"child": None, "row": row, "column": None, "why": why}


def _id(ids: pa.Array | None, row: int) -> str | None:
    value = None if ids is None else ids[row].as_py()
    return None if value is None else str(value)


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


ColumnReader = Callable[[pa.Array, Cleaned], None]
Readers = Mapping[str, ColumnReader]


def clean(block: Block, readers: Callable[[str, pa.DataType], ColumnReader], names: Sequence[str]) -> Cleaned:
    """The columns of a block, each through its reader."""
    cleaned = Cleaned(block.batch.num_rows)
    for name in names:
        number = block.batch.schema.get_field_index(name)
        if number >= 0:
            column = block.batch.column(number)
            readers(name, column.type)(column, cleaned)
    cleaned.add_noughts()
    return cleaned
