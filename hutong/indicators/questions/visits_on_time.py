"""Of the children whose visit was due in the month, how many were visited in time?"""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hutong.indicators.beginnings import day_of_first
from hutong.indicators.indicator import Indicator, When
from hutong.indicators.questions.not_in_national_system import IS_REGISTERED
from hutong.indicators.reckoners import OfChildren, is_in
from hutong.lib.translating import marked
from hutong.places.models import inside
from hutong.services.models.visits import Visit, VisitDue


def was_due(when: When) -> Q:
    """Files of children who were visited for a day of the month, or still wait for a visit that was due in it."""
    return Q(Exists(_due(when))) | Q(Exists(_outstanding(when)))


def was_in_time(when: When) -> Q:
    late = _due(when).filter(visited_on__gt=F("due_on"))
    return Q(Exists(_due(when))) & ~Q(Exists(late)) & ~Q(Exists(_outstanding(when)))


def has_no_day(when: When) -> Q:
    return is_in(when, IS_REGISTERED) & ~Q(Exists(VisitDue.objects.filter(child=OuterRef("pk"))))


def _due(when: When) -> QuerySet[Visit]:
    return Visit.objects.filter(child=OuterRef("pk"), due_on__gte=when.month.first, due_on__lte=when.month.last)


def _outstanding(when: When) -> QuerySet[VisitDue]:
    return VisitDue.objects.filter(child=OuterRef("pk"), due_on__gte=when.month.first, due_on__lt=when.on)


def first_day_of_visits(county: str) -> date | None:
    """When the first visit of a county was typed: days of visits that were due before it say nothing."""
    return day_of_first(Visit.objects.filter(inside(county, field="child__area")), "typed_at")


INDICATOR = Indicator(
    slug="visits_on_time",
    name=marked("Visits on time"),
    question=marked("Of the children whose visit was due in the month, how many were visited in time?"),
    clauses=(
        "000000/gf2016-36#3.1/ad",
        "431000/cz2017-3#3.1/ad",
        "500110/qj2017-91#4.1/ac",
        "000000/gbf2025#5.11/d",
    ),
    numerator=marked("children visited by the day on which it was due, every time"),
    denominator=marked("children whose visit was due in the month, up to today"),
    unknown=marked("registered children for whom no day of a visit is set"),
    wanted="more",
    reckoner=OfChildren(numerator=was_in_time, denominator=was_due, unknown=has_no_day),
    is_dated=True,
    first_day=first_day_of_visits,
)
