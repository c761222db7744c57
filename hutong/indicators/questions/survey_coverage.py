"""Of the villages of the survey rounds that ran in the month, how many were surveyed?"""

from collections import Counter
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from hutong.indicators.beginnings import day_of_first
from hutong.indicators.indicator import DENOMINATOR, NUMERATOR, UNKNOWN, Cell, Cells, Indicator, Rows, When
from hutong.indicators.tallies import Areas
from hutong.lib.translating import marked
from hutong.places.models import inside
from hutong.services.models.surveys import SurveyVillage, VillageState

PART_OF = {VillageState.DONE: NUMERATOR, VillageState.EXCUSED: UNKNOWN}


def mark_villages_surveyed(on: date) -> Counter[str]:
    """By village, its parts of all rounds and which of them ended."""
    ended = Sum("pk", filter=~Q(state=VillageState.OPEN), default=0)
    rows = SurveyVillage.objects.values_list("place").annotate(all=Count("pk"), ended=ended).order_by()
    return Counter({place: number + 1000 * pks for place, number, pks in rows})


def list_villages(when: When) -> QuerySet[SurveyVillage]:
    """The villages of the rounds that were open in the month."""
    ran = Q(round__closed_at__isnull=True) | Q(round__closed_at__gte=when.begins)
    return SurveyVillage.objects.filter(ran, round__opened_at__lt=when.until)


def first_day_of_surveys(county: str) -> date | None:
    """When the first round with a village of a county was opened."""
    return day_of_first(SurveyVillage.objects.filter(inside(county)), "round__opened_at")


class Surveyed:
    """Villages of rounds by how far they are."""

    def count(self, areas: Areas, when: When) -> Cells:
        found: Counter[Cell] = Counter()
        rows = list_villages(when).filter(areas.of("place"))
        for place, state, ended_at in rows.values_list("place", "state", "ended_at"):
            is_later = ended_at is not None and ended_at >= when.until
            part = None if is_later else PART_OF.get(VillageState(state))
            if part:
                found[Cell(place, part)] += 1
            if part != UNKNOWN:
                found[Cell(place, DENOMINATOR)] += 1
        return found

    def open(self, part: str, when: When) -> Rows:
        return Rows()


INDICATOR = Indicator(
    slug="survey_coverage",
    name=marked("Survey coverage"),
    question=marked("Of the villages of the survey rounds that ran in the month, how many were surveyed?"),
    clauses=(
        "000000/gf2016-36#3.1/ac",
        "431000/cz2017-3#3.1/ac",
        "500110/qj2017-91#4.1/ab",
    ),
    numerator=marked("villages whose part of a round is done"),
    denominator=marked("villages on the list of a round, without those that gave a reason"),
    unknown=marked("villages that were not surveyed for a reason: nothing is known of their households"),
    wanted="more",
    reckoner=Surveyed(),
    is_dated=True,
    first_day=first_day_of_surveys,
    has_rows=False,
    counts_people=False,
    mark=mark_villages_surveyed,
)
