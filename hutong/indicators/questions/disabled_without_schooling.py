"""Of the disabled children of school age, how many have no way to school?"""

from datetime import date

from django.db.models import Q

from hutong.children.listing import OPEN_STATES, birthday_before
from hutong.indicators.indicator import Indicator, When
from hutong.indicators.reckoners import OfChildren, fact_is, is_in
from hutong.lib.translating import marked
from hutong.vocabulary.secrecy import HEALTH

YOUNGEST, OLDEST = 6, 15


def is_of_age(on: date) -> Q:
    """Born so that they have six to fifteen whole years on a day."""
    return Q(born__lte=birthday_before(on, YOUNGEST), born__gt=birthday_before(on, OLDEST + 1))


def is_disabled(when: When) -> Q:
    return is_of_age(when.on) & is_in(when, OPEN_STATES) & Q(fact_is(when, "disabled", "true"))


def has_no_way(when: When) -> Q:
    return is_disabled(when) & Q(fact_is(when, "enrolled", "false")) & ~Q(fact_is(when, "schooling_route"))


def is_unknown(when: When) -> Q:
    return is_disabled(when) & ~Q(fact_is(when, "enrolled")) & ~Q(fact_is(when, "schooling_route"))


INDICATOR = Indicator(
    slug="disabled_without_schooling",
    name=marked("Disabled and without schooling"),
    question=marked("Of the disabled children of school age, how many have no way to school?"),
    clauses=("431000/cz2017-3#2.3/i",),
    numerator=marked("disabled children aged 6 to 15 known not to be enrolled, without a route of schooling"),
    denominator=marked("disabled children aged 6 to 15 with an open file"),
    unknown=marked("disabled children of that age of whom neither enrolment nor route is known"),
    wanted="fewer",
    reckoner=OfChildren(numerator=has_no_way, denominator=is_disabled, unknown=is_unknown, kinds=frozenset({HEALTH})),
    is_dated=True,
)
