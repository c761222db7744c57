"""The periodic bulletin: how it stands, issuing it, on paper and as a workbook; the list of those issued."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.models import Way
from hutong.indicators.boards import Figure
from hutong.indicators.bulletins import (
    ISSUES,
    Content,
    draft,
    get_issued,
    issue_bulletin,
    list_issued,
    may_draft,
    may_issue,
    read_content,
)
from hutong.indicators.errors import BulletinError
from hutong.indicators.indicator import NUMERATOR
from hutong.indicators.models import Bulletin
from hutong.indicators.periods import month_of, read_month
from hutong.indicators.queries import get_counting
from hutong.indicators.registry import INDICATORS
from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.indicators.bulletin_papers import as_pdf, as_workbook
from hutong.pages.indicators.telling import Line, draw_bars, tell_month, tell_part, tell_value
from hutong.pages.looking import get_worker, note_reading
from hutong.places.codes import CodeWrong, full_code, level_of
from hutong.places.models import Level
from hutong.places.queries import get_full_name, get_place_name
from hutong.staff.scope import NotAllowed, get_scope

ISSUED = marked("The bulletin is issued. Everybody whose area it concerns finds it under Bulletins.")
MOST_LISTED = 100
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Shown:
    """A bulletin on a screen or on paper."""

    content: Content
    issued: Bulletin | None
    lang: str

    @property
    def place(self) -> str:
        return self.content.place

    @property
    def title(self) -> str:
        say, on = translator(self.lang), timezone.localdate()
        name = get_full_name(self.place, on=on, lang=self.lang)
        month = tell_month(self.content.month, self.lang)
        return say("Bulletin on the protection of children in difficulty, {place}, {month}").format(
            place=name, month=month
        )

    @property
    def lines(self) -> list[Line]:
        """The indicators of the place."""
        return [
            Line(
                one,
                self.content.here.get(slug, Figure(is_mean=one.is_mean, is_known=False)),
                self.content.before.get(slug),
                self.lang,
            )
            for slug, one in INDICATORS.items()
        ]

    def list_parts(self) -> list[tuple[str, dict[str, Figure]]]:
        """What lies in it, by name."""
        on = timezone.localdate()
        return [(get_place_name(part.place, on=on, lang=self.lang), part.figures) for part in self.content.parts]


def read_bulletin(code: str, text: str) -> Shown:
    """The bulletin of an address: as it was issued, or as it stands. Raises Http404 for that of others."""
    month, lang, on = read_month(text), get_reader_language(), timezone.localdate()
    try:
        place = full_code(code)
    except CodeWrong as error:
        raise Http404 from error
    if month is None or month > month_of(on) or level_of(place) >= Level.VILLAGE:
        raise Http404
    issued = get_issued(place, month)
    if issued is not None:
        return Shown(read_content(issued), issued, lang)
    if not may_draft(place):
        raise Http404
    counting = get_counting()
    return Shown(draft(place, month, on=on, counted_at=counting.complete_at if counting else None), None, lang)


@login_required
@require_GET
def show_all(request: HttpRequest) -> HttpResponse:
    """The bulletins issued that concern one's areas, and those that are still to be issued here."""
    on, lang = timezone.localdate(), get_reader_language()
    issued = list(list_issued()[:MOST_LISTED])
    due = month_of(on).before
    own = [area for area in get_scope().areas_that(ISSUES) if may_issue(area)]
    missing = [area for area in own if not any((one.place, one.month) == (area, str(due)) for one in issued)]
    note_reading(request, screen="bulletins", rows=0)
    shown = {
        "issued": [(one, tell_month(read_month(one.month) or due, lang)) for one in issued],
        "missing": missing,
        "due": due,
        "due_said": tell_month(due, lang),
        "running": month_of(on),
        "own": own,
    }
    return render(request, "indicators/bulletins.html", shown)


@login_required
@require_GET
def show(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """One bulletin."""
    note_reading(request, screen="bulletin", rows=0)
    return render(request, "indicators/bulletin.html", about(read_bulletin(code, month)))


def about(shown: Shown, *, words: str = "", error: str = "") -> dict[str, Any]:
    """What the page shows."""
    parts = shown.list_parts()
    tables = [
        (
            one,
            [
                (name, figures[slug], tell_value(figures[slug], shown.lang))
                for name, figures in parts
                if slug in figures
            ],
        )
        for slug, one in INDICATORS.items()
    ]
    charts = [
        (one, draw_bars([(name, figure) for name, figure, _ in rows], shown.lang))
        for one, rows in tables
        if any(figure.value is not None for _, figure, _ in rows)
    ]
    content = shown.content
    return {
        "shown": shown,
        "code": shown.place,
        "month": content.month,
        "charts": charts,
        "parts": [
            (
                name,
                [(tell_part(one, NUMERATOR, shown.lang), tell_value(one, shown.lang)) for one in figures.values()],
            )
            for name, figures in parts
        ],
        "may_issue": shown.issued is None and may_issue(shown.place) and content.month < month_of(timezone.localdate()),
        "is_running": content.month == month_of(timezone.localdate()),
        "words": words,
        "error": error,
    }


@login_required
@require_POST
def issue(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """Issue a bulletin as it stands, with what the office adds."""
    shown, lang = read_bulletin(code, month), get_reader_language()
    words = request.POST.get("words", "")
    if shown.issued is not None and may_issue(shown.place):
        return redirect("bulletin", code=shown.place, month=month)
    try:
        issue_bulletin(
            content=shown.content, words=words, by=get_worker(request), on=timezone.localdate(), at=timezone.now()
        )
    except BulletinError as error:
        return render(
            request, "indicators/bulletin.html", about(shown, words=words, error=error.told(lang)), status=422
        )
    except NotAllowed as error:
        return render(request, "indicators/bulletin.html", about(shown, error=error.told(lang)), status=403)
    messages.success(request, translator(lang)(ISSUED))
    return redirect("bulletin", code=shown.place, month=month)


@login_required
@require_GET
def download_pdf(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """On paper."""
    shown = read_bulletin(code, month)
    note_reading(request, screen="bulletin_pdf", rows=0, way=Way.EXPORT)
    return _attached(as_pdf(about(shown), shown.title, shown.lang), "application/pdf", shown, "pdf")


@login_required
@require_GET
def download_workbook(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """As a workbook with its charts."""
    shown = read_bulletin(code, month)
    note_reading(request, screen="bulletin_workbook", rows=0, way=Way.EXPORT)
    made = as_workbook(shown.lines, shown.list_parts(), shown.title, shown.lang)
    return _attached(made, WORKBOOK, shown, "xlsx")


def _attached(content: bytes, media_type: str, shown: Shown, ending: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    name = f"bulletin-{shown.place}-{shown.content.month}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
