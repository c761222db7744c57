"""Workbooks (.xlsx, .xls, .ods) as raw sheets."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from hutong.ledgers.archives import ArchiveFindings, SheetFindings, check_archive
from hutong.ledgers.cells import FORMULA_ERRORS, Cell, RawFault, RawRow, RawSheet, Rows, is_blank
from hutong.ledgers.errors import ArchiveBroken, ArchiveUnpacksTooLarge, LedgerEncrypted, LedgerTooLarge
from hutong.ledgers.faults import get_column_name
from hutong.ledgers.limits import Limits

ZIP_MAGIC = b"PK"
MOST_SHARED_CELLS = 1_000_000
Area = tuple[int, int, int, int]  # first row, first column, last row, last column; from 1


class SheetRows(Rows):
    """The rows of one sheet; absolute row and column numbers, whatever area the sheet leaves empty."""

    outlives_file = True

    def __init__(self, sheet: CalamineSheet, *, findings: SheetFindings, merged: Sequence[Area]) -> None:
        self.sheet, self.findings = sheet, findings
        # Cells merged downwards: brothers and sisters share one cell for their parents and their home.
        below = (((row, left), top) for top, left, bottom, _ in merged for row in range(top + 1, bottom + 1))
        self.shared = dict(islice(below, MOST_SHARED_CELLS))
        self.merged_rows = frozenset((*(row for row, _ in self.shared), *self.shared.values()))
        self.faulty_rows = frozenset(_row_of(one) for one in (*findings.empty_formulas, *findings.errors))

    def __iter__(self) -> Iterator[RawRow]:
        if self.sheet.start is None:
            return
        # The reader gives rows from the first one on, but columns only from the first that is filled.
        before: tuple[Cell, ...] = (None,) * self.sheet.start[1]
        tops: dict[tuple[int, int], Cell] = {}
        for number, values in enumerate(self.sheet.iter_rows(), start=1):
            cells = before + tuple(values)
            if number in self.merged_rows:
                cells = self._share(number, cells, tops)
            yield RawRow(number, cells, tuple(self._list_faults(number, cells)))

    def _share(self, number: int, cells: tuple[Cell, ...], tops: dict[tuple[int, int], Cell]) -> tuple[Cell, ...]:
        filled = list(cells)
        for column in range(1, len(cells) + 1):
            top = self.shared.get((number, column))
            if top is None:
                tops[column, number] = cells[column - 1]
            elif is_blank(cells[column - 1]):
                filled[column - 1] = tops.get((column, top))
        return tuple(filled)

    def _list_faults(self, number: int, cells: tuple[Cell, ...]) -> Iterator[RawFault]:
        if number not in self.faulty_rows and not any(type(cell) is str and cell[:1] == "#" for cell in cells):
            return
        formulas, errors = self.findings.empty_formulas, self.findings.errors
        for column, cell in enumerate(cells, start=1):
            if isinstance(cell, str) and cell.startswith("#") and cell in FORMULA_ERRORS:
                yield RawFault("formula_error", column, {"error": cell})
            elif cell == "" and (formulas or errors):
                reference = f"{get_column_name(column)}{number}"
                if reference in errors:
                    yield RawFault("formula_error", column, {"error": errors[reference]})
                elif reference in formulas:
                    yield RawFault("formula_without_value", column)


def _row_of(reference: str) -> int:
    """The row in a cell's reference: 12 of AB12; 0 where it names none."""
    digits = reference.lstrip("$ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def list_workbook_sheets(path: Path, *, limits: Limits) -> list[RawSheet]:
    """Every visible worksheet with rows; raises a named error for what cannot be opened or held."""
    with path.open("rb") as file:
        is_zip = file.read(2) == ZIP_MAGIC
    findings = check_archive(path, limits=limits) if is_zip else {}
    try:
        return _list_sheets(path, findings, limits)
    except PasswordError as error:
        raise LedgerEncrypted(file=path) from error
    except (CalamineError, OSError, ValueError) as error:
        raise ArchiveBroken(file=path, detail=type(error).__name__) from error
    except BaseException as error:
        # The reader is written in Rust; what it does not expect arrives as a panic outside of Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise ArchiveBroken(file=path, detail="panic") from error


def _list_sheets(path: Path, findings: ArchiveFindings, limits: Limits) -> list[RawSheet]:
    sheets = []
    with CalamineWorkbook.from_path(str(path)) as workbook:
        for about in workbook.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet or about.visible is not SheetVisibleEnum.Visible:
                continue
            sheet = workbook.get_sheet_by_name(about.name)
            _check_extent(sheet, path, limits)
            merged = tuple(
                (top + 1, left + 1, bottom + 1, right + 1)
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            )
            rows = SheetRows(sheet, findings=findings.get(about.name, SheetFindings()), merged=merged)
            sheets.append(RawSheet(about.name, rows, merged))
    return sheets


def _check_extent(sheet: CalamineSheet, path: Path, limits: Limits) -> None:
    if sheet.total_height * max(sheet.total_width, 1) > limits.sheet_cells:
        found = f"{sheet.total_height} × {sheet.total_width} cells"
        raise ArchiveUnpacksTooLarge(file=path, found=found, limit=f"{limits.sheet_cells} cells")
    if sheet.height > limits.rows:
        raise LedgerTooLarge(file=path, what_zh="行数", what_en="rows", found=sheet.height, limit=limits.rows)
    if sheet.total_width > limits.columns:
        raise LedgerTooLarge(
            file=path, what_zh="列数", what_en="columns", found=sheet.total_width, limit=limits.columns
        )
