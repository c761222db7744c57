"""Of the registered children, how many are not in the national system after thirty working days?"""

from datetime import date, timedelta

from django.db.models import Q

from hutong.children.models import State
from hutong.indicators.indicator import Indicator, When
from hutong.indicators.reckoners import OfChildren
from hutong.lib.translating import marked
from hutong.places.working_days import list_working_days

IS_REGISTERED = (State.REGISTERED, State.UNDER_REVIEW)
REGISTERED = Q(state__in=IS_REGISTERED)
WORKING_DAYS = 30
A_DAY, FAR = timedelta(days=1), timedelta(days=90)


def latest_day_overdue(on: date) -> date:
    """Whoever was registered on this day or before has had thirty working days before a day."""
    return list_working_days(on - FAR, on - A_DAY)[-WORKING_DAYS] - A_DAY


def is_late(when: When) -> Q:
    return REGISTERED & Q(national_number="", registered_on__lte=latest_day_overdue(when.on))


def is_registered(when: When) -> Q:
    return REGISTERED


def is_undated(when: When) -> Q:
    return REGISTERED & Q(registered_on__isnull=True)


INDICATOR = Indicator(
    slug="not_in_national_system",
    name=marked("Late for the national system"),
    question=marked("Of the registered children, how many are not in the national system after thirty working days?"),
    clauses=("000000/mf2019-62#2.3/c",),
    numerator=marked("children registered more than thirty working days ago without a number there"),
    denominator=marked("registered children"),
    unknown=marked("registered children whose day of registration is not known"),
    wanted="fewer",
    reckoner=OfChildren(numerator=is_late, denominator=is_registered, unknown=is_undated),
)
