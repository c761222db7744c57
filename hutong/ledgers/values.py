"""One cell as the value of one fact: 是 is yes, 未采集 is nothing, 2016年3月 is a span of days."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hutong.ledgers.cells import Cell, get_text, get_word, is_not_collected
from hutong.ledgers.faults import CellRefused
from hutong.lib.dates import DateRefused, DateSpan, parse_date
from hutong.lib.money import NotAnAmount, fen_from_yuan, yuan_from_fen
from hutong.vocabulary.divisions import (
    DivisionAmbiguous,
    DivisionUnknown,
    get_division_code,
    get_division_name,
)
from hutong.vocabulary.facts import Fact, FactType

YES = frozenset({"是", "有", "对", "√", "✓", "✔", "y", "yes", "true", "1", "t", "已", "享受", "已享受", "是的", "属于"})
NO = frozenset(
    {
        "否",
        "无",
        "没有",
        "不是",
        "×",
        "✗",
        "✘",
        "x",
        "n",
        "no",
        "false",
        "0",
        "f",
        "未",
        "未享受",
        "非",
        "不",
        "不属于",
    }
)
# In columns that are not yes-or-no these say that there is nothing to write, not what is so.
NOTHING_TO_WRITE = frozenset({"无", "没有", "暂无", "不适用", "none"})
GRADES = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
}
GRADE = re.compile(r"([一二三四壹贰叁肆1234]|iv|i{1,3})级?")
RANGES = {"grade": (1, 4), "tier": (1, 2), "months": (0, 1_200), "years": (0, 120), "times": (0, 1_000)}
WHOLE_NUMBER = re.compile(r"(\d{1,9})(?:\.0+)?(?:岁|周岁|个月|月|年|次|档|人)?")
AMOUNT = re.compile(
    r"(?:¥|￥|rmb|人民币)?(\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?|\d{1,10}(?:\.\d{1,4})?)(?:元|圆)?(?:/月|每月|/人月|整)?"
)
LAST_DAY = date(2199, 12, 31)
BIRTH_DATE = "birth_date"
MOST_YUAN_FEN = 10**12

Value = bool | int | str | date | dict[str, object] | list[object]


@dataclass(frozen=True, slots=True)
class Reading:
    """What readers of cells need beside the cell: the day asked about, and where bare villages lie."""

    on: date
    within: str = ""


def read_value(cell: Cell, fact: Fact, reading: Reading) -> Value | None:
    """The value that a cell gives to a fact; None when nobody knows."""
    if is_not_collected(cell):
        return None
    if isinstance(cell, str) and cell.strip() in fact.entry.spread:
        return cell.strip()
    if isinstance(cell, dict | list):
        return _read_structure(cell, fact, reading)
    return READERS[fact.type](cell, fact, reading)


def _read_structure(cell: dict[str, object] | list[object], fact: Fact, reading: Reading) -> Value | None:
    """What only JSON can write: dated values, spans, lists of words."""
    if isinstance(cell, dict):
        if "value" in cell:
            return _read_dated(cell, fact, reading)
        if fact.type is FactType.DATE:
            return as_fact_value(_read_span(cell))
    elif fact.type is FactType.LIST:
        return list(cell)
    elif cell and all(isinstance(one, dict) and "value" in one for one in cell):
        return [_read_dated(one, fact, reading) for one in cell if isinstance(one, dict)]
    raise wrong_type("一组内容", "a group of values", fact)


def _read_dated(cell: Mapping[str, object], fact: Fact, reading: Reading) -> Value | None:
    inner = cell["value"]
    if isinstance(inner, dict) and "value" in inner:
        raise wrong_type("一组内容", "a group of values", fact)
    if not (inner is None or isinstance(inner, str | int | float | date | list | dict)):
        raise wrong_type("一组内容", "a group of values", fact)
    value = read_value(inner, fact, reading)
    if value is None:
        return None
    dated: dict[str, object] = {"value": value}
    for key in ("since", "until"):
        if not is_not_collected(given := _as_cell(cell.get(key))):
            span = read_span(given, latest=LAST_DAY)
            dated[key] = span.first if key == "since" else span.last
    check_order(dated)
    return dated


def check_order(dated: Mapping[str, object]) -> None:
    """A dated value does not end before it begins."""
    since, until = dated.get("since"), dated.get("until")
    if isinstance(since, date) and isinstance(until, date) and since > until:
        raise CellRefused("span_order")


def _read_span(cell: Mapping[str, object]) -> DateSpan:
    first = read_span(_as_cell(cell.get("from")), latest=LAST_DAY).first
    last = read_span(_as_cell(cell.get("to")), latest=LAST_DAY).last
    if first > last:
        raise CellRefused("span_order")
    return DateSpan(first, last)


def _as_cell(value: object) -> Cell:
    return value if isinstance(value, str | int | float | date) else None


def wrong_type(found_zh: str, found_en: str, fact: Fact) -> CellRefused:
    """The refusal of a cell of a kind that its column cannot have."""
    return CellRefused(
        "wrong_type",
        found_zh=found_zh,
        found_en=found_en,
        wanted_zh=TYPES[fact.type][0],
        wanted_en=TYPES[fact.type][1],
    )


def read_yes_no(cell: Cell, fact: Fact, reading: Reading) -> bool:
    """是 or 否 in any of its spellings; a choice of words is a mapping's business, not this one's."""
    if isinstance(cell, bool):
        return cell
    word = get_word(cell)
    if word in YES:
        return True
    if word in NO:
        return False
    raise CellRefused("yes_no")


def read_whole_number(cell: Cell, fact: Fact, reading: Reading) -> int | None:
    """A number, or a grade in words: 二级."""
    low, high = RANGES.get(fact.entry.unit, (0, 100_000))
    word = get_word(cell)
    if word in NOTHING_TO_WRITE:
        return None
    number: int | None = None
    if not isinstance(cell, bool | date):
        if fact.entry.unit == "grade" and (found := GRADE.fullmatch(word)):
            number = get_grade(found[1])
        elif found := WHOLE_NUMBER.fullmatch(word):
            number = int(found[1])
    if number is None or not low <= number <= high:
        raise CellRefused("number", low=low, high=high)
    return number


def get_grade(word: str) -> int:
    """一 or 1 or Ⅰ as a number."""
    return GRADES[word] if word in GRADES else int(word)


def read_money(cell: Cell, fact: Fact, reading: Reading) -> str | None:
    """Yuan as decimal text with two places; money is never a float."""
    word = get_word(cell)
    if word in NOTHING_TO_WRITE:
        return None
    found = AMOUNT.fullmatch(word) if not isinstance(cell, bool | date) else None
    if found is None:
        raise CellRefused("money")
    try:
        fen = fen_from_yuan(found[1].rstrip("0").rstrip(".") if "." in found[1] else found[1])
    except NotAnAmount:
        raise CellRefused("money") from None
    if fen > MOST_YUAN_FEN:
        raise CellRefused("money")
    return yuan_from_fen(fen)


def read_day(cell: Cell, fact: Fact, reading: Reading) -> date | dict[str, object] | None:
    """A day, or {"from", "to"} when only the month or the year is known."""
    if get_word(cell) in NOTHING_TO_WRITE:
        return None
    latest = reading.on if fact.name == BIRTH_DATE else LAST_DAY
    return as_fact_value(read_span(cell, latest=latest))


def read_span(cell: Cell, *, latest: date) -> DateSpan:
    """The days that a cell allows; CellRefused with the reason otherwise."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | date | datetime):
        raise CellRefused("date_not_a_date")
    try:
        return parse_date(cell, latest=latest)
    except DateRefused as refusal:
        raise CellRefused(f"date_{refusal.reason}", latest=latest.isoformat()) from None


def as_fact_value(span: DateSpan) -> date | dict[str, object]:
    """The shape in which a child's facts carry a day or a span of days."""
    return span.first if span.is_one_day else {"from": span.first, "to": span.last}


def read_enum(cell: Cell, fact: Fact, reading: Reading) -> str | None:
    """One of the fact's words, as slug or in Chinese or English."""
    word = get_word(cell)
    for slug, label in fact.values.items():
        if word in (slug, get_word(label.zh), get_word(label.en)):
            return slug
    if word in fact.entry.spread:
        return word
    if word in NOTHING_TO_WRITE:
        return None
    words = [label.zh for label in fact.values.values()] or list(fact.entry.spread)
    raise CellRefused("word", words="、".join(words))


def read_place(cell: Cell, fact: Fact, reading: Reading) -> str | None:
    """The six-digit code of the deepest place named; a bare village lies within the mapping's county."""
    if isinstance(cell, bool | date):
        raise wrong_type("日期或是否", "a date or a yes", fact)
    text = get_text(cell).strip()
    if get_word(text) in NOTHING_TO_WRITE:
        return None
    try:
        code = get_division_code(text)
    except DivisionAmbiguous as refusal:
        # Of several places of one name the one that lies in our city is meant, if there is one.
        code = _get_code_within(text, reading.within)
        if code in ("", reading.within):
            raise CellRefused("place_ambiguous", candidates="、".join(refusal.candidates)) from None
    except DivisionUnknown as refusal:
        code = "" if refusal.understood else _get_code_within(text, reading.within)
        if not code:
            part = refusal.understood
            raise CellRefused(
                "place_unknown",
                understood_zh=f"（只认出“{part}”）" if part else "",
                understood_en=f" (only '{part}' is)" if part else "",
            ) from None
    if code.endswith("0000"):
        raise CellRefused("place_too_coarse")
    return code


def _get_code_within(text: str, within: str) -> str:
    if not within:
        return ""
    try:
        return get_division_code(get_division_name(within) + text)
    except (DivisionUnknown, DivisionAmbiguous):
        return ""


def read_text(cell: Cell, fact: Fact, reading: Reading) -> str:
    return get_text(cell).strip()


def read_words(cell: Cell, fact: Fact, reading: Reading) -> list[object] | None:
    """Several words of a list fact in one cell: 视力、听力."""
    words = split_words(cell)
    if words and set(words) <= NOTHING_TO_WRITE:
        return []
    labels = {word: word for word in fact.entry.members}
    unknown = [word for word in words if word not in labels]
    if unknown:
        raise CellRefused("word", words="、".join(labels))
    return [labels[word] for word in words]


def split_words(cell: Cell) -> list[str]:
    """The words of a cell with several choices, each in one spelling."""
    text = unicodedata.normalize("NFKC", get_text(cell))
    return [word for part in re.split(r"[、;,/|\n+]|及|和", text) if (word := get_word(part))]


READERS: Mapping[FactType, Callable[[Cell, Fact, Reading], Value | None]] = {
    FactType.BOOL: read_yes_no,
    FactType.INT: read_whole_number,
    FactType.MONEY: read_money,
    FactType.DATE: read_day,
    FactType.ENUM: read_enum,
    FactType.TEXT: read_text,
    FactType.PLACE: read_place,
    FactType.LIST: read_words,
}
TYPES: Mapping[FactType, tuple[str, str]] = {
    FactType.BOOL: ("是或否", "yes or no"),
    FactType.INT: ("整数", "a whole number"),
    FactType.MONEY: ("以元为单位的金额", "an amount in yuan"),
    FactType.DATE: ("日期", "a date"),
    FactType.ENUM: ("规定的选项", "one of the known words"),
    FactType.TEXT: ("文字", "text"),
    FactType.PLACE: ("地名或区划代码", "a place or its code"),
    FactType.LIST: ("选项的列表", "a list of known words"),
}
