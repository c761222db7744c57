"""What is owed for minors' data is in the inbox of whoever answers for it, and in nobody's who may see no child."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, NOW, OTHER_VILLAGE, TODAY, VILLAGE, acting, make_child, make_worker
from hutong.privacy.answering import answer_request, assign_request, receive_request, take_back_request
from hutong.privacy.breaching import record_breach, record_step
from hutong.privacy.consenting import ask_again, give_consent
from hutong.privacy.models import AuditedPoint, ComplianceAudit, DataManager, FamilyRequest, Opening
from hutong.privacy.purposes import get_purposes
from hutong.privacy.yearly import get_points
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of
from hutong.tasks.actions import take_step
from hutong.tasks.jobs import tick
from hutong.tasks.models import Cause, Task
from hutong.tasks.of_privacy import SETTLED, settle_privacy

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
NEXT_YEAR = date(TODAY.year + 1, 1, 8)


@pytest.fixture
def manager() -> Worker:
    return appoint(make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs"))


@pytest.fixture
def window() -> Iterator[Worker]:
    with acting(Role.CIVIL_AFFAIRS, COUNTY) as worker:
        yield worker


def appoint(worker: Worker, area: str = COUNTY) -> Worker:
    DataManager.objects.create(worker=worker, area=area, since=date(2025, 1, 1), appointed_at=NOW)
    return worker


def ask(child: Child, by: Worker) -> FamilyRequest:
    return receive_request(
        child=child, kind="see", asker="guardian", asker_name="田奶奶", asker_relation="paternal_grandmother",
        checked="identity_card", words="想看孩子档案里写了什么", by=by, at=NOW,
    )  # fmt: skip


def settle(on: date = TODAY, at: datetime = NOW) -> tuple[int, int, int]:
    done = settle_privacy(on=on, at=at)
    return done.opened, done.ended, done.changed


def list_tasks(**more: Any) -> list[Task]:
    with acting_as(EVERYTHING):
        return list(Task.objects.filter(kind="privacy", **more).order_by("pk"))


def seen_by(worker: Worker) -> list[Task]:
    with acting_as(scope_of(worker, on=TODAY)):
        return list(Task.objects.filter(kind="privacy"))


def test_a_familys_request_is_the_managers_until_its_day(manager: Worker, window: Worker) -> None:
    request = ask(make_child(name="测试小禾"), window)
    assert [settle(), settle()] == [(1, 0, 0), (0, 0, 0)]
    (task,) = list_tasks()
    assert (task.worker_id, task.area, task.child_id) == (manager.pk, COUNTY, None)
    assert task.due_at is not None and timezone.localdate(task.due_at) == request.due
    assert task.due_is_local and task.due_label == "及时"
    assert request.number in task.what_zh


def test_no_task_names_the_child_or_its_village(manager: Worker, window: Worker) -> None:
    ask(make_child(name="测试小禾"), window)
    settle()
    (task,) = list_tasks()
    assert "小禾" not in task.what + task.what_zh + task.done_when
    assert (task.place, task.child_id) == (COUNTY, None)


def test_the_answer_ends_it(manager: Worker, window: Worker) -> None:
    request = ask(make_child(), window)
    settle()
    answer_request(request=request, verdict="granted", answer="档案内容已当面出示并复印。", by=window, at=LATER)
    assert settle(at=LATER) == (0, 1, 0)
    (task,) = list_tasks()
    with acting_as(EVERYTHING):
        assert (task.state, task.steps.values_list("words", flat=True).last()) == ("done", SETTLED)
        assert not Cause.objects.filter(task=task, gone_at__isnull=True).exists()
    assert settle(at=LATER) == (0, 0, 0)


def test_a_request_taken_back_ends_it_even_while_it_waits(manager: Worker, window: Worker) -> None:
    request = ask(make_child(), window)
    settle()
    with acting_as(EVERYTHING):
        take_step(task=list_tasks()[0], step="accept", by=manager, at=NOW)
        take_step(task=list_tasks()[0], step="pause", by=manager, at=NOW, words="等监护人来")
    take_back_request(request=request, by=window, at=LATER)
    assert settle(at=LATER) == (0, 1, 0)
    assert [task.state for task in list_tasks()] == ["done"]


def test_clicking_it_away_does_not_answer_the_family(manager: Worker, window: Worker) -> None:
    request = ask(make_child(), window)
    settle()
    with acting_as(EVERYTHING):
        take_step(task=list_tasks()[0], step="finish", by=manager, at=NOW, words="办了")
    assert settle(at=LATER) == (0, 0, 1)
    (task,) = list_tasks()
    assert (task.state, task.ended_at) == ("open", None)
    assert task.due_at is not None and timezone.localdate(task.due_at) == request.due


def test_whoever_was_named_has_it_and_another_manager_takes_over(manager: Worker, window: Worker) -> None:
    request = ask(make_child(), window)
    settle()
    named = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    assign_request(request=request, to=named, by=window, at=NOW)
    assert settle(at=LATER) == (0, 0, 1)
    assert [task.worker_id for task in list_tasks()] == [named.pk]
    other = ask(make_child(), window)
    settle(at=LATER)
    DataManager.objects.update(until=TODAY - timedelta(days=1))
    successor = appoint(make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs"))
    assert settle(at=LATER + timedelta(hours=1)) == (0, 0, 1)
    assert [task.worker_id for task in list_tasks(what__contains=other.number)] == [successor.pk]


def test_where_nobody_answers_for_data_the_county_does(window: Worker) -> None:
    ask(make_child(), window)
    settle()
    (task,) = list_tasks()
    assert (task.body_kind, task.area, task.worker_id) == ("civil_affairs", COUNTY, None)


def test_a_breach_has_two_urgent_clocks(manager: Worker, window: Worker) -> None:
    breach = record_breach(
        area=COUNTY, kind="missent", what="名单误发给了无关的人", classes=["identity"], found_at=NOW, by=window, at=NOW
    )
    settle()
    tasks = list_tasks()
    assert [task.urgency for task in tasks] == ["urgent", "urgent"]
    assert all(task.due_at is not None and task.due_at > NOW for task in tasks)
    with acting_as(scope_of(manager, on=TODAY)):
        record_step(
            breach=breach,
            kind="authority",
            happened_at=LATER,
            words="书面",
            to_whom="市网信办",
            by=manager,
            at=LATER,
        )
    assert settle(at=LATER) == (0, 1, 0)
    assert sorted(task.state for task in list_tasks()) == ["done", "open"]


def test_who_turns_fourteen_is_one_task_a_month_and_county(manager: Worker, window: Worker) -> None:
    born = TODAY.replace(year=TODAY.year - 14) + timedelta(days=5)
    children = [make_child(area, born=born) for area in (VILLAGE, VILLAGE, OTHER_VILLAGE)]
    given: dict[str, Any] = {"purpose": "share", "way": "in_person", "by_guardian": True, "guardian_name": "田奶奶"}
    for child in children:
        give_consent(child=child, given_on=TODAY, by=window, at=NOW, **{**given, "purpose": first_purpose()})
    with acting_as(EVERYTHING):
        ask_again(ahead=30, on=TODAY, at=NOW)
    assert settle() == (1, 0, 0)
    (task,) = list_tasks()
    assert task.due_at is not None and timezone.localdate(task.due_at) == TODAY + timedelta(days=5)
    for child in children:
        give_consent(
            child=child, given_on=TODAY, by=window, at=LATER, by_child=True,
            **{**given, "purpose": first_purpose(), "by_guardian": True},
        )  # fmt: skip
    assert settle(at=LATER) == (0, 1, 0)


def first_purpose() -> str:
    return next(key for key, one in get_purposes().items() if one.needs_consent)


def test_an_opening_is_reviewed_within_a_day_by_another(manager: Worker, window: Worker) -> None:
    child = make_child()
    for worker in (window, manager):
        Opening.objects.create(
            child=child.uid, area=VILLAGE, worker=worker, why="danger", reason="夜里有人报告", opened_at=NOW,
            ends_at=NOW + timedelta(hours=8),
        )  # fmt: skip
    settle()
    of_window, of_manager = list_tasks()
    assert (of_window.worker_id, of_window.due_at) == (manager.pk, NOW + timedelta(hours=24))
    assert of_manager.worker_id is None, "nobody reviews their own"


def test_the_yearly_audit_is_owed_until_it_is_reported(manager: Worker) -> None:
    assert settle(on=NEXT_YEAR) == (1, 0, 0)
    (task,) = list_tasks()
    assert (task.worker_id, str(TODAY.year) in task.what_zh) == (manager.pk, True)
    audit = ComplianceAudit.objects.create(
        year=TODAY.year, area=COUNTY, opened_at=NOW, opened_by=manager, signed_at=NOW, signed_by=manager
    )
    key = next(iter(get_points()))
    AuditedPoint.objects.create(
        audit=audit, key=key, counted_at=NOW, verdict="not_met", finding="没有", remedy="补上", remedy_due=NEXT_YEAR
    )
    ComplianceAudit.objects.update(reported_on=NEXT_YEAR, reported_to="网信办")
    assert settle(on=NEXT_YEAR, at=LATER) == (1, 1, 0)
    AuditedPoint.objects.update(remedied_on=NEXT_YEAR)
    assert settle(on=NEXT_YEAR, at=LATER) == (0, 1, 0)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_administrators_have_no_such_task(role: Role, manager: Worker, window: Worker) -> None:
    ask(make_child(), window)
    settle()
    assert seen_by(make_worker(role, COUNTY, kind="civil_affairs")) == []
    assert len(seen_by(manager)) == 1


def test_the_runner_does_it_at_every_tick(manager: Worker, window: Worker) -> None:
    ask(make_child(), window)
    tick(NOW)
    assert len(list_tasks()) == 1
