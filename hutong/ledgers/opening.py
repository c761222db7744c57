"""Which kind of file a ledger is, by its first bytes and then by its name."""

from pathlib import Path

from hutong.ledgers.cells import RawSheet
from hutong.ledgers.delimited import list_csv_sheets
from hutong.ledgers.errors import FormatUnknown, LedgerMissing, LedgerTooLarge
from hutong.ledgers.json_records import list_json_sheets
from hutong.ledgers.limits import MEGABYTE, Limits
from hutong.ledgers.spreadsheets import list_workbook_sheets

ZIP = b"PK\x03\x04"
COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
PICTURES_AND_PAPERS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
}
SPREADSHEET_NAMES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods"})


def list_raw_sheets(path: Path, *, limits: Limits) -> list[RawSheet]:
    """The sheets of a ledger file of any kind."""
    start = _read_start(path, limits)
    if start.startswith((ZIP, COMPOUND_FILE)):
        return list_workbook_sheets(path, limits=limits)
    _refuse_what_is_no_ledger(path, start)
    suffix = path.suffix.casefold()
    text = start.lstrip(b"\xef\xbb\xbf").lstrip()
    if suffix == ".jsonl" or (suffix == ".json" and not text.startswith((b"{", b"["))):
        return list_json_sheets(path, limits=limits, lines=True)
    if suffix == ".json" or (suffix not in (".csv", ".tsv", ".txt") and text.startswith((b"{", b"["))):
        return list_json_sheets(path, limits=limits, lines=False)
    return list_csv_sheets(path, limits=limits)


def _read_start(path: Path, limits: Limits) -> bytes:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(1024)
    except OSError as error:
        raise LedgerMissing(file=path) from error
    if size > limits.file_bytes:
        megabytes = f"{limits.file_bytes // MEGABYTE} MB"
        raise LedgerTooLarge(
            file=path, what_zh="文件", what_en="bytes", found=f"{size / MEGABYTE:.0f} MB", limit=megabytes
        )
    return start


def _refuse_what_is_no_ledger(path: Path, start: bytes) -> None:
    if not start.strip():
        raise FormatUnknown(file=path, found="0 bytes")
    for magic, name in PICTURES_AND_PAPERS.items():
        if start.startswith(magic):
            raise FormatUnknown(file=path, found=name)
    # Many systems hand out a web page and call it .xls.
    if b"<html" in start.lower() or b"<table" in start.lower() or start.lstrip().startswith(b"<?xml"):
        raise FormatUnknown(file=path, found="HTML/XML")
    if path.suffix.casefold() in SPREADSHEET_NAMES:
        raise FormatUnknown(file=path, found=f"{path.suffix}?")
