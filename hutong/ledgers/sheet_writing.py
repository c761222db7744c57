"""Writing workbooks that people can trust: text stays text, headers stay in sight, nothing is cut off silently."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias
from unicodedata import east_asian_width

import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from hutong.ledgers.cells import get_text
from hutong.ledgers.errors import ResultNotWritable
from hutong.lib.csv_cells import FORMULA_STARTS

MOST_CHARACTERS = 32_000  # a spreadsheet cell holds 32,767
MOST_ROWS = 1_000_000  # a sheet holds 1,048,576
LONGEST_PAGE_TEXT = 110  # the head of a page holds 255 characters, some doubled
MOST_SAFE_INTEGER = 10**15  # a spreadsheet keeps 15 digits
NARROWEST, WIDEST = 6, 60
ROWS_MEASURED = 200
MOST_MEASURED = 2_000  # characters of a cell
UNBROKEN = re.compile(r"[!-~‹›]+|.")
PAPER_A3, PAPER_A4 = 8, 9
WIDEST_ON_A4 = 180
LINE_HEIGHT, MOST_LINES = 17, 12  # in points; not every spreadsheet program makes room for wrapped text by itself
OVERFLOW = {"zh": "长文本", "en": "long texts"}
OVERFLOW_HEADER = {"zh": ("工作表", "行", "列", "全文"), "en": ("sheet", "row", "column", "whole text")}
SEPARATORS = {"zh": "、", "en": ", "}
YES_NO = {"zh": ("是", "否"), "en": ("yes", "no")}

Written: TypeAlias = object
# The three kinds of object of xlsxwriter, which ships no types.
Workbook: TypeAlias = Any
Worksheet: TypeAlias = Any
Format: TypeAlias = Any


@dataclass
class Book:
    """A workbook being written, with the few formats it needs."""

    workbook: Workbook
    lang: str
    formats: dict[str, Format] = field(default_factory=dict)
    overflow: list[tuple[str, int, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        cell = {"valign": "top", "text_wrap": True}
        right = {"valign": "top", "align": "right", "indent": 1}
        looks: Mapping[str, dict[str, object]] = {
            "cell": cell,
            "number": right,
            "quoted": cell | {"quote_prefix": True},
            "header": {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "vcenter"},
            "title": {"bold": True},
            "note": {"italic": True, "font_color": "#595959"},
            "date": right | {"num_format": "yyyy-mm-dd"},
            "money": right | {"num_format": "0.00"},
            "wrong": cell | {"bg_color": "#FFC7CE", "font_color": "#9C0006", "quote_prefix": True},
            "fault": cell | {"font_color": "#9C0006", "italic": True},
        }
        self.formats = {name: self.workbook.add_format(look) for name, look in looks.items()}

    def add_sheet(
        self,
        name: str,
        header: Sequence[str],
        widths: Sequence[int],
        *,
        title: str = "",
        frozen: int = 0,
        mark: str = "",
    ) -> "SheetWriter":
        """A sheet with a frozen header, a filter and widths; a title, if any, stands above the header.

        `frozen` columns stay in sight too; `mark` stands on every printed page.
        Printed, all columns stand on one page, the header on each.
        """
        sheet = self.workbook.get_worksheet_by_name(name) or self.workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        writer = SheetWriter(book=self, sheet=sheet, header=tuple(header), widths=tuple(widths))
        if title:
            writer.write_row((None, None, title), look="title")
        writer.header_row = writer.row
        writer.write_row(header, look="header")
        sheet.freeze_panes(writer.row, frozen)
        sheet.hide_gridlines(0)  # shown on paper as on the screen
        sheet.set_landscape()
        sheet.set_paper(PAPER_A3 if sum(widths) > WIDEST_ON_A4 else PAPER_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, writer.header_row)
        sheet.set_header(f"&L&8{as_page_text(mark)}" if mark else "")
        sheet.set_footer(f"&L&8{as_page_text(mark)}&R&P / &N" if mark else "&P / &N")
        return writer


@dataclass
class SheetWriter:
    book: Book
    sheet: Worksheet
    header: tuple[str, ...]
    widths: tuple[int, ...] = ()
    row: int = 0
    header_row: int = 0

    def write_row(self, values: Sequence[Written], *, look: str = "", looks: Mapping[int, str] | None = None) -> None:
        """The next row; `looks` names the format of single columns."""
        lines = max(map(self._count_lines, values, self.widths), default=1)
        if lines > 1 and look not in ("title", "note"):
            self.sheet.set_row(self.row, LINE_HEIGHT * min(lines, MOST_LINES))
        for column, value in enumerate(values):
            self._write(column, value, (looks or {}).get(column, look))
        self.row += 1

    def close(self) -> None:
        """Put the filter over everything that was written."""
        if self.header:
            self.sheet.autofilter(self.header_row, 0, max(self.row - 1, self.header_row), len(self.header) - 1)

    def _count_lines(self, value: Written, width: int) -> int:
        """How many lines the value takes when it is wrapped to the width."""
        if not isinstance(value, str | list):
            return 1
        text = as_text(value, self.book.lang)
        return 1 if 2 * len(text) <= width and "\n" not in text else count_lines(text, width)

    def _write(self, column: int, value: Written, look: str) -> None:
        formats = self.book.formats
        if value is None or value == "":
            if look:
                self.sheet.write_blank(self.row, column, None, formats[look])
        elif isinstance(value, datetime | date):
            self.sheet.write_datetime(self.row, column, value, formats[look or "date"])
        elif is_number(value):
            money = isinstance(value, Decimal)
            self.sheet.write_number(self.row, column, value, formats[look or ("money" if money else "number")])
        else:
            self._write_text(column, as_text(value, self.book.lang), look)

    def _write_text(self, column: int, text: str, look: str) -> None:
        if len(text) > MOST_CHARACTERS:
            name = self.header[column] if column < len(self.header) else ""
            self.book.overflow.append((self.sheet.get_name(), self.row + 1, name, text))
            text = f"{text[:200]}… （{OVERFLOW[self.book.lang]}）"
        # Written as text in any case; marked as such too, should it ever be pasted or saved as CSV.
        quoted = text.startswith(FORMULA_STARTS)
        self.sheet.write_string(self.row, column, text, self.book.formats[look or ("quoted" if quoted else "cell")])


@contextmanager
def open_book(path: Path, *, lang: str) -> Iterator[Book]:
    """A workbook that is closed at the end; texts too long for a cell go to a sheet of their own."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
        "default_date_format": "yyyy-mm-dd",
    }
    try:
        # Found out before the work, not after it.
        path.open("ab").close()
        book = Book(xlsxwriter.Workbook(str(path), options), lang)
        yield book
        _write_overflow(book)
        book.workbook.close()
    except (OSError, xlsxwriter.exceptions.XlsxFileError) as error:
        raise ResultNotWritable(file=path, detail=type(error).__name__) from error


def _write_overflow(book: Book) -> None:
    if not book.overflow:
        return
    writer = book.add_sheet(OVERFLOW[book.lang], OVERFLOW_HEADER[book.lang], (16, 8, 20, WIDEST))
    for sheet, row, header, text in book.overflow:
        for start in range(0, len(text), MOST_CHARACTERS):
            writer.write_row((sheet, row, header, text[start : start + MOST_CHARACTERS]), look="quoted")
    writer.close()


def as_page_text(text: str) -> str:
    """Text for the head or foot of a page: a sign that begins an instruction there is doubled, too much is cut."""
    return text[:LONGEST_PAGE_TEXT].replace("&", "&&")


def is_number(value: object) -> bool:
    """Numbers that a spreadsheet keeps exactly; an identity number is not one of them."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    # Neither NaN nor infinity is below anything.
    return -MOST_SAFE_INTEGER < value < MOST_SAFE_INTEGER


def as_text(value: object, lang: str) -> str:
    """A value as people read it in a cell."""
    if isinstance(value, bool):
        return YES_NO[lang][0 if value else 1]
    if isinstance(value, float):
        return get_text(value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, list | tuple | set | frozenset):
        return SEPARATORS[lang].join(as_text(one, lang) for one in value)
    return str(value)


def measure_widths(header: Sequence[str], rows: Sequence[Sequence[object]], lang: str) -> list[int]:
    """Widths that fit the header and the first rows; a Chinese character is two wide."""
    widths = [_width(name) + 2 for name in header]
    for row in rows[:ROWS_MEASURED]:
        for column, value in enumerate(row[: len(widths)]):
            if value is not None:
                widths[column] = max(widths[column], _width(as_text(value, lang)[:WIDEST]) + 1)
    return [min(max(width, NARROWEST), WIDEST) for width in widths]


@lru_cache(maxsize=10_000)
def count_lines(text: str, width: int) -> int:
    """Lines of the text wrapped to a column's width: Chinese breaks anywhere, Latin words stay whole."""
    return sum(_count_wrapped(line, max(width - 1, 2)) for line in text[:MOST_MEASURED].split("\n"))


def _count_wrapped(line: str, width: int) -> int:
    lines, used = 1, 0
    for part in UNBROKEN.findall(line):
        wide = _width(part)
        if used + wide > width and used:
            lines, used = lines + 1, 0
        # A word wider than the column goes on below itself.
        lines += (wide - 1) // width
        used += wide if wide <= width else wide % width
    return lines


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
