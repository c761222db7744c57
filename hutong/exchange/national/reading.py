"""The national system's own export as rows of fields, whichever of its kinds of spreadsheet it came as."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from hutong.exchange.contents import Content, FaultSaid
from hutong.exchange.national.form import BY_KEY, FIELDS, NUMBER
from hutong.exchange.row_faults import NOBODY, REPEATED
from hutong.ledgers.cells import RawRow, RawSheet, get_text, get_word, is_blank, is_not_collected
from hutong.ledgers.columns import get_column_table, simplify_header
from hutong.ledgers.errors import HeaderMissing
from hutong.ledgers.headers import Header, find_header
from hutong.ledgers.limits import DEFAULT_LIMITS
from hutong.ledgers.opening import list_raw_sheets
from hutong.lib.dates import DateRefused, parse_date
from hutong.lib.identity_number import IdentityNumberRefused, parse_identity_number

WHO = frozenset({NUMBER, "name", "identity_number"})
LONGEST = 300
OTHER_HEADERS: Mapping[str, tuple[str, ...]] = {
    NUMBER: ("编号", "儿童编码", "系统编号", "全国系统编号", "国家系统编号"),
    "name": ("儿童姓名", "对象姓名"),
    "identity_number": (
        "身份证",
        "身份证号码",
        "身份证件号",
        "身份证件号码",
        "公民身份号码",
        "证件号码",
        "儿童身份证号",
    ),
    "born": ("出生年月", "出生年月日", "生日"),
    "hukou_kind": ("户籍分类", "户口类别"),
    "hukou_urban_rural": ("户口性质",),
    "hukou_address": ("户籍地址", "户籍地详址", "户籍详细地址", "户籍地/详细地址"),
    "residence_address": ("现住地址", "现住址", "现住详细地址", "现住地/详细地址", "居住地址"),
    "health": ("健康情况",),
    "disabilities": ("残疾类别",),
    "school_stage": ("学业状况", "在学情况"),
    "boards_at_school": ("寄宿",),
    "father_name": ("父亲姓名",),
    "father_identity": ("父亲身份证号", "父亲证件号码", "父亲/身份证号", "父亲/证件号码"),
    "father_situation": ("父亲状况", "父亲现状况", "父亲情况"),
    "father_phone": ("父亲电话", "父亲联系电话", "父亲/联系电话"),
    "mother_name": ("母亲姓名",),
    "mother_identity": ("母亲身份证号", "母亲证件号码", "母亲/身份证号", "母亲/证件号码"),
    "mother_situation": ("母亲状况", "母亲现状况", "母亲情况"),
    "mother_phone": ("母亲电话", "母亲联系电话", "母亲/联系电话"),
    "is_paid": ("是否享受补贴",),
    "paid_since": ("起领年月",),
    "paid_until": ("末领年月",),
    "paid_sum": ("保障金额", "补贴金额"),
    "in_institution": ("是否集中供养",),
}


@cache
def _by_header() -> Mapping[str, str]:
    found = {simplify_header(header): key for key, names in OTHER_HEADERS.items() for header in names}
    return found | {simplify_header(field.header): field.key for field in FIELDS}


def find_key(header: str) -> str:
    """Which field a column holds; "" for one that is not compared."""
    return _by_header().get(simplify_header(header), "")


@dataclass
class ExportRead:
    """All of an export: rows by number, sheet and row; headers that are compared and that are not."""

    rows: list[tuple[int, str, int, Content]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    """The field of each column, by its header."""
    unread: list[str] = field(default_factory=list)


def read_export(path: Path, *, on: date) -> ExportRead:
    """Every row of an export. Raises LedgerError for a file that cannot be read or is no such export."""
    read, seen = ExportRead(), dict[tuple[str, str], None]()
    sheets = list_raw_sheets(path, limits=DEFAULT_LIMITS)
    for sheet, header in _list_sheets(sheets):
        keys = [find_key(name) for name in header.names]
        read.headers |= {name: key for name, key in zip(header.names, keys, strict=True) if key}
        read.unread += [name for name, key in zip(header.names, keys, strict=True) if name and not key]
        for row in _list_rows(sheet, header):
            content = _read_row(row, header, keys, on=on)
            _refuse_repeated(content, seen)
            read.rows.append((len(read.rows) + 1, sheet.name, row.number, content))
    if not WHO & set(read.headers.values()):
        raise HeaderMissing(file=path, sheets="、".join(sheet.name for sheet in sheets) or "—")
    return read


def _list_sheets(sheets: Sequence[RawSheet]) -> Iterator[tuple[RawSheet, Header]]:
    for sheet in sheets:
        header = find_header(
            sheet, is_known=lambda name: bool(find_key(name)), within_rows=DEFAULT_LIMITS.header_within_rows
        )
        if header is not None:
            yield sheet, header


def _list_rows(sheet: RawSheet, header: Header) -> Iterator[RawRow]:
    """Rows below the header that are no total and no note."""
    starts = tuple(get_column_table().remarks)
    for row in sheet.rows:
        if row.number <= header.last_row or all(map(is_blank, row.cells)):
            continue
        words = [word for cell in row.cells if (word := get_word(cell))]
        if len(words) <= 2 and words[0].startswith(starts):
            continue
        yield row


def _read_row(row: RawRow, header: Header, keys: Sequence[str], *, on: date) -> Content:
    content = Content()
    for name, key, cell in zip(header.names, keys, row.cells, strict=False):
        if not key or content.fields.get(key):
            continue
        text = get_text(cell).strip()[:LONGEST]
        text = "" if is_not_collected(text) else text
        content.fields[key] = text
        kind = _fault_of(key, text, on=on) if text else ""
        if kind:
            content.faults.append(FaultSaid(name, text, kind, {"latest": f"{on}"} if kind.endswith("late") else {}))
    if not any(content.fields.get(key) for key in WHO):
        content.faults.append(FaultSaid("", "", NOBODY))
    return content


def _fault_of(key: str, text: str, *, on: date) -> str:
    """What is wrong with a cell by which the child is found; the others are compared as they are."""
    if key == "identity_number":
        try:
            parse_identity_number(text, latest=on)
        except IdentityNumberRefused as refused:
            return f"identity_{refused.reason}"
    if key == "born":
        try:
            parse_date(text, latest=on)
        except DateRefused as refused:
            return f"date_{refused.reason}"
    return ""


def _refuse_repeated(content: Content, seen: dict[tuple[str, str], None]) -> None:
    """A child stands there once: the second row of a number or an identity number is handed back."""
    for key in (NUMBER, "identity_number"):
        text = content.fields.get(key, "")
        if not text:
            continue
        if (key, text) in seen:
            content.faults.append(FaultSaid(_header_of(key), text, REPEATED))
            return
        seen[key, text] = None


def _header_of(key: str) -> str:
    return BY_KEY[key].header
