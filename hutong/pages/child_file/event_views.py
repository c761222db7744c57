"""What happened to the child: recorded, over, or taken back."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children import actions
from hutong.children.models import Child, Evidence, RecordedEvent
from hutong.lib.translating import marked
from hutong.pages.child_file.acting import get_child_to_write, send
from hutong.pages.child_file.event_forms import EventEndForm, EventForm
from hutong.pages.child_file.fact_views import names_for
from hutong.pages.child_file.form_page import BEFORE, show_form
from hutong.pages.child_file.happenings import is_told
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.pages.said_forms import SaidForm

RECORD, END = marked("Record what happened"), marked("What happened is over, or is taken back")
RECORD_HELP = marked("What happened sets duties going: they stand in the file until what it called for is done.")


def event_form(child: Child, *given: object, **more: object) -> EventForm:
    """The form with the papers of this child's file."""
    papers = list(Evidence.objects.filter(child=child).order_by("-made_at")[:50])
    return EventForm(*given, names=names_for(child), evidence=papers, **more)


def show_event_form(request: HttpRequest, form: SaidForm, child: Child) -> HttpResponse:
    """The page of the form."""
    return show_form(request, form, title=RECORD, to="event_record", child=child, help=RECORD_HELP)


@login_required
@require_GET
def show_new_event(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form for something that happened."""
    child = get_child_to_write(uid)
    form = event_form(child, initial={"revision": child.revision, "on": timezone.localdate()})
    return show_event_form(request, form, child)


@login_required
@require_POST
def record_event(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record it; the duties that it sets going follow at once."""
    child = get_child_to_write(uid)
    form = event_form(child, request.POST)

    def act() -> object:
        given = form.cleaned_data
        paper = Evidence.objects.filter(child=child, uid=given["evidence"]).first() if given["evidence"] else None
        return actions.record_event(
            child=child,
            name=given["name"],
            on=given["on"],
            place=given["place"],
            note=given["note"],
            source=given["source"],
            evidence=paper,
            by=get_worker(request),
            at=timezone.now(),
        )

    return send(request, child, form, act, part="events") or show_event_form(request, form, child)


def get_event(child: Child, row: int) -> RecordedEvent:
    """Something of this child's that may be told."""
    found = get_object_or_404(RecordedEvent.objects.select_related("child"), child=child, pk=row)
    if not is_told(found, child=child):
        raise Http404
    return found


def show_end_form(request: HttpRequest, form: SaidForm, child: Child, row: int) -> HttpResponse:
    """The page on which it is over."""
    return show_form(request, form, title=END, to="event_end", child=child, to_row=row, help=BEFORE)


@login_required
@require_GET
def show_event_end(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """The form for the day, or the reason."""
    child = get_child_to_write(uid)
    get_event(child, row)
    form = EventEndForm(lang=get_reader_language(), initial={"revision": child.revision})
    return show_end_form(request, form, child, row)


@login_required
@require_POST
def end_event(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """It is over, or it never was."""
    child = get_child_to_write(uid)
    event = get_event(child, row)
    form = EventEndForm(request.POST, lang=get_reader_language())

    def act() -> object:
        given, by, at = form.cleaned_data, get_worker(request), timezone.now()
        if given["reason"]:
            return actions.withdraw_event(event=event, reason=given["reason"], by=by, at=at)
        return actions.close_event(event=event, over_on=given["over_on"], by=by, at=at)

    return send(request, child, form, act, part="events") or show_end_form(request, form, child, row)
