"""A township gets another code: its requests, referrals, applications and call-backs stay with the same window."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from hutong.audit.models import Entry
from hutong.children.following import follow_places
from hutong.children.tests.making import TOWNSHIP
from hutong.places.changes import Asked, change_divisions
from hutong.places.models import ChangeKind, Division
from hutong.places.queries import forget_places
from hutong.services import actions
from hutong.services.following import follow_areas
from hutong.services.models import CallBack, CrossApplication, Referral, Request
from hutong.services.tests.asking import make_helpers
from hutong.services.tests.test_one_truth import check, send_one
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of
from hutong.tasks.models import Task

pytestmark = pytest.mark.django_db
People = dict[str, Worker]
NEW = "990101105000"


@pytest.fixture
def people() -> Iterator[People]:
    yield make_helpers()
    forget_places()


def recode(*, days: int = 0) -> None:
    """The township gets another code, today or some days from now."""
    Division.objects.update(since=timezone.localdate() - timedelta(days=4000))
    forget_places()
    on = timezone.localdate() + timedelta(days=days)
    asked = Asked(ChangeKind.RECODE, TOWNSHIP, on, to_code=NEW)
    change_divisions(asked, reason="试验县政发〔2026〕1号", by=uuid4(), at=timezone.now())
    forget_places()


def follow(*, days: int = 0) -> int:
    on, at = timezone.localdate() + timedelta(days=days), timezone.now()
    with acting_as(EVERYTHING):
        follow_places(on=on, at=at)
    return follow_areas(on=on, at=at)


def test_what_stands_at_a_township_goes_along_and_its_tasks_are_not_passed_on(people: People) -> None:
    referral, at = send_one(people), timezone.now()
    call = actions.leave_call(area=TOWNSHIP, name="田奶奶", phone="19900003333", at=at)
    window, on = people["window"], timezone.localdate()
    with acting_as(scope_of(window, on=on)):
        given = {"child_name": "某某", "applicant": "某人", "phone": "19900000000"}
        crossing = actions.begin_cross(
            benefit="orphan_protection", from_area=TOWNSHIP, to_area="990301100000", particulars=given, missing=(),
            by=window, at=at,
        )  # fmt: skip
    recode()
    assert follow() > 0
    with acting_as(EVERYTHING):
        assert Request.objects.get().area == NEW
        assert Referral.objects.get().from_area == NEW
        assert CallBack.objects.get(pk=call.pk).area == NEW
        assert CrossApplication.objects.get(pk=crossing.pk).from_area == NEW
        assert set(Task.objects.exclude(body_kind="education").values_list("area", flat=True)) == {NEW}
    assert check(referral) == ("open", "sent")
    assert Entry.objects.filter(act="follow_areas").exists()
    with acting_as(scope_of(window, on=on)):
        assert CallBack.objects.filter(pk=call.pk).exists()
        assert Request.objects.exists() and CrossApplication.objects.exists()
    assert follow() == 0


def test_nothing_goes_before_the_day(people: People) -> None:
    send_one(people)
    recode(days=3)
    assert follow() == 0
    assert follow(days=3) > 0
