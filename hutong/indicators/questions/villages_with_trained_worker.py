"""How many villages have a worker who was trained within the last year?"""

from collections import Counter
from datetime import date

from hutong.indicators.indicator import DENOMINATOR, NUMERATOR, UNKNOWN, Cell, Cells, Indicator, Rows, When
from hutong.indicators.questions.villages_without_worker import UNLISTED, WITHOUT, look_at
from hutong.indicators.tallies import Areas
from hutong.indicators.training import COUNTS_FOR, get_last
from hutong.lib.translating import marked
from hutong.places.codes import SHORT_DIGITS
from hutong.places.models import holding
from hutong.staff.models import Post, Role


def mark_trained(on: date) -> Counter[str]:
    """Of every village with a worker that was trained, the day up to which that counts."""
    posts = dict(
        Post.objects.filter(
            holding(on), role=Role.CHILD_DIRECTOR, worker__is_active=True, worker__trainings__isnull=False
        )
        .order_by("pk")
        .values_list("area", "worker")
    )
    last = get_last(posts.values(), on=on)
    days = {area: (last[worker].on + COUNTS_FOR).toordinal() for area, worker in posts.items() if worker in last}
    return Counter({area: day for area, day in days.items() if day > on.toordinal()})


class TrainedVillages:
    """Villages by whether their worker was trained."""

    def count(self, areas: Areas, when: When) -> Cells:
        villages = look_at({code[:SHORT_DIGITS] for code in areas.codes}, when.on)
        trained, found = mark_trained(when.on), Counter[Cell]()
        for area in areas.codes:
            if villages[area] in (UNLISTED, WITHOUT):
                found[Cell(area, UNKNOWN)] = 1
            elif villages[area]:
                found[Cell(area, DENOMINATOR)] = 1
                found[Cell(area, NUMERATOR)] = int(area in trained)
        return +found

    def open(self, part: str, when: When) -> Rows:
        return Rows()


INDICATOR = Indicator(
    slug="villages_with_trained_worker",
    name=marked("Villages with a trained worker"),
    question=marked("Of the villages with a worker for children, in how many was that worker trained within a year?"),
    clauses=(
        "431000/cz2017-3#4.3/g",
        "000000/gbf2025#8.19/j",
    ),
    numerator=marked("villages whose child director was trained within the last 365 days"),
    denominator=marked("villages with a child director"),
    unknown=marked("villages without a child director, and counties whose villages are not listed"),
    wanted="more",
    reckoner=TrainedVillages(),
    has_rows=False,
    counts_people=False,
    is_dated=True,
    mark=mark_trained,
)
