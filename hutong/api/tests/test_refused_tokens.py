"""A token that opens nothing is on record: which and why, never the secret, and never more than so many a minute."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hutong.api.actions import revoke_token, rotate_secret
from hutong.api.models import Secret, Token
from hutong.api.refused_tokens import MORE, MOST_OF_A_TOKEN, MOST_OF_NONE
from hutong.api.tests.calling import System, make_token
from hutong.audit.models import Entry
from hutong.children.tests.making import COUNTY, make_worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db


def list_refused() -> list[dict[str, Any]]:
    rows = Entry.objects.filter(way="sign_in", door="api").order_by("id")
    return [dict(one) for one in rows.values("act", "worker", "place")]


def test_a_token_that_nobody_made_is_on_record_without_what_was_shown() -> None:
    shown = "hutong_nobody-made-this"
    assert System(shown).get("/token").status_code == 401
    assert list_refused() == [{"act": "token unknown", "worker": None, "place": ""}]
    assert shown not in str(list(Entry.objects.values()))
    assert "127.0.0.1" not in str(list(Entry.objects.values()))


def test_whoever_shows_no_token_is_not() -> None:
    assert System().get("/token").status_code == 401
    assert list_refused() == []


def test_one_that_works_leaves_no_such_entry() -> None:
    assert System(make_token()).get("/token").status_code == 200
    assert list_refused() == []


def test_one_that_waits_or_ended_is_on_record_where_it_was_for() -> None:
    secret = make_token(is_approved=False)
    token = Token.objects.get()
    told = {"worker": token.uid, "place": COUNTY}
    System(secret).get("/token")
    Token.objects.update(approved_at=timezone.now(), approved_by=make_worker())
    Token.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    System(secret).get("/children")
    assert list_refused() == [{"act": "token not approved", **told}, {"act": "token expired", **told}]


def test_one_that_was_revoked_or_replaced_is_on_record() -> None:
    first = make_token()
    token, now = Token.objects.get(), timezone.now()
    with acting_as(EVERYTHING):
        rotate_secret(token=token, by=make_worker(), at=now, on=timezone.localdate())
        Secret.objects.filter(ends_at__isnull=False).update(ends_at=now)
        System(first).get("/token")
        revoke_token(token=token, because="系统停用", by=make_worker(), at=now)
    System(first).get("/token")
    assert [one["act"] for one in list_refused()] == ["token's secret ended", "token revoked"]


def test_nobody_fills_the_record_from_outside(settings: Any) -> None:
    settings.API_ADDRESS_PER_MINUTE = 1000
    for number in range(MOST_OF_NONE + 5):
        System(f"hutong_guess-{number}").get("/token")
    acts = [one["act"] for one in list_refused()]
    assert acts[:MOST_OF_NONE] == ["token unknown"] * MOST_OF_NONE
    assert MORE in acts and len(acts) <= 2 * (MOST_OF_NONE + 1), "a minute may turn meanwhile"


def test_one_token_shown_again_and_again_hides_no_other(settings: Any) -> None:
    settings.API_ADDRESS_PER_MINUTE = 1000
    secret = make_token(is_approved=False)
    for _ in range(MOST_OF_A_TOKEN + 4):
        System(secret).get("/token")
    System("hutong_guess").get("/token")
    acts = [one["act"] for one in list_refused()]
    assert len(acts) <= 2 * (MOST_OF_A_TOKEN + 1) + 1
    assert acts[-1] == "token unknown"
