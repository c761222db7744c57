"""What is unusual in the record, and that somebody looked into it."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.actions import note_look
from hutong.audit.errors import NeedsNote
from hutong.audit.kept_unusual import Listed, list_unusual_kept
from hutong.audit.models import Way
from hutong.audit.unusual import Kind, Unusual, get_limits, look_into
from hutong.lib.translating import marked, translator
from hutong.pages.audit.views import for_auditors
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.staff.models import Worker
from hutong.staff.scope import get_scope
from hutong.staff.watching import AUDITS, list_leaving, seen_from

WEEKS = (7, 31)
NOTED = marked("Noted.")
NOT_THERE = marked("This is not in the list any more. Look at the list again.")


@for_auditors
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What was unusual in the last days, each with the rows it rests on and what was found."""
    days = WEEKS[1] if request.GET.get("days") == str(WEEKS[1]) else WEEKS[0]
    listed = find(days=days)
    found = listed.found
    note_look(at=timezone.now(), door="audit_unusual", way=Way.LIST, rows=len(found))
    workers = {one.uid: one for one in Worker.objects.filter(uid__in={one.worker for one in found})}
    by = {
        one.uid: one for one in Worker.objects.filter(uid__in=[one.looked_into.by for one in found if one.looked_into])
    }
    told = [
        {
            "one": one,
            "worker": workers.get(one.worker),
            "by": by.get(one.looked_into.by) if one.looked_into else None,
            "rows": _address(one, workers.get(one.worker)),
        }
        for one in found
    ]
    shown = {
        "waiting": [one for one in told if one["one"].looked_into is None],  # type: ignore[union-attr]
        "done": [one for one in told if one["one"].looked_into is not None],  # type: ignore[union-attr]
        "days": days,
        "weeks": WEEKS,
        "limits": get_limits(),
        "kept_at": listed.kept_at,
    }
    return render(request, "audit/unusual.html", shown)


@for_auditors
@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Keep what somebody found who looked into it."""
    lang, wanted = get_reader_language(), request.POST.get("key", "")
    found = next((one for one in find(days=WEEKS[1]).found if one.address == wanted), None)
    if found is None:
        messages.error(request, translator(lang)(NOT_THERE))
        return redirect("audit_unusual")
    kind, worker, on, about = found.key
    try:
        look_into(
            kind=kind, worker=worker, on=on, about=about, note=request.POST.get("note", ""), by=get_worker(request).uid
        )
    except NeedsNote as error:
        messages.error(request, error.told(lang))
    else:
        messages.success(request, translator(lang)(NOTED))
    return redirect(f"{reverse('audit_unusual')}?days={WEEKS[1]}")


def find(*, days: int) -> Listed:
    """What is unusual in the last days, as far as whoever asks sees the record."""
    scope, until = get_scope(), timezone.localdate()
    since = until - timedelta(days=days - 1)
    areas = scope.areas_that(AUDITS)
    soon = until + timedelta(days=get_limits().leaving_days)
    leaving = {worker: min(last, until) for worker, last in list_leaving(areas, since=since, until=soon).items()}
    return list_unusual_kept(areas=areas, since=since, until=until, seen=seen_from(areas), leaving=leaving)


def _address(one: Unusual, worker: Worker | None) -> str:
    """The rows of the record it rests on."""
    held = {
        "worker": worker.username if worker else "",
        "child": str(one.child) if one.child else "",
        "since": _begin(one).isoformat(),
        "until": one.on.isoformat(),
    }
    return f"{reverse('audit')}?{urlencode({name: value for name, value in held.items() if value})}"


def _begin(one: Unusual) -> date:
    return one.on - timedelta(days=get_limits().leaving_days) if one.kind is Kind.LEAVING else one.on
