"""What happens around every request: who acts, and what a page may load."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from hutong.api.middleware import DOOR
from hutong.audit.acting import through
from hutong.children.queries import with_assigned
from hutong.pages.amiss.views import NO_PAGE, TOO_LARGE, show_amiss
from hutong.pages.refusals import note_refusal
from hutong.privacy.queries import with_opened
from hutong.staff.models import Worker
from hutong.staff.scope import Scope, acting_as, scope_of

Answer = Callable[[HttpRequest], HttpResponse]
MOST_BYTES = 210 << 20
"""The largest ledger (200 MB) and what a form adds to it."""
LONGEST_LENGTH = 12
NUL_CHARACTER = "\x00"
NUL = "NUL in what was sent"
CONTENT = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


def strict_content(answer: Answer) -> Answer:
    """A page loads nothing from elsewhere and runs no script that stands in it."""

    def with_headers(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        return response

    return with_headers


def readable_only(answer: Answer) -> Answer:
    """What no database takes and nobody types (NUL) is refused, and what is larger than the largest ledger."""

    def refusing(request: HttpRequest) -> HttpResponse:
        if count_bytes(request) > MOST_BYTES:
            return show_amiss(request, TOO_LARGE)
        if has_nul(request):
            raise SuspiciousOperation(NUL)
        return answer(request)

    return refusing


def count_bytes(request: HttpRequest) -> int:
    """How much is being sent, as its header says; no more than that is read."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_LENGTH else MOST_BYTES + 1


def has_nul(request: HttpRequest) -> bool:
    """Whether a NUL stands in the address, the cookies or a form."""
    texts = [request.path_info, *request.COOKIES.values()]
    # The door for systems reads bodies itself, and refuses NUL in them.
    is_form = not request.path_info.startswith(DOOR)
    for sent in (request.GET, request.POST) if is_form else (request.GET,):
        for name, values in sent.lists():
            texts += [name, *values]
    return any(NUL_CHARACTER in text for text in texts)


def no_blank_pages(answer: Answer) -> Answer:
    """Whoever loads again, or comes back to, the address that a form went to reads what to do."""

    def with_page(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if request.method != "GET" or response.status_code != NO_PAGE.status:
            return response
        shown = show_amiss(request, NO_PAGE)
        shown.headers["Allow"] = response.headers["Allow"]
        return shown

    return with_page


def acting_worker(answer: Answer) -> Answer:
    """Whoever is signed in acts with the scope of today's posts; nobody else opens one. Their pages are not kept."""

    def within_scope(request: HttpRequest) -> HttpResponse:
        worker = request.user
        if not isinstance(worker, Worker):
            return answer(request)
        door = door_of(request)
        with acting_as(scope_now(worker)) as scope, through(door):
            request.scope = scope  # type: ignore[attr-defined]
            response = answer(request)
            note_refusal(request, response, scope=scope, door=door)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return within_scope


def scope_now(worker: Worker) -> Scope:
    """What a worker may see now: by post, by assignment, by an opening; never of their own kin."""
    at = timezone.now()
    on = timezone.localdate(at)
    return with_opened(with_assigned(scope_of(worker, on=on), on=on), at=at)


def door_of(request: HttpRequest) -> str:
    """The screen by its name, as the record keeps it; "" for an address that leads nowhere."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
