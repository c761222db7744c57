"""What a board is asked for, and what every board shows around its figures."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from hutong.indicators.boards import SEES_BOARDS, Reader, get_reader
from hutong.indicators.periods import Month, month_of, read_month
from hutong.indicators.queries import get_counting
from hutong.pages.context import get_reader_language
from hutong.pages.indicators.telling import list_choices, tell_month
from hutong.places.codes import CodeWrong, full_code, is_inside
from hutong.places.queries import get_full_name, list_below
from hutong.staff.scope import Scope, get_scope

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Asked:
    """What a board is asked for: a place, a month, read as somebody."""

    place: str
    month: Month
    reader: Reader
    lang: str


def read_asked(request: HttpRequest) -> Asked:
    """The place and month of an address; one's own area and the running month where there are none.

    Raises PermissionDenied where no post sees boards, Http404 for a place of others.
    """
    scope, today = get_scope(), timezone.localdate()
    areas = scope.areas_that(SEES_BOARDS)
    if not areas:
        raise PermissionDenied
    try:
        place = full_code(request.GET["place"]) if request.GET.get("place") else areas[0]
    except CodeWrong as error:
        raise Http404 from error
    reader = get_reader(place)
    if reader is None:
        raise Http404
    running = month_of(today)
    month = read_month(request.GET.get("month", "")) or running
    return Asked(place, min(month, running), reader, get_reader_language())


def about_asked(asked: Asked) -> dict[str, object]:
    """What every board shows around its figures."""
    scope, on = get_scope(), timezone.localdate()
    return {
        "place_code": asked.place,
        "month": asked.month,
        "month_said": tell_month(asked.month, asked.lang),
        "before_said": tell_month(asked.month.before, asked.lang),
        "months": list_choices(month_of(on), asked.month, MONTHS_SHOWN, asked.lang),
        "places": list_board_places(scope, asked.place, asked.lang),
        "counting": get_counting(),
        "opens_rows": asked.reader.opens_rows,
        "is_running": asked.month == month_of(on),
    }


def list_board_places(scope: Scope, chosen: str, lang: str) -> list[tuple[str, str]]:
    """One's areas, what lies right below them, and below the one that is chosen."""
    on = timezone.localdate()
    found: dict[str, str] = {}
    for area in scope.areas_that(SEES_BOARDS):
        around = [area, *(place.code for place in list_below(area, on=on))]
        if is_inside(chosen, area):
            around += [chosen, *(place.code for place in list_below(chosen, on=on))]
        for code in around:
            found.setdefault(code, get_full_name(code, on=on, lang=lang, within=area))
    return sorted(found.items())
