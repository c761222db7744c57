"""Reminders, lateness, escalation; rounds, empty posts, leave, settings of a place."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hutong.audit.models import Entry
from hutong.children.tests.making import COUNTY, NOW, OTHER_VILLAGE, TODAY, TOWNSHIP, VILLAGE, make_child, make_worker
from hutong.staff.models import Post, Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of
from hutong.tasks.actions import take_step
from hutong.tasks.addressing import resolve
from hutong.tasks.clocks import Counts, Deadline
from hutong.tasks.counting import clear_count, set_count
from hutong.tasks.errors import CountNotSet, CountRefused, LeaveRefused, StepNotYours
from hutong.tasks.leaving import begin_leave, end_leave, hand_to_substitutes
from hutong.tasks.listing import ESCALATED, OVERDUE, TO_DO, Narrowed, count_up_to, list_page
from hutong.tasks.listing import TODAY as DUE_TODAY
from hutong.tasks.models import Leg, Step, Task
from hutong.tasks.queries import light_of
from hutong.tasks.tests.making import make_posts, make_task_for
from hutong.tasks.ticking import tick_clocks
from hutong.tasks.upkeep import POST_EMPTY, address_anew, follow_files, look_again

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def posts() -> dict[str, Worker]:
    return make_posts()


def tick(at: datetime) -> tuple[int, int]:
    with acting_as(EVERYTHING):
        done = tick_clocks(now=at)
    return done.reminded, done.escalated


def fresh(task: Task) -> Task:
    with acting_as(EVERYTHING):
        return Task.objects.get(pk=task.pk)


def test_what_is_nearly_due_is_reminded_of_once(posts: dict[str, Worker]) -> None:
    make_task_for(due=Deadline(days=10))
    assert tick(NOW) == (0, 0)
    assert tick(NOW + 9 * A_DAY) == (1, 0)
    assert tick(NOW + 9 * A_DAY + timedelta(minutes=5)) == (0, 0)


def test_what_is_late_goes_to_the_superior_and_then_one_further_up(posts: dict[str, Worker]) -> None:
    task = make_task_for(due=Deadline(days=1))
    assert light_of(task, now=NOW + 2 * A_DAY) == "yellow"
    assert tick(NOW + 2 * A_DAY)[1] == 0
    assert tick(NOW + 8 * A_DAY)[1] == 1
    assert fresh(task).escalated_to == f"township_civil_affairs_office@{TOWNSHIP}"
    assert light_of(fresh(task), now=NOW + 8 * A_DAY) == "red"
    assert tick(NOW + 8 * A_DAY)[1] == 0
    assert tick(NOW + 15 * A_DAY)[1] == 1
    assert fresh(task).escalated_to == f"civil_affairs@{COUNTY}"
    with acting_as(scope_of(posts["county"], on=TODAY)) as scope:
        assert list_page(Narrowed(tab=ESCALATED), scope=scope, at=NOW + 15 * A_DAY).rows == [task]


def test_nobody_above_the_last_is_told_and_the_clock_stops_asking(posts: dict[str, Worker]) -> None:
    task = make_task_for("civil_affairs", due=Deadline(days=1))
    told = [tick(NOW + days * A_DAY)[1] for days in range(2, 60, 4)]
    assert sum(told) == 1 and fresh(task).escalated_to == ""


def test_what_is_urgent_goes_up_within_the_hour_by_night_and_on_holidays(posts: dict[str, Worker]) -> None:
    night = datetime(2025, 10, 1, 18, 30, tzinfo=UTC)  # half past two at night, on the second of the National Day days
    task = make_task_for(due=Deadline(hours=1), urgency="urgent", at=night)
    assert tick(night + timedelta(minutes=90))[1] == 0
    assert tick(night + timedelta(minutes=121))[1] == 1
    assert tick(night + timedelta(minutes=185))[1] == 1
    assert fresh(task).escalated_to == f"civil_affairs@{COUNTY}"


def test_what_waits_is_neither_late_nor_told(posts: dict[str, Worker]) -> None:
    task = make_task_for(due=Deadline(days=1))
    with acting_as(scope_of(posts["village"], on=TODAY)):
        take_step(task=task, step="pause", by=posts["village"], at=NOW, words="the paper")
    assert tick(NOW + 30 * A_DAY) == (0, 0)


def test_every_tick_is_on_the_task_s_record(posts: dict[str, Worker]) -> None:
    task = make_task_for(due=Deadline(days=1))
    tick(NOW + 12 * timedelta(hours=1))
    tick(NOW + 8 * A_DAY)
    with acting_as(EVERYTHING):
        assert list(Step.objects.filter(task=task).values_list("step", "to_area")) == [
            ("remind", ""),
            ("escalate", TOWNSHIP),
        ]


def test_tasks_of_a_post_that_nobody_holds_any_longer_go_upward_with_the_reason(posts: dict[str, Worker]) -> None:
    task = make_task_for()
    Post.objects.filter(worker=posts["village"]).update(until=TODAY)
    with acting_as(EVERYTHING):
        assert address_anew(on=TODAY + A_DAY, at=NOW + A_DAY) == 1
        assert fresh(task).area == TOWNSHIP
        assert Step.objects.get(task=task).words == POST_EMPTY
        assert address_anew(on=TODAY + A_DAY, at=NOW + A_DAY) == 0


def test_tasks_of_a_file_that_moved_are_handed_over_and_nothing_is_lost(posts: dict[str, Worker]) -> None:
    there = make_worker(Role.CHILD_DIRECTOR, OTHER_VILLAGE)
    with acting_as(EVERYTHING):
        child = make_child()
        task = make_task_for(child=child, due=Deadline(days=5))
        child.area = OTHER_VILLAGE
        child.save(update_fields=["area"])
        assert follow_files([child], on=TODAY, at=NOW + A_DAY) == 1
        moved = fresh(task)
        assert (moved.area, moved.place, moved.state) == (OTHER_VILLAGE, OTHER_VILLAGE, "handed_over")
        assert Leg.objects.get(task=task).area == VILLAGE
        assert moved.causes.count() == 1
        assert follow_files([child], on=TODAY, at=NOW + A_DAY) == 0
    with acting_as(scope_of(there, on=TODAY)) as scope:
        counts = count_up_to(Narrowed(), (TO_DO, DUE_TODAY, OVERDUE), scope=scope, at=NOW)
        assert counts == {TO_DO: 1, DUE_TODAY: 0, OVERDUE: 0}


def test_what_is_still_owed_a_month_after_it_was_done_is_opened_again(posts: dict[str, Worker]) -> None:
    with acting_as(EVERYTHING):
        task = make_task_for(kind="grant", child=make_child())
        take_step(task=task, step="finish", by=None, at=NOW, words="applied")
        assert look_again(on=TODAY + 29 * A_DAY, at=NOW + 29 * A_DAY) == 0
        assert look_again(on=date(2025, 7, 1), at=NOW + 30 * A_DAY) == 1
        assert fresh(task).state == "open"


def test_while_somebody_is_away_the_substitute_has_the_tasks_and_not_the_files(posts: dict[str, Worker]) -> None:
    other = make_worker(Role.CHILD_DIRECTOR, OTHER_VILLAGE)
    with acting_as(EVERYTHING):
        child = make_child()
        task = make_task_for(child=child)
    with acting_as(scope_of(posts["village"], on=TODAY)):
        leave = begin_leave(
            worker=posts["village"], substitute=other, since=TODAY, until=TODAY + 5 * A_DAY, by=posts["village"],
            at=NOW,
        )  # fmt: skip
    hand_to_substitutes(on=TODAY, at=NOW)
    assert resolve("village_committee", place=VILLAGE, on=TODAY).worker == other.pk
    with acting_as(scope_of(other, on=TODAY)) as scope:
        assert list_page(Narrowed(), scope=scope, at=NOW).rows == [task]
        assert not type(child).objects.filter(pk=child.pk).exists()
        take_step(task=task, step="accept", by=other, at=NOW)
    with acting_as(scope_of(posts["village"], on=TODAY)):
        end_leave(uid=leave.uid, by=posts["village"], at=NOW + A_DAY)
    assert fresh(task).worker == posts["village"]


def test_nobody_else_sends_somebody_on_leave_and_nobody_from_afar_stands_in(posts: dict[str, Worker]) -> None:
    far = make_worker(Role.CIVIL_AFFAIRS, "990201000000", kind="civil_affairs")
    with acting_as(scope_of(posts["village"], on=TODAY)), pytest.raises(StepNotYours):
        begin_leave(
            worker=posts["township"], substitute=posts["county"], since=TODAY, until=TODAY, by=posts["village"], at=NOW
        )
    with acting_as(scope_of(posts["county"], on=TODAY)), pytest.raises(LeaveRefused):
        begin_leave(worker=posts["village"], substitute=far, since=TODAY, until=TODAY, by=posts["county"], at=NOW)


def test_a_county_sets_how_long_a_word_is_and_the_clock_says_that_it_is_a_setting(posts: dict[str, Worker]) -> None:
    assert Counts().within("及时", VILLAGE).working_days == 3
    with acting_as(scope_of(posts["county"], on=TODAY)):
        set_count(
            area=COUNTY, word="及时", unit="days", count=2, reason="the county's rule", by=posts["county"], at=NOW
        )
        with pytest.raises(CountRefused):
            set_count(area=COUNTY, word="及时", unit="days", count=0, reason="x", by=posts["county"], at=NOW)
    own = Counts().within("及时", VILLAGE)
    assert (own.days, own.is_local, own.label) == (2, True, "及时")
    assert Counts().within("15 working days", VILLAGE).is_local is False
    with acting_as(scope_of(posts["county"], on=TODAY)):
        clear_count(area=COUNTY, word="及时", by=posts["county"], at=NOW)
        with pytest.raises(CountNotSet):
            clear_count(area=COUNTY, word="及时", by=posts["county"], at=NOW)
    assert Entry.objects.filter(act="day count", about="及时 usual", worker=posts["county"].uid).count() == 1
    assert Counts().within("及时", VILLAGE).working_days == 3
    with acting_as(scope_of(posts["township"], on=TODAY)), pytest.raises(StepNotYours):
        set_count(area=TOWNSHIP, word="及时", unit="days", count=2, reason="x", by=posts["township"], at=NOW)
