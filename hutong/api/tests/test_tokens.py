"""Tokens: two people, a narrow area, an end, and only a digest kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hutong.api.actions import approve_token, ask_for_token, revoke_token, rotate_secret
from hutong.api.errors import NotYoursToApprove, TokenIncomplete, TokenNotWaiting, TokenOver, TokenTooLong, TokenTooWide
from hutong.api.models import Secret, Token
from hutong.api.tests.calling import System, make_token, read
from hutong.children.tests.making import COUNTY, OTHER_COUNTY, TOWNSHIP, make_worker
from hutong.places.models import Body
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of

pytestmark = pytest.mark.django_db


def _ask(by: Worker, **given: object) -> tuple[Token, str]:
    today = timezone.localdate()
    body = Body.objects.create(kind="education", name="试验县教育局", place=COUNTY)
    wanted = {
        "name": "学籍系统", "area": COUNTY, "purpose": "核对", "operations": ["facts"], "shown": [], "secrecy": [],
        "expires_on": today + timedelta(days=9), **given,
    }  # fmt: skip
    with acting_as(scope_of(by, on=today)):
        return ask_for_token(body=body, by=by, at=timezone.now(), on=today, **wanted)  # type: ignore[arg-type]


def test_whoever_asks_for_a_token_does_not_approve_it() -> None:
    maker, today = make_worker(Role.SECURITY_ADMIN, COUNTY), timezone.localdate()
    token, _ = _ask(maker)
    with acting_as(scope_of(maker, on=today)), pytest.raises(NotYoursToApprove):
        approve_token(token=token, by=maker, at=timezone.now(), on=today)


def test_it_opens_nothing_until_another_person_approves() -> None:
    secret = make_token(is_approved=False)
    assert System(secret).get("/children").status_code == 401
    token = Token.objects.get()
    with acting_as(EVERYTHING):
        approve_token(
            token=token, by=make_worker(Role.SECURITY_ADMIN, COUNTY), at=timezone.now(), on=timezone.localdate()
        )
    assert System(secret).get("/children").status_code == 200
    with acting_as(EVERYTHING), pytest.raises(TokenNotWaiting):
        approve_token(token=token, by=make_worker(), at=timezone.now(), on=timezone.localdate())


@pytest.mark.parametrize("role", [Role.CIVIL_AFFAIRS, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.LEADER])
def test_nobody_but_the_security_administrator_makes_one(role: Role) -> None:
    with pytest.raises(NotAllowed):
        _ask(make_worker(role, COUNTY))


def test_it_goes_no_farther_than_the_post_of_its_maker() -> None:
    with pytest.raises(TokenTooWide):
        _ask(make_worker(Role.SECURITY_ADMIN, TOWNSHIP))
    with pytest.raises(TokenTooWide):
        _ask(make_worker(Role.SECURITY_ADMIN, COUNTY), area=OTHER_COUNTY)


@pytest.mark.parametrize(
    "given",
    [{"operations": []}, {"operations": ["everything"]}, {"shown": ["phones"]}, {"secrecy": ["x"]}, {"purpose": " "}],
)
def test_what_it_is_for_has_to_be_said_in_known_words(given: dict[str, object]) -> None:
    with pytest.raises(TokenIncomplete):
        _ask(make_worker(Role.SECURITY_ADMIN, COUNTY), **given)


@pytest.mark.parametrize("days", [0, 800])
def test_it_ends_within_two_years(days: int) -> None:
    with pytest.raises(TokenTooLong):
        _ask(make_worker(Role.SECURITY_ADMIN, COUNTY), expires_on=timezone.localdate() + timedelta(days=days))


def test_the_secret_is_told_once_and_only_its_digest_is_kept() -> None:
    _, secret = _ask(make_worker(Role.SECURITY_ADMIN, COUNTY))
    kept = Secret.objects.get()
    assert len(secret) > 40 and secret not in {kept.digest, kept.begins}
    assert kept.begins == secret[:13]


def test_while_a_secret_follows_another_both_are_good_for_a_week() -> None:
    first = make_token()
    token, today = Token.objects.get(), timezone.localdate()
    with acting_as(EVERYTHING):
        second = rotate_secret(token=token, by=make_worker(), at=timezone.now(), on=today)
    assert [System(one).get("/token").status_code for one in (first, second)] == [200, 200]
    Secret.objects.filter(ends_at__isnull=False).update(ends_at=timezone.now())
    assert [System(one).get("/token").status_code for one in (first, second)] == [401, 200]


def test_a_revoked_token_opens_nothing_and_is_not_taken_up_again() -> None:
    secret = make_token()
    token, today = Token.objects.get(), timezone.localdate()
    with acting_as(EVERYTHING):
        revoke_token(token=token, because="系统停用", by=make_worker(), at=timezone.now())
        with pytest.raises(TokenOver):
            rotate_secret(token=token, by=make_worker(), at=timezone.now(), on=today)
    assert System(secret).get("/token").status_code == 401


def test_an_expired_token_opens_nothing() -> None:
    secret = make_token()
    assert System(secret).get("/token").status_code == 200
    Token.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    answer = System(secret, lang="en").get("/token")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert read(answer)["type"] == "urn:hutong:problem:not-signed-in"


def test_when_it_was_last_used_is_remembered() -> None:
    secret = make_token()
    System(secret).get("/token")
    assert Secret.objects.get().last_used_at is not None
