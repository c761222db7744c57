"""The rows that could not be used, handed back whole, with what is wrong beside each cell."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from pathlib import Path

from hutong.ledgers.headers import Header
from hutong.ledgers.reading import Ledger
from hutong.ledgers.rows import RefusedRow
from hutong.ledgers.sheet_writing import Book, measure_widths, open_book

WORDS = {
    "zh": {"row": "原行号", "fault": "问题", "beside": "{header}·问题"},
    "en": {"row": "original row", "fault": "fault", "beside": "{header} · fault"},
}
FORBIDDEN_IN_NAMES = str.maketrans("[]:*?/\\'", "        ")
LONGEST_SHEET_NAME = 31


def write_refused(path: Path, ledger: Ledger, *, lang: str = "zh") -> None:
    """Write a workbook of the refused rows; corrected, it can be read like any other ledger."""
    with open_book(path, lang=lang) as book:
        by_sheet: dict[str, list[RefusedRow]] = {}
        for row in ledger.refused:
            by_sheet.setdefault(row.sheet, []).append(row)
        names = _name_sheets(list(by_sheet))
        for sheet, rows in by_sheet.items():
            _write_sheet(book, names[sheet], ledger.get_sheet(sheet).header, rows, lang)
        if not by_sheet:
            book.add_sheet("—", (WORDS[lang]["fault"],), (20,)).close()


def _write_sheet(book: Book, name: str, read: Header, rows: Sequence[RefusedRow], lang: str) -> None:
    header = read.names
    width = max(len(header), *(len(row.cells) for row in rows))
    faulty = {fault.column for row in rows for fault in row.faults if fault.column}
    titles = [WORDS[lang]["row"], WORDS[lang]["fault"]]
    places: dict[int, int] = {}  # column of the ledger -> column of this sheet
    for column in range(1, width + 1):
        title = header[column - 1] if column <= len(header) else ""
        places[column] = len(titles)
        titles.append(title)
        if column in faulty:
            titles.append(WORDS[lang]["beside"].format(header=title))
    lines = [_get_line(row, len(titles), places, lang) for row in rows]
    # The title says which benefit a column of amounts is about.
    writer = book.add_sheet(name, titles, measure_widths(titles, lines, lang), title=read.title)
    beside = {places[column] + 1: "fault" for column in faulty} | {1: "fault"}
    for row, line in zip(rows, lines, strict=True):
        wrong = {places[fault.column]: "wrong" for fault in row.faults if fault.column}
        writer.write_row(line, looks=beside | wrong)
    writer.close()


def _get_line(row: RefusedRow, width: int, places: Mapping[int, int], lang: str) -> list[object]:
    line: list[object] = [None] * width
    line[0] = row.row
    for column, cell in enumerate(row.cells, start=1):
        line[places[column]] = str(cell) if isinstance(cell, time | timedelta) else cell
    of_row = []
    for fault in row.faults:
        sentence = f"{fault.message(lang)} → {fault.remedy(lang)}"
        if fault.column:
            beside = places[fault.column] + 1
            line[beside] = f"{line[beside]}\n{sentence}" if line[beside] else sentence
        else:
            of_row.append(sentence)
    line[1] = "\n".join(of_row) or "、".join(dict.fromkeys(fault.header for fault in row.faults))
    return line


def _name_sheets(names: Sequence[str]) -> dict[str, str]:
    """Names that a workbook may have: short, without certain marks, and different even in small letters."""
    given: dict[str, str] = {}
    for name in names:
        plain = name.translate(FORBIDDEN_IN_NAMES).strip()[: LONGEST_SHEET_NAME - 4] or "sheet"
        taken = {one.casefold() for one in given.values()}
        candidates = [plain, *(f"{plain} {number}" for number in range(2, len(names) + 2))]
        given[name] = next(one for one in candidates if one.casefold() not in taken)
    return given
