"""Months that were over before anybody counted them: counted from the dates of what is on record, or left unknown.

An installation that begins, an indicator that is new, a place that joins: their boards would show no month before.
What bears its dates – files with their steps, facts, conclusions, tasks, visits – tells how a month stood at its end,
from the day on which the record of it begins in the county. Of an earlier month nothing is told. Files are counted in
the area in which they lie now; those that were sealed or merged since are in no sum. What was counted while a month was
open stays.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count

from hutong.indicators.actions import ROWS_AT_ONCE, add_up, by_county
from hutong.indicators.indicator import Indicator, When, measure
from hutong.indicators.models import THE_ONE, CountedArea, Counting, KeptSum
from hutong.indicators.monthly import MONTHS_COUNTED, key_of
from hutong.indicators.periods import Month, list_closed_months
from hutong.indicators.registry import INDICATORS
from hutong.indicators.tallies import Areas, Tally
from hutong.places.codes import DIGITS, SHORT_DIGITS

MONTHS = 11
"""With the running month a year."""
LOOKED_AT = "-"
"""Key of a month that was looked at afterwards, whatever came of it."""


def list_left(*, on: date, months: int = MONTHS) -> list[list[str]]:
    """The areas of which some month was never looked at, those of a county together. Two queries."""
    periods = [str(month) for month in list_closed_months(on, months)]
    seen = KeptSum.objects.filter(digits=DIGITS, series=MONTHS_COUNTED, period__in=periods, key__in=("", LOOKED_AT))
    by_area = dict(seen.values_list("prefix").annotate(n=Count("period", distinct=True)).order_by())
    areas = CountedArea.objects.order_by("area").values_list("area", flat=True)
    return list(by_county([area for area in areas if by_area.get(area, 0) < months]))


def count_afterwards(
    *, on: date, months: int = MONTHS, again: bool = False, advance: Callable[[int], None] = lambda areas: None
) -> int:
    """Count what can be counted of all areas; how many areas. ``again``: also what was counted afterwards before."""
    if again:
        forget_what_was_counted_afterwards(on=on, months=months)
    counted = 0
    for areas in list_left(on=on, months=months):
        count_areas(areas, on=on, months=months)
        advance(len(areas))
        counted += len(areas)
    return counted


@transaction.atomic
def count_areas(areas: Sequence[str], *, on: date, months: int = MONTHS) -> None:
    """Count the months that are over of some areas of one county, and add up around them; nobody else counts."""
    Counting.objects.get_or_create(pk=THE_ONE)
    Counting.objects.select_for_update().get(pk=THE_ONE)
    past = Past(tuple(areas), list_closed_months(on, months))
    KeptSum.objects.bulk_create(past.list_rows(), batch_size=ROWS_AT_ONCE)
    add_up(areas, [str(month) for month in past.months])


@transaction.atomic
def forget_what_was_counted_afterwards(*, on: date, months: int = MONTHS) -> None:
    """Of these months, so that they are counted anew; what was counted while they were open stays."""
    for month in list_closed_months(on, months):
        marks = KeptSum.objects.filter(series=MONTHS_COUNTED, period=str(month)).exclude(key="")
        slugs = set(marks.exclude(key=LOOKED_AT).values_list("key", flat=True))
        for slug in slugs:
            areas = list(marks.filter(digits=DIGITS, key=slug).values_list("prefix", flat=True))
            for lot in by_county(sorted(areas)):
                KeptSum.objects.filter(digits=DIGITS, prefix__in=lot, period=str(month), series=slug).delete()
        marks.delete()


@dataclass(frozen=True)
class Past:
    """Some areas of a county and the months that are over."""

    areas: tuple[str, ...]
    months: tuple[Month, ...]

    def list_rows(self) -> list[KeptSum]:
        """The sums that can be counted and are not there yet, with word of what was looked at."""
        found: Counter[Tally] = Counter()
        first_days = self._first_days()
        there = self._list_there()
        for month in self.months:
            period = str(month)
            found.update(self._mark(LOOKED_AT, period, there))
            for slug, one in INDICATORS.items():
                left = [area for area in self.areas if not {(area, period, ""), (area, period, slug)} & there]
                first = first_days.get(slug)
                if left and first is not None and first <= month.last:
                    found.update(_count(one, left, month))
                    found.update(self._mark(slug, period, there))
        return [
            KeptSum(digits=DIGITS, prefix=tally.area, number=number, **tally.named)
            for tally, number in found.items()
            if number
        ]

    def _mark(self, key: str, period: str, there: set[tuple[str, str, str]]) -> Mapping[Tally, int]:
        return {
            Tally(area, MONTHS_COUNTED, key, period=period): 1
            for area in self.areas
            if not {(area, period, ""), (area, period, key)} & there
        }

    def _first_days(self) -> dict[str, date]:
        """By indicator the day on which its record begins; those that no dates tell of are left out."""
        county = self.areas[0][:SHORT_DIGITS].ljust(DIGITS, "0")
        known: dict[Callable[[str], date | None], date | None] = {}
        for one in INDICATORS.values():
            if one.is_dated and one.first_day not in known:
                known[one.first_day] = one.first_day(county)
        days = {slug: known[one.first_day] for slug, one in INDICATORS.items() if one.is_dated}
        return {slug: day for slug, day in days.items() if day is not None}

    def _list_there(self) -> set[tuple[str, str, str]]:
        """Area, month and indicator of which sums or marks are there."""
        rows = KeptSum.objects.filter(digits=DIGITS, prefix__in=self.areas, period__in=list(map(str, self.months)))
        there: set[tuple[str, str, str]] = set()
        for prefix, period, series, key in rows.values_list("prefix", "period", "series", "key").distinct():
            there.add((prefix, period, key if series == MONTHS_COUNTED else series))
        return there


def _count(one: Indicator, areas: Iterable[str], month: Month) -> Mapping[Tally, int]:
    cells = measure(one, Areas(tuple(areas)), When(month, month.last, afterwards=True))
    found: Counter[Tally] = Counter()
    for cell, number in cells.items():
        found[Tally(cell.area, one.slug, key_of(cell), cell.masks, str(month))] += number
    return found
