"""Values that are only known to lie between two others: a birth date given as a month or a year."""

from datetime import date
from typing import NamedTuple, TypeAlias


class DateRange(NamedTuple):
    """Some day from ``low`` to ``high``, both inclusive."""

    low: date
    high: date


class IntRange(NamedTuple):
    """Some whole number from ``low`` to ``high``, both inclusive."""

    low: int
    high: int


RANGES = (DateRange, IntRange)
Known: TypeAlias = bool | int | str | date | DateRange | IntRange


def bounds(value: Known) -> tuple[Known, Known]:
    """The smallest and the largest that the value can be."""
    return (value.low, value.high) if isinstance(value, RANGES) else (value, value)


def whole_years(birth: date, on: date) -> int:
    """周岁 on the day: a birthday counts from its day; one of 29 February on 1 March in other years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def whole_months(since: date, on: date) -> int:
    """Full months from a day to a day; below zero when it has not begun."""
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)
