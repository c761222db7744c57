"""Two lines make a report; it opens urgent tasks, stays red until the police have it, tells nobody who made it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import serializers

from hutong.audit.models import Entry
from hutong.children.models import Child, Recusal
from hutong.children.queries import with_assigned
from hutong.children.tests.making import (
    COUNTY,
    NOW,
    OTHER_VILLAGE,
    TODAY,
    TOWNSHIP,
    VILLAGE,
    make_child,
    make_grant,
    make_number,
    make_worker,
)
from hutong.protection.actions import (
    ReceiptSaid,
    Suspect,
    Told,
    add_to_course,
    enter_receipt,
    keep_worker_out,
    report_danger,
    say_which_child,
)
from hutong.protection.errors import NothingTold, NotYetReceived, ReceiptNeeds, ReporterHidden, ReportUnknown
from hutong.protection.models import Course, PoliceReceipt, Report, Reporter
from hutong.protection.queries import count_red, get_report
from hutong.protection.reporters import read_reporter
from hutong.protection.tests.reporting import SAID, make_report
from hutong.protection.urgent import run_on_while_red
from hutong.staff.grants import REPORTER, keep_own_identity
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, Scope, acting_as, scope_of
from hutong.tasks.actions import take_step
from hutong.tasks.models import Cause, Step, Task
from hutong.tasks.ticking import tick_clocks

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=20)
RECEIPT = ReceiptSaid(way="officer", who="警员 王", received_at=NOW + timedelta(minutes=5), station="清溪派出所")


@pytest.fixture
def teacher() -> Worker:
    return make_worker(Role.INSTITUTION, COUNTY, kind="school")


@pytest.fixture
def township() -> Worker:
    return make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP, kind="township_government")


@pytest.fixture
def police() -> Worker:
    return make_worker(Role.DEPARTMENT, COUNTY, kind="police")


def scope_for(worker: Worker) -> Scope:
    return with_assigned(scope_of(worker, on=TODAY), on=TODAY)


def sees(worker: Worker, report: Report) -> bool:
    with acting_as(scope_for(worker)):
        return Report.objects.filter(pk=report.pk).exists()


def tasks_of(report: Report) -> list[Task]:
    with acting_as(EVERYTHING):
        causes = Cause.objects.filter(key__startswith=f"report:{report.uid}:").order_by("key")
        return [Task.objects.get(pk=cause.task_id) for cause in causes]


def test_what_or_where_alone_is_enough(teacher: Worker) -> None:
    assert make_report(teacher, told=Told(what="有人打孩子")).is_red
    assert make_report(teacher, told=Told(where="桥头")).is_red


def test_a_report_of_nothing_is_asked_for_a_word(teacher: Worker) -> None:
    with pytest.raises(NothingTold):
        make_report(teacher, told=Told(what="  "))


def test_it_opens_urgent_tasks_for_police_and_township_that_count_hours(
    teacher: Worker, township: Worker, police: Worker
) -> None:
    at_night = datetime(2025, 1, 28, 15, 30, tzinfo=UTC)  # New Year's Eve, half past eleven at night in China
    report = make_report(teacher, at=at_night)
    found = {task.body_kind: task for task in tasks_of(report)}
    assert set(found) == {"police", "township_government"}
    assert {task.urgency for task in found.values()} == {"urgent"}
    assert {task.due_at for task in found.values()} == {at_night + timedelta(hours=1)}
    assert all(task.due_is_local for task in found.values())


def test_it_is_red_until_somebody_of_the_police_is_named_with_a_time(teacher: Worker, township: Worker) -> None:
    report = make_report(teacher)
    with acting_as(scope_for(township)):
        for said, fault in (
            (replace(RECEIPT, who=" "), ReceiptNeeds),
            (replace(RECEIPT, received_at=None), NotYetReceived),
            (replace(RECEIPT, received_at=LATER + timedelta(days=1)), NotYetReceived),
        ):
            with pytest.raises(fault):
                enter_receipt(report=report, said=said, by=township, at=LATER)
        assert get_report(report.uid).is_red
        assert count_red() == 1
        enter_receipt(report=report, said=RECEIPT, by=township, at=LATER)
        assert not get_report(report.uid).is_red
        assert count_red() == 0


def test_the_receipt_ends_the_task_of_the_police_and_not_that_of_the_township(
    teacher: Worker, township: Worker, police: Worker
) -> None:
    report = make_report(teacher)
    with acting_as(scope_for(police)):
        enter_receipt(report=report, said=RECEIPT, by=police, at=LATER)
    states = {task.body_kind: task.state for task in tasks_of(report)}
    assert states == {"police": "done", "township_government": "open"}
    with acting_as(scope_for(township)):
        add_to_course(report=report, kind=Course.Kind.TAKEN, words="", by=township, at=LATER)
    assert {task.state for task in tasks_of(report)} == {"done"}


def test_a_finished_task_is_no_receipt(teacher: Worker, police: Worker) -> None:
    report = make_report(teacher)
    with acting_as(scope_for(police)):
        task = next(task for task in tasks_of(report) if task.body_kind == "police")
        take_step(task=task, step="finish", by=police, at=LATER, words="已知悉")
        assert get_report(report.uid).is_red
        enter_receipt(report=report, said=RECEIPT, by=police, at=LATER)
        assert not get_report(report.uid).is_red


def test_a_receipt_given_with_the_report_counts_and_one_that_is_not_whole_does_not_block(teacher: Worker) -> None:
    told_at = ReceiptSaid(way="call", who="接警员 031", received_at=NOW - timedelta(minutes=3))
    assert not make_report(teacher, receipt=told_at).is_red
    assert make_report(teacher, receipt=replace(told_at, who="")).is_red


def test_the_village_sees_it_unless_it_is_kept_from_it(teacher: Worker) -> None:
    director = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    neighbour = make_worker(Role.CHILD_DIRECTOR, OTHER_VILLAGE)
    seen, kept = make_report(teacher), make_report(teacher, told=Told("x", suspect=Suspect(keep_from_village=True)))
    assert (sees(director, seen), sees(director, kept), sees(neighbour, seen)) == (True, False, False)


def test_township_county_and_police_of_the_place_see_it_and_other_departments_do_not(
    teacher: Worker, township: Worker, police: Worker
) -> None:
    county = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    health = make_worker(Role.DEPARTMENT, COUNTY, kind="health")
    leader = make_worker(Role.LEADER, COUNTY, kind="civil_affairs")
    report = make_report(teacher)
    assert [sees(one, report) for one in (township, county, police, health, leader)] == [True, True, True, False, False]


def test_whoever_typed_it_goes_on_seeing_it_and_may_enter_the_receipt_unnamed(teacher: Worker) -> None:
    report = make_report(teacher)
    assert sees(teacher, report)
    with acting_as(scope_for(teacher)):
        receipt = enter_receipt(report=report, said=RECEIPT, by=teacher, at=LATER)
        with pytest.raises(NotAllowed):
            add_to_course(report=report, kind="done", words="x", by=teacher, at=LATER)
    assert receipt.entered_by is None


def test_a_stranger_neither_sees_it_nor_learns_that_there_is_one(teacher: Worker) -> None:
    report = make_report(teacher)
    stranger = make_worker(Role.CHILD_SUPERVISOR, "990102100000", kind="township_government")
    with acting_as(scope_for(stranger)):
        with pytest.raises(ReportUnknown):
            get_report(report.uid)
        with pytest.raises(ReportUnknown):
            enter_receipt(report=report, said=RECEIPT, by=stranger, at=LATER)


def test_the_suspected_person_on_the_staff_is_kept_out_by_their_number(teacher: Worker, township: Worker) -> None:
    number = make_number(datetime(1980, 3, 4).date())
    with acting_as(EVERYTHING):
        keep_own_identity(worker=township, identity_number=number, on=TODAY, at=NOW)
    report = make_report(teacher, told=Told("x", suspect=Suspect(identity_number=number)))
    assert not sees(township, report)


def test_kin_of_the_child_on_the_staff_are_kept_out_once_the_file_is_named(teacher: Worker, township: Worker) -> None:
    county = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    report = make_report(teacher)
    with acting_as(EVERYTHING):
        child = make_child()
        recusal = Recusal(child=child, worker=township, reason="亲属", declared_by=township, declared_at=NOW)
        recusal.save()
    assert sees(township, report)
    with acting_as(scope_for(county)):
        say_which_child(report=report, child=child, by=county, at=LATER)
    assert not sees(township, report)
    assert sees(county, report)


def test_somebody_can_be_kept_out_by_name(teacher: Worker, township: Worker) -> None:
    colleague = make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP, kind="township_government")
    report = make_report(teacher)
    with acting_as(scope_for(township)):
        keep_worker_out(report=report, worker=colleague, by=township, at=LATER)
    assert sees(township, report)
    assert not sees(colleague, report)


def test_the_reporter_is_read_by_grant_alone_and_on_the_record(teacher: Worker, township: Worker) -> None:
    report = make_report(teacher)
    with acting_as(scope_for(township)), pytest.raises(ReporterHidden):
        read_reporter(report=report, at=LATER)
    make_grant(township, REPORTER, TOWNSHIP)
    with acting_as(scope_for(township)):
        told, typed_by = read_reporter(report=report, at=LATER)
    assert (told, typed_by) == (SAID, teacher.name)
    assert Entry.objects.filter(way="reveal", about=str(report.uid), worker=township.uid).count() == 1


def test_the_reporter_lies_sealed_and_on_no_record(teacher: Worker, township: Worker, police: Worker) -> None:
    before = Entry.objects.count()
    report = make_report(teacher)
    with acting_as(scope_for(teacher)):
        enter_receipt(report=report, said=RECEIPT, by=teacher, at=LATER)
        keep_worker_out(report=report, worker=police, by=teacher, at=LATER)
    entries = Entry.objects.order_by("id")[before:]
    assert {entry.act for entry in entries} >= {"danger reported", "police receipt entered", "kept out of a report"}
    assert teacher.uid not in {entry.worker for entry in entries}
    row = Reporter.objects.filter(report=report).values().get()
    assert not [name for name in ("name", "unit", "phone", "typed_by") if SAID.name.encode() in bytes(row[name])]
    assert str(teacher.uid) not in str(row["typed_mark"])


def test_no_task_says_anything_of_reporter_child_or_what_happened(teacher: Worker, township: Worker) -> None:
    with acting_as(EVERYTHING):
        child: Child = make_child(name="万小溪")
    report = make_report(teacher, child=child)
    with acting_as(scope_for(township)):
        enter_receipt(report=report, said=RECEIPT, by=township, at=LATER)
        add_to_course(report=report, kind=Course.Kind.TAKEN, words="上门", by=township, at=LATER)
    tasks = tasks_of(report)
    assert {(task.child_id, task.made_by_id) for task in tasks} == {(None, None)}
    with acting_as(EVERYTHING):
        rows = [*tasks, *Cause.objects.all(), *Step.objects.all()]
        written = serializers.serialize("json", rows, ensure_ascii=False)
    for word in (SAID.name, SAID.phone, SAID.unit, teacher.name, str(teacher.uid), "万小溪", "瘀伤", "三组"):
        assert word not in written


def test_only_their_own_door_reads_who_reported() -> None:
    house = Path(__file__).parents[2]
    allowed = {"protection/reporters.py", "protection/models/hidden.py", "protection/models/__init__.py"}
    allowed |= {"protection/models/seeing.py"}
    found = {
        file.relative_to(house).as_posix()
        for file in house.rglob("*.py")
        if "tests" not in file.parts
        and "migrations" not in file.parts
        and "Reporter.objects" in file.read_text("utf-8")
    }
    assert found <= allowed


def test_receipts_and_course_are_seen_with_their_report_alone(teacher: Worker, township: Worker) -> None:
    report = make_report(teacher, told=Told("x", suspect=Suspect(keep_from_village=True)))
    director = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting_as(scope_for(township)):
        enter_receipt(report=report, said=RECEIPT, by=township, at=LATER)
        add_to_course(report=report, kind="done", words="已安置", by=township, at=LATER)
    with acting_as(scope_for(director)):
        assert not PoliceReceipt.objects.exists()
        assert not Course.objects.exists()


def test_a_report_of_a_place_without_any_post_is_made_all_the_same(teacher: Worker) -> None:
    with acting_as(scope_for(teacher)):
        report = report_danger(told=Told("x"), place="000000000000", by=teacher, at=NOW)
    assert len(tasks_of(report)) == 2


def test_a_task_that_is_finished_without_a_receipt_runs_on_and_is_told_upward_through_the_night(
    teacher: Worker, police: Worker, township: Worker
) -> None:
    county = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    at_night = datetime(2025, 1, 28, 15, 30, tzinfo=UTC)  # New Year's Eve, half past eleven at night in China
    report = make_report(teacher, at=at_night)
    with acting_as(scope_for(police)):
        task = next(task for task in tasks_of(report) if task.body_kind == "police")
        take_step(task=task, step="finish", by=police, at=at_night + timedelta(minutes=10), words="已知悉")
    assert run_on_while_red(at=at_night + timedelta(minutes=11)) == 1
    assert run_on_while_red(at=at_night + timedelta(minutes=12)) == 0
    with acting_as(EVERYTHING):
        tick_clocks(now=at_night + timedelta(hours=2, minutes=30))
    running = next(task for task in tasks_of(report) if task.body_kind == "police")
    assert running.escalated_to == f"civil_affairs@{COUNTY}"
    with acting_as(scope_for(county)):
        enter_receipt(report=report, said=replace(RECEIPT, received_at=NOW), by=county, at=LATER)
    assert run_on_while_red(at=LATER + timedelta(hours=1)) == 0
