"""Opening tasks and taking steps with them."""

from datetime import timedelta

import pytest

from hutong.children.tests.making import COUNTY, NOW, OTHER_COUNTY, TODAY, VILLAGE, make_child, make_worker
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of
from hutong.tasks.actions import take_step, withdraw_cause
from hutong.tasks.addressing import resolve
from hutong.tasks.clocks import Deadline
from hutong.tasks.errors import StepNeedsWords, StepNotPossible, StepNotYours, TaskUnknown
from hutong.tasks.models import Cause, Leg, Step, Task
from hutong.tasks.permitting import list_steps_for
from hutong.tasks.steps import get_states, get_steps
from hutong.tasks.tests.making import make_posts, make_task_for

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def posts() -> dict[str, Worker]:
    return make_posts()


def step(task: Task, name: str, by: Worker, **given: object) -> Task:
    with acting_as(scope_of(by, on=TODAY)):
        return take_step(task=task, step=name, by=by, at=given.pop("at", NOW), **given)  # type: ignore[arg-type]


def test_the_table_of_steps_names_states_that_there_are() -> None:
    states = get_states()
    for row in get_steps().values():
        assert set(row.before) <= states.keys() and (row.after is None or row.after in states), row.slug


def test_every_state_that_is_not_over_has_a_way_on_and_those_over_can_be_opened_again() -> None:
    assert all(any(slug in row.before for row in get_steps().values()) for slug in get_states())


def test_the_same_cause_never_opens_two_tasks(posts: dict[str, Worker]) -> None:
    assert make_task_for(key="a") == make_task_for(key="a")
    assert make_task_for(key="b") != make_task_for(key="a")


def test_causes_of_one_kind_gather_in_one_task_of_the_child_at_a_body(posts: dict[str, Worker]) -> None:
    with acting_as(EVERYTHING):
        child = make_child()
        first = make_task_for(kind="grant", child=child, key="a", due=Deadline(days=9))
        second = make_task_for(kind="grant", child=child, key="b", due=Deadline(days=3))
        assert first == second
        assert second.due_at == Deadline(days=3).due_from(NOW)
        assert make_task_for("education", kind="grant", child=child, key="c") != first


def test_a_task_goes_upward_where_nobody_holds_the_post() -> None:
    county = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    found = resolve("child_director", level="village", place=VILLAGE, on=TODAY)
    assert (found.body_kind, found.area, found.asked_of) == ("civil_affairs", COUNTY, "child_director@village")
    assert county.posts.get().body_id == found.body


def test_where_there_is_no_post_at_all_the_body_itself_is_addressed() -> None:
    found = resolve("police", level="county", place=VILLAGE, on=TODAY)
    assert (found.body_kind, found.area, found.is_held) == ("police", COUNTY, False)


def test_whoever_answers_accepts_and_finishes_and_every_step_is_kept(posts: dict[str, Worker]) -> None:
    task = make_task_for()
    assert step(task, "accept", posts["village"]).worker == posts["village"]
    done = step(task, "finish", posts["village"], words="went there", at=NOW + AN_HOUR)
    assert (done.state, done.ended_at) == ("done", NOW + AN_HOUR)
    with acting_as(EVERYTHING):
        kept = list(Step.objects.filter(task=task).values_list("step", "from_state", "to_state"))
        assert kept == [("accept", "open", "accepted"), ("finish", "accepted", "done")]
        assert Leg.objects.get(task=task).ended_by == "finish"


def test_a_step_that_the_table_does_not_hold_is_refused(posts: dict[str, Worker]) -> None:
    task = step(make_task_for(), "finish", posts["village"], words="done")
    with pytest.raises(StepNotPossible):
        step(task, "accept", posts["village"])


def test_finishing_needs_words(posts: dict[str, Worker]) -> None:
    with pytest.raises(StepNeedsWords):
        step(make_task_for(), "finish", posts["village"], words=" ")


def test_another_post_that_sees_the_task_may_not_finish_it(posts: dict[str, Worker]) -> None:
    with pytest.raises(StepNotYours):
        step(make_task_for(), "finish", posts["township"], words="done")


def test_who_sees_neither_child_nor_task_is_told_that_there_is_none(posts: dict[str, Worker]) -> None:
    stranger = make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY, kind="civil_affairs")
    with acting_as(EVERYTHING):
        task = make_task_for(child=make_child())
    with pytest.raises(TaskUnknown):
        step(task, "accept", stranger)


def test_a_department_sees_what_is_addressed_to_it_and_not_the_file(posts: dict[str, Worker]) -> None:
    with acting_as(EVERYTHING):
        child = make_child()
        task = make_task_for("education", child=child)
    with acting_as(scope_of(posts["education"], on=TODAY)):
        assert list(Task.objects.all()) == [task]
        assert not type(child).objects.exists()


def test_the_clock_stands_still_while_something_is_awaited(posts: dict[str, Worker]) -> None:
    task = make_task_for(due=Deadline(working_days=3))  # from Sunday 1 June: Monday 2 June is a holiday
    assert task.due_at is not None and task.due_at.astimezone().date().isoformat() == "2025-06-05"
    step(task, "pause", posts["village"], words="the hospital's paper", at=NOW + timedelta(days=2))
    gone_on = step(task, "resume", posts["village"], at=NOW + timedelta(days=4))
    assert gone_on.due_at is not None and gone_on.due_at.astimezone().date().isoformat() == "2025-06-09"


def test_what_is_handed_over_and_sent_back_has_each_side_s_own_clock(posts: dict[str, Worker]) -> None:
    other = make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY, kind="civil_affairs")
    task = make_task_for("civil_affairs", due=Deadline(days=10))
    first_due = task.due_at
    there = resolve("civil_affairs", place=OTHER_COUNTY, on=TODAY)
    over = step(task, "hand_over", posts["county"], words="moved", addressee=there, due=Deadline(days=2))
    assert (over.state, over.area, over.due_at) == ("handed_over", OTHER_COUNTY, Deadline(days=2).due_from(NOW))
    back = step(task, "send_back", other, words="does not live here", at=NOW + timedelta(days=4))
    assert (back.state, back.area) == ("open", COUNTY)
    assert first_due is not None and back.due_at == first_due + timedelta(days=4)
    with acting_as(EVERYTHING):
        assert [leg.is_late for leg in Leg.objects.filter(task=task)] == [False, True]


def test_help_is_a_task_of_its_own_and_its_end_is_told(posts: dict[str, Worker]) -> None:
    task = make_task_for()
    school = resolve("education", place=VILLAGE, on=TODAY)
    step(task, "ask_help", posts["village"], words="is the child at school?", addressee=school)
    with acting_as(EVERYTHING):
        helping = Task.objects.get(kind="help")
    step(helping, "finish", posts["education"], words="it is")
    with acting_as(EVERYTHING):
        assert "it is" in Step.objects.filter(task=task, step="reply").get().words


def test_a_task_is_withdrawn_with_the_reason_when_its_last_cause_is_gone(posts: dict[str, Worker]) -> None:
    with acting_as(EVERYTHING):
        child = make_child()
        task = make_task_for(kind="grant", child=child, key="a")
        make_task_for(kind="grant", child=child, key="b")
        assert withdraw_cause(key="a", because="it is paid now", at=NOW) is not None
        task.refresh_from_db()
        assert task.state == "open"
        withdraw_cause(key="b", because="it is paid now", at=NOW)
        task.refresh_from_db()
        assert task.state == "withdrawn"
        assert Step.objects.get(task=task).words == "it is paid now"
        assert Cause.objects.filter(gone_at__isnull=True).count() == 0


def test_a_superior_may_give_the_task_to_another_and_the_answering_post_alone_accepts(
    posts: dict[str, Worker],
) -> None:
    task = make_task_for()
    with acting_as(scope_of(posts["township"], on=TODAY)):
        names = [row.slug for row in list_steps_for(task)]
    assert "reassign" in names and "withdraw" in names and "accept" not in names
    given = step(task, "reassign", posts["township"], words="is ill", worker=posts["township"])
    assert step(given, "accept", posts["township"]).state == "accepted"


def test_what_is_sent_back_with_nobody_above_begins_a_new_stretch_at_the_same_post(posts: dict[str, Worker]) -> None:
    task = make_task_for("civil_affairs")
    back = step(task, "send_back", posts["county"], words="not ours", at=NOW + AN_HOUR)
    with acting_as(EVERYTHING):
        leg = Leg.objects.get(task=task)
    assert (back.area, back.here_since, leg.ended_at) == (COUNTY, NOW + AN_HOUR, NOW + AN_HOUR)
    again = step(back, "reassign", posts["county"], words="takes it", worker=posts["county"], at=NOW + 2 * AN_HOUR)
    assert again.here_since == NOW + 2 * AN_HOUR
