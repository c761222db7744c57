"""What other systems send: facts and payments, a list at a time or about one child."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Header, Router

from hutong.api.children import SystemRequest, Uid, find_child, tag_of
from hutong.api.door import FOR_WRITES, SystemToken, answers
from hutong.api.models import Token
from hutong.api.problems import Refused, language_of
from hutong.api.pushing import Sending, write_list
from hutong.api.repeating import REPLAYED, answer_once
from hutong.api.rows import FactRows, ReceiptRows
from hutong.api.schemas import FactList, FactsOfOne, ListAnswer, ReceiptList, RowAnswer, Source
from hutong.audit.acting import through
from hutong.audit.actions import note_look
from hutong.audit.models import Way
from hutong.children.models import Child

router = Router(tags=["sending"])
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[A-Za-z0-9_-]{8,100}$",
        description="Made up by the sender, one for each write: the same again under the same key does nothing.",
    ),
]
Tag = Annotated[str | None, Header(alias="If-Match", max_length=100, description="The ETag as it was read.")]
MAY_BE_REPLAYED: dict[str, Any] = {
    "responses": {200: {"headers": {REPLAYED: {"schema": {"const": "true"}, "required": False}}}}
}


@router.post(
    "/facts", operation_id="send_facts", auth=SystemToken(Token.Operation.FACTS),
    response=answers(ListAnswer, *FOR_WRITES), summary="A department's list of facts", openapi_extra=MAY_BE_REPLAYED,
)  # fmt: skip
def send_facts(request: SystemRequest, sent: FactList, idempotency_key: Key) -> HttpResponse:
    sending = _sending(request, sent.source)
    rows = [(row.who, row.facts) for row in sent.rows]

    def write() -> ListAnswer:
        _note_looking_for(request, rows=len(rows), door="api:send_facts")
        return write_list(FactRows(sending), rows)

    with through("api:send_facts"):
        return answer_once(
            token=request.token, key=idempotency_key, operation="send_facts", sent=sent, at=sending.at, do=write
        )


@router.post(
    "/receipts", operation_id="send_receipts", auth=SystemToken(Token.Operation.RECEIPTS),
    response=answers(ListAnswer, *FOR_WRITES), summary="A list of payments", openapi_extra=MAY_BE_REPLAYED,
)  # fmt: skip
def send_receipts(request: SystemRequest, sent: ReceiptList, idempotency_key: Key) -> HttpResponse:
    sending = _sending(request, sent.source)
    rows = [(row.who, [row.receipt]) for row in sent.rows]

    def write() -> ListAnswer:
        _note_looking_for(request, rows=len(rows), door="api:send_receipts")
        return write_list(ReceiptRows(sending), rows)

    with through("api:send_receipts"):
        return answer_once(
            token=request.token, key=idempotency_key, operation="send_receipts", sent=sent, at=sending.at, do=write
        )


@router.post(
    "/children/{uuid:uid}/facts", operation_id="send_facts_of_one", auth=SystemToken(Token.Operation.FACTS),
    response=answers(RowAnswer, *FOR_WRITES, 404, 412), summary="Facts about one child", openapi_extra=MAY_BE_REPLAYED,
)  # fmt: skip
def send_facts_of_one(
    request: SystemRequest,
    uid: Uid,
    sent: FactsOfOne,
    idempotency_key: Key,
    if_match: Annotated[
        str | None, Header(alias="If-Match", max_length=100, description="The ETag with which it was read.")
    ] = None,
) -> HttpResponse:
    child = find_child(request, uid, door="api:send_facts_of_one")
    sending = _sending(request, sent.source)

    def write() -> RowAnswer:
        fresh = Child.objects.select_for_update().filter(pk=child.pk).first()
        if fresh is None:
            raise Refused("not-found")
        if if_match is not None and if_match != tag_of(fresh):
            raise Refused("file-changed")
        return FactRows(sending).write_row(0, fresh, sent.facts)

    with through("api:send_facts_of_one"):
        return answer_once(
            token=request.token, key=idempotency_key, operation=f"send_facts:{uid}", sent=sent, at=sending.at, do=write
        )


def _sending(request: SystemRequest, source: Source) -> Sending:
    now = timezone.now()
    return Sending(request.token, source, at=now, on=timezone.localdate(now), lang=language_of(request))


def _note_looking_for(request: SystemRequest, *, rows: int, door: str) -> None:
    """A list of numbers asks whether there are such files: that is on record as a search."""
    note_look(at=timezone.now(), door=door, way=Way.SEARCH, rows=rows, purpose=request.token.purpose)
