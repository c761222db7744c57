"""Before a zipped spreadsheet is opened: how large it unpacks, and which formulas lack a value or came to an error.

The reader of spreadsheets holds each sheet as a full rectangle, so that two cells in far corners would fill the
memory; and it tells neither a formula without a result nor an error from an empty cell. All are found here.
"""

import re
import zipfile
import zlib
from collections import deque
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from xml.etree import ElementTree

from hutong.ledgers.errors import ArchiveBroken, ArchiveUnpacksTooLarge, FormatUnknown, LedgerEncrypted
from hutong.ledgers.limits import MEGABYTE, Limits

CHUNK = 4 * MEGABYTE
SMALL_PART = 4 * MEGABYTE
ENCRYPTED_FLAG = 0x1
WORKSHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
CELL_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,7})(\d{1,10})["']([^>]{0,200})>""")
# Cells that do not say where they are stand where their row says.
CELL_WITHOUT_REFERENCE = re.compile(rb"""<(?:\w+:)?c(?:\s+[a-qs-z]\w*\s*=\s*["'][^"'>]*["'])*\s*>""")
ROW_REFERENCE = re.compile(rb"""<(?:\w+:)?row\s[^>]{0,200}?\br\s*=\s*["'](\d{1,10})["']""")
FORMULA_WITHOUT_VALUE = re.compile(
    rb"""<(?:\w+:)?c\s[^>]{0,200}?\br\s*=\s*["']([A-Z]{1,3}\d{1,7})["'][^>]{0,200}>\s*"""
    rb"""<(?:\w+:)?f\b[^>]{0,500}(?:/>|>[^<]{0,10000}</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
# The cell says by its type that it holds an error; what is asked of it is looked up in its two groups.
ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s([^>/]{0,200}\bt\s*=\s*["']e["'][^>/]{0,200})>(.{0,10000}?)</(?:\w+:)?c>""", re.DOTALL
)
ERROR_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3}\d{1,7})["']""")
ERROR_VALUE = re.compile(rb"<(?:\w+:)?v>\s*([^<]{1,40}?)\s*</")
CELL_END = re.compile(rb"</(?:\w+:)?row>")
REPEATED = re.compile(rb'number-(rows|columns)-repeated="(\d{1,10})"')
VALUED, NEAR = b"value-type", 400
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class SheetExtent:
    """The far corner of a sheet as its cells claim it."""

    rows: int = 0
    columns: int = 0

    def reach(self, *, rows: int = 0, columns: int = 0) -> None:
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)


@dataclass
class SheetFindings:
    """Cells that the reader takes for empty and that are not: {"C5"} and {"D7": "#REF!"}."""

    empty_formulas: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)


ArchiveFindings = Mapping[str, SheetFindings]  # by the name of the sheet


_CHECKED: dict[tuple[str, Limits], ArchiveFindings] = {}
"""What was found in the file that was checked last, by its contents."""


def check_archive(path: Path, *, limits: Limits) -> ArchiveFindings:
    """Unpack every part once, counting; raise before anything that could not be held is opened.

    A file with the same contents is not unpacked once more: an import reads its ledger several times.
    """
    try:
        with path.open("rb") as file:
            contents = file_digest(file, "sha256").hexdigest(), limits
        found = _CHECKED.get(contents)
        if found is None:
            with zipfile.ZipFile(path) as archive:
                found = _check_parts(archive, path, limits)
            _CHECKED.clear()
            _CHECKED[contents] = found
        return found
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise ArchiveBroken(file=path, detail=type(error).__name__) from error
    except RuntimeError as error:  # zipfile's word for a part that needs a password
        raise LedgerEncrypted(file=path) from error


def _check_parts(archive: zipfile.ZipFile, path: Path, limits: Limits) -> ArchiveFindings:
    parts = archive.infolist()
    _check_claims(parts, path, limits)
    names = {part.filename for part in parts}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise FormatUnknown(file=path, found="zip")
    sheet_names = _list_sheet_names(archive, names)
    budget = Budget(path=path, limits=limits, packed=max(path.stat().st_size, 1))
    found: dict[str, SheetFindings] = {}
    for part in parts:
        if part.flag_bits & ENCRYPTED_FLAG:
            raise LedgerEncrypted(file=path)
        with closing(budget.spend(archive, part)) as chunks:
            if WORKSHEET.fullmatch(part.filename):
                found[sheet_names.get(part.filename, part.filename)] = _scan_sheet(chunks, path, limits)
            elif part.filename == "content.xml":
                _scan_open_document(chunks, path, limits)
            else:
                deque(chunks, maxlen=0)
    return found


def _check_claims(parts: list[zipfile.ZipInfo], path: Path, limits: Limits) -> None:
    if len(parts) > limits.archive_entries:
        raise ArchiveUnpacksTooLarge(file=path, found=f"{len(parts)} parts", limit=limits.archive_entries)
    claimed = sum(part.file_size for part in parts)
    if claimed > limits.unpacked_bytes:
        raise ArchiveUnpacksTooLarge(file=path, found=_megabytes(claimed), limit=_megabytes(limits.unpacked_bytes))


@dataclass
class Budget:
    """Counts what really comes out: the sizes that an archive claims may be lies."""

    path: Path
    limits: Limits
    packed: int
    unpacked: int = 0

    def spend(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Generator[bytes, None, None]:
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                self.unpacked += len(chunk)
                self._check()
                yield chunk

    def _check(self) -> None:
        limit = self.limits.unpacked_bytes
        if self.unpacked > self.limits.ratio_matters_from:
            limit = min(limit, self.packed * self.limits.unpacked_ratio)
        if self.unpacked > limit:
            raise ArchiveUnpacksTooLarge(file=self.path, found=f"> {_megabytes(limit)}", limit=_megabytes(limit))


def _scan_sheet(chunks: Iterator[bytes], path: Path, limits: Limits) -> SheetFindings:
    extent, findings = SheetExtent(), SheetFindings()
    for text in _cut_after_rows(chunks):
        _reach_cells(extent, CELL_REFERENCE.findall(text))
        if CELL_WITHOUT_REFERENCE.search(text):
            extent.reach(rows=max(map(int, ROW_REFERENCE.findall(text)), default=0))
        _check_extent(extent, path, limits)
        if b"<f" in text or b":f" in text:
            findings.empty_formulas.update(found.decode() for found in FORMULA_WITHOUT_VALUE.findall(text))
        if b't="e"' in text or b"t='e'" in text:
            findings.errors.update(_list_errors(text))
    return findings


def _reach_cells(extent: SheetExtent, cells: list[tuple[bytes, bytes, bytes]]) -> None:
    """As far as the cells with something in them; millions of cells have few rests, letters and numbers of rows."""
    filled = {rest for rest in {rest for _, _, rest in cells} if not _is_empty_element(rest)}
    letters = {column for column, _, rest in cells if rest in filled}
    digits = {row for _, row, rest in cells if rest in filled}
    extent.reach(rows=max(map(int, digits), default=0), columns=max(map(_get_column_number, letters), default=0))


def _list_errors(text: bytes) -> Iterator[tuple[str, str]]:
    for attributes, inside in ERROR_CELL.findall(text):
        reference, value = ERROR_REFERENCE.search(attributes), ERROR_VALUE.search(inside)
        if reference is not None:
            yield reference[1].decode(), value[1].decode(errors="replace") if value else "#?"


def _is_empty_element(rest: bytes) -> bool:
    """Formatted but empty: `<c r="A9" s="1"/>`. A slash inside a quoted word does not make it so."""
    return rest.endswith(b"/") and rest.count(b'"') % 2 == 0 and rest.count(b"'") % 2 == 0


def _cut_after_rows(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The text in pieces that end with a row, so that no cell is cut in two."""
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        cut = max((found.end() for found in CELL_END.finditer(text, max(0, len(text) - CHUNK // 4))), default=0)
        if cut:
            yield text[:cut]
        rest = text[cut:] if len(text) - cut < 8 * CHUNK else b""
    yield rest


def _check_extent(extent: SheetExtent, path: Path, limits: Limits) -> None:
    cells = extent.rows * max(extent.columns, 1)
    if cells > limits.sheet_cells or extent.columns > 16_384 or extent.rows > 1_048_576:
        raise ArchiveUnpacksTooLarge(
            file=path, found=f"{extent.rows} × {extent.columns} cells", limit=f"{limits.sheet_cells} cells"
        )


def _scan_open_document(chunks: Iterator[bytes], path: Path, limits: Limits) -> None:
    """Rows and columns of OpenDocument may be 'repeated' without taking space; empty ones are harmless."""
    rows = columns = 1
    for text in chunks:
        for kind, times in _list_repeated(text):
            if kind == b"rows":
                rows = max(rows, times)
            else:
                columns = max(columns, times)
    if rows > limits.rows or columns > limits.columns:
        raise ArchiveUnpacksTooLarge(file=path, found=f"{rows} × {columns} cells", limit=f"{limits.rows} rows")


def _list_repeated(text: bytes) -> Iterator[tuple[bytes, int]]:
    """Rows and cells with a value that are said to repeat. Every mark is looked for once only."""
    end = valued = -1
    for found in REPEATED.finditer(text):
        end = end if end >= found.end() else text.find(b">", found.end())
        if end < 0:
            return
        if valued < found.end():
            valued = text.find(VALUED, found.end())
            valued = valued if valued >= 0 else len(text) + NEAR
        if valued < (end + NEAR if found[1] == b"rows" else end):
            yield found[1], int(found[2])


def _list_sheet_names(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Which part holds which sheet; empty when the workbook does not say so in the usual way."""
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    workbook, relations = (
        _read_small_part(archive, part) for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    )
    if workbook is None or relations is None:
        return {}
    targets = {one.get("Id", ""): one.get("Target", "").lstrip("/").removeprefix("xl/") for one in relations}
    return {
        "xl/" + targets.get(sheet.get(RELATION_ID, ""), ""): sheet.get("name", "")
        for sheet in workbook.iter(f"{MAIN}sheet")
    }


def _read_small_part(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    with archive.open(name) as stream:
        text = stream.read(SMALL_PART)
    # No workbook declares a document type; one that does wants its entities expanded.
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        return None
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, LookupError, ValueError):  # LookupError: an encoding nobody knows
        return None


def _get_column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.0f} MB"
