"""Indicators as series of kept sums: counted for the months that are open, in one go with what stands now."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from hutong.indicators.indicator import Cell, Indicator, When, measure
from hutong.indicators.periods import Month, list_open_months
from hutong.indicators.registry import INDICATORS
from hutong.indicators.tallies import Areas, Series, Tallies, Tally

BETWEEN = " "
"""Between a part and the body of which it is told."""


def key_of(cell: Cell) -> str:
    """How the key of a kept sum names the part, and the body."""
    return f"{cell.part}{BETWEEN}{cell.of}" if cell.of else cell.part


def series_of(indicator: Indicator, months: Sequence[Month] | None = None) -> Series:
    """An indicator as a series of the months that are open, or of those that are given."""

    def count(areas: Areas, on: date) -> Tallies:
        found: Counter[Tally] = Counter()
        for month in months or list_open_months(on):
            cells = measure(indicator, areas, When(month, min(month.last, on)))
            for cell, number in cells.items():
                found[Tally(cell.area, indicator.slug, key_of(cell), cell.masks, str(month))] += number
        return found

    def mark(on: date) -> Iterable[tuple[str, str]]:
        marks = indicator.mark(on) if indicator.mark else Counter[str]()
        return [(area, f"{indicator.slug[:2]}{number}") for area, number in marks.items()]

    return Series(indicator.slug, count, mark)


MONTHS_COUNTED = "counted"
"""Which areas were counted for a month: with no key all indicators while the month was open, with the name of an
indicator that one afterwards. A month of which this says nothing is not known."""


def count_counted(areas: Areas, on: date) -> Tallies:
    """Every area that is counted, for the months that are open."""
    return {Tally(area, MONTHS_COUNTED, period=str(month)): 1 for month in list_open_months(on) for area in areas.codes}


MONTHLY: tuple[Series, ...] = (
    *(series_of(one) for one in INDICATORS.values()),
    Series(MONTHS_COUNTED, count_counted),
)
