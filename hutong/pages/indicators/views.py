"""The board of a place, one indicator with its places, months and bodies, and how each is defined."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hutong.indicators.boards import SEES_BOARDS, Figure, Key, list_months, read_figures, read_known
from hutong.indicators.coming import get_coming
from hutong.indicators.indicator import PARTS, Indicator
from hutong.indicators.periods import Month
from hutong.indicators.registry import DEFINED, INDICATORS
from hutong.indicators.training import NOTES
from hutong.pages.context import get_reader_language
from hutong.pages.indicators.asking import MONTHS_SHOWN, about_asked, read_asked
from hutong.pages.indicators.clauses import clause_of, list_clauses
from hutong.pages.indicators.tables import list_bodies, list_places
from hutong.pages.indicators.telling import Line, begun, draw_bars, tell_part
from hutong.pages.looking import note_reading
from hutong.staff.scope import get_scope


@login_required
@require_GET
def show_board(request: HttpRequest) -> HttpResponse:
    """Every indicator of a place in a month, against the month before. Three queries for the figures."""
    asked = read_asked(request)
    months = [asked.month.before, asked.month]
    figures = read_figures([asked.place], months, list(INDICATORS.values()), asked.reader)
    known = read_known([asked.place], months)
    note_reading(request, screen="indicators", rows=0)

    def figure(one: Indicator, month: Month) -> Figure:
        return known.get(figures, Key(asked.place, str(month), one.slug), is_mean=one.is_mean)

    lines = [
        Line(one, figure(one, asked.month), figure(one, asked.month.before), asked.lang) for one in INDICATORS.values()
    ]
    shown = {
        **about_asked(asked),
        "lines": lines,
        "is_later": any(known.is_later(Key(asked.place, str(asked.month), slug)) for slug in INDICATORS),
        "has_gaps": not all(line.figure.is_known for line in lines),
    }
    return render(request, "indicators/page.html", shown)


def get_indicator(slug: str) -> Indicator:
    """The indicator of an address. Raises Http404."""
    if slug not in INDICATORS:
        raise Http404
    return INDICATORS[slug]


@login_required
@require_GET
def show_indicator(request: HttpRequest, slug: str) -> HttpResponse:
    """One indicator: what it counts and by which clauses, its places, the months, the bodies. Five queries."""
    asked, one = read_asked(request), get_indicator(slug)
    note_reading(request, screen="indicator", rows=0)
    months = list_months(asked.month, MONTHS_SHOWN)
    by_month = read_figures([asked.place], months, [one], asked.reader, by_body=one.is_by_body)
    known = read_known([asked.place], months)
    course = {month: known.get(by_month, Key(asked.place, str(month), slug), is_mean=one.is_mean) for month in months}
    here = course[asked.month]
    shown = {
        **about_asked(asked),
        "one": one,
        "notes_trainings": bool(get_scope().areas_that(NOTES)),
        "clauses": list_clauses(one, asked.lang),
        "line": Line(one, here, course.get(asked.month.before), asked.lang),
        "parts": [(part, getattr(one, part), tell_part(here, part, asked.lang)) for part in PARTS],
        "bars": draw_bars([(str(month), figure) for month, figure in begun(course)], asked.lang),
        "is_later": known.is_later(Key(asked.place, str(asked.month), slug)),
        "has_gaps": not here.is_known,
        "by_place": list_places(asked, one),
        "by_body": list_bodies(asked, one, by_month),
    }
    return render(request, "indicators/indicator.html", shown)


@login_required
@require_GET
def show_definitions(request: HttpRequest) -> HttpResponse:
    """How each indicator is defined, and which measures of the documents wait for a later room."""
    if not get_scope().areas_that(SEES_BOARDS):
        raise PermissionDenied
    lang = get_reader_language()
    shown = {
        "defined": [(one, list_clauses(one, lang)) for one in INDICATORS.values()],
        "about": [clause_of(address, lang) for address in DEFINED],
        "coming": [(clause_of(address, lang), one.words(lang)) for address, one in get_coming().items()],
        "count": len(INDICATORS),
    }
    return render(request, "indicators/definitions.html", shown)
