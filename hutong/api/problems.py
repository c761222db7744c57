"""Everything that goes wrong is told as a problem (RFC 9457): a stable word, a sentence, what to do.

What was sent is never told back.

``type`` is ``urn:hutong:problem:<word>``; programs branch on it, people read ``title`` and ``remedy`` in the language
that the request accepts.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request
from pydantic import BaseModel, Field

from hutong.lib.translating import marked, translator

MEDIA_TYPE = "application/problem+json"
BEGINS = "urn:hutong:problem:"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its word, its status, what it is, what to do."""

    word: str
    status: int
    title: str
    remedy: str


KINDS = {
    kind.word: kind
    for kind in (
        Kind(
            "unreadable", 400, marked("What was sent cannot be read."),
            marked("Send one JSON object in UTF-8: no repeated names, at most 12 levels, whole numbers below 2^63."),
        ),
        Kind(
            "not-signed-in", 401, marked("A token is needed."),
            marked("Send 'Authorization: Bearer' and the token. If it has ended, ask for another."),
        ),
        Kind(
            "not-allowed", 403, marked("The token does not allow this."),
            marked("Ask the security administrator for a token that names this operation."),
        ),
        Kind(
            "not-found", 404, marked("There is nothing here that may be seen."),
            marked("Compare the address with openapi.json, and the child with the list of children."),
        ),
        Kind(
            "method", 405, marked("This address does not take this method."),
            marked("Use a method that the header Allow names."),
        ),
        Kind(
            "key-in-use", 409, marked("This key of repetition was used for something else."),
            marked("Make a new key for a new write; keep a key only to send the very same again."),
        ),
        Kind(
            "file-changed", 412, marked("Somebody else wrote to this file since it was read."),
            marked("Read the file again and send what still applies, with the new ETag."),
        ),
        Kind(
            "too-large", 413, marked("This is more than is taken at once."),
            marked("Send fewer rows at a time."),
        ),
        Kind(
            "media-type", 415, marked("Only JSON is read here."),
            marked("Send 'Content-Type: application/json'."),
        ),
        Kind(
            "not-usable", 422, marked("What was sent cannot be used."),
            marked("Correct what 'errors' names and send it again."),
        ),
        Kind(
            "too-many", 429, marked("Too many requests in a minute."),
            marked("Wait as many seconds as Retry-After says."),
        ),
        Kind(
            "broken", 500, marked("Something went wrong here; nothing was written."),
            marked("Try again later with the same key. If it stays so, tell the operator the number in 'instance'."),
        ),
        Kind(
            "busy", 503, marked("The database does not answer just now; nothing was written."),
            marked("Try again in a minute with the same key."),
        ),
    )
}  # fmt: skip
BY_STATUS = {kind.status: kind for kind in KINDS.values()}


class Error(BaseModel):
    """One thing that cannot be used: where it stands and why."""

    where: str = Field(description="JSON pointer into what was sent; names that were made up by the sender stay out.")
    code: str
    detail: str


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    remedy: str
    detail: str | None = None
    instance: str | None = None
    errors: list[Error] = Field(default_factory=list)


class Refused(Exception):
    """An operation answers with a problem."""

    def __init__(
        self, word: str, *, detail: str = "", errors: Sequence[Error] = (), headers: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.kind, self.detail, self.errors, self.headers = KINDS[word], detail, tuple(errors), tuple(headers)
        super().__init__(word)


def language_of(request: HttpRequest) -> str:
    """``zh`` or ``en``: what the request accepts. Cookies do not count here."""
    return "en" if get_language_from_request(request).startswith("en") else "zh"


def answer_problem(request: HttpRequest, refused: Refused, *, instance: str = "") -> HttpResponse:
    """The problem as an answer."""
    say, kind = translator(language_of(request)), refused.kind
    told: dict[str, Any] = {
        "type": BEGINS + kind.word,
        "title": say(kind.title),
        "status": kind.status,
        "remedy": say(kind.remedy),
    }
    if refused.detail:
        told["detail"] = say(refused.detail)
    if instance:
        told["instance"] = instance
    if refused.errors:
        told["errors"] = [one.model_dump() for one in refused.errors]
    response = HttpResponse(json.dumps(told, ensure_ascii=False), content_type=MEDIA_TYPE, status=kind.status)
    for name, value in refused.headers:
        response.headers[name] = value
    if kind.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="hutong"'
    response.headers["Content-Language"] = "zh-CN" if language_of(request) == "zh" else "en"
    return response
