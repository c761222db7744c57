"""Of the registered children, how many had something recorded in the month?"""

from django.db.models import Exists, OuterRef, Q

from hutong.children.models import Evidence, Receipt, RecordedFact, Step
from hutong.indicators.indicator import Indicator, When
from hutong.indicators.questions.not_in_national_system import IS_REGISTERED
from hutong.indicators.reckoners import OfChildren, is_in
from hutong.lib.translating import marked


def is_registered(when: When) -> Q:
    return is_in(when, IS_REGISTERED) & (Q(registered_on__isnull=True) | Q(registered_on__lte=when.on))


def is_undated(when: When) -> Q:
    return is_in(when, IS_REGISTERED) & Q(registered_on__isnull=True)


def was_written_to(when: When) -> Q:
    within = {"child": OuterRef("pk")}
    dated = {"recorded_at__gte": when.begins, "recorded_at__lt": when.ends}
    papers = Evidence.objects.filter(**within, made_at__gte=when.begins, made_at__lt=when.ends)
    steps = Step.objects.filter(**within, at__gte=when.begins, at__lt=when.ends)
    facts, paid = (model.objects.filter(**within, **dated) for model in (RecordedFact, Receipt))
    return is_registered(when) & (Q(Exists(facts)) | Q(Exists(paid)) | Q(Exists(papers)) | Q(Exists(steps)))


INDICATOR = Indicator(
    slug="files_kept_up",
    name=marked("Files kept up to date"),
    question=marked("Of the registered children, how many had something recorded in the month?"),
    clauses=(
        "000000/gf2016-36#4.1/n",
        "431000/cz2017-3#4.1/o",
    ),
    numerator=marked("registered children of whom a fact, a payment, a paper or a step was recorded in the month"),
    denominator=marked("children registered by the end of the month"),
    unknown=marked("registered children whose day of registration is not known"),
    wanted="more",
    reckoner=OfChildren(numerator=was_written_to, denominator=is_registered, unknown=is_undated),
    is_dated=True,
)
