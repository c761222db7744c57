"""What happens around every request: who acts, and what a page may load."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from hutong.audit.acting import through
from hutong.children.queries import with_assigned
from hutong.privacy.queries import with_opened
from hutong.staff.models import Worker
from hutong.staff.scope import Scope, acting_as, scope_of

Answer = Callable[[HttpRequest], HttpResponse]
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


def acting_worker(answer: Answer) -> Answer:
    """Whoever is signed in acts with the scope of today's posts; nobody else opens one. Their pages are not kept."""

    def within_scope(request: HttpRequest) -> HttpResponse:
        worker = request.user
        if not isinstance(worker, Worker):
            return answer(request)
        with acting_as(scope_now(worker)) as scope, through(door_of(request)):
            request.scope = scope  # type: ignore[attr-defined]
            response = answer(request)
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
