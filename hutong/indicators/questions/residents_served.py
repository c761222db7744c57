"""Of the children in difficulty who live here, how many receive anything?"""

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Left

from hutong.children.listing import OPEN_STATES
from hutong.children.models import Child, Placement
from hutong.indicators.indicator import Indicator, When
from hutong.indicators.questions.received_not_owed import in_payment
from hutong.indicators.reckoners import OfChildren
from hutong.lib.translating import marked
from hutong.places.codes import SHORT_DIGITS


def lives_here(when: When) -> Q:
    near = Child.objects.filter(pk=OuterRef("pk")).annotate(
        home=Left("residence_place", SHORT_DIGITS), charge=Left("area", SHORT_DIGITS)
    )
    return Q(state__in=OPEN_STATES) & Q(Exists(near.filter(home=F("charge"))))


def is_served(when: When) -> Q:
    held = (Q(since__isnull=True) | Q(since__lte=when.on)) & (Q(until__isnull=True) | Q(until__gte=when.on))
    cared = Placement.objects.filter(held, child=OuterRef("pk"), body__isnull=False)
    paid = in_payment(when).filter(child=OuterRef("pk"))
    return lives_here(when) & (Q(Exists(paid)) | Q(Exists(cared)))


def is_nowhere(when: When) -> Q:
    return Q(state__in=OPEN_STATES, residence_place="")


INDICATOR = Indicator(
    slug="residents_served",
    name=marked("Residents who receive a service"),
    question=marked("Of the children in difficulty who live here, how many receive anything?"),
    clauses=("000000/gbf2025#8.19/a",),
    numerator=marked("open files of children who live in the county and have a payment or live in a body's care"),
    denominator=marked("open files of children who live in the county, wherever they are registered"),
    unknown=marked("open files whose place of residence is not known"),
    wanted="more",
    reckoner=OfChildren(numerator=is_served, denominator=lives_here, unknown=is_nowhere),
)
