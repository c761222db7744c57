"""Dates as people type them, read into a first and a last possible day.

`2016-03-05`, `2016/3/5`, `2016.3.5`, `2016年3月5日`, `20160305` and the day number of a spreadsheet
are one day; `2016年3月`, `2016-03`, `201603` and `2016` are the span of days they allow.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

# The whole country keeps one time; a machine may be set to another.
HERE = ZoneInfo("Asia/Shanghai")

# Spreadsheets show a stray small number as a day of 1900: nothing we read is that old.
EARLIEST = date(1901, 1, 1)
SPREADSHEET_DAY_ZERO = date(1899, 12, 30)
SPREADSHEET_DAYS = range(10_000, 80_000)  # 1927 to 2119; a number of four digits is a year
YEARS = range(1900, 2101)

Reason = Literal["not_a_date", "no_such_day", "two_digit_year", "too_early", "in_the_future"]
DateCell = str | int | float | date | datetime

REMEDIES: dict[Reason, str] = {
    "not_a_date": "write the date as 2016-03-05, or 2016-03 or 2016 if the day is not known",
    "no_such_day": "the calendar has no such day",
    "two_digit_year": "write the year with four digits",
    "too_early": "a date before 1901 is a slip of the spreadsheet",
    "in_the_future": "this day has not come yet",
}

SEPARATED = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
YEAR = re.compile(r"(\d{4})年?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
COMPACT_MONTH = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])")
SPREADSHEET_DAY = re.compile(r"(\d{5})(?:\.\d+)?")
SHORT_YEAR = re.compile(r"'?\d{2}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月?)|\d{6}|\d{2}年")
# Only a clock reading after a whole day: 2016-03-05 00:00:00, 2016-03-05T08:30.
CLOCK = re.compile(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
LONGEST = 40


class DateRefused(Exception):
    def __init__(self, *, text: str, reason: Reason) -> None:
        self.text, self.reason = text[:LONGEST], reason
        super().__init__(f"'{self.text}' is not a usable date: {REMEDIES[reason]}.")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A day, or the days between which it lies; both ends belong to it."""

    first: date
    last: date

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def parse_date(cell: DateCell, *, latest: date | None = None, earliest: date = EARLIEST) -> DateSpan:
    """Read a date in any of the known spellings; with `latest`, what can only lie after it is refused."""
    span = _read(cell)
    if span.first < earliest:
        raise DateRefused(text=str(cell), reason="too_early")
    if latest is not None:
        if span.first > latest:
            raise DateRefused(text=str(cell), reason="in_the_future")
        span = DateSpan(span.first, min(span.last, latest))
    return span


def _read(cell: DateCell) -> DateSpan:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return DateSpan(cell, cell)
    if isinstance(cell, bool):
        raise DateRefused(text=str(cell), reason="not_a_date")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return _read_text(str(cell))


def _read_text(original: str) -> DateSpan:
    text = unicodedata.normalize("NFKC", original[: 2 * LONGEST]).strip()
    text = CLOCK.sub("", text).replace(" ", "").rstrip("号.")
    for pattern in (SEPARATED, COMPACT_DAY):
        if found := pattern.fullmatch(text):
            return _get_day(original, *map(int, found.groups()))
    for pattern in (MONTH, COMPACT_MONTH):
        if found := pattern.fullmatch(text):
            return _get_month(original, *map(int, found.groups()))
    if (found := YEAR.fullmatch(text)) and int(found[1]) in YEARS:
        return DateSpan(date(int(found[1]), 1, 1), date(int(found[1]), 12, 31))
    if found := SPREADSHEET_DAY.fullmatch(text):
        return _get_spreadsheet_day(original, int(found[1]))
    raise DateRefused(text=original, reason="two_digit_year" if SHORT_YEAR.fullmatch(text) else "not_a_date")


def _get_day(text: str, year: int, month: int, day: int) -> DateSpan:
    try:
        one = date(year, month, day)
    except ValueError:
        raise DateRefused(text=text, reason="no_such_day") from None
    return DateSpan(one, one)


def _get_month(text: str, year: int, month: int) -> DateSpan:
    if not (1 <= month <= 12 and year >= 1):
        raise DateRefused(text=text, reason="no_such_day")
    return DateSpan(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _get_spreadsheet_day(text: str, days: int) -> DateSpan:
    if days not in SPREADSHEET_DAYS:
        raise DateRefused(text=text, reason="not_a_date")
    one = SPREADSHEET_DAY_ZERO + timedelta(days=days)
    return DateSpan(one, one)


def today() -> date:
    """The day where the work is done, whatever zone the machine is set to."""
    return datetime.now(HERE).date()
