"""The clock is put forward and back: nobody stays signed in for it, nobody is kept out until it comes round again."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.children.tests.making import make_worker
from hutong.staff.factors import add_codes, code_at, new_key, prove_by_code
from hutong.staff.jobs import tidy_sign_ins
from hutong.staff.models import Factor, Session
from hutong.staff.sessions import is_over, list_sessions

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def is_in(visitor: Client) -> bool:
    return visitor.get(reverse("home")).status_code == 200


def move(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    now = timezone.now() + by
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.mark.parametrize("by", [DAY, -DAY])
def test_a_session_ends_when_the_clock_jumps(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    worker, visitor = make_worker(), Client()
    visitor.force_login(worker)
    assert is_in(visitor)
    move(monkeypatch, by)
    assert not is_in(visitor)
    visitor.force_login(worker)
    assert is_in(visitor)
    assert len(list_sessions(worker=worker, at=timezone.now())) == 1


def test_a_clock_put_right_by_a_minute_signs_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Client()
    visitor.force_login(make_worker())
    assert is_in(visitor)
    move(monkeypatch, -timedelta(minutes=1))
    assert is_in(visitor)


def test_a_session_of_a_time_to_come_is_over_and_tidied() -> None:
    now = timezone.now()
    assert is_over(since=now + DAY, seen_at=now + DAY, at=now)
    Session.objects.create(
        session_key="ahead", session_data="", expire_date=now + 2 * DAY, since=now + DAY, seen_at=now + DAY
    )
    tidy_sign_ins()
    assert not Session.objects.exists()


def test_codes_go_on_after_the_clock_was_ahead() -> None:
    worker, key, now = make_worker(), new_key(), timezone.now()
    add_codes(worker=worker, key=key, code=code_at(key, now + DAY), at=now + DAY)
    assert prove_by_code(worker=worker, code=code_at(key, now), at=now) == "codes"
    assert Factor.objects.get().last_step == int(now.timestamp()) // 30


def test_a_name_locked_while_the_clock_was_ahead_opens_again() -> None:
    made = AccessAttempt.objects.create(username="x", ip_address="192.0.2.1", user_agent="x", failures_since_start=5)
    AccessAttempt.objects.filter(pk=made.pk).update(attempt_time=timezone.now() + 365 * DAY)
    tidy_sign_ins()
    assert not AccessAttempt.objects.exists()
