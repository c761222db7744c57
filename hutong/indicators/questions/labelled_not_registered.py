"""Of the children whom the documents see in difficulty, how many have no registered file?"""

from django.db.models import Q

from hutong.children.listing import OPEN_STATES
from hutong.children.models import Labelled, State
from hutong.indicators.beginnings import first_day_of_conclusions
from hutong.indicators.indicator import Indicator, When
from hutong.indicators.reckoners import OfClassed, is_in
from hutong.lib.translating import marked


def had_label(when: When) -> Q:
    """Labels of a day."""
    if not when.afterwards:
        return Q(until__isnull=True)
    return Q(since__lte=when.on) & (Q(until__isnull=True) | Q(until__gt=when.on))


def is_labelled(when: When) -> Q:
    return had_label(when) & is_in(when, OPEN_STATES, child="child")


def is_waiting(when: When) -> Q:
    return had_label(when) & is_in(when, (State.CANDIDATE, State.VERIFIED), child="child")


INDICATOR = Indicator(
    slug="labelled_not_registered",
    name=marked("In difficulty, not registered"),
    question=marked("Of the children whom the documents see in difficulty, how many have no registered file?"),
    clauses=(
        "000000/gf2016-36#3.1/q",
        "431000/cz2017-3#3.1/r",
        "500110/qj2017-91#4.1/p",
    ),
    numerator=marked("children with a kind of difficulty whose file is not yet registered"),
    denominator=marked("children with a kind of difficulty whose file is open"),
    unknown=marked("children without a file are known to nobody here; surveys find them"),
    wanted="fewer",
    reckoner=OfClassed(Labelled.objects.all, numerator=is_waiting, denominator=is_labelled),
    is_dated=True,
    first_day=first_day_of_conclusions,
)
