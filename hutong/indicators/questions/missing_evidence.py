"""In how many open files does something rest on no evidence?"""

from django.db.models import Exists, OuterRef, Q

from hutong.indicators.indicator import Indicator, When
from hutong.indicators.questions.stale_facts import has_facts, has_none, is_open
from hutong.indicators.reckoners import OfChildren, believed
from hutong.lib.translating import marked


def lacks_evidence(when: When) -> Q:
    return is_open(when) & Q(Exists(believed(when).filter(evidence__isnull=True, child=OuterRef("pk"))))


INDICATOR = Indicator(
    slug="missing_evidence",
    name=marked("Without evidence"),
    question=marked("In how many open files does something rest on no evidence?"),
    clauses=(
        "000000/gf2016-36#3.1/q",
        "431000/cz2017-3#3.1/r",
        "500110/qj2017-91#4.1/p",
        "000000/gbf2025#8.20/g",
    ),
    numerator=marked("open files with a fact that rests on no evidence"),
    denominator=marked("open files in which facts are recorded"),
    unknown=marked("open files without a single fact"),
    wanted="fewer",
    reckoner=OfChildren(numerator=lacks_evidence, denominator=has_facts, unknown=has_none),
    is_dated=True,
)
