"""Ledgers as files: workbooks with titles, merged double headers and remarks below; text files in GB18030."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from hutong.demo.pen import Cell, Formula, Pen
from hutong.demo.people import Child

LedgerRow = dict[str, Cell]
A3 = 8


@dataclass(frozen=True)
class Column:
    """A column with its header (and the cell below it, where the header has two rows)."""

    upper: str
    write: Callable[[Child, Pen], Cell]
    lower: str = ""
    width: int = 10

    @property
    def name(self) -> str:
        return f"{self.upper}/{self.lower}" if self.lower else self.upper


@dataclass(frozen=True)
class Sheet:
    name: str
    title: str
    rows: Sequence[LedgerRow]
    remarks: Sequence[str] = ()


def fill_row(child: Child, columns: Sequence[Column], pen: Pen) -> LedgerRow:
    """The child's row, in the hand of this ledger."""
    return {column.name: column.write(child, pen) for column in columns}


def write_workbook(path: Path, sheets: Sequence[Sheet], columns: Sequence[Column]) -> None:
    """Sheets of one shape, as townships hand them in."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        book = LedgerBook(workbook, columns)
        for sheet in sheets:
            book.add(sheet)


class LedgerBook:
    """A workbook in the looks of an office: title, borders, grey headers, numbered rows."""

    def __init__(self, workbook: Any, columns: Sequence[Column]) -> None:
        self.workbook, self.columns = workbook, columns
        bordered = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_size": 9}
        self.title = workbook.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.header = workbook.add_format(bordered | {"bold": True, "bg_color": "#E7E6E6", "align": "center"})
        self.cell = workbook.add_format(bordered)
        self.day = workbook.add_format(bordered | {"num_format": "yyyy/m/d"})
        self.remark = workbook.add_format({"italic": True, "font_size": 9})

    def add(self, sheet: Sheet) -> None:
        """One sheet: title, header, children, total, remarks."""
        page = self.workbook.add_worksheet(sheet.name)
        page.merge_range(0, 0, 0, len(self.columns), sheet.title, self.title)
        page.set_row(0, 30)
        page.set_row(1, 26)
        first = self._add_header(page)
        for number, row in enumerate(sheet.rows, start=1):
            page.write_number(first + number - 1, 0, number, self.cell)
            for place, column in enumerate(self.columns, start=1):
                self._write(page, first + number - 1, place, row[column.name])
        below = first + len(sheet.rows)
        page.merge_range(below, 0, below, 1, "合计", self.header)
        page.write_string(below, 2, f"{len(sheet.rows)}人", self.cell)
        for number, remark in enumerate(sheet.remarks, start=1):
            page.write_string(below + number, 0, remark, self.remark)
        page.freeze_panes(first, 2)
        # Printed as offices print them: lying A3, all columns on one page, the header on each.
        page.set_landscape()
        page.set_paper(A3)
        page.fit_to_pages(1, 0)
        page.repeat_rows(1, first - 1)

    def _add_header(self, page: Any) -> int:
        """The header's rows; the number of the first row below them."""
        is_double = any(column.lower for column in self.columns)
        last = 2 if is_double else 1
        self._put(page, 1, 0, last, 0, "序号")
        page.set_column(0, 0, 5)
        place = 1
        while place <= len(self.columns):
            column = self.columns[place - 1]
            group = (
                [one for one in self.columns if one.lower and one.upper == column.upper] if column.lower else [column]
            )
            if column.lower:
                page.set_row(2, 26)
                self._put(page, 1, place, 1, place + len(group) - 1, column.upper)
                for offset, one in enumerate(group):
                    page.write_string(2, place + offset, one.lower, self.header)
            else:
                self._put(page, 1, place, last, place, column.upper)
            for offset, one in enumerate(group):
                page.set_column(place + offset, place + offset, one.width)
            place += len(group)
        return last + 1

    def _put(self, page: Any, top: int, left: int, bottom: int, right: int, text: str) -> None:
        if (top, left) == (bottom, right):
            page.write_string(top, left, text, self.header)
        else:
            page.merge_range(top, left, bottom, right, text, self.header)

    def _write(self, page: Any, row: int, column: int, cell: Cell) -> None:
        match cell:
            case None:
                page.write_blank(row, column, None, self.cell)
            case Formula(text, value):
                page.write_formula(row, column, text, self.cell, value)
            case str():
                page.write_string(row, column, cell, self.cell)
            case date():
                page.write_datetime(row, column, cell, self.day)
            case _:
                page.write_number(row, column, cell, self.cell)


def write_text_file(path: Path, rows: Sequence[LedgerRow], columns: Sequence[Column]) -> None:
    """An export of the older systems: one header row, commas, GB18030."""
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name for column in columns])
        for row in rows:
            writer.writerow(["" if row[column.name] is None else row[column.name] for column in columns])
