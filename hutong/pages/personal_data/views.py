"""Personal data at a glance: requests that wait, who is asked again, families to be told, what the manager owes."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.privacy.answering import list_open_requests
from hutong.privacy.breaching import list_breaches, list_families_to_tell
from hutong.privacy.consenting import list_asks
from hutong.privacy.erasing import list_erasures, list_past_keeping
from hutong.privacy.models import ErasureState
from hutong.privacy.purposes import get_purposes
from hutong.privacy.queries import is_manager
from hutong.privacy.yearly import list_missing

MOST = 200


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What waits in one's own area; for who answers for the data, the rest too."""
    worker, on, lang = get_worker(request), timezone.localdate(), get_reader_language()
    asked = [(one, one.is_late(on=on)) for one in list_open_requests()[:MOST]]
    purposes = get_purposes()
    asks = [
        (one, purposes[one.consent.purpose].label(lang), one.due_on <= on)
        for one in list_asks(on=on)[:MOST]
        if one.consent.purpose in purposes
    ]
    to_tell = list_families_to_tell()[:MOST]
    note_reading(request, screen="personal_data", rows=len(asked) + len(asks) + len(to_tell))
    shown = {
        "asked": asked,
        "asks": asks,
        "to_tell": to_tell,
        "breaches": [one for one in list_breaches(worker=worker, on=on)[:MOST] if one.closed_at is None],
        **(about_managing(request) if is_manager(worker, on=on) else {}),
    }
    return render(request, "personal_data/page.html", shown)


def about_managing(request: HttpRequest) -> dict[str, object]:
    """What somebody who answers for minors' data owes."""
    worker, on = get_worker(request), timezone.localdate()
    return {
        "is_manager": True,
        "missing": [(year, area, due, due < on) for year, area, due in list_missing(worker=worker, on=on)],
        "past_count": len(list_past_keeping(worker=worker, on=on)),
        "waiting_count": list_erasures(worker=worker, on=on)
        .filter(state=ErasureState.ASKED)
        .exclude(asked_by=worker)
        .count(),
    }
