"""How many days passed from the day a child was found to the first help?"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from hutong.children.listing import OPEN_STATES
from hutong.children.models import Child, Receipt
from hutong.determinations.models import FindingSpan
from hutong.indicators.beginnings import first_day_of_conclusions
from hutong.indicators.indicator import DENOMINATOR, NUMERATOR, UNKNOWN, Cell, Cells, Indicator, Rows, When
from hutong.indicators.questions.owed_not_received import is_missing
from hutong.indicators.reckoners import OfClassed, is_in, nobody
from hutong.indicators.standing import list_classed
from hutong.indicators.tallies import Areas
from hutong.lib.translating import marked

PAID = Q(corrected_at__isnull=True, since__isnull=False)


def list_first_payments(when: When) -> QuerySet[Receipt]:
    """Payments that began in the month and are the first of a child whose file was there before."""
    rows = Receipt.objects.filter(PAID, since__gte=when.month.first, since__lte=when.on)
    rows = rows.exclude(benefit__in=list_classed())
    before = Receipt.objects.filter(PAID, child=OuterRef("child"), since__lt=OuterRef("since"))
    return rows.filter(~Exists(before), since__gte=F("child__made_at__date"))


def is_found(when: When) -> Q:
    paid = Receipt.objects.filter(PAID, child=OuterRef("child"), since__lte=when.on)
    return (
        is_missing(when) & is_in(when, OPEN_STATES, child="child") & Q(child__made_at__lt=when.until) & ~Q(Exists(paid))
    )


@dataclass(frozen=True)
class Days:
    """Days between two dates of a child, added up."""

    waiting: OfClassed

    def count(self, areas: Areas, when: When) -> Cells:
        rows = list_first_payments(when).filter(areas.children("child__"))
        days: dict[tuple[str, int], int] = {}
        for area, child, since, made_at in rows.values_list("child__area", "child", "since", "child__made_at"):
            days[area, child] = ((since or when.on) - timezone.localdate(made_at)).days
        found = Counter(self.waiting.count(areas, when))
        for (area, _), passed in days.items():
            found[Cell(area, NUMERATOR)] += passed
            found[Cell(area, DENOMINATOR)] += 1
        return found

    def open(self, part: str, when: When) -> Rows:
        if part == UNKNOWN:
            return self.waiting.open(part, when)
        return Rows(children=Child.objects.filter(Exists(list_first_payments(when).filter(child=OuterRef("pk")))))


INDICATOR = Indicator(
    slug="days_to_help",
    name=marked("Days from discovery to help"),
    question=marked("How many days passed from the day a child was found to the first help?"),
    clauses=(
        "000000/mf2021-43#10/g",
        "000000/gf2016-36#3.1/v",
        "431000/cz2017-3#3.1/w",
        "500110/qj2017-91#4.1/u",
    ),
    numerator=marked("days from the beginning of the file to the first payment that came after it, added up"),
    denominator=marked("children whose first payment began in the month, after their file"),
    unknown=marked("children found by the end of the month who are owed money and have had no payment yet"),
    wanted="fewer",
    reckoner=Days(OfClassed(FindingSpan.objects.all, numerator=nobody, denominator=nobody, unknown=is_found)),
    is_dated=True,
    first_day=first_day_of_conclusions,
    is_mean=True,
)
