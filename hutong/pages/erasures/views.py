"""Lawful erasure: what is past its years, asked by one person, decided by another; what was erased, without a name."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.lib.translating import marked
from hutong.pages.choices import list_choices
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.personal_data.acting import do_once, manager_or_denied
from hutong.pages.said_forms import SaidForm, words_field
from hutong.privacy import erasing
from hutong.privacy.errors import ErasureUnknown

ASKED = marked("Another person who answers for minors' data here decides.")
DECIDED = marked("Decided, and on record.")
REFUSED, MOST = 422, 200


class ErasureForm(SaidForm):
    """Which file, on which ground."""

    file_number = forms.UUIDField(label=marked("File number"))
    ground = forms.ChoiceField(label=marked("Why"))
    reason = words_field(marked("In words"), required=True, help_text=marked("Write no child's name here."))

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("ground", list_choices("erasure_ground", lang))


class DecisionForm(SaidForm):
    """Yes or no, by another person."""

    erases = forms.ChoiceField(label=marked("Decision"))
    note = words_field(marked("Remark"), help_text=marked("Write no child's name here."))

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("erases", [("no", self.say(marked("do not erase"))), ("yes", self.say(marked("erase for good")))])


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What is past its years, what waits, what was erased."""
    manager_or_denied(request)
    initial = {"file_number": request.GET.get("file", ""), "ground": "retention"}
    return render_page(request, ErasureForm(lang=get_reader_language(), initial=initial))


def render_page(
    request: HttpRequest, form: ErasureForm, *, decision: DecisionForm | None = None, of: UUID | None = None
) -> HttpResponse:
    """The page, with the form that came back with faults."""
    worker, on, lang = get_worker(request), timezone.localdate(), get_reader_language()
    past = erasing.list_past_keeping(worker=worker, on=on)[:MOST]
    rows = list(erasing.list_erasures(worker=worker, on=on)[:MOST])
    note_reading(request, screen="erasures", rows=len(past) + len(rows))
    shown = {
        "past": past,
        "waiting": [
            (
                one,
                decision
                if decision is not None and one.uid == of
                else DecisionForm(lang=lang, auto_id=f"d{one.pk}_%s"),
            )
            for one in rows
            if one.state == "asked"
        ],
        "decided": [(one, sum(one.rows.values())) for one in rows if one.state != "asked"],
        "form": form,
        "own": worker.pk,
    }
    is_refused = form.is_bound or decision is not None
    return render(request, "erasures/page.html", shown, status=REFUSED if is_refused else 200)


@login_required
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Ask for it."""
    manager_or_denied(request)
    form = ErasureForm(request.POST, lang=get_reader_language())

    def act() -> None:
        given, by, on = form.cleaned_data, get_worker(request), timezone.localdate()
        erasing.propose_erasure(
            child=given["file_number"], ground=given["ground"], reason=given["reason"], by=by, on=on, at=timezone.now()
        )

    return do_once(request, form, act, said=ASKED, then=lambda: redirect("erasures")) or render_page(request, form)


@login_required
@require_POST
def decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another person decides."""
    worker, on, lang = manager_or_denied(request), timezone.localdate(), get_reader_language()
    try:
        erasure = erasing.get_erasure(uid, worker=worker, on=on)
    except ErasureUnknown as error:
        raise Http404 from error
    form = DecisionForm(request.POST, lang=lang, auto_id=f"d{erasure.pk}_%s")

    def act() -> None:
        given = form.cleaned_data
        erasing.decide_erasure(
            erasure=erasure, erases=given["erases"] == "yes", note=given["note"], by=worker, on=on, at=timezone.now()
        )

    done = do_once(request, form, act, said=DECIDED, then=lambda: redirect("erasures"))
    return done or render_page(request, ErasureForm(lang=lang), decision=form, of=uid)
