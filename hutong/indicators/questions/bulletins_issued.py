"""Were the bulletins on the work that were due in the month issued in it?"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Count

from hutong.children.models import Child
from hutong.indicators.indicator import DENOMINATOR, NUMERATOR, UNKNOWN, Cell, Cells, Indicator, Rows, When
from hutong.indicators.models import Bulletin
from hutong.indicators.tallies import Areas
from hutong.lib.translating import marked
from hutong.places.codes import DIGITS, SHORT_DIGITS, level_of
from hutong.places.models import Level, holding, inside
from hutong.staff.models import Post, Role


def list_counties() -> set[str]:
    """The counties that keep files here: each owes a bulletin a month."""
    codes = Child.objects.order_by().values_list("area", flat=True).distinct()
    return {code[:SHORT_DIGITS].ljust(DIGITS, "0") for code in codes}


def mark_counties(on: date) -> Counter[str]:
    """By county, how many bulletins it has issued, and whether anybody may."""
    found = Counter(dict.fromkeys(list_counties(), 2))
    issued = Bulletin.objects.filter(place__in=found).values_list("place").annotate(number=Count("pk")).order_by()
    found.update({place: 10 * number for place, number in issued})
    found.update(dict.fromkeys(list_able(found, on), 1))
    return found


def list_able(counties: Iterable[str], on: date) -> set[str]:
    """The counties in which somebody holds the post that issues bulletins."""
    posts = Post.objects.filter(holding(on), role=Role.CIVIL_AFFAIRS, area__in=list(counties))
    return set(posts.values_list("area", flat=True))


class Issuing:
    """Bulletins on the month before, issued in the month itself."""

    def count(self, areas: Areas, when: When) -> Cells:
        due = {code for code in areas.codes if level_of(code) == Level.COUNTY}
        due = {code for code in due if Child.objects.filter(inside(code, field="area")).exists()}
        issued = Bulletin.objects.filter(place__in=due, month=str(when.month.before))
        done = issued.filter(issued_at__gte=when.begins, issued_at__lt=when.ends).values_list("place", flat=True)
        found = {Cell(place, DENOMINATOR): 1 for place in due}
        found |= {Cell(place, NUMERATOR): 1 for place in done}
        return found | {Cell(place, UNKNOWN): 1 for place in due - list_able(due, when.on)}

    def open(self, part: str, when: When) -> Rows:
        return Rows()


INDICATOR = Indicator(
    slug="bulletins_issued",
    name=marked("Bulletins issued"),
    question=marked("Were the bulletins on the work that were due in the month issued in it?"),
    clauses=(
        "431000/cz2017-3#4.1/k",
        "000000/gf2016-36#4.1/j",
        "500110/qj2017-91#5.1/n",
    ),
    numerator=marked("counties whose bulletin on the month before was issued in the month"),
    denominator=marked("counties that keep files here: each owes a bulletin a month"),
    unknown=marked("counties in which nobody holds the post that issues it"),
    wanted="more",
    has_rows=False,
    counts_people=False,
    reckoner=Issuing(),
    is_dated=True,
    mark=mark_counties,
)
