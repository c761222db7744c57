"""The screens of tokens: one security administrator asks, another approves; the secret stands on one page, once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.api.models import Secret, Token
from hutong.audit.models import Entry
from hutong.children.tests.making import COUNTY, OTHER_COUNTY, make_worker
from hutong.pages.tests.filing import make_places
from hutong.places.models import Body
from hutong.staff.models import Role, Worker

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"hutong_[A-Za-z0-9_-]{43}")


@pytest.fixture(autouse=True)
def _places(db: None) -> None:
    make_places()


def _visit(worker: Worker) -> Client:
    visitor = Client()
    visitor.force_login(worker)
    return visitor


@pytest.fixture
def security() -> Client:
    return _visit(make_worker(Role.SECURITY_ADMIN, COUNTY, kind="county_government"))


@pytest.fixture
def colleague() -> Client:
    return _visit(make_worker(Role.SECURITY_ADMIN, COUNTY, kind="county_government"))


def _ask(visitor: Client, **given: Any) -> HttpResponse:
    body = Body.objects.filter(place=COUNTY).first()
    assert body is not None
    filled = {
        "name": "学籍系统", "body": str(body.uid), "area": COUNTY, "purpose": "学籍核对", "operations": ["facts"],
        "shown": [], "secrecy": ["health"], "expires_on": (timezone.localdate() + timedelta(days=90)).isoformat(),
        **given,
    }  # fmt: skip
    return visitor.post(reverse("token_new"), filled)  # type: ignore[return-value]


def _call(secret: str) -> int:
    return Client().get("/api/v1/token", headers={"Authorization": f"Bearer {secret}"}).status_code


def test_one_asks_another_approves_and_then_it_opens(security: Client, colleague: Client) -> None:
    page = _ask(security).content.decode()
    (secret,) = SECRET.findall(page)
    token = Token.objects.get()
    assert _call(secret) == 401
    approve = reverse("token_approve", args=[token.uid])
    security.post(approve)
    assert _call(secret) == 401
    colleague.post(approve)
    assert _call(secret) == 200
    shown = colleague.get(reverse("token", args=[token.uid])).content.decode()
    assert secret not in shown and secret[:13] in shown and "学籍核对" in shown
    acts = Entry.objects.filter(act__startswith="token_").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["token_asked", "token_approved"]


def test_the_same_form_sent_twice_makes_one_token(security: Client) -> None:
    _ask(security, sent="a-form")
    again = _ask(security, sent="a-form")
    assert again.status_code == 302
    assert Token.objects.count() == 1


def test_a_changed_secret_is_shown_once_and_the_old_one_stays_for_a_week(security: Client, colleague: Client) -> None:
    (first,) = SECRET.findall(_ask(security).content.decode())
    token = Token.objects.get()
    colleague.post(reverse("token_approve", args=[token.uid]))
    (second,) = SECRET.findall(security.post(reverse("token_rotate", args=[token.uid])).content.decode())
    assert [_call(first), _call(second)] == [200, 200]
    assert Secret.objects.filter(ends_at__isnull=False).count() == 1


def test_revoking_needs_a_reason_and_works_at_once(security: Client, colleague: Client) -> None:
    (secret,) = SECRET.findall(_ask(security).content.decode())
    token = Token.objects.get()
    colleague.post(reverse("token_approve", args=[token.uid]))
    revoke = reverse("token_revoke", args=[token.uid])
    security.post(revoke, {"because": " "})
    assert _call(secret) == 200
    security.post(revoke, {"because": "系统停用"})
    assert _call(secret) == 401
    assert "系统停用" in security.get(reverse("token", args=[token.uid])).content.decode()


@pytest.mark.parametrize(
    "given", [{"area": OTHER_COUNTY}, {"operations": []}, {"expires_on": "2020-01-01"}, {"purpose": ""}]
)
def test_what_is_wrong_is_said_beside_the_form(security: Client, given: dict[str, Any]) -> None:
    answer = _ask(security, **given)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode() or "errorlist" in answer.content.decode()
    assert not Token.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECURITY_ADMIN])
def test_nobody_else_comes_in(security: Client, role: Role) -> None:
    _ask(security)
    token, visitor = Token.objects.get(), _visit(make_worker(role, COUNTY))
    for name in ("tokens", "token_new"):
        assert visitor.get(reverse(name)).status_code == 403
    assert visitor.get(reverse("token", args=[token.uid])).status_code == 403
    for name in ("token_approve", "token_rotate", "token_revoke"):
        assert visitor.post(reverse(name, args=[token.uid])).status_code == 403
    assert Client().get(reverse("tokens")).status_code == 302


def test_the_administrator_of_another_county_finds_nothing(security: Client) -> None:
    _ask(security)
    token, other = Token.objects.get(), _visit(make_worker(Role.SECURITY_ADMIN, OTHER_COUNTY))
    assert token.name not in other.get(reverse("tokens")).content.decode()
    for name in ("token", "token_approve", "token_rotate", "token_revoke"):
        address = reverse(name, args=[token.uid])
        assert (other.get(address) if name == "token" else other.post(address)).status_code == 404
