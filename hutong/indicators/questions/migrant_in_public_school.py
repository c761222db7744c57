"""Of the migrant children in compulsory education, how many are in public schools?"""

from django.db.models import Q

from hutong.children.listing import OPEN_STATES
from hutong.indicators.indicator import Indicator, When
from hutong.indicators.reckoners import OfChildren, fact_is, is_in
from hutong.lib.translating import marked


def is_migrant_pupil(when: When) -> Q:
    migrant = Q(fact_is(when, "is_migrant_child", "true"))
    return is_in(when, OPEN_STATES) & migrant & Q(fact_is(when, "school_stage", "primary", "junior"))


def is_in_public_school(when: When) -> Q:
    return is_migrant_pupil(when) & Q(fact_is(when, "school_public", "true"))


def is_unknown(when: When) -> Q:
    return is_migrant_pupil(when) & ~Q(fact_is(when, "school_public"))


INDICATOR = Indicator(
    slug="migrant_in_public_school",
    name=marked("Migrant children in public schools"),
    question=marked("Of the migrant children in compulsory education, how many are in public schools?"),
    clauses=("000000/gbf2025#4.7/b",),
    numerator=marked("migrant children in primary or junior school whose school is public"),
    denominator=marked("migrant children in primary or junior school with an open file"),
    unknown=marked("migrant pupils of whom it is not known whether the school is public"),
    wanted="more",
    reckoner=OfChildren(numerator=is_in_public_school, denominator=is_migrant_pupil, unknown=is_unknown),
    is_dated=True,
)
