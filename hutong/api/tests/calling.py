"""Makes tokens and calls the door as another system would."""

import json
import uuid
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from hutong.api.actions import approve_token, ask_for_token
from hutong.api.models import Token
from hutong.children.tests.making import COUNTY, make_worker
from hutong.places.models import Body
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, acting_as

EVERY_OPERATION = list(Token.Operation.values)


def make_token(area: str = COUNTY, *, is_approved: bool = True, kind: str = "education", **given: Any) -> str:
    """The secret of a token of a department."""
    today, now = timezone.localdate(), timezone.now()
    body = Body.objects.filter(kind=kind).first() or Body.objects.create(kind=kind, name="试验县教育局", place=COUNTY)
    wanted: dict[str, Any] = {
        "name": "学籍系统", "purpose": "学籍核对", "operations": EVERY_OPERATION, "shown": [], "secrecy": [],
        "expires_on": today + timedelta(days=30), **given,
    }  # fmt: skip
    maker, approver = make_worker(Role.SECURITY_ADMIN, COUNTY), make_worker(Role.SECURITY_ADMIN, COUNTY)
    with acting_as(EVERYTHING):
        token, secret = ask_for_token(body=body, area=area, by=maker, at=now, on=today, **wanted)
        if is_approved:
            approve_token(token=token, by=approver, at=now, on=today)
    return secret


class System:
    """Another system with its token, or without one."""

    def __init__(self, secret: str = "", *, lang: str = "zh-CN") -> None:
        self.headers = {"Accept-Language": lang, **({"Authorization": f"Bearer {secret}"} if secret else {})}
        self.web = Client()

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.web.get(f"/api/v1{path}", headers={**self.headers, **headers})  # type: ignore[return-value]

    def post(self, path: str, sent: Any, *, key: str | None = None, **headers: str) -> HttpResponse:
        body = sent if isinstance(sent, str | bytes) else json.dumps(sent)
        told = {**self.headers, "Idempotency-Key": uuid.uuid4().hex if key is None else key, **headers}
        return self.web.post(  # type: ignore[return-value]
            f"/api/v1{path}", body, content_type="application/json", headers=told
        )


def read(response: HttpResponse) -> Any:
    """What was answered."""
    return json.loads(response.content)


def a_list(*rows: dict[str, Any], as_of: date = date(2025, 6, 1)) -> dict[str, Any]:
    """A department's list."""
    return {
        "source": {"title": "在校生名单", "reference": "教〔2025〕6号", "as_of": as_of.isoformat()},
        "rows": list(rows),
    }
