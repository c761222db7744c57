"""Thirty working days from the registration: by when a child must be in the national system."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hutong.places.working_days import add_working_days, list_unpublished_years, list_working_days

WORKING_DAYS = 30
SOON = 10
"""So many working days before the last one, it is due soon."""
A_DAY = timedelta(days=1)
FAR = timedelta(days=90)
"""Thirty working days never take longer, whatever the holidays."""


@dataclass(frozen=True)
class Clock:
    """The last day, how many working days are left (less than 0: over it), years reckoned by the week alone."""

    due: date
    left: int
    unpublished: tuple[int, ...]

    @property
    def is_late(self) -> bool:
        return self.left < 0

    @property
    def is_soon(self) -> bool:
        return 0 <= self.left <= SOON

    @property
    def over(self) -> int:
        """Working days since the last day."""
        return -self.left


def read_clocks(registered: Iterable[date], *, on: date) -> Mapping[date, Clock]:
    """The clock of children registered on these days; a query for the calendar, whatever their number."""
    days = set(registered)
    if not days:
        return {}
    worked = list_working_days(min(days), max(on, *days) + FAR)
    due = {day: worked[bisect_right(worked, day) + WORKING_DAYS - 1] for day in days}
    unpublished = list_unpublished_years(min(days), max(due.values()))
    gone = bisect_right(worked, on)
    return {
        day: Clock(
            due[day],
            # Late from the day after, though no office worked on it.
            min(bisect_right(worked, due[day]) - gone, -1) if on > due[day] else bisect_right(worked, due[day]) - gone,
            tuple(year for year in unpublished if day.year <= year <= due[day].year),
        )
        for day in days
    }


def latest_registration(*, due_by: date) -> date:
    """The last day of registration whose thirty working days end on this day or before it."""
    return add_working_days(due_by + A_DAY, -WORKING_DAYS) - A_DAY


def limits(*, on: date) -> tuple[date, date]:
    """Registered up to the first: overdue; after it up to the second: due soon."""
    overdue = latest_registration(due_by=on - A_DAY)
    return overdue, latest_registration(due_by=add_working_days(on, SOON))
