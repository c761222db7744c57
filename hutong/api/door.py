"""The door itself: who may do what is asked, and how everything that goes wrong is told."""

import logging
import uuid
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from hutong.api.models import Token
from hutong.api.problems import MEDIA_TYPE, Problem, Refused, answer_problem, language_of
from hutong.api.reading import StrictParser
from hutong.api.validating import list_errors

log = logging.getLogger(__name__)
TITLE = "Hutong 护童"
VERSION = "1"
ABOUT = (
    "What policy documents owe a child, for other systems. Errors are problem details (RFC 9457): branch on `type`. "
    "Money is text in yuan, days are ISO 8601, places are codes of six or twelve digits."
)


class SystemToken(HttpBearer):
    """A token that names an operation; the middleware has found it and opened its scope."""

    def __init__(self, operation: Token.Operation | None = None) -> None:
        self.operation = operation
        super().__init__()

    def __call__(self, request: HttpRequest) -> Token | None:
        token: Token | None = getattr(request, "token", None)
        if token is not None and self.operation is not None and self.operation not in token.operations:
            raise Refused("not-allowed")
        return token

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Not asked: whose token it is, the middleware knows."""
        return getattr(request, "token", None)


class Door(NinjaAPI):
    """Ninja's own, with problems told as what they are in openapi.json."""

    def get_openapi_schema(self, **given: Any) -> Any:
        """The document, ``application/problem+json`` where a problem is answered."""
        document = super().get_openapi_schema(**given)
        for operation in (one for path in document["paths"].values() for one in path.values()):
            for status, response in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    response["content"] = {MEDIA_TYPE: next(iter(response["content"].values()))}
        return document


api = Door(
    title=TITLE,
    version=VERSION,
    description=ABOUT,
    docs_url=None,
    parser=StrictParser(),
    urls_namespace="api",
)


def _without_unknown_parameters(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A parameter that the operation does not know is refused: one that was mistyped would widen a list."""
    models = run.__self__.models  # type: ignore[attr-defined]
    queries = [one for one in models if one.__ninja_param_source__ == "query"]
    known = {name for one in queries for name in one.__ninja_flatten_map__}

    @wraps(run)
    def refusing(request: HttpRequest, *given: Any, **more: Any) -> HttpResponse:
        if set(request.GET) - known:
            return answer_problem(request, Refused("unreadable"))
        return run(request, *given, **more)

    return refusing


api.add_decorator(_without_unknown_parameters, mode="view")


def answers(model: Any, *more: int) -> Mapping[int, Any]:
    """The answer when it is well, and every problem that may come instead."""
    return {200: model, **dict.fromkeys(sorted({400, 422, 429, 500, 503, *more}), Problem)}


FOR_TOKENS = (401, 403)
FOR_WRITES = (*FOR_TOKENS, 409, 413, 415)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return answer_problem(request, error)


@api.exception_handler(ValidationError)
def _not_usable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answer_problem(request, Refused("not-usable", errors=list_errors(error.errors, language_of(request))))


@api.exception_handler(AuthenticationError)
def _not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return answer_problem(request, Refused("not-signed-in"))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja wraps what the parser raises."""
    cause = error.__cause__
    return answer_problem(request, cause if isinstance(cause, Refused) else Refused("unreadable"))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return answer_problem(request, Refused("not-found"))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return answer_problem(request, Refused("too-large"))


@api.exception_handler(SuspiciousOperation)
def _suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    return answer_problem(request, Refused("unreadable"))


@api.exception_handler(OperationalError)
def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    log.exception("the database did not answer")
    return answer_problem(request, Refused("busy", headers=[("Retry-After", "60")]))


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """The trace goes to the log under a number; the answer holds the number alone."""
    instance = f"urn:uuid:{uuid.uuid4()}"
    log.exception("%s %s", instance, type(error).__name__)
    return answer_problem(request, Refused("broken"), instance=instance)
