"""跨省通办: received here for another province, or to be decided here for another province's window."""

import json
from base64 import b64decode
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.models import Way
from hutong.children.models import Child
from hutong.children.queries import search_children
from hutong.lib.translating import marked
from hutong.pages.child_file.uploads import hand_out, taken_apart
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_child_or_404, get_worker, may_ask_for_files, note_reading
from hutong.pages.masks import mask_identity
from hutong.pages.names import get_names
from hutong.pages.place_fields import list_offered
from hutong.pages.said_forms import SaidForm
from hutong.pages.window.acting import get_cross_or_404, send
from hutong.pages.window.forms import CrossForm, PaperForm, ReasonForm, TurnForm
from hutong.pages.window.list_views import read_uid
from hutong.pages.window.telling import mask_name
from hutong.places.codes import level_of
from hutong.places.queries import get_full_name
from hutong.services import across, actions
from hutong.services.models import CrossApplication, CrossPaper
from hutong.services.queries import list_crossing
from hutong.staff.scope import WRITES_FILES, get_scope

MOST, MOST_FOUND = 100, 5
TOWNSHIP = 4
STEPS_SAID = {
    "receive": marked("Taken down"), "tell_missing": marked("Material is missing"),
    "complete": marked("The papers are complete"),
    "push": marked("Send to the place of the household"), "send_back": marked("Send back: something is missing"),
    "put_to_file": marked("Papers put into the child's file"), "examine": marked("Give the opinion"),
    "decide": marked("Decide on the application"),
    "tell": marked("The applicant was told"), "pay": marked("The first payment was made"),
    "withdraw": marked("Taken back by the applicant"),
}  # fmt: skip


def refuse_others() -> None:
    """Townships and wider. Raises PermissionDenied."""
    if not may_ask_for_files():
        raise PermissionDenied


@login_required
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """What one's place received, and what it is to decide."""
    refuse_others()
    rows = list(list_crossing()[:MOST])
    note_reading(request, screen="crossings", rows=len(rows))
    scope = get_scope()
    here = [one for one in rows if scope.covers(one.from_area, roles=WRITES_FILES)]
    there = [one for one in rows if scope.covers(one.to_area, roles=WRITES_FILES)]
    return render(request, "window/crossings.html", {"here": here, "there": there, "at": timezone.now()})


def make_form(request: HttpRequest) -> CrossForm:
    """The form that begins one."""
    on, names = timezone.localdate(), get_names(get_reader_language())
    benefits = [(slug, names.benefit(slug)) for slug in across.list_offered(on=on)]
    areas = [area for area in get_scope().areas_that(WRITES_FILES) if level_of(area) <= TOWNSHIP]
    named = [(area, get_full_name(area, on=on, lang=names.lang)) for area in areas]
    sent = request.POST if request.method == "POST" else None
    return CrossForm(sent, lang=names.lang, benefits=benefits, areas=named)


def show_beginning(request: HttpRequest, form: CrossForm) -> HttpResponse:
    """The page of the form."""
    shown = {"form": form, "places": list_offered(get_scope(), on=timezone.localdate(), lang=form.lang)}
    return render(request, "window/crossing_new.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_GET
def show_new(request: HttpRequest) -> HttpResponse:
    """The form of an application for a household in another province."""
    refuse_others()
    return show_beginning(request, make_form(request))


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """It is received; sent twice it is one."""
    refuse_others()
    form, begun = make_form(request), list[CrossApplication]()
    before = CrossApplication.objects.filter(sent_as=request.POST.get("sent") or "-").first()
    if before is not None:
        return redirect("crossing", uid=before.uid)

    def act() -> None:
        given = form.cleaned_data
        begun.append(
            actions.begin_cross(
                benefit=given["benefit"], from_area=given["area"], to_area=given["to_area"],
                particulars=form.particulars(), missing=given["missing"].splitlines(), by=get_worker(request),
                at=timezone.now(), sent_as=form.number,
            )
        )  # fmt: skip

    done = send(request, form, act, back=HttpResponse())
    return show_beginning(request, form) if done is None else redirect("crossing", uid=begun[0].uid)


def about(held: CrossApplication, text: str) -> dict[str, Any]:
    """What either place sees: how far it is; the material only where it is to be seen."""
    lang, at = get_reader_language(), timezone.now()
    names, told = get_names(lang), json.loads(held.particulars)
    is_here = get_scope().covers(held.from_area, roles=WRITES_FILES)
    is_there = get_scope().covers(held.to_area, roles=WRITES_FILES)
    sees = (is_there and held.stage not in BEFORE) or (is_here and held.stage in BEFORE)
    found = search_children(text or told["child_name"], limit=MOST_FOUND).children if is_there and sees else []
    return {
        "held": held, "names": names, "at": at, "is_here": is_here, "is_there": is_there, "sees_material": sees,
        "told": told, "masked": mask_name(told["child_name"]),
        "identity_masked": mask_identity(told.get("identity_number", "")), "found": found, "text": text,
        "papers": list(held.papers.order_by("pk")), "steps": list(held.steps.select_related("by").order_by("pk")),
        "steps_said": {step: names.say(words) for step, words in STEPS_SAID.items()},
        "child": Child.objects.filter(pk=held.child_id).first() if held.child_id else None,
    }  # fmt: skip


BEFORE = ("received", "incomplete", "complete")


def show_crossing(
    request: HttpRequest, held: CrossApplication, bound: dict[str, SaidForm] | None = None, text: str = ""
) -> HttpResponse:
    """The page of an application."""
    lang, bound = get_reader_language(), bound or {}
    initial = {"revision": held.revision}
    turns = [
        (turn, STEPS_SAID[turn.step], bound.get(turn.step) or TurnForm(
            lang=lang, step=turn.step, needs_words=turn.needs_words, initial=initial, auto_id=f"{turn.step}_%s"))
        for turn in across.list_turns(held)
        if turn.step != "tell_missing"
    ]  # fmt: skip
    shown = about(held, text) | {
        "turns": turns,
        "paper_form": bound.get("paper") or PaperForm(lang=lang, auto_id="paper_%s"),
        "withdraw": bound.get("withdraw") or ReasonForm(lang=lang, auto_id="withdraw_%s"),
        "may_withdraw": held.stage in (*BEFORE, "pushed", "examined"),
        "file_form": bound.get("file"),
    }
    return render(request, "window/crossing.html", shown, status=422 if bound else 200)


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far an application is."""
    held = get_cross_or_404(uid)
    child = Child.objects.filter(pk=held.child_id).first() if held.child_id else None
    note_reading(request, screen="crossing", child=child)
    return show_crossing(request, held)


@login_required
@require_POST
def take_turn(request: HttpRequest, uid: UUID, step: str) -> HttpResponse:
    """The next step."""
    held, lang = get_cross_or_404(uid), get_reader_language()
    turn = next((one for one in across.list_turns(held) if one.step == step), None)
    if turn is None:
        raise Http404
    form = TurnForm(request.POST, lang=lang, step=step, needs_words=turn.needs_words, auto_id=f"{step}_%s")

    def act() -> None:
        given = form.cleaned_data
        verdict = {"yes": True, "no": False}.get(given.get("verdict", ""))
        actions.advance(
            application=held, step=step, words=given["words"], is_granted=verdict,
            reference=given.get("reference", ""), first_month=given.get("first_month", ""), by=get_worker(request),
            at=timezone.now(), revision=given["revision"],
        )  # fmt: skip

    child = Child.objects.filter(pk=held.child_id).first() if held.child_id else None
    done = send(request, form, act, back=redirect("crossing", uid=held.uid), child=child)
    return done or show_crossing(request, get_cross_or_404(uid), {step: form})


@login_required
@require_POST
def take_paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A paper is handed in where the application was received."""
    held = get_cross_or_404(uid)
    form = PaperForm(request.POST, request.FILES, lang=get_reader_language(), auto_id="paper_%s")

    def act() -> None:
        given = form.cleaned_data
        actions.take_paper(
            application=held, title=given["title"], reference=given["reference"], by=get_worker(request),
            at=timezone.now(), **taken_apart(given["file"]),
        )  # fmt: skip

    done = send(request, form, act, back=redirect("crossing", uid=held.uid))
    return done or show_crossing(request, held, {"paper": form})


@login_required
@require_GET
def show_paper(request: HttpRequest, uid: UUID, paper: UUID) -> HttpResponse:
    """What was scanned; only where the material is to be seen."""
    held = get_cross_or_404(uid)
    found = CrossPaper.objects.filter(application=held, uid=paper).exclude(media_type="").first()
    if found is None or not found.content:
        raise Http404
    note_reading(request, screen="crossing_paper_file", way=Way.ATTACHMENT)
    return hand_out(b64decode(found.content), media_type=found.media_type, name=held.number)


@login_required
@require_POST
def put_to_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The child's file is found: the papers go into it; or it is looked for by another name."""
    held = get_cross_or_404(uid)
    chosen = read_uid(request.POST.get("child", ""))
    if chosen is None:
        text = request.POST.get("text", "").strip()[:60]
        note_reading(request, screen="crossing_file", way=Way.SEARCH, rows=0, searched=text)
        return show_crossing(request, held, text=text)
    child = get_child_or_404(chosen)
    form = SaidForm(request.POST, lang=get_reader_language())
    done = send(
        request, form, lambda: actions.put_to_file(
            application=held, child=child, by=get_worker(request), at=timezone.now()
        ), back=redirect("crossing", uid=held.uid), child=child,
    )  # fmt: skip
    return done or show_crossing(request, held, {"file": form})


@login_required
@require_POST
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The applicant takes it back."""
    held = get_cross_or_404(uid)
    form = ReasonForm(request.POST, lang=get_reader_language(), auto_id="withdraw_%s")

    def act() -> None:
        words = form.cleaned_data["words"]
        actions.withdraw_cross(application=held, words=words, by=get_worker(request), at=timezone.now())

    done = send(request, form, act, back=redirect("crossing", uid=held.uid))
    return done or show_crossing(request, held, {"withdraw": form})
