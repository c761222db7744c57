"""What signing in leaves behind goes every night; what still counts stays."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

from hutong.places.models import Body
from hutong.staff.jobs import tidy_sign_ins
from hutong.staff.models import Post, Role, Session, Worker

pytestmark = pytest.mark.django_db


def make_session(key: str, *, worker: Worker | None = None, seen: timedelta = timedelta(0)) -> None:
    now = timezone.now()
    Session.objects.create(
        session_key=key, session_data="", expire_date=now + timedelta(hours=1), worker=worker, since=now - seen,
        seen_at=now - seen,
    )  # fmt: skip


def test_sessions_nobody_goes_on_with_are_forgotten() -> None:
    worker = Worker.objects.create(username="lihua", name="示例华")
    make_session("live", worker=worker)
    make_session("left", worker=worker, seen=timedelta(hours=3))
    tidy_sign_ins()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["live"]


def test_sessions_end_with_the_last_post() -> None:
    today = timezone.localdate()
    body = Body.objects.create(kind="civil_affairs", name="测试单位", place="990101000000")
    for name, until in (("gone", today - timedelta(days=1)), ("stays", today)):
        worker = Worker.objects.create(username=name, name="示例")
        Post.objects.create(
            worker=worker, role=Role.LEADER, body=body, area=body.place, since=today - timedelta(days=9), until=until
        )
        make_session(name, worker=worker)
    tidy_sign_ins()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["stays"]


def test_failures_that_count_no_more_are_forgotten() -> None:
    for name, hours in (("old", 25), ("new", 1)):
        made = AccessAttempt.objects.create(
            username=name, ip_address="192.0.2.1", user_agent="x", failures_since_start=3
        )
        AccessAttempt.objects.filter(pk=made.pk).update(attempt_time=timezone.now() - timedelta(hours=hours))
    tidy_sign_ins()
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["new"]
