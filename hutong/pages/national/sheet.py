"""One child as the national system's screens want it: copied field by field, marked as entered, differences settled."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.models import Way
from hutong.children.changing import level_for
from hutong.children.errors import FileError
from hutong.children.models import Child
from hutong.exchange.errors import ExchangeError
from hutong.exchange.national.actions import mark_entered, settle_difference, tick_copied, withdraw_entry
from hutong.exchange.national.form import BY_KEY
from hutong.exchange.national.queries import read_sheet
from hutong.lib.translating import marked, translator
from hutong.pages.child_file.acting import SAVED, settle_file
from hutong.pages.context import get_reader_language
from hutong.pages.imports.acting import read_day, tell
from hutong.pages.looking import get_child_or_404, get_worker, note_reading
from hutong.places.models import Level
from hutong.staff.scope import NotAllowed

VALUE, TICK = "value_", "copied"
STATES = {
    "not_entered": (marked("not entered"), "open"),
    "entered": (marked("entered"), "yes"),
    "different": (marked("differs there"), "bad"),
}
STAGES = {
    "open": (marked("to be settled"), "bad"),
    "to_type": (marked("to be typed there"), "open"),
    "left": (marked("left as it is"), "no"),
}
TICKED = marked("Kept: {count} fields are copied.")


def get_child_to_enter(uid: UUID) -> Child:
    """The child, for somebody of the township or wider; not found for whoever does not see it."""
    child = get_child_or_404(uid)
    level = level_for(child)
    if level is None or level > Level.TOWNSHIP:
        raise PermissionDenied
    return child


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The sheet with whole numbers, to be copied; that they were seen is noted."""
    return show_sheet(request, get_child_to_enter(uid))


def show_sheet(request: HttpRequest, child: Child, *, error: str = "") -> HttpResponse:
    """The sheet; with what was wrong with what was sent."""
    note_reading(request, screen="national_sheet", child=child, way=Way.REVEAL)
    sheet = read_sheet(child, on=timezone.localdate())
    label, tag = STATES[sheet.state]
    lines = [line for _, some in sheet.screens for line in some]
    shown = {
        "sheet": sheet,
        "child": child,
        "label": label,
        "tag": tag,
        "differences": [(one, *STAGES[one.stage.value]) for one in sheet.differences],
        "copied": sum(line.is_copied for line in lines),
        "all": len(lines),
        "error": error,
        "sent": request.POST,
    }
    return render(request, "national/sheet.html", shown, status=422 if error else 200)


def act(request: HttpRequest, uid: UUID, what: Callable[[Child], object], *, said: str = SAVED) -> HttpResponse:
    """Do something about a child and go back to where it was asked for; what kept it from being done stands above."""
    child, lang = get_child_to_enter(uid), get_reader_language()
    try:
        with transaction.atomic():
            what(child)
            settle_file(child, because="national")
    except ExchangeError as error:
        return show_sheet(request, get_child_to_enter(uid), error=tell(error))
    except FileError as error:
        return show_sheet(request, get_child_to_enter(uid), error=error.told(lang))
    except NotAllowed as error:
        raise PermissionDenied from error
    messages.success(request, translator(lang)(said))
    response = redirect("national_sheet", uid=uid)
    response["Location"] += "#differences" if "field" in request.POST else ""
    return response


@login_required
@require_POST
def tick(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep which fields were copied, as they stood on the sheet."""
    child, ticked = get_child_to_enter(uid), set(request.POST.getlist(TICK))
    known = {key: request.POST[VALUE + key] for key in BY_KEY if VALUE + key in request.POST}
    tick_copied(child=child, ticked=ticked, shown=known, on=timezone.localdate())
    say = translator(get_reader_language())
    messages.success(request, say(TICKED).format(count=len(ticked & set(known))))
    return redirect("national_sheet", uid=uid)


@login_required
@require_POST
def enter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The child stands there, under this number."""
    on, by = timezone.localdate(), get_worker(request)
    number, entered_on = request.POST.get("number", ""), read_day(request.POST.get("entered_on", "")) or on
    return act(
        request,
        uid,
        lambda child: mark_entered(child=child, number=number, by=by, at=timezone.now(), entered_on=entered_on, on=on),
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The mark was a mistake."""
    by, on = get_worker(request), timezone.localdate()
    return act(request, uid, lambda child: withdraw_entry(child=child, by=by, at=timezone.now(), on=on))


@login_required
@require_POST
def settle(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One difference: theirs, ours, or left."""
    given, by, on = request.POST, get_worker(request), timezone.localdate()
    return act(
        request,
        uid,
        lambda child: settle_difference(
            child=child,
            field=given.get("field", ""),
            verdict=given.get("verdict", ""),
            ours=given.get("ours", ""),
            theirs=given.get("theirs", ""),
            note=given.get("note", ""),
            by=by,
            at=timezone.now(),
            on=on,
        ),
    )
