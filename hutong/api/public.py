"""What anybody may ask without a token: what documents say, which names are used, what a child would be owed."""

from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Router

from hutong.api.door import answers
from hutong.api.problems import Error, Refused, language_of
from hutong.api.schemas import (
    BenefitWord,
    BodyWord,
    ClauseAnswer,
    DeterminationAnswer,
    DocumentAnswer,
    DocumentList,
    FactWord,
    Health,
    Label,
    Question,
    Since,
    Span,
    Value,
    Vocabulary,
    WholeDocument,
)
from hutong.api.telling import Teller
from hutong.determinations.bundles import checksum_of, current_library
from hutong.policy.determining import determine
from hutong.policy.discretion import Discretion
from hutong.policy.documents import Document
from hutong.policy.errors import DocumentUnknown, SituationRefused
from hutong.policy.library import Library

router = Router(tags=["public"])
KEPT = f"public, max-age={int(timedelta(minutes=5).total_seconds())}"


@router.post(
    "/ask", operation_id="ask", response=answers(DeterminationAnswer, 413, 415), auth=None,
    summary="What would a child with these facts be owed? Nothing is stored",
)  # fmt: skip
def ask(request: HttpRequest, sent: Question) -> DeterminationAnswer:
    library = current_library()
    given = {name: _plain(value) for name, value in sent.facts.items()}
    try:
        determination = determine(given, library=library, on=sent.on or timezone.localdate())
    except SituationRefused as refused:
        raise Refused("not-usable", errors=_errors(refused, language_of(request))) from refused
    # Nobody's child is meant: everything that the documents say may be told.
    return Teller(library, Discretion(library.vocabulary, is_lifted=True)).tell(determination, is_nobody=True)


@router.get(
    "/documents", operation_id="list_documents", response=answers(DocumentList), auth=None,
    summary="The policy documents that are read here",
)  # fmt: skip
def show_documents(request: HttpRequest, response: HttpResponse) -> DocumentList:
    library = current_library()
    response.headers["Cache-Control"] = KEPT
    return DocumentList(
        checksum=checksum_of(library),
        documents=[DocumentAnswer(**_document(one)) for one in library.list_documents()],
    )


@router.get(
    "/documents/{place}/{name}", operation_id="get_document", response=answers(WholeDocument, 404), auth=None,
    summary="One document with its clauses",
)  # fmt: skip
def show_document(
    request: HttpRequest,
    response: HttpResponse,
    place: Path[str],
    name: Path[str],
) -> WholeDocument:
    try:
        found = current_library().document(f"{place}/{name}")
    except DocumentUnknown as error:
        raise Refused("not-found") from error
    response.headers["Cache-Control"] = KEPT
    clauses = [
        ClauseAnswer(address=f"{found.address}#{one.key}", title=one.title, gist=one.gist) for one in found.clauses
    ]
    return WholeDocument(**_document(found), clauses=clauses)


@router.get(
    "/vocabulary", operation_id="get_vocabulary", response=answers(Vocabulary), auth=None,
    summary="Every name: facts, benefits, bodies",
)  # fmt: skip
def show_vocabulary(request: HttpRequest, response: HttpResponse) -> Vocabulary:
    response.headers["Cache-Control"] = KEPT
    return _vocabulary(current_library())


@router.get("/health", operation_id="get_health", response=answers(Health), auth=None, summary="Whether it can answer")
def show_health(request: HttpRequest) -> Health:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Health(status="ok")


def _plain(value: Value) -> Any:
    """A value as the documents' reader takes it."""
    if isinstance(value, Span):
        return {"from": value.from_, "to": value.to}
    if isinstance(value, Since):
        return {"value": value.value, "since": value.since.isoformat()}
    return value


def _errors(refused: SituationRefused, lang: str) -> list[Error]:
    """Facts that cannot be used: by their name where the vocabulary has it, with what to write instead."""
    facts = current_library().vocabulary.facts
    return [
        Error(
            where=f"/body/facts/{fault.fact if fault.fact in facts.by_name else '?'}",
            code=fault.kind,
            detail=fault.remedy(lang) if fault.fact in facts.by_name else "",
        )
        for fault in refused.faults[:20]
    ]


def _document(document: Document) -> dict[str, Any]:
    front = document.front
    return {
        "address": document.address,
        "number": front.number,
        "title": front.title,
        "issuer": front.issuer,
        "place": front.place,
        "standing": front.standing,
        "issued": front.issued,
        "in_force": front.in_force,
        "ended": front.ended,
    }


@lru_cache(maxsize=2)
def _vocabulary(library: Library) -> Vocabulary:
    words = library.vocabulary
    return Vocabulary(
        checksum=checksum_of(library),
        facts=[
            FactWord(
                name=one.name,
                label=Label(zh=one.zh, en=one.en),
                type=one.type.value,
                values=list(one.values),
                holder=one.entry.holder,
                sensitivity=one.entry.sensitivity,
                secrecy=list(one.entry.secrecy),
            )
            for one in words.facts.values()
        ],
        benefits=[
            BenefitWord(
                name=slug,
                label=Label(zh=one.zh, en=one.en),
                delivery=one.delivery,
                body=one.by,
                sensitivity=one.sensitivity,
                secrecy=list(one.secrecy),
            )
            for slug, one in words.benefits.items()
        ],
        bodies=[BodyWord(name=slug, label=Label(zh=one.zh, en=one.en)) for slug, one in words.bodies.items()],
    )
