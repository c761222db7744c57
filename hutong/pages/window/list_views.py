"""The list of requests, and looking for the child before one is taken."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hutong.audit.models import Way
from hutong.children.queries import Found, search_children
from hutong.lib.translating import marked, translator
from hutong.pages.children.listing import to_rows
from hutong.pages.context import get_reader_language
from hutong.pages.looking import note_reading
from hutong.pages.names import get_names
from hutong.services.calling import list_calls
from hutong.services.models import CallBack
from hutong.services.queries import TABS, list_requests
from hutong.staff.scope import WRITES_FILES, get_scope

MOST, MOST_FOUND = 50, 20
TABS_SAID = {
    "running": marked("Running"), "waiting": marked("Waiting for material"),
    "answered": marked("Answered, being followed"), "over": marked("Over"),
}  # fmt: skip


def refuse_others() -> None:
    """The window is for whoever keeps files. Raises PermissionDenied."""
    if not get_scope().areas_that(WRITES_FILES):
        raise PermissionDenied


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The requests of one's area, by how far they are, or one by its number."""
    refuse_others()
    say, number = translator(get_reader_language()), request.GET.get("number", "").strip()[:30]
    tab = request.GET.get("tab", "running")
    tab = tab if tab in TABS else "running"
    after = request.GET.get("page", "1")
    page = max(1, int(after)) if after.isascii() and after.isdigit() and len(after) < 6 else 1
    calls = list_calls(is_waiting=True)
    rows = list(list_requests(tab, number=number)[(page - 1) * MOST : page * MOST + 1])
    note_reading(request, screen="window", rows=len(rows[:MOST]))
    shown = {
        "rows": rows[:MOST], "number": number, "tab": tab, "tabs": [(one, say(TABS_SAID[one])) for one in TABS],
        "calls": calls.count(), "call": CallBack.objects.filter(number=number).first() if number else None,
        "at": timezone.now(), "page": page, "next_page": page + 1 if len(rows) > MOST else 0,
    }  # fmt: skip
    return render(request, "window/page.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def show_who(request: HttpRequest) -> HttpResponse:
    """Which child it is about: look first, begin a file only where there is none."""
    refuse_others()
    call = read_uid(request.POST.get("call") or request.GET.get("call", ""))
    text = request.POST.get("text", "").strip()[:60]
    found = search_children(text, limit=MOST_FOUND) if text else Found([])
    rows = to_rows(found.children, on=timezone.localdate(), names=get_names(get_reader_language()))
    if text:
        note_reading(request, screen="window_who", way=Way.SEARCH, rows=len(rows), searched=text)
    shown = {"rows": rows, "text": text, "is_elsewhere": found.exists_elsewhere, "was_asked": bool(text), "call": call}
    return render(request, "window/who.html", shown)


def read_uid(text: str) -> UUID | None:
    """A number of an address or a form; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
