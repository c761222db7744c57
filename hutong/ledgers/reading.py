"""A ledger file as rows of facts: `read_ledger`, and `propose_mapping` for `hutong map`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from operator import eq
from pathlib import Path

from hutong.ledgers.cells import Cell, RawRow, RawSheet, get_text, get_word, is_blank
from hutong.ledgers.columns import get_column_table
from hutong.ledgers.errors import HeaderMissing, LedgerTooLarge, MappingColumnMissing
from hutong.ledgers.faults import CellFault
from hutong.ledgers.headers import Header, find_header
from hutong.ledgers.limits import DEFAULT_LIMITS, Limits
from hutong.ledgers.mapping import LedgerMapping, read_mapping, render_mapping
from hutong.ledgers.opening import list_raw_sheets
from hutong.ledgers.proposing import propose_for_headers
from hutong.ledgers.repetitions import Repetitions, refuse_repeated, tell_apart
from hutong.ledgers.rows import GoodRow, RefusedRow, RowReader
from hutong.vocabulary.divisions import find_division_named_in
from hutong.vocabulary.facts import Facts

# Keys of JSON that carry no fact and are no mistake.
PLAIN_KEYS = frozenset({"child", "id", "name", "sex", "id_number", "events", "note", "comment", "description"})
NOT_READ = "docs/facts.md"


@dataclass(frozen=True, slots=True)
class Remark:
    """A row that is no child: a total, a note, a signature, the header of the next printed page."""

    sheet: str
    row: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SheetRead:
    name: str
    header: Header


@dataclass
class Ledger:
    """A ledger with every row accounted for: `rows` + `refused` + `remarks` (blank rows do not count)."""

    file: Path
    mapping: LedgerMapping
    sheets: list[SheetRead] = field(default_factory=list)
    rows: list[GoodRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    # Columns that no fact is read from, each with a remark in both languages.
    unread: dict[str, str] = field(default_factory=dict)
    skipped_sheets: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[CellFault]:
        return [fault for row in self.refused for fault in row.faults]

    @property
    def count(self) -> int:
        """Rows that are, or should have been, a child."""
        return len(self.rows) + len(self.refused)

    def add(self, conclusion: GoodRow | RefusedRow) -> None:
        if isinstance(conclusion, GoodRow):
            self.rows.append(conclusion)
        else:
            self.refused.append(conclusion)

    def get_sheet(self, name: str) -> SheetRead:
        """The sheet of that name, with its header."""
        return next(read for read in self.sheets if read.name == name)


def read_ledger(
    path: Path,
    mapping: LedgerMapping | Path | None = None,
    *,
    facts: Facts,
    on: date,
    limits: Limits = DEFAULT_LIMITS,
    raw_sheets: Sequence[RawSheet] = (),
) -> Ledger:
    """Every row of a ledger as facts or as faults beside its cells.

    Without a mapping the headers are guessed from the table of known columns. ``raw_sheets``: the file is open already.
    Raises LedgerError for what cannot be read at all; a broken row never does.
    """
    if isinstance(mapping, Path):
        mapping = read_mapping(mapping, facts=facts)
    raw_sheets = raw_sheets or list_raw_sheets(path, limits=limits)
    found = _find_headers(path, raw_sheets, facts=facts, mapping=mapping, limits=limits)
    headers = [(sheet.name, header) for sheet, header in found]
    proposed, remarks = propose_for_headers(headers, facts=facts, file_name=path.stem)
    if mapping is not None:
        _check_columns_exist(path, mapping, headers)
        remarks = _list_unread(mapping, headers)
    ledger = Ledger(file=path, mapping=mapping or proposed, unread=remarks)
    ledger.sheets = [SheetRead(name, header) for name, header in headers]
    kept = {sheet.name for sheet, _ in found}
    ledger.skipped_sheets = [sheet.name for sheet in raw_sheets if sheet.name not in kept]
    _read_sheets(ledger, found, facts=facts, on=on, limits=limits)
    return ledger


def propose_mapping(path: Path, facts: Facts, *, limits: Limits = DEFAULT_LIMITS) -> str:
    """The text of a mapping file for this ledger: known columns, and the others as remarks to fill in."""
    raw_sheets = list_raw_sheets(path, limits=limits)
    found = _find_headers(path, raw_sheets, facts=facts, mapping=None, limits=limits)
    headers = [(sheet.name, header) for sheet, header in found]
    mapping, remarks = propose_for_headers(headers, facts=facts, file_name=path.stem)
    titles = " ".join([path.stem, *(f"{name} {header.title}" for name, header in headers)])
    return render_mapping(mapping, remarks=remarks, county=find_division_named_in(titles))


def _find_headers(
    path: Path, sheets: Sequence[RawSheet], *, facts: Facts, mapping: LedgerMapping | None, limits: Limits
) -> list[tuple[RawSheet, Header]]:
    table = get_column_table()
    mapped = {rule.header for rule in mapping.columns} if mapping else set()
    labels = {label for fact in facts.values() for label in (fact.zh, fact.en.casefold())}

    def is_known(name: str) -> bool:
        return name in mapped or name in facts or table.find(name) is not None or name in labels

    found = []
    for sheet in sheets:
        header = find_header(sheet, is_known=is_known, within_rows=limits.header_within_rows)
        if header is not None:
            found.append((sheet, header))
    if not found:
        raise HeaderMissing(file=path, sheets="、".join(sheet.name for sheet in sheets) or "—")
    return found


def _check_columns_exist(path: Path, mapping: LedgerMapping, headers: list[tuple[str, Header]]) -> None:
    present = {name for _, header in headers for name in header.names if name}
    for rule in mapping.columns:
        if rule.header not in present:
            known = "、".join(sorted(present)[:40])
            raise MappingColumnMissing(file=mapping.file or path, header=rule.header, known=known)


def _list_unread(mapping: LedgerMapping, headers: list[tuple[str, Header]]) -> dict[str, str]:
    names = dict.fromkeys(name for _, header in headers for name in header.names if name)
    read = {rule.header for rule in mapping.columns if rule.is_read}
    return {name: "对照文件未读取 not read by the mapping" for name in names if name not in read}


def _read_sheets(
    ledger: Ledger, found: list[tuple[RawSheet, Header]], *, facts: Facts, on: date, limits: Limits
) -> None:
    repetitions = Repetitions()
    readers: dict[str, RowReader] = {}
    for sheet, header in found:
        reader = RowReader(sheet=sheet.name, header=header, mapping=ledger.mapping, facts=facts, on=on, limits=limits)
        readers[sheet.name] = reader
        if sheet.keys:
            reader.unknown_keys = _list_unknown_keys(header, facts, ledger)
        for row in _list_children(sheet, header, ledger.remarks):
            one = reader.read(row, ordinal=ledger.count + 1)
            repetitions.note(one)
            ledger.add(one.conclusion)
            if ledger.count > limits.rows:
                raise LedgerTooLarge(
                    file=ledger.file, what_zh="行数", what_en="rows", found=f"> {limits.rows}", limit=limits.rows
                )
    ledger.rows, ledger.refused = refuse_repeated(
        ledger.rows,
        ledger.refused,
        repetitions=repetitions,
        rows=((sheet.name, row) for sheet, _ in found for row in sheet.rows),
        make_fault=lambda sheet, row, column, kind, details: readers[sheet].make_fault(row, column, kind, **details),
    )
    ledger.rows = tell_apart(ledger.rows)


def _list_children(sheet: RawSheet, header: Header, remarks: list[Remark]) -> Iterator[RawRow]:
    """The rows below the header; totals, notes and repeated headers go to the remarks, blank rows nowhere."""
    starts = get_column_table().remarks
    names = [get_word(name.rpartition("/")[2]) for name in header.names]
    for row in sheet.rows:
        if row.number <= header.last_row or (not row.faults and all(map(is_blank, row.cells))):
            continue
        if _is_remark(row, starts) or _repeats_header(row, names):
            remarks.append(Remark(sheet.name, row.number, row.cells))
        else:
            yield row


def _is_remark(row: RawRow, starts: Iterable[str]) -> bool:
    """A first cell such as 合计 or 注: in a row that is mostly empty."""
    first = next((text for cell in row.cells if (text := get_word(cell))), "")
    return first.startswith(tuple(starts)) and not any(map(_is_like_a_child, row.cells))


def _repeats_header(row: RawRow, names: Sequence[str]) -> bool:
    return len(row.cells) >= len(names) and all(map(eq, map(get_word, row.cells), names))


def _is_like_a_child(cell: Cell) -> bool:
    return sum(c.isdigit() for c in get_text(cell)[:30]) >= 15


def _list_unknown_keys(header: Header, facts: Facts, ledger: Ledger) -> dict[int, str]:
    """Keys of JSON that should be facts and are none; Chinese keys are columns and may be left unread."""
    unknown = {}
    for number, name in enumerate(header.names, start=1):
        is_plain = name in PLAIN_KEYS or name.startswith(("_", "(", "\x00")) or not name.isascii()
        if name not in facts and not is_plain and ledger.mapping.get(name) is None:
            close = get_close_matches(name, list(facts), n=3, cutoff=0.6)
            unknown[number] = " / ".join(close) + " ?" if close else NOT_READ
    return unknown
