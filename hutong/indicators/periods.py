"""Of what time a sum is: what stands now, or a month. A month that is over stays open for some days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

NOW = ""
STAYS_OPEN_DAYS = 10
"""So many days of the next month a month is still counted anew; then what was counted of it stays."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year."""

    year: int
    month: int

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def before(self) -> "Month":
        return month_of(self.first - A_DAY)

    @property
    def after(self) -> "Month":
        return month_of(self.last + A_DAY)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def month_of(day: date) -> Month:
    """The month in which a day lies."""
    return Month(day.year, day.month)


def read_month(text: str) -> Month | None:
    """The month of an address: ``2026-11``; None for any other word."""
    try:
        return month_of(date.fromisoformat(f"{text}-01"))
    except ValueError:
        return None


def list_open_months(on: date) -> tuple[Month, ...]:
    """The months that are counted on a day, the running one first."""
    running = month_of(on)
    return (running, running.before) if on.day <= STAYS_OPEN_DAYS else (running,)


def list_closed_months(on: date, count: int) -> tuple[Month, ...]:
    """So many of the months that are no longer counted on a day, the newest first."""
    months = [list_open_months(on)[-1].before]
    while len(months) < count:
        months.append(months[-1].before)
    return tuple(months)


def list_periods(on: date) -> list[str]:
    """The periods whose sums are counted anew on a day."""
    return [NOW, *map(str, list_open_months(on))]
