"""The runner with a moved clock: a report stays red through a night of holidays until the police are named."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hutong.children.tests.making import COUNTY, TODAY, TOWNSHIP, VILLAGE, make_worker
from hutong.exchange.runner import Runner
from hutong.protection.actions import ReceiptSaid, Told, enter_receipt
from hutong.protection.finding_places import Found
from hutong.protection.models import Report
from hutong.protection.outside import report_from_outside
from hutong.protection.queries import count_red
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, acting_as, scope_of
from hutong.tasks.actions import take_step
from hutong.tasks.models import Step, Task

pytestmark = pytest.mark.django_db
EVE = datetime(2025, 1, 28, 15, 30, tzinfo=UTC)
"""New Year's Eve, half past eleven at night in China; eight days of holidays follow."""


def run_at(moment: datetime, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    Runner(beside=1).step()


def police_task() -> Task:
    with acting_as(EVERYTHING):
        return Task.objects.get(kind="report", body_kind="police")


def test_through_the_night_and_the_holidays_until_a_named_receipt(monkeypatch: Any) -> None:
    make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP, kind="township_government")
    make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    police = make_worker(Role.DEPARTMENT, COUNTY, kind="police")
    told = Told(what="隔壁孩子整夜哭喊", where="上清村三组")
    report = report_from_outside(told=told, found=Found(VILLAGE), road="public", at=EVE)
    run_at(EVE + timedelta(minutes=30), monkeypatch)
    assert police_task().escalated_to == ""
    run_at(EVE + timedelta(hours=2, minutes=30), monkeypatch)
    assert police_task().escalated_to == f"civil_affairs@{COUNTY}"
    with acting_as(scope_of(police, on=TODAY)):
        take_step(task=police_task(), step="finish", by=police, at=EVE + timedelta(hours=3), words="已知悉")
    assert police_task().state == "done"
    run_at(EVE + timedelta(hours=3, minutes=1), monkeypatch)
    assert police_task().state == "open"
    run_at(EVE + timedelta(days=3), monkeypatch)
    with acting_as(EVERYTHING):
        assert count_red() == 1
        assert Step.objects.filter(task=police_task(), step="escalate").count() >= 2
    with acting_as(scope_of(police, on=TODAY)):
        said = ReceiptSaid("officer", "王警官", EVE + timedelta(days=3))
        enter_receipt(report=report, said=said, by=police, at=EVE + timedelta(days=3, minutes=5))
    run_at(EVE + timedelta(days=4), monkeypatch)
    assert police_task().state == "done"
    with acting_as(EVERYTHING):
        assert not Report.objects.get().is_red
