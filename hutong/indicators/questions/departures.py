"""In how many files does a person depart from what the documents conclude?"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from hutong.children.listing import OPEN_STATES
from hutong.determinations.models import Departure, Determination
from hutong.indicators.beginnings import first_day_of_conclusions
from hutong.indicators.indicator import Indicator, When
from hutong.indicators.reckoners import OfChildren, is_in
from hutong.indicators.standing import list_classed
from hutong.lib.translating import marked

A_YEAR = timedelta(days=365)


def in_force(when: When) -> QuerySet[Departure]:
    """The departures of a file on a day, without those from benefits that are told by separate grant alone."""
    held = Q(since__lte=when.on) & (Q(until__isnull=True) | Q(until__gte=when.on))
    kept = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=when.until)
    return Departure.objects.filter(held & kept, child=OuterRef("pk")).exclude(benefit__in=list_classed())


def departs(when: When) -> Q:
    return is_in(when, OPEN_STATES) & Q(Exists(in_force(when)))


def is_concluded(when: When) -> Q:
    return is_in(when, OPEN_STATES) & Q(Exists(Determination.objects.filter(child=OuterRef("pk"), on__lte=when.on)))


def is_old(when: When) -> Q:
    return is_in(when, OPEN_STATES) & Q(Exists(in_force(when).filter(until__isnull=True, since__lt=when.on - A_YEAR)))


INDICATOR = Indicator(
    slug="departures",
    name=marked("Departures by a person"),
    question=marked("In how many files does a person depart from what the documents conclude?"),
    clauses=("000000/mf2019-62#2.2/c",),
    numerator=marked("open files with a departure in force"),
    denominator=marked("open files of which something was concluded"),
    unknown=marked("files with a departure without end that is older than a year: does it still hold?"),
    wanted="fewer",
    reckoner=OfChildren(numerator=departs, denominator=is_concluded, unknown=is_old),
    is_dated=True,
    first_day=first_day_of_conclusions,
)
