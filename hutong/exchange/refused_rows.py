"""Rows that did not become part of any file, as a workbook to correct and bring in again."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.db.models import Q

from hutong.exchange.contents import Content
from hutong.exchange.looking import Look, get_mapping
from hutong.exchange.models import Import, ImportRow
from hutong.exchange.row_faults import as_fault
from hutong.exchange.sealed_files import forget_file, keep_file, opened_file
from hutong.ledgers.cells import RawRow, RawSheet
from hutong.ledgers.headers import Header, find_header
from hutong.ledgers.limits import DEFAULT_LIMITS
from hutong.ledgers.opening import list_raw_sheets
from hutong.ledgers.reading import Ledger, SheetRead
from hutong.ledgers.refused import write_refused
from hutong.ledgers.rows import RefusedRow

Done = ImportRow.Done
LANG = "zh"
"""The language of the ledger, whoever brought it in."""
Place = tuple[str, int]


def make_refused(batch: Import, *, sheets: Sequence[RawSheet] = ()) -> bytes:
    """The workbook, while the ledger itself is still there; nothing where no row was handed back.

    ``sheets``: the ledger is open already.
    """
    is_trial = batch.state in (Import.State.PLANNING, Import.State.PLANNED)
    found = batch.rows.filter(plan=ImportRow.Plan.REFUSED) if is_trial else batch.rows.filter(done=Done.HANDED_BACK)
    rows: dict[Place, ImportRow] = {(row.sheet, row.row): row for row in found.order_by("number")}
    if not rows or not batch.file:
        return b""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "refused.xlsx"
        if sheets:
            write_refused(book, _read_refused(batch, Path(batch.file_name), sheets, rows), lang=LANG)
            return book.read_bytes()
        with opened_file(batch.file, called=batch.file_name) as path:
            opened = list_raw_sheets(path, limits=DEFAULT_LIMITS)
            write_refused(book, _read_refused(batch, path, opened, rows), lang=LANG)
        return book.read_bytes()


def is_as_tried(batch: Import) -> bool:
    """Whether exactly the rows are handed back that the trial run refused: then its workbook still says all of it."""
    back, refused = Q(done=Done.HANDED_BACK), Q(plan=ImportRow.Plan.REFUSED)
    return bool(batch.refused_file) and not batch.rows.filter((back & ~refused) | (refused & ~back)).exists()


def keep_refused(batch: Import, book: bytes) -> None:
    """Keep the workbook, sealed, in the place of the one before."""
    forget_file(batch.refused_file)
    batch.refused_file = keep_file(book, suffix=".xlsx") if book else ""
    batch.save(update_fields=["refused_file"])


def _read_refused(batch: Import, path: Path, sheets: Sequence[RawSheet], rows: Mapping[Place, ImportRow]) -> Ledger:
    """The ledger with exactly these rows refused, each with its cells and what was wrong."""
    headers = {column.header for column in Look.load(batch.look).columns}
    ledger = Ledger(file=path, mapping=get_mapping(batch))
    for sheet in sheets:
        header = find_header(sheet, is_known=headers.__contains__, within_rows=DEFAULT_LIMITS.header_within_rows)
        if header is None:
            continue
        ledger.sheets.append(SheetRead(sheet.name, header))
        for raw in sheet.rows:
            row = rows.get((sheet.name, raw.number))
            if row is not None:
                ledger.refused.append(_as_refused(row, raw, header))
    return ledger


def _as_refused(row: ImportRow, raw: RawRow, header: Header) -> RefusedRow:
    columns = {name: number for number, name in enumerate(header.names, start=1)}
    faults = tuple(
        as_fault(said, sheet=row.sheet, row=row.row, column=columns.get(said.header, 0) if said.header else 0)
        for said in Content.load(row.content).faults
    )
    return RefusedRow(row.sheet, row.row, raw.cells, faults)
