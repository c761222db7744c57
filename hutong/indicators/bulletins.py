"""The periodic bulletin (定期通报) of a place: what the indicators of a month say, kept as it was issued."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from hutong.audit.actions import note_act
from hutong.indicators.boards import (
    SEES_BOARDS,
    Figure,
    Key,
    for_the_public,
    list_with_second,
    read_figures,
    read_known,
)
from hutong.indicators.errors import BulletinIssued, BulletinTooEarly, BulletinTooLong
from hutong.indicators.models import LONGEST_WORDS, Bulletin
from hutong.indicators.periods import Month, month_of, read_month
from hutong.indicators.registry import INDICATORS
from hutong.places.codes import ancestors, level_of
from hutong.places.models import Level, inside
from hutong.places.queries import list_below
from hutong.staff.models import Role, Worker
from hutong.staff.scope import AnyRole, NotAllowed, get_scope

ISSUES: frozenset[AnyRole] = frozenset({Role.CIVIL_AFFAIRS, Role.CHILD_SUPERVISOR})
"""Posts that issue the bulletin of their own area: the county and wider, and the township."""
FORMAT = 1
COLUMNS = ("numerator", "denominator", "unknown")


@dataclass(frozen=True)
class Part:
    """A place of a bulletin, with its figures by indicator."""

    place: str
    figures: dict[str, Figure]


@dataclass(frozen=True)
class Content:
    """What a bulletin tells: of the place now and the month before, and of what lies in it."""

    place: str
    month: Month
    here: dict[str, Figure]
    before: dict[str, Figure]
    parts: Sequence[Part]
    counted_at: str = ""


def draft(place: str, month: Month, *, on: date, counted_at: datetime | None) -> Content:
    """The bulletin as the sums stand; small numbers are left out, and none is of what nobody is told by role."""
    indicators, reader = list(INDICATORS.values()), for_the_public()
    below = [one.code for one in list_below(place, on=on)]
    figures = read_figures([place, *below], [month.before, month], indicators, reader)
    known = read_known([place, *below], [month.before, month])

    def of(code: str, period: Month) -> dict[str, Figure]:
        return {
            one.slug: known.get(figures, Key(code, str(period), one.slug), is_mean=one.is_mean) for one in indicators
        }

    rows = [of(code, month) for code in below]
    for slug in INDICATORS:
        for row, figure in zip(rows, list_with_second([row[slug] for row in rows]), strict=True):
            row[slug] = figure
    parts = [Part(code, row) for code, row in zip(below, rows, strict=True)]
    told = counted_at.isoformat(timespec="minutes") if counted_at else ""
    return Content(place, month, of(place, month), of(place, month.before), parts, told)


def write_content(content: Content) -> dict[str, Any]:
    """As the table keeps it."""
    return {
        "format": FORMAT,
        "counted_at": content.counted_at,
        "here": _write(content.here),
        "before": _write(content.before),
        "parts": [[part.place, _write(part.figures)] for part in content.parts],
    }


def read_content(bulletin: Bulletin) -> Content:
    """As it was issued; indicators that are gone since are left out."""
    kept, month = bulletin.figures, read_month(bulletin.month)
    assert month is not None
    parts = [Part(place, _read(figures)) for place, figures in kept["parts"]]
    return Content(bulletin.place, month, _read(kept["here"]), _read(kept["before"]), parts, kept["counted_at"])


def _write(figures: dict[str, Figure]) -> dict[str, list[int | None]]:
    known = {slug: one for slug, one in figures.items() if one.is_known}
    return {slug: [getattr(one, column) for column in COLUMNS] for slug, one in known.items()}


def _read(kept: dict[str, list[int | None]]) -> dict[str, Figure]:
    return {
        slug: Figure(counted, among, unknown, is_mean=INDICATORS[slug].is_mean)
        for slug, (counted, among, unknown) in kept.items()
        if slug in INDICATORS
    }


def may_issue(place: str) -> bool:
    """Whether a post of who acts issues the bulletin of a place: a township or wider, its own area. Raises NoScope."""
    return level_of(place) < Level.VILLAGE and place in get_scope().areas_that(ISSUES)


def may_draft(place: str) -> bool:
    """Whether who acts may see a bulletin before it is issued. Raises NoScope."""
    return get_scope().covers(place, roles=SEES_BOARDS)


def list_issued() -> QuerySet[Bulletin]:
    """The bulletins that concern who acts: of places in their areas, and of those in which these lie."""
    concerned = Q(pk__in=())
    for area in dict.fromkeys(one.area for one in get_scope().held):
        concerned |= inside(area) | Q(place__in=list(ancestors(area)))
    return Bulletin.objects.filter(concerned).select_related("issued_by").order_by("-month", "place")


def get_issued(place: str, month: Month) -> Bulletin | None:
    """The bulletin of a place on a month, if it was issued and concerns who acts."""
    return list_issued().filter(place=place, month=str(month)).first()


@transaction.atomic
def issue_bulletin(*, content: Content, words: str, by: Worker, on: date, at: datetime) -> Bulletin:
    """Issue the bulletin of a month that is over. Raises NotAllowed, BulletinError."""
    if not may_issue(content.place):
        raise NotAllowed(act="issue this bulletin")
    if content.month >= month_of(on):
        raise BulletinTooEarly(until=content.month.after.first)
    if len(words.strip()) > LONGEST_WORDS:
        raise BulletinTooLong(most=LONGEST_WORDS)
    note_act(at=at, act="bulletin issued", about=str(content.month), place=content.place, by=by.uid)
    try:
        with transaction.atomic():
            return Bulletin.objects.create(
                place=content.place,
                month=str(content.month),
                figures=write_content(content),
                words=words.strip(),
                issued_at=at,
                issued_by=by,
            )
    except IntegrityError as error:
        raise BulletinIssued from error
