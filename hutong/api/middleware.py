"""What happens around every request of another system: no cookies, a token's scope, limits, problems for all errors."""

import logging
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from hutong.api.granting import scope_of_token
from hutong.api.limits import address_of, refuse_too_many
from hutong.api.models import Secret
from hutong.api.problems import BY_STATUS, KINDS, MEDIA_TYPE, Refused, answer_problem
from hutong.api.queries import find_secret, note_use
from hutong.api.refused_tokens import note_refused_token
from hutong.staff.scope import Scope, acting_as

Answer = Callable[[HttpRequest], HttpResponse]
DOOR = "/api/"
BEARER = "bearer"
REPORTS = "/api/v1/danger-reports"
"""A child in danger: whoever may report is never told to wait. Many at once share a task instead."""
LONGEST_SECRET = 200
log = logging.getLogger(__name__)


def door_for_systems(answer: Answer) -> Answer:
    """Below /api/ nobody is signed in by a cookie: a token opens its scope, or nothing is opened."""

    def through(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(DOOR):
            return answer(request)
        request.META.pop("HTTP_COOKIE", None)
        try:
            response = _answer(request, answer)
        except Refused as refused:
            response = answer_problem(request, refused)
        except OperationalError:
            log.exception("the database did not answer")
            response = answer_problem(request, Refused("busy", headers=[("Retry-After", "60")]))
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        return response

    return through


def _answer(request: HttpRequest, answer: Answer) -> HttpResponse:
    now = timezone.now()
    on = timezone.localdate(now)
    word = _shown(request)
    known = find_secret(word) if word and len(word) <= LONGEST_SECRET else None
    secret = None if known is None or known.has_ended(at=now) else known
    _refuse_too_many(request, secret)
    request.token = None  # type: ignore[attr-defined]
    scope = scope_of_token(secret.token, on=on) if secret else Scope(None)
    if secret and scope.held:
        note_use(secret, at=now)
        request.token = secret.token  # type: ignore[attr-defined]
    elif word:
        note_refused_token(known, origin=address_of(request), at=now, on=on)
    with acting_as(scope):
        return _as_problem(request, answer(request))


def _shown(request: HttpRequest) -> str:
    """The secret in the header; "" without one."""
    kind, _, word = request.headers.get("Authorization", "").partition(" ")
    return word if kind.lower() == BEARER else ""


def _refuse_too_many(request: HttpRequest, secret: Secret | None) -> None:
    """Raises Refused."""
    if secret is not None and request.path_info == REPORTS:
        return
    if secret is None:
        who, most = address_of(request), settings.API_ADDRESS_PER_MINUTE
    else:
        who, most = f"token:{secret.token_id}", settings.API_TOKEN_PER_MINUTE
    if wait := refuse_too_many(who, most=most, at=timezone.now()):
        raise Refused("too-many", headers=[("Retry-After", str(wait))])


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Errors that were answered elsewhere – unknown addresses, wrong methods, faults – are told as problems too."""
    if response.status_code < 400 or response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    kind = BY_STATUS.get(response.status_code, KINDS["broken" if response.status_code >= 500 else "unreadable"])
    kept = [(name, response.headers[name]) for name in ("Allow", "Retry-After") if name in response.headers]
    instance = ""
    if kind.status >= 500:
        instance = f"urn:uuid:{uuid.uuid4()}"
        log.error("%s %s answered %s", instance, request.path_info, response.status_code)
    return answer_problem(request, Refused(kind.word, headers=kept), instance=instance)
