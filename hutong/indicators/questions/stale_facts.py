"""In how many open files is something older than it stays fresh?"""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from hutong.children.listing import OPEN_STATES
from hutong.determinations.bundles import current_library
from hutong.indicators.indicator import Indicator, When
from hutong.indicators.reckoners import OfChildren, believed, is_in
from hutong.lib.translating import marked


def is_open(when: When) -> Q:
    return is_in(when, OPEN_STATES)


def is_stale(when: When) -> Q:
    """Files with a fact recorded longer ago than its kind stays fresh."""
    names: dict[int, list[str]] = defaultdict(list)
    for name, fact in current_library().vocabulary.facts.items():
        if fact.entry.fresh_days:
            names[fact.entry.fresh_days].append(name)
    old = Q(pk__in=())
    for days, some in names.items():
        old |= Q(name__in=some, recorded_at__lt=when.until - timedelta(days=days + 1))
    return is_open(when) & Q(Exists(believed(when).filter(old, child=OuterRef("pk"))))


def has_facts(when: When) -> Q:
    return is_open(when) & Q(Exists(believed(when).filter(child=OuterRef("pk"))))


def has_none(when: When) -> Q:
    return is_open(when) & ~Q(Exists(believed(when).filter(child=OuterRef("pk"))))


INDICATOR = Indicator(
    slug="stale_facts",
    name=marked("Stale facts"),
    question=marked("In how many open files is something older than it stays fresh?"),
    clauses=(
        "000000/gf2016-36#3.1/ae",
        "431000/cz2017-3#3.1/ae",
        "500110/qj2017-91#4.1/ad",
    ),
    numerator=marked("open files with a fact that is to be asked again"),
    denominator=marked("open files in which something is recorded"),
    unknown=marked("open files in which nothing is recorded"),
    wanted="fewer",
    reckoner=OfChildren(numerator=is_stale, denominator=has_facts, unknown=has_none),
    is_dated=True,
)
