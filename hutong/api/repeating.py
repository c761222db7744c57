"""A write that is sent again under the same key does nothing and gets the same answer.

The key's row is written first, in the transaction of the write: whoever comes second waits for the first and then
reads its answer. What was refused leaves no row, so that it can be corrected and sent under the same key.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from pydantic import BaseModel

from hutong.api.models import Answered, Token
from hutong.api.problems import Refused

KEPT = timedelta(days=30)
REPLAYED = "Idempotency-Replayed"
JSON = "application/json"


def answer_once(
    *, token: Token, key: str, operation: str, sent: BaseModel, at: datetime, do: Callable[[], BaseModel]
) -> HttpResponse:
    """Do it, or tell again what was answered. Raises Refused where the key was used for something else."""
    checksum = checksum_of(operation, sent)
    Answered.objects.filter(at__lt=at - KEPT).delete()
    try:
        with transaction.atomic():
            row = Answered.objects.create(token=token, key=key, checksum=checksum, at=at)
            answer = json.dumps(do().model_dump(mode="json"), ensure_ascii=False)
            row.status, row.answer = 200, answer
            row.save(update_fields=["status", "answer"])
    except IntegrityError:
        return _again(token=token, key=key, checksum=checksum)
    return HttpResponse(answer, content_type=JSON)


def checksum_of(operation: str, sent: BaseModel) -> str:
    """Of what was asked for: the spelling of the JSON does not matter, what it says does."""
    return sha256(f"{operation}\x00{sent.model_dump_json()}".encode()).hexdigest()


def _again(*, token: Token, key: str, checksum: str) -> HttpResponse:
    row = Answered.objects.filter(token=token, key=key).first()
    if row is None:
        # It was not the key that the database refused.
        raise Refused("busy")
    if row.checksum != checksum:
        raise Refused("key-in-use")
    response = HttpResponse(row.answer, content_type=JSON)
    response.headers[REPLAYED] = "true"
    return response
