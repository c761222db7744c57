"""Whether what was granted really came: the proof goes into the file."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.determinations.discretion import discretion_about
from hutong.pages.child_file.uploads import taken_apart
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.names import get_names
from hutong.pages.window.acting import get_request_or_404, send, to_request
from hutong.pages.window.forms import ReasonForm, ReceiveForm
from hutong.pages.window.telling import name_matter
from hutong.services import actions
from hutong.services.models import Matter, Request
from hutong.services.receiving import Proof, goes_on_monthly, is_paid, proof_asked


def get_matter_or_404(asked: Request, uid: UUID) -> Matter:
    """One thing that a request asks for, granted and still to come."""
    found = Matter.objects.select_related("request__child").filter(request=asked, uid=uid, state="granted").first()
    if found is None:
        raise Http404
    return found


def show_receiving(
    request: HttpRequest, asked: Request, matter: Matter, *, form: ReceiveForm | None = None,
    drop: ReasonForm | None = None,
) -> HttpResponse:  # fmt: skip
    """What proves it, and the form; beside it the way to drop it."""
    lang = get_reader_language()
    initial = {"on": timezone.localdate(), "payee": asked.asked_by, "is_monthly": goes_on_monthly(matter)}
    shown = {
        "asked": asked,
        "matter": matter,
        "name": name_matter(matter, get_names(lang, discretion_about(asked.child))),
        "proof": proof_asked(matter.benefit, lang),
        "form": form or ReceiveForm(lang=lang, is_paid=is_paid(matter.benefit), initial=initial),
        "drop": drop or ReasonForm(lang=lang, auto_id="drop_%s"),
    }
    return render(request, "window/receive.html", shown, status=422 if form or drop else 200)


@login_required
@require_GET
def show_receive(request: HttpRequest, uid: UUID, matter: UUID) -> HttpResponse:
    """The form that takes the proof."""
    asked = get_request_or_404(uid)
    held = get_matter_or_404(asked, matter)
    note_reading(request, screen="matter_receive_new", child=asked.child)
    return show_receiving(request, asked, held)


@login_required
@require_POST
def receive(request: HttpRequest, uid: UUID, matter: UUID) -> HttpResponse:
    """It came."""
    asked = get_request_or_404(uid)
    held = get_matter_or_404(asked, matter)
    lang = get_reader_language()
    form = ReceiveForm(request.POST, request.FILES, lang=lang, is_paid=is_paid(held.benefit))

    def act() -> None:
        given = form.cleaned_data
        proof = Proof(
            reference=given["reference"], payee=given.get("payee", ""), month=given.get("month", ""), fen=form.fen(),
            is_monthly=given.get("is_monthly", False), **taken_apart(given["file"]),
        )  # fmt: skip
        actions.receive_matter(matter=held, on=given["on"], proof=proof, by=get_worker(request), at=timezone.now())

    done = send(request, form, act, back=to_request(asked, "matters"), child=asked.child)
    return done or show_receiving(request, asked, held, form=form)


@login_required
@require_POST
def drop(request: HttpRequest, uid: UUID, matter: UUID) -> HttpResponse:
    """It is not followed any more, for a reason."""
    asked = get_request_or_404(uid)
    held = get_matter_or_404(asked, matter)
    form = ReasonForm(request.POST, lang=get_reader_language(), auto_id="drop_%s")

    def act() -> None:
        words = form.cleaned_data["words"]
        actions.drop_matter(matter=held, words=words, by=get_worker(request), at=timezone.now())

    done = send(request, form, act, back=to_request(asked, "matters"), child=asked.child)
    return done or show_receiving(request, asked, held, drop=form)
