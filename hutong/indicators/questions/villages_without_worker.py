"""How many villages have nobody who is responsible for the children?"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from hutong.children.models import Child
from hutong.indicators.indicator import DENOMINATOR, NUMERATOR, UNKNOWN, Cell, Cells, Indicator, Rows, When
from hutong.indicators.tallies import Areas
from hutong.lib.translating import marked
from hutong.places.codes import DIGITS, SHORT_DIGITS
from hutong.places.models import Division, Level, holding, inside
from hutong.staff.models import Post, Role

WITH, WITHOUT, UNLISTED = 1, 2, 3


def mark_villages(on: date) -> Counter[str]:
    """Of every village of the counties with files whether it has a worker; of a county without villages, that."""
    codes = Child.objects.order_by().values_list("area", flat=True).distinct()
    return look_at({code[:SHORT_DIGITS] for code in codes}, on)


def look_at(counties: Iterable[str], on: date) -> Counter[str]:
    """The same of some counties, by their six digits."""
    found: Counter[str] = Counter()
    for county in counties:
        whole = county.ljust(DIGITS, "0")
        posts = Post.objects.filter(inside(whole, field="area"), holding(on), role=Role.CHILD_DIRECTOR)
        held = set(posts.filter(worker__is_active=True).values_list("area", flat=True))
        villages = Division.objects.filter(inside(whole, field="code"), holding(on), level=Level.VILLAGE)
        listed = set(villages.values_list("code", flat=True))
        found.update({code: WITH if code in held else WITHOUT for code in listed} or {whole: UNLISTED})
    return found


class Villages:
    """Villages by whether somebody holds the post."""

    def count(self, areas: Areas, when: When) -> Cells:
        marks = look_at({code[:SHORT_DIGITS] for code in areas.codes}, when.on)
        found: Counter[Cell] = Counter()
        for area in areas.codes:
            if marks[area] == UNLISTED:
                found[Cell(area, UNKNOWN)] = 1
            elif marks[area]:
                found[Cell(area, DENOMINATOR)] = 1
                found[Cell(area, NUMERATOR)] = int(marks[area] == WITHOUT)
        return +found

    def open(self, part: str, when: When) -> Rows:
        return Rows()


INDICATOR = Indicator(
    slug="villages_without_worker",
    name=marked("Villages without a worker"),
    question=marked("How many villages have nobody who is responsible for the children?"),
    clauses=("431000/cz2017-3#4.3/a",),
    numerator=marked("villages and communities in which nobody holds the post of a child director"),
    denominator=marked("villages and communities of the counties that keep files here"),
    unknown=marked("counties whose villages are not listed here yet"),
    wanted="fewer",
    has_rows=False,
    counts_people=False,
    is_dated=True,
    reckoner=Villages(),
    mark=mark_villages,
)
