"""Indicators as series of kept sums: counted for the months that are open, in one go with what stands now."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from hutong.indicators.indicator import Indicator, When, measure
from hutong.indicators.periods import Month, list_open_months
from hutong.indicators.registry import INDICATORS
from hutong.indicators.tallies import Areas, Series, Tallies, Tally

BETWEEN = " "
"""Between a part and the body of which it is told."""


def series_of(indicator: Indicator, months: Sequence[Month] | None = None) -> Series:
    """An indicator as a series of the months that are open, or of those that are given."""

    def count(areas: Areas, on: date) -> Tallies:
        found: Counter[Tally] = Counter()
        for month in months or list_open_months(on):
            cells = measure(indicator, areas, When(month, min(month.last, on)))
            for cell, number in cells.items():
                key = f"{cell.part}{BETWEEN}{cell.of}" if cell.of else cell.part
                found[Tally(cell.area, indicator.slug, key, cell.masks, str(month))] += number
        return found

    def mark(on: date) -> Iterable[tuple[str, str]]:
        marks = indicator.mark(on) if indicator.mark else Counter[str]()
        return [(area, f"{indicator.slug[:2]}{number}") for area, number in marks.items()]

    return Series(indicator.slug, count, mark)


MONTHLY: tuple[Series, ...] = tuple(series_of(one) for one in INDICATORS.values())
