"""Everything of which sums are kept, counted anew where something changed. Reads the clock."""

from collections.abc import Callable

from django.utils import timezone

from hutong.exchange.national.counted import NATIONAL_SERIES
from hutong.indicators.actions import keep_sums
from hutong.indicators.afterwards import MONTHS, count_afterwards, count_areas, list_left
from hutong.indicators.monthly import MONTHLY
from hutong.indicators.standing import STANDING
from hutong.indicators.tallies import Series
from hutong.staff.scope import EVERYTHING, acting_as

SERIES: tuple[Series, ...] = (*STANDING, NATIONAL_SERIES, *MONTHLY)


def keep_sums_now(*, everything: bool = False, advance: Callable[[int], None] = lambda areas: None) -> int:
    """Count the areas that changed since, or all of them; how many."""
    with acting_as(EVERYTHING):
        return keep_sums(
            series=SERIES, on=timezone.localdate(), at=timezone.now(), everything=everything, advance=advance
        )


def count_months_now(
    *, months: int = MONTHS, again: bool = False, advance: Callable[[int], None] = lambda areas: None
) -> int:
    """Count the months that were over before anybody counted them, as far as dates tell; how many areas."""
    with acting_as(EVERYTHING):
        return count_afterwards(on=timezone.localdate(), months=months, again=again, advance=advance)


class MonthsToCount:
    """The same for the runner, some areas at a time: what waits is never long in waiting."""

    def __init__(self) -> None:
        self._left: list[list[str]] = []

    def look(self) -> None:
        """Which areas are left; asked once a day, and when the runner begins."""
        with acting_as(EVERYTHING):
            self._left = list_left(on=timezone.localdate())

    def count_some(self) -> bool:
        """Count the next areas; whether there were any."""
        if not self._left:
            return False
        with acting_as(EVERYTHING):
            count_areas(self._left.pop(), on=timezone.localdate())
        return True
