"""Survey rounds: the list, the county's board, opening and closing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.lib.translating import marked, translator
from hutong.pages.child_file.acting import SAVED, SAVED_BEFORE
from hutong.pages.context import get_reader_language
from hutong.pages.library.citing import cite
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.said_forms import remember_sent, was_sent
from hutong.pages.surveys.forms import CloseForm, RoundForm
from hutong.places.codes import level_of
from hutong.places.models import Level
from hutong.places.queries import get_full_name, list_below
from hutong.services.errors_of_finding import FindingError, RoundUnknown
from hutong.services.models import SurveyRound
from hutong.services.survey_queries import get_round, is_late, list_progress, list_rounds, sum_by_township, sum_up
from hutong.services.surveys import OPENS_ROUNDS, close_round, may_open_rounds, open_round
from hutong.staff.scope import NotAllowed, get_scope

MOST_ROUNDS = 50
OPENED = marked("The round is open; every village has its list and its task.")
CLAUSES = ("000000/gf2016-36#3.1/ac",)


@login_required
@require_GET
def show_rounds(request: HttpRequest) -> HttpResponse:
    """The rounds of one's places; whoever leads a county opens one here."""
    return render_rounds(request, RoundForm(lang=get_reader_language(), areas=list_counties()))


def list_counties() -> list[tuple[str, str]]:
    """The counties in which who acts opens rounds."""
    on, lang = timezone.localdate(), get_reader_language()
    codes: dict[str, None] = {}
    for area in get_scope().areas_that(frozenset(OPENS_ROUNDS)):
        if level_of(area) == Level.COUNTY:
            codes[area] = None
        elif level_of(area) < Level.COUNTY:
            codes |= dict.fromkeys(place.code for place in list_below(area, on=on, level=Level.COUNTY))
    return [(code, get_full_name(code, on=on, lang=lang)) for code in codes]


def render_rounds(request: HttpRequest, form: RoundForm) -> HttpResponse:
    """The page of all rounds."""
    on = timezone.localdate()
    rounds = list(list_rounds()[:MOST_ROUNDS])
    shown = {
        "rounds": [(one, sum_up(one.area, list_progress(one)), is_late(one, on=on)) for one in rounds],
        "form": form,
        "may_open": bool(form.fields["area"].choices),  # type: ignore[attr-defined]
        "clauses": [cite(one, form.lang) for one in CLAUSES],
    }
    return render(request, "surveys/page.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_POST
def open_survey(request: HttpRequest) -> HttpResponse:
    """Open a round."""
    counties, lang = list_counties(), get_reader_language()
    if not counties:
        raise PermissionDenied
    form = RoundForm(request.POST, lang=lang, areas=counties)
    if not form.is_valid():
        return render_rounds(request, form)
    if was_sent(request, form.number):
        messages.info(request, translator(lang)(SAVED_BEFORE))
        return redirect("surveys")
    given = form.cleaned_data
    try:
        made = open_round(
            area=given["area"],
            title=given["title"],
            words=given["words"],
            due_on=given["due_on"],
            by=get_worker(request),
            at=timezone.now(),
        )
    except FindingError as error:
        form.add_error(None, error.told(lang))
        return render_rounds(request, form)
    remember_sent(request, form.number)
    messages.success(request, translator(lang)(OPENED))
    return redirect("survey", uid=made.uid)


def get_round_or_404(uid: UUID) -> SurveyRound:
    """A round of one's places."""
    try:
        return get_round(uid)
    except RoundUnknown as error:
        raise Http404 from error


@login_required
@require_GET
def show_board(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far every village is."""
    return render_board(request, get_round_or_404(uid), CloseForm(lang=get_reader_language()))


def render_board(request: HttpRequest, survey: SurveyRound, form: CloseForm) -> HttpResponse:
    """The board, with the form that closes the round."""
    rows = list_progress(survey)
    note_reading(request, screen="survey", rows=len(rows))
    shown: dict[str, Any] = {
        "survey": survey,
        "townships": sum_by_township(rows),
        "sum": sum_up(survey.area, rows),
        "late": is_late(survey, on=timezone.localdate()),
        "may_close": survey.is_open and may_open_rounds(survey.area),
        "form": form,
    }
    return render(request, "surveys/board.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_POST
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Close a round in which every village is done or has its reason."""
    survey, lang = get_round_or_404(uid), get_reader_language()
    form = CloseForm(request.POST, lang=lang)
    if not form.is_valid():
        return render_board(request, survey, form)
    try:
        close_round(survey=survey, conclusion=form.cleaned_data["words"], by=get_worker(request), at=timezone.now())
    except FindingError as error:
        form.add_error(None, error.told(lang))
        return render_board(request, survey, form)
    except NotAllowed as error:
        raise PermissionDenied from error
    messages.success(request, translator(lang)(SAVED))
    return redirect("survey", uid=survey.uid)
