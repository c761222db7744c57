"""Call-backs at the window: who waits to be called, one of them, what came of the call."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.said_forms import SaidForm
from hutong.pages.window.acting import send
from hutong.pages.window.forms import CallForm
from hutong.pages.window.list_views import refuse_others
from hutong.services import actions
from hutong.services.calling import list_calls, read_told
from hutong.services.models import CallBack

MOST, MOST_SETTLED = 200, 50


def get_call_or_404(uid: UUID) -> CallBack:
    """A call-back of one's window."""
    found = CallBack.objects.select_related("settled_by", "request", "repeats").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """Those who wait to be called, the earliest day first; those settled last."""
    refuse_others()
    waiting = list(list_calls(is_waiting=True)[:MOST])
    settled = list(list_calls(is_waiting=False)[:MOST_SETTLED])
    note_reading(request, screen="call_backs", rows=len(waiting) + len(settled))
    return render(request, "window/calls.html", {"waiting": waiting, "settled": settled, "at": timezone.now()})


def show_call(request: HttpRequest, call: CallBack, form: SaidForm | None = None) -> HttpResponse:
    """One of them, with the forms."""
    shown = {
        "call": call,
        "told": read_told(call),
        "again": list(call.repeated_by.order_by("pk")),
        "form": form or CallForm(lang=get_reader_language()),
        "at": timezone.now(),
    }
    return render(request, "window/call.html", shown, status=422 if form else 200)


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Whom to ring, and what it is about."""
    call = get_call_or_404(uid)
    note_reading(request, screen="call_back_of_window")
    if call.repeats is not None:
        return redirect("call_back_of_window", uid=call.repeats.uid)
    return show_call(request, call)


def do(request: HttpRequest, call: CallBack, form: SaidForm, act: Callable[[], object]) -> HttpResponse:
    """Do what a form asks, or show the page with the reason on it."""
    done = send(request, form, act, back=redirect("call_back_of_window", uid=call.uid))
    return done if done is not None else show_call(request, get_call_or_404(call.uid), form)


@login_required
@require_POST
def note_try(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Nobody answered the telephone."""
    call, by = get_call_or_404(uid), get_worker(request)
    form = SaidForm(request.POST, lang=get_reader_language())
    return do(request, call, form, lambda: actions.note_try(call=call, by=by, at=timezone.now()))


@login_required
@require_POST
def settle(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What came of it, where it is no request."""
    call, by = get_call_or_404(uid), get_worker(request)
    form = CallForm(request.POST, lang=get_reader_language())

    def act() -> None:
        given = form.cleaned_data
        actions.settle_call(call=call, state=given["state"], words=given["words"], by=by, at=timezone.now())

    return do(request, call, form, act)
