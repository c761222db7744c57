"""Whatever is done in whatever order: no illegal way, no two tasks of one cause, no wrong clock, nothing lost."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hutong.children.tests.making import COUNTY, NOW, OTHER_COUNTY, TODAY, make_child, make_worker
from hutong.places.models import CalendarDay
from hutong.places.working_days import is_working_day
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.actions import take_step, withdraw_cause
from hutong.tasks.addressing import Addressee, resolve
from hutong.tasks.clocks import Deadline, add_months
from hutong.tasks.errors import TaskError
from hutong.tasks.models import Cause, Leg, Step, Task
from hutong.tasks.permitting import list_last_legs
from hutong.tasks.stepping import Stepper, Taking, moved_on
from hutong.tasks.steps import get_states, get_steps
from hutong.tasks.tests.making import make_posts, make_task_for
from hutong.tasks.together import COLUMNS, take_all

FEW = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
STEPS = sorted(get_steps())
A_DAY = timedelta(days=1)


def addressees() -> list[Addressee]:
    """Posts that things are passed to."""
    return [resolve("civil_affairs", place=place, on=TODAY) for place in (COUNTY, OTHER_COUNTY)]


def try_step(task: Task, step: str, at: datetime, to: Addressee) -> bool:
    given: dict[str, Any] = {"addressee": to} if step in ("ask_help", "reassign", "hand_over") else {}
    try:
        take_step(task=task, step=step, by=None, at=at, words="said", **given)
    except TaskError:
        return False
    return True


@pytest.mark.django_db(transaction=False)
@FEW
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 1)), max_size=12))
def test_no_order_of_steps_leads_where_the_table_does_not(steps: list[tuple[str, int]]) -> None:
    make_posts()
    make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY, kind="civil_affairs")
    to = addressees()
    with acting_as(EVERYTHING):
        task = make_task_for("civil_affairs", key=f"by_hand:{Cause.objects.count()}", due=Deadline(days=9))
        for number, (step, which) in enumerate(steps):
            before = Task.objects.get(pk=task.pk).state
            taken = try_step(task, step, NOW + number * A_DAY, to[which])
            after = Task.objects.get(pk=task.pk)
            row = get_steps()[step]
            assert taken is (before in row.before)
            assert after.state == (row.leads_to(before) if taken else before)
            assert (after.ended_at is not None) is get_states()[after.state].ended
            assert (after.paused_since is not None) is (after.state == "waiting")
        kept = [one.step for one in Step.objects.filter(task=task)]
        assert len(kept) <= len(steps)
        check_that_stretches_join(after if steps else task)


def check_that_stretches_join(task: Task) -> None:
    """Hand-over loses nothing: stretches follow one another without a gap, and somebody always answers."""
    legs = list(Leg.objects.filter(task=task).order_by("pk"))
    begun = task.begun_at
    for leg in legs:
        assert leg.begun_at >= begun and leg.ended_at >= leg.begun_at
        begun = leg.ended_at
    assert task.here_since >= begun or get_states()[task.state].ended
    assert task.body_kind and task.area and task.causes.count() == 1


@pytest.mark.django_db
@FEW
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["open", "gone"])), max_size=14))
def test_no_cause_ever_has_two_open_tasks(acts: list[tuple[str, str]]) -> None:
    make_posts()
    with acting_as(EVERYTHING):
        child = make_child()
        there: set[str] = set()
        for number, (key, act) in enumerate(acts):
            whole, at = f"by_hand:{child.pk}:{key}", NOW + number * A_DAY
            if act == "open":
                make_task_for(kind="grant", child=child, key=whole, at=at)
                there.add(key)
            else:
                withdraw_cause(key=whole, because="gone", at=at)
                there.discard(key)
            held = Cause.objects.filter(task__child=child, gone_at__isnull=True)
            assert {cause.key.split(":")[2] for cause in held} == there
            assert held.values("key").distinct().count() == held.count()
            running = Task.objects.filter(child=child, ended_at__isnull=True)
            assert running.count() == (1 if there else 0)
        gone = Cause.objects.filter(task__child=child, gone_at__isnull=False)
        assert all(cause.gone_because for cause in gone)


@pytest.mark.django_db
@FEW
@given(st.sampled_from(["accept", "finish", "withdraw", "pause", "reassign", "reply"]), st.integers(1, 6))
def test_a_step_on_many_is_the_same_as_on_each(step: str, count: int) -> None:
    make_posts()
    with acting_as(EVERYTHING):
        at, to = NOW + A_DAY, resolve("education", place=COUNTY, on=TODAY)
        first = Cause.objects.count()
        pairs = [
            [make_task_for(key=f"by_hand:{first}:{number}:{side}", due=Deadline(working_days=3)) for side in "ab"]
            for number in range(count)
        ]
        for one, _ in pairs:
            try_step(one, step, at, to)
        tasks = [Task.objects.get(pk=other.pk) for _, other in pairs]
        addressee = to if step == "reassign" else None
        take_all(tasks, Taking(get_steps()[step], None, at, "said", addressee=addressee))
        for one, other in pairs:
            singly, together = (Task.objects.get(pk=task.pk) for task in (one, other))
            assert [getattr(singly, name) for name in COLUMNS] == [getattr(together, name) for name in COLUMNS]
            assert Step.objects.filter(task=one).count() == Step.objects.filter(task=other).count() == 1
            assert list_last_legs([one.pk]).keys() == set() or Leg.objects.filter(task=other).exists()


def naive(day: date, count: int) -> date:
    """Working days counted one by one."""
    while count:
        day += A_DAY
        count -= is_working_day(day)
    return day


@pytest.mark.django_db
@MANY
@given(st.dates(date(2016, 1, 1), date(2026, 9, 30)), st.integers(1, 20))
def test_working_days_are_right_across_every_holiday(day: date, count: int) -> None:
    last = Deadline(working_days=count).last_day(day)
    assert last == naive(day, count) and is_working_day(last)


@pytest.mark.django_db
def test_a_clock_never_ends_on_a_holiday_of_2016_to_2026_and_every_worked_weekend_counts() -> None:
    seen = 0
    for year in range(2016, 2027):
        for day in (date(year, 1, 20), date(year, 4, 1), date(year, 4, 28), date(year, 9, 28)):
            last = Deadline(working_days=1).last_day(day)
            assert is_working_day(last)
            between = [day + number * A_DAY for number in range(1, (last - day).days)]
            assert not any(map(is_working_day, between))
            seen += 1
    assert seen == 44


@pytest.mark.django_db
def test_a_day_off_that_a_place_corrects_moves_the_clock() -> None:
    assert Deadline(working_days=1).last_day(date(2025, 6, 3)) == date(2025, 6, 4)
    CalendarDay.objects.create(day=date(2025, 6, 4), is_worked=False, source="test")
    assert Deadline(working_days=1).last_day(date(2025, 6, 3)) == date(2025, 6, 5)


@given(st.dates(date(2016, 1, 1), date(2026, 12, 31)), st.integers(1, 36))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + A_DAY).day == 1)


@pytest.mark.django_db
@MANY
@given(
    st.sampled_from(["hours", "days", "working_days"]),
    st.integers(0, 400),
    st.integers(0, 60),
    st.integers(1, 30),
)
def test_a_pause_gives_back_just_what_it_took(unit: str, begins: int, lasts: int, count: int) -> None:
    at = datetime(2025, 1, 2, 1, 0, tzinfo=UTC) + begins * A_DAY
    counted: dict[str, Any] = {unit: count}
    due = Deadline(**counted).due_from(at)
    again = moved_on(unit, due, at, at + lasts * A_DAY)
    assert again == Deadline(**counted).due_from(at + lasts * A_DAY) or unit == "working_days"
    assert again >= due and (lasts > 0 or again == due)


@pytest.mark.django_db
def test_a_stepper_reckons_the_same_pause_once_however_many_tasks_there_are(django_assert_max_num_queries: Any) -> None:
    make_posts()
    with acting_as(EVERYTHING):
        tasks = [make_task_for(key=f"by_hand:{number}", due=Deadline(working_days=3)) for number in range(8)]
        take_all(tasks, Taking(get_steps()["pause"], None, NOW, "said"))
        stepper = Stepper(Taking(get_steps()["resume"], None, NOW + 3 * A_DAY), tasks, {})
        with django_assert_max_num_queries(8):
            for task in tasks:
                stepper.take(task)
    assert len({task.due_at for task in tasks}) == 1
