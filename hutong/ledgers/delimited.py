"""CSV and tab-separated text as one raw sheet, in the encodings that spreadsheet programs write."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from hutong.ledgers.cells import RawRow, RawSheet, Rows
from hutong.ledgers.errors import CsvBroken, EncodingUnknown, LedgerTooLarge
from hutong.ledgers.limits import MEGABYTE, Limits

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Some write ="431022…" so that a spreadsheet program leaves the digits alone.
TEXT_FORMULA = re.compile(r'="([^"]*)"')
DELIMITERS = ",\t;|"


class CsvRows(Rows):
    """The rows of a text file, decoded and split anew at every walk."""

    def __init__(self, path: Path, *, encoding: str, delimiter: str, limits: Limits) -> None:
        self.path, self.encoding, self.delimiter, self.limits = path, encoding, delimiter, limits

    def __iter__(self) -> Iterator[RawRow]:
        with self.path.open(encoding=self.encoding, newline="") as lines:
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            before = 0
            try:
                for count, cells in enumerate(reader, start=1):
                    self._check(count, len(cells))
                    # The number of the line where the row begins: what an editor shows.
                    yield RawRow(before + 1, tuple(_unwrap(cell) for cell in cells))
                    before = reader.line_num
            except csv.Error as error:
                raise CsvBroken(file=self.path, line=before + 1, detail=str(error)) from error

    def _check(self, rows: int, columns: int) -> None:
        if rows > self.limits.rows + self.limits.header_within_rows:
            raise LedgerTooLarge(
                file=self.path,
                what_zh="行数",
                what_en="rows",
                found=f"> {self.limits.rows}",
                limit=self.limits.rows,
            )
        if columns > self.limits.columns:
            raise LedgerTooLarge(
                file=self.path, what_zh="列数", what_en="columns", found=columns, limit=self.limits.columns
            )


def list_csv_sheets(path: Path, *, limits: Limits) -> list[RawSheet]:
    """The one sheet of a CSV file; the encoding and the separator are found out."""
    encoding = find_encoding(path)
    rows = CsvRows(path, encoding=encoding, delimiter=_find_delimiter(path, encoding), limits=limits)
    return [RawSheet(path.stem, rows)]


def find_encoding(path: Path) -> str:
    """UTF-8, UTF-16 (with its mark) or GB18030, whichever the whole file is."""
    with path.open("rb") as file:
        start = file.read(4)
    for mark, encoding in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            if (line := _get_undecodable_line(path, encoding)) is not None:
                raise EncodingUnknown(file=path, line=line)
            return encoding
    worst = 1
    for encoding in ("utf-8", "gb18030"):
        line = _get_undecodable_line(path, encoding)
        if line is None:
            return encoding
        worst = max(worst, line)
    raise EncodingUnknown(file=path, line=worst)


def _get_undecodable_line(path: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(MEGABYTE)
            try:
                lines += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeError as error:
                start = error.start if isinstance(error, UnicodeDecodeError) else 0
                return lines + chunk[:start].count(b"\n")
            if not chunk:
                return None


def _find_delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as lines:
        first_lines = "".join(line[:10_000] for line in islice(lines, 10))
    counts = Counter({mark: first_lines.count(mark) for mark in DELIMITERS})
    best, count = counts.most_common(1)[0]
    return best if count else ","


def _unwrap(cell: str) -> str:
    found = TEXT_FORMULA.fullmatch(cell)
    return found[1] if found else cell
