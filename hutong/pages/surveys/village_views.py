"""A village's part of a survey round: its list, its households, its numbers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children.changing import covers
from hutong.lib.translating import translator
from hutong.pages.child_file.acting import SAVED, SAVED_BEFORE
from hutong.pages.choices import list_choices
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.said_forms import SaidForm, remember_sent, was_sent
from hutong.pages.surveys.forms import FinishForm, HouseholdForm, LinkForm, WhyForm
from hutong.places.models import Level
from hutong.services.errors_of_finding import FindingError, RoundUnknown
from hutong.services.models import SurveyVillage
from hutong.services.survey_queries import MOST_LINES, get_line, get_village, list_lines, list_linkable
from hutong.services.surveys import (
    LineSaid,
    add_household,
    excuse_village,
    finish_village,
    link_child,
    reopen_village,
    write_results,
)
from hutong.staff.scope import NotAllowed

RESULT, NOTE = "result.", "note."


def get_village_or_404(uid: UUID) -> SurveyVillage:
    """A village's part, of a village in one's areas."""
    try:
        return get_village(uid)
    except RoundUnknown as error:
        raise Http404 from error


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The village's list."""
    return render_village(request, get_village_or_404(uid))


def render_village(request: HttpRequest, village: SurveyVillage, **more: SaidForm) -> HttpResponse:
    """The list with its forms; one that came back shows why."""
    lang = get_reader_language()
    lines = list(list_lines(village)[:MOST_LINES])
    is_open = village.state == "open" and village.round.is_open
    note_reading(request, screen="survey_village", rows=len(lines))
    shown: dict[str, Any] = {
        "village": village,
        "survey": village.round,
        "lines": lines,
        "left": sum(not line.result for line in lines),
        "results": list_choices("survey_result", lang),
        "is_open": is_open,
        "may_excuse": covers(village.place, narrowest=Level.TOWNSHIP),
        "household_form": HouseholdForm(lang=lang, auto_id="household_%s"),
        "finish_form": FinishForm(lang=lang, auto_id="finish_%s", initial={"households": village.households}),
        "why_form": WhyForm(lang=lang, auto_id="why_%s"),
        "link_form": link_form(village) if is_open else None,
        **more,
    }
    is_refused = any(form.is_bound for form in more.values())
    return render(request, "surveys/village.html", shown, status=422 if is_refused else 200)


def link_form(village: SurveyVillage, *given: Any) -> LinkForm | None:
    """The households where a child was found, and the files begun since; None while there are none of both."""
    lines = [line for line in list_lines(village)[:MOST_LINES] if line.child_id is None and line.result == "in_need"]
    children = list(list_linkable(village)[:MOST_LINES])
    if not lines or not children:
        return None
    form = LinkForm(*given, lang=get_reader_language(), auto_id="link_%s")
    form.choose("line", [(str(line.uid), line.household) for line in lines])
    form.choose("child", [(str(child.uid), child.name) for child in children])
    return form


def send(
    request: HttpRequest, village: SurveyVillage, form: SaidForm, name: str, act: Callable[[], object]
) -> HttpResponse:
    """Do what a form asks, once; it comes back on the village's page where it is refused."""
    say = translator(get_reader_language())
    if not form.is_valid():
        return render_village(request, village, **{name: form})
    if was_sent(request, form.number):
        messages.info(request, say(SAVED_BEFORE))
        return redirect("survey_village", uid=village.uid)
    try:
        act()
    except FindingError as error:
        form.add_error(None, error.told(form.lang))
        return render_village(request, village, **{name: form})
    except NotAllowed as error:
        raise PermissionDenied from error
    remember_sent(request, form.number)
    messages.success(request, say(SAVED))
    return redirect("survey_village", uid=village.uid)


@login_required
@require_POST
def put_results(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The results of the lines as they were sent."""
    village = get_village_or_404(uid)
    form = SaidForm(request.POST, lang=get_reader_language())

    def act() -> object:
        said = {
            line.pk: LineSaid(request.POST.get(f"{RESULT}{line.uid}", ""), request.POST.get(f"{NOTE}{line.uid}", ""))
            for line in list_lines(village)[:MOST_LINES]
            if f"{RESULT}{line.uid}" in request.POST
        }
        on = timezone.localdate()
        return write_results(village=village, said=said, seen_on=on, by=get_worker(request), at=timezone.now())

    return send(request, village, form, "results_form", act)


@login_required
@require_POST
def put_household(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A household without a file."""
    village = get_village_or_404(uid)
    form = HouseholdForm(request.POST, lang=get_reader_language(), auto_id="household_%s")

    def act() -> object:
        return add_household(
            village=village,
            household=form.cleaned_data["household"],
            said=form.to_said(),
            by=get_worker(request),
            at=timezone.now(),
        )

    return send(request, village, form, "household_form", act)


@login_required
@require_POST
def link(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file that was begun for a child found in a household."""
    village = get_village_or_404(uid)
    form = link_form(village, request.POST)
    if form is None:
        raise Http404

    def act() -> object:
        line = get_line(village, UUID(form.cleaned_data["line"]))
        child = list_linkable(village).filter(uid=form.cleaned_data["child"]).first()
        if line is None or child is None:
            raise Http404
        return link_child(line=line, child=child, by=get_worker(request), at=timezone.now())

    return send(request, village, form, "link_form", act)


@login_required
@require_POST
def finish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The village is done."""
    village = get_village_or_404(uid)
    form = FinishForm(request.POST, lang=get_reader_language(), auto_id="finish_%s")

    def act() -> object:
        given = form.cleaned_data
        return finish_village(
            village=village,
            households=given["households"],
            households_seen=given["households_seen"],
            words=given["words"],
            by=get_worker(request),
            at=timezone.now(),
        )

    return send(request, village, form, "finish_form", act)


@login_required
@require_POST
def excuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The village is not looked at this time."""
    village = get_village_or_404(uid)
    form = WhyForm(request.POST, lang=get_reader_language(), auto_id="why_%s")
    return send(
        request,
        village,
        form,
        "why_form",
        lambda: excuse_village(
            village=village, reason=form.cleaned_data["reason"], by=get_worker(request), at=timezone.now()
        ),
    )


@login_required
@require_POST
def reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Back to work."""
    village = get_village_or_404(uid)
    form = WhyForm(request.POST, lang=get_reader_language(), auto_id="why_%s")
    return send(
        request,
        village,
        form,
        "why_form",
        lambda: reopen_village(
            village=village, reason=form.cleaned_data["reason"], by=get_worker(request), at=timezone.now()
        ),
    )
