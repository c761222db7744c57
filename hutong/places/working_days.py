"""Days on which offices work: the week, as the State Council's yearly schedule changes it, as somebody corrected that.

The published schedules come with the package; rows of ``CalendarDay`` prevail over them, for a schedule that came out
later or a day off that only a place has. A year without a schedule is reckoned by the week alone, and said so.
"""

import csv
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from hutong.places.models import CalendarDay

FILE = Path(__file__).with_name("data") / "calendar.csv"
SATURDAY = 5
A_DAY = timedelta(days=1)
LONGEST_BREAK = 12
SOON = timedelta(days=60)
"""Days off in a row, at the very most."""
FEWEST_IN_A_SCHEDULE = 8
"""Published years have twenty and more days other than the week."""
log = logging.getLogger(__name__)


def is_working_day(day: date) -> bool:
    """Whether offices work on a day."""
    return _Calendar(day, day).is_worked(day)


def add_working_days(day: date, count: int) -> date:
    """The day on which so many working days have passed, the next working day being the first; back for less than 0.

    A year whose schedule is not published is reckoned by the week, with a warning in the log; pages ask
    ``list_unpublished_years`` and say so beside the day.
    """
    step = A_DAY if count >= 0 else -A_DAY
    far = day + step * (abs(count) * 7 // 5 + 4 * LONGEST_BREAK)
    calendar, left, found = _Calendar(min(day, far), max(day, far)), abs(count), day
    while left:
        found += step
        left -= calendar.is_worked(found)
    for year in calendar.list_unpublished(min(day, found), max(day, found)):
        log.warning("The working days of %s are not published yet: the week alone was counted.", year)
    return found


def count_working_days(since: date, until: date) -> int:
    """How many working days lie after the one day through the other; less than 0 where the other comes first."""
    first, last = min(since, until), max(since, until)
    calendar = _Calendar(first, last)
    count = sum(calendar.is_worked(first + A_DAY * number) for number in range(1, (last - first).days + 1))
    return count if until >= since else -count


def list_working_days(first: date, last: date) -> list[date]:
    """Every day from the one through the other on which offices work; one query."""
    calendar = _Calendar(first, last)
    days = (first + A_DAY * number for number in range((last - first).days + 1))
    return [day for day in days if calendar.is_worked(day)]


def list_unpublished_years(first: date, last: date) -> list[int]:
    """The years between two days for which neither the package nor the table holds a schedule; a day or two is none."""
    if _published_years().issuperset(range(first.year, last.year + 1)):
        return []
    return _Calendar(first, last).list_unpublished(first, last)


def list_years_to_enter(on: date) -> list[int]:
    """The years that clocks of today reach into whose schedule is not known: its notice comes in November."""
    return list_unpublished_years(on, on + SOON)


class _Calendar:
    """The years of two days and all between them, read at once."""

    def __init__(self, first: date, last: date) -> None:
        years = CalendarDay.objects.filter(day__gte=date(first.year, 1, 1), day__lte=date(last.year, 12, 31))
        self.own = dict(years.values_list("day", "is_worked"))

    def list_unpublished(self, first: date, last: date) -> list[int]:
        entered = Counter(day.year for day in self.own)
        missing = (year for year in range(first.year, last.year + 1) if year not in _published_years())
        return [year for year in missing if entered[year] < FEWEST_IN_A_SCHEDULE]

    def is_worked(self, day: date) -> bool:
        by_week = day.weekday() < SATURDAY
        return self.own.get(day, get_published().get(day, by_week))


@cache
def get_published() -> Mapping[date, bool]:
    """The days on which a published schedule differs from the week, and whether they are worked."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {date.fromisoformat(row["day"]): row["is_worked"] == "1" for row in csv.DictReader(lines)}


@cache
def get_published_names() -> Mapping[date, str]:
    """What those days are for."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {date.fromisoformat(row["day"]): row["name"] for row in csv.DictReader(lines)}


@cache
def _published_years() -> frozenset[int]:
    return frozenset(day.year for day in get_published())
