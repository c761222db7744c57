"""The children of every area by how far they are in the national system, for the kept sums of wide places."""

from datetime import date

from django.db.models import Count

from hutong.children.models import Child
from hutong.exchange.national.comparing import TO_BE_ENTERED
from hutong.exchange.national.queries import SHOWN, narrowed
from hutong.indicators.tallies import Areas, Series, Tallies, Tally

NATIONAL = "national"


def count_national(areas: Areas, on: date) -> Tallies:
    """As ``count_place`` counts them, by area."""
    children = Child.objects.filter(areas.children(), state__in=TO_BE_ENTERED)
    counts = {shown: Count("pk", filter=narrowed(shown, on=on)) for shown in SHOWN}
    found = children.values_list("area").annotate(**counts).order_by()
    return {
        Tally(area, NATIONAL, shown): number
        for area, *numbers in found
        for shown, number in zip(SHOWN, numbers, strict=True)
    }


NATIONAL_SERIES = Series(NATIONAL, count_national)
