"""The record: searched by worker, file, door and day, and taken along as a file. Files have numbers here, no names."""

from collections.abc import Callable, Sequence
from functools import wraps
from io import StringIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.actions import note_look
from hutong.audit.models import Entry, Way
from hutong.audit.queries import cut_page, list_entries
from hutong.lib.translating import marked, translator
from hutong.pages.audit.searching import AT_ONCE, read_search, to_lines, wanted_of
from hutong.pages.audit.sheet import write_sheet
from hutong.pages.choices import list_choices
from hutong.pages.context import get_reader_language
from hutong.staff.models import Role
from hutong.staff.scope import get_scope
from hutong.staff.watching import seen_by

View = Callable[..., HttpResponse]
MOST_ROWS = 100_000
SHORTEST_PURPOSE = 4
NO_PURPOSE = marked("Say for what the list is needed: at least a few words.")
TOO_MANY = marked("More than {most} rows. Narrow the days, the worker or the door.")
NOTHING = marked("Nothing was found that could be taken along.")


def for_auditors(view: View) -> View:
    """Only for the audit administrator."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if not get_scope().has_role(Role.AUDIT_ADMIN):
            raise PermissionDenied
        return view(request, *given, **named)

    return guarded


@for_auditors
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Some of the rows, the newest first."""
    search, on, lang = read_search(request.GET.dict()), timezone.localdate(), get_reader_language()
    wanted = wanted_of(search, on=on)
    entries: Sequence[Entry] = ()
    following = None
    if wanted is not None:
        rows = list_entries(wanted, seen=seen_by(get_scope()), after=search.place)
        entries, following = cut_page(rows, size=AT_ONCE)
    note_look(at=timezone.now(), door="audit", way=Way.SEARCH, rows=len(entries))
    shown = {
        "search": search,
        "wanted": wanted,
        "lines": to_lines(entries),
        "following": search.following(following) if following else "",
        "ways": list_choices("way", lang),
        "kept": [(name, value) for name, value in vars(search).items() if value and name != "after"],
        "most": MOST_ROWS,
    }
    return render(request, "audit/page.html", shown)


@for_auditors
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The rows of a search as CSV, for a purpose that is said and itself on record."""
    search, say = read_search(request.POST.dict()), translator(get_reader_language())
    purpose = request.POST.get("purpose", "").strip()
    wanted = wanted_of(search, on=timezone.localdate())
    found: list[Entry] = []
    if wanted is not None:
        found = list(list_entries(wanted, seen=seen_by(get_scope()))[: MOST_ROWS + 1])
    refused = _refusal(purpose, found)
    if refused:
        messages.error(request, say(refused).format(most=f"{MOST_ROWS:,}"))
        return redirect("audit")
    note_look(at=timezone.now(), door="audit_export", way=Way.EXPORT, rows=len(found), purpose=purpose)
    written = StringIO()
    write_sheet(to_lines(found), written, lang=get_reader_language())
    response = HttpResponse(written.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="record-{timezone.localdate():%Y%m%d}.csv"'
    return response


def _refusal(purpose: str, found: list[Entry]) -> str:
    if len(purpose) < SHORTEST_PURPOSE:
        return NO_PURPOSE
    if not found:
        return NOTHING
    return TOO_MANY if len(found) > MOST_ROWS else ""
