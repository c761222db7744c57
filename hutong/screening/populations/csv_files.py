"""CSV whose header names facts, read in blocks of bytes: a file of any size, one block in memory.

Cells stay text here; ``columns.py`` reads each distinct text of a column once, as a ledger's cells are read.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from hutong.ledgers.delimited import CsvRows, list_csv_sheets
from hutong.ledgers.errors import CsvBroken
from hutong.ledgers.limits import DEFAULT_LIMITS
from hutong.screening.populations.pieces import Block, BrokenRow, Piece, in_batches

BLOCK_BYTES = 16 * 1024 * 1024
MOST_IN_ONE_LINE = 4 * BLOCK_BYTES
TEXT = pa.dictionary(pa.int32(), pa.string())
QUOTE, LINE_END, RETURN = b'"\n\r'


class CsvPopulation:
    """A CSV file in UTF-8 or GB18030; a piece is whole lines of about ``block_bytes``."""

    def __init__(self, path: Path, *, block_bytes: int = BLOCK_BYTES) -> None:
        self.path, self.block_bytes = path, block_bytes
        rows = list_csv_sheets(path, limits=DEFAULT_LIMITS)[0].rows
        assert isinstance(rows, CsvRows)
        self.encoding, self.delimiter = rows.encoding, rows.delimiter

    @cached_property
    def header(self) -> list[str]:
        """The names in the first line."""
        with self.path.open(encoding=self.encoding, newline="") as lines:
            return [name.strip() for name in next(csv.reader(lines, delimiter=self.delimiter), [])]

    @cached_property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(name, TEXT) for name in self.header])

    def list_pieces(self, number: int) -> Iterator[Piece]:
        start = None
        for cut in _Cuts(self.path, self.block_bytes):
            if start is None:
                # The first line is the header.
                start, children = cut.first_line, cut.lines - 1
            else:
                children = cut.lines
            if children:
                yield Piece(number, start, cut.stop, children)
            start = cut.stop

    def read(self, piece: Piece, columns: Sequence[str]) -> Iterator[Block]:
        with self.path.open("rb") as file:
            file.seek(piece.start)
            text = file.read(piece.stop - piece.start)
        if self.encoding == "gb18030":
            text = text.decode(self.encoding).encode()
        noting = _Noting()
        table = pa_csv.read_csv(
            io.BytesIO(text),
            read_options=pa_csv.ReadOptions(
                column_names=self.header, use_threads=False, block_size=max(len(text) + 1, 1024)
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=noting
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types={name: TEXT for name in self.header}, include_columns=list(columns)
            ),
        )
        yield from _blocks(table.combine_chunks(), noting.broken)


@dataclass
class _Noting:
    """Told by the reader of rows that have more or fewer cells than the header."""

    broken: list[BrokenRow] = field(default_factory=list)

    def __call__(self, row: pa_csv.InvalidRow) -> str:
        wanted, found = row.expected_columns, row.actual_columns
        self.broken.append(
            BrokenRow(
                row.number - 1,
                f"这一行有 {found} 格，表头有 {wanted} 格 → 请核对分隔符和引号",
                f"this row has {found} cells, the header {wanted} → check separators and quotation marks",
            )
        )
        return "skip"


def _blocks(table: pa.Table, broken: Sequence[BrokenRow]) -> Iterator[Block]:
    batches = table.to_batches()
    if not broken:
        for batch in batches:
            yield from in_batches(batch)
        return
    children = table.num_rows + len(broken)
    rows = np.delete(np.arange(children), [one.row for one in broken])
    batch = batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)
    yield Block(batch, children, rows.tolist(), tuple(broken))


@dataclass(frozen=True)
class _Cut:
    """Where a block of lines ends, how many lines with something in them it has, where its second line begins."""

    stop: int
    lines: int
    first_line: int


class _Cuts:
    """Walks a file once and cuts it at line ends that lie outside of quotation marks."""

    def __init__(self, path: Path, block_bytes: int) -> None:
        self.path, self.block_bytes = path, block_bytes

    def __iter__(self) -> Iterator[_Cut]:
        """Raises CsvBroken when a quotation mark is never closed."""
        done, rest = 0, b""
        with self.path.open("rb") as file:
            while chunk := file.read(self.block_bytes):
                block = rest + chunk
                ends = _line_ends(np.frombuffer(block, np.uint8))
                if len(ends):
                    stop = int(ends[-1]) + 1
                    yield _Cut(done + stop, _count_filled(block, ends), done + int(ends[0]) + 1)
                    done, rest = done + stop, block[stop:]
                elif len(block) > MOST_IN_ONE_LINE:
                    break
                else:
                    rest = block
        if rest.count(QUOTE) % 2 or len(rest) > MOST_IN_ONE_LINE:
            raise CsvBroken(file=self.path, line=1, detail="unexpected end of data")
        if rest.strip():
            # The last line has no end.
            yield _Cut(done + len(rest), 1, done + len(rest))


def _line_ends(block: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where lines end; a line end within quotation marks belongs to its cell."""
    ends = np.flatnonzero(block == LINE_END)
    quotes = np.flatnonzero(block == QUOTE)
    if not len(quotes):
        return ends
    outside: NDArray[np.bool_] = np.searchsorted(quotes, ends) % 2 == 0
    found: NDArray[np.int64] = ends[outside]
    return found


def _count_filled(block: bytes, ends: NDArray[np.int64]) -> int:
    """Lines with something in them: the reader passes over the others."""
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts
    if lengths.min() > 1:
        return len(ends)
    values = np.frombuffer(block, np.uint8)
    only_return = (lengths == 1) & (values[starts] == RETURN)
    return int(np.count_nonzero((lengths > 0) & ~only_return))
