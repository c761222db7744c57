"""Of the children who receive a benefit, how many receive one that is not owed?"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from hutong.children.models import Receipt
from hutong.determinations.models import FindingSpan
from hutong.indicators.beginnings import first_day_of_conclusions
from hutong.indicators.indicator import DENOMINATOR, Cells, Indicator, Rows, When
from hutong.indicators.questions.owed_not_received import holds
from hutong.indicators.reckoners import OfChildren, OfClassed, nobody, was_believed
from hutong.indicators.standing import list_classed
from hutong.indicators.tallies import Areas
from hutong.lib.translating import marked


def is_unfounded(when: When) -> Q:
    return holds(when) & Q(gap="received_not_owed")


def is_open(when: When) -> Q:
    paid = in_payment(when).filter(child=OuterRef("child"), benefit=OuterRef("benefit"))
    return holds(when) & Q(verdict="unknown") & Q(Exists(paid))


def in_payment(when: When) -> QuerySet[Receipt]:
    """The payments of a day, without those that are told by separate grant alone."""
    held = (Q(since__isnull=True) | Q(since__lte=when.on)) & (Q(until__isnull=True) | Q(until__gte=when.on))
    return Receipt.objects.filter(held, was_believed(when)).exclude(benefit__in=list_classed())


def receives(when: When) -> Q:
    return Q(Exists(in_payment(when).filter(child=OuterRef("pk"))))


@dataclass(frozen=True)
class Payments:
    """Findings, over the children who receive anything."""

    findings: OfClassed
    paid: OfChildren

    def count(self, areas: Areas, when: When) -> Cells:
        return {**self.findings.count(areas, when), **self.paid.count(areas, when)}

    def open(self, part: str, when: When) -> Rows:
        return (self.paid if part == DENOMINATOR else self.findings).open(part, when)


INDICATOR = Indicator(
    slug="received_not_owed",
    name=marked("Received, not owed"),
    question=marked("Of the children who receive a benefit, how many receive one that is not owed?"),
    clauses=(
        "000000/mf2019-62#2.4/c",
        "000000/mf2021-43#24/c",
        "000000/mf2019-62#2.4/b",
    ),
    numerator=marked("children with a payment that is neither owed nor open"),
    denominator=marked("children with a payment that is known of"),
    unknown=marked("children who receive a benefit of which it cannot be told whether it is owed"),
    wanted="fewer",
    reckoner=Payments(
        OfClassed(FindingSpan.objects.all, numerator=is_unfounded, denominator=nobody, unknown=is_open),
        OfChildren(numerator=nobody, denominator=receives),
    ),
    is_dated=True,
    first_day=first_day_of_conclusions,
)
