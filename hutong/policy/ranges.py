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
