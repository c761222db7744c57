"""One value as it is written, in the canonical form of its fact: money in fen, days or their ranges, places by code."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hutong.lib.money import NotAnAmount, fen_from_yuan
from hutong.policy.ranges import DateRange, Known, bounds
from hutong.vocabulary.facts import Fact, FactType

YES = frozenset({"true", "yes", "是", "有", "y"})
NO = frozenset({"false", "no", "否", "无", "没有", "n"})
EARLIEST = date(1900, 1, 2)
MOST_TEXT = 1_000
MOST_NUMBER = 10**12


def read_bool(fact: Fact, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in YES or word in NO:
        return word in YES
    raise ValueError("is neither yes nor no")


def _int(fact: Fact, value: Any) -> Known:
    if isinstance(value, bool):
        raise ValueError("is not a whole number")
    if isinstance(value, int) and 0 <= value <= MOST_NUMBER:
        return value
    number = Decimal(str(value).strip())
    if not number.is_finite() or number != number.to_integral_value() or not 0 <= number <= MOST_NUMBER:
        raise ValueError("is not a whole number")
    return int(number)


def _money(fact: Fact, value: Any) -> int:
    if isinstance(value, bool):
        raise ValueError("is not an amount in yuan")
    try:
        fen = fen_from_yuan(value)
    except NotAnAmount as error:
        raise ValueError("is not an amount in yuan") from error
    if not 0 <= fen <= MOST_NUMBER:
        raise ValueError("is below zero or too large to be an amount")
    return fen


def _day(fact: Fact, value: Any) -> Known:
    read = read_date(value)
    if read is None:
        raise ValueError("is not a day")
    low, high = bounds(read)
    if not (isinstance(low, date) and isinstance(high, date)) or low < EARLIEST or low > high:
        raise ValueError("is not a day that can be right")
    return read


def read_date(value: Any) -> date | DateRange | None:
    """A day, or the range of days that a month, a year or ``{from, to}`` stands for."""
    if isinstance(value, date):
        return value if type(value) is date else date(value.year, value.month, value.day)
    if isinstance(value, Mapping):
        low, high = read_date(value.get("from")), read_date(value.get("to"))
        return DateRange(low, high) if type(low) is date and type(high) is date else None
    text = str(value).strip()
    parts = text.split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
        return None
    try:
        return _partial([int(part) for part in parts])
    except ValueError:
        return None


def _partial(parts: list[int]) -> date | DateRange | None:
    match parts:
        case [year]:
            return DateRange(date(year, 1, 1), date(year, 12, 31))
        case [year, month]:
            following = date(year + month // 12, month % 12 + 1, 1)
            return DateRange(date(year, month, 1), following - timedelta(days=1))
        case [year, month, day]:
            return date(year, month, day)
    return None


def _enum(fact: Fact, value: Any) -> str:
    if value not in fact.values:
        raise ValueError("is not one of its values")
    return str(value)


def _place(fact: Fact, value: Any) -> str:
    text = str(value).strip()
    if not text.isascii() or not text.isdigit() or len(text) not in (6, 9, 12):
        raise ValueError("is not a division code")
    return text


def _text(fact: Fact, value: Any) -> str:
    text = str(value)
    if len(text) > MOST_TEXT:
        raise ValueError(f"is longer than {MOST_TEXT} characters")
    return text


READERS: dict[FactType, Callable[[Fact, Any], Known]] = {
    FactType.BOOL: read_bool,
    FactType.INT: _int,
    FactType.MONEY: _money,
    FactType.DATE: _day,
    FactType.ENUM: _enum,
    FactType.PLACE: _place,
    FactType.TEXT: _text,
}
NOT_READ = {
    FactType.BOOL: "not-a-bool",
    FactType.INT: "not-a-number",
    FactType.MONEY: "not-an-amount",
    FactType.DATE: "not-a-day",
    FactType.ENUM: "not-a-word",
    FactType.PLACE: "not-a-place",
    FactType.TEXT: "too-long",
}
