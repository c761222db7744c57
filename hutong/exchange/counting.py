"""Everything of which sums are kept, counted anew where something changed. Reads the clock."""

from collections.abc import Callable

from django.utils import timezone

from hutong.exchange.national.counted import NATIONAL_SERIES
from hutong.indicators.actions import keep_sums
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
