"""Of the children who are owed money, how many do not receive all of it?"""

from django.db.models import Q

from hutong.determinations.bundles import current_library
from hutong.determinations.models import FindingSpan
from hutong.indicators.beginnings import first_day_of_conclusions
from hutong.indicators.indicator import Indicator, When
from hutong.indicators.reckoners import OfClassed
from hutong.lib.translating import marked
from hutong.policy.situation import PAYMENT


def list_paid_benefits() -> list[str]:
    """The benefits whose payment is a fact: of others nobody can say whether they were received."""
    words = current_library().vocabulary
    return [slug for slug in words.benefits if f"{PAYMENT}{slug}" in words.facts]


def holds(when: When) -> Q:
    """Findings that were so on the day."""
    return Q(since__lte=when.on) & (Q(until__isnull=True) | Q(until__gt=when.on))


def is_missing(when: When) -> Q:
    return holds(when) & Q(gap="owed_not_received")


def is_owed(when: When) -> Q:
    return holds(when) & Q(verdict="entitled", covered_by="", benefit__in=list_paid_benefits())


def is_open(when: When) -> Q:
    return holds(when) & Q(verdict="unknown", benefit__in=list_paid_benefits())


INDICATOR = Indicator(
    slug="owed_not_received",
    name=marked("Owed, not received"),
    question=marked("Of the children who are owed money, how many do not receive all of it?"),
    clauses=(
        "000000/gf2016-36#3.2/f",
        "431000/cz2017-3#3.2/f",
        "500110/qj2017-91#4.2/f",
        "000000/mf2021-43#10/g",
    ),
    numerator=marked("children with a benefit that is owed and in no payment known of"),
    denominator=marked("children who are owed a benefit that is paid in money"),
    unknown=marked("children of whom it cannot be told whether they are owed money"),
    wanted="fewer",
    reckoner=OfClassed(FindingSpan.objects.all, numerator=is_missing, denominator=is_owed, unknown=is_open),
    is_dated=True,
    first_day=first_day_of_conclusions,
)
