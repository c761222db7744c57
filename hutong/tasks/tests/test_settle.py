"""Tasks follow what is concluded about a child."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import hutong.tasks.settle as settling
from hutong.children.happening import close_event, record_event
from hutong.children.inserting import insert_objects
from hutong.children.models import Child, RecordedFact
from hutong.children.recording import record_fact
from hutong.children.tests.making import COUNTY, NOW, TODAY, make_child
from hutong.determinations.actions import settle, settle_children
from hutong.determinations.models import Concluded, Determination, DutySpan, FindingSpan
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.draining import settle_tasks_waiting
from hutong.tasks.models import Cause, Step, Task
from hutong.tasks.settle import SettledTasks, settle_tasks
from hutong.tasks.tests.making import make_posts

pytestmark = pytest.mark.django_db
EVENT = "guardianship_endangers_child"


@pytest.fixture(autouse=True)
def posts() -> Any:
    made = make_posts()
    with acting_as(EVERYTHING):
        yield made


def say(child: Child, **facts: str) -> None:
    for name, value in facts.items():
        record_fact(child=child, name=name.replace("__", "."), value=value, by=None, at=NOW)


def make_orphan(**given: Any) -> Child:
    child = make_child(born=TODAY.replace(year=2015), hukou_place=COUNTY, **given)
    say(child, father__dead="true", mother__dead="true", orphan_recognised="true")
    return child


def go(child: Child, *, days: int = 0) -> SettledTasks:
    on, at = TODAY + timedelta(days=days), NOW + timedelta(days=days)
    settle(child=child, on=on, at=at, because="test")
    return settle_tasks([child.pk], on=on, at=at)


def test_what_is_owed_and_not_received_becomes_one_task_of_the_village() -> None:
    child = make_orphan()
    go(child)
    task = Task.objects.get(child=child, kind="grant")
    assert (task.body_kind, task.due_is_local, task.due_label) == ("village_committee", True, "应享未享")
    cause = task.causes.get(benefit="orphan_protection")
    assert cause.determination is not None and cause.determination.child == child


def test_what_a_place_does_not_offer_opens_no_task() -> None:
    child = make_orphan()
    go(child)
    FindingSpan.objects.filter(child=child).delete()
    DutySpan.objects.filter(child=child).delete()
    made = Determination.objects.filter(child=child).latest("pk")
    FindingSpan.objects.create(
        child=child, benefit="orphan_protection", place=COUNTY[:6], verdict="not_offered", sensitivity="personal",
        since=TODAY, begun_with=made,
    )  # fmt: skip
    settle_tasks([child.pk], on=TODAY, at=NOW)
    assert not Task.objects.filter(child=child, state="open").exists()


def test_a_sum_that_is_not_set_opens_one_task_of_the_county_for_all_children() -> None:
    children = [make_orphan(), make_orphan()]
    for child in children:
        go(child)
        FindingSpan.objects.filter(child=child).delete()
        FindingSpan.objects.create(
            child=child, benefit="orphan_protection", place=COUNTY[:6], verdict="entitled", amount_state="unset",
            sensitivity="personal", since=TODAY, begun_with=Determination.objects.filter(child=child).latest("pk"),
        )  # fmt: skip
    settle_tasks([child.pk for child in children], on=TODAY, at=NOW)
    settle_tasks([child.pk for child in children], on=TODAY, at=NOW)
    task = Task.objects.get(kind="unset", causes__key=f"unset:orphan_protection:{COUNTY[:6]}")
    assert (task.child_id, task.body_kind, task.area) == (None, "civil_affairs", COUNTY)


def test_settling_again_opens_nothing_and_asks_little() -> None:
    child = make_orphan()
    go(child)
    with CaptureQueriesContext(connection) as asked:
        again = settle_tasks([child.pk], on=TODAY, at=NOW)
    assert (again.opened, again.causes, again.gone) == (0, 0, 0)
    assert len(asked) < 20


def test_a_cause_that_is_gone_withdraws_its_task_and_says_why() -> None:
    child = make_orphan()
    go(child)
    say(child, receives__orphan_protection="true")
    done = go(child, days=1)
    assert done.gone >= 1
    causes = Cause.objects.filter(key=f"finding:orphan_protection:{child.pk}:{COUNTY[:6]}")
    assert [cause.gone_because != "" for cause in causes] == [True]
    for task in Task.objects.filter(child=child, state="withdrawn"):
        assert Step.objects.filter(task=task, step="withdraw").get().words


def test_a_cause_that_comes_again_opens_a_new_task_and_the_old_stays_on_record() -> None:
    child = make_orphan()
    go(child)
    first = Task.objects.get(child=child, kind="grant")
    say(child, receives__orphan_protection="true")
    go(child, days=1)
    RecordedFact.objects.filter(name="receives.orphan_protection").update(corrected_at=NOW)
    go(child, days=2)
    assert Task.objects.filter(child=child, kind="grant").count() in (1, 2)
    assert Cause.objects.filter(task=first).exists()


def test_an_event_sets_duties_going_and_its_end_takes_them_back() -> None:
    child = make_child(hukou_place=COUNTY)
    event = record_event(child=child, name=EVENT, on=TODAY, by=None, at=NOW)
    go(child)
    spans = DutySpan.objects.filter(child=child, event=EVENT)
    causes = Cause.objects.filter(event=event, gone_at__isnull=True)
    assert spans.exists() and causes.count() == spans.count()
    assert all("village_committee@village" in cause.task.asked_of for cause in causes)
    close_event(event=event, over_on=TODAY, by=None, at=NOW)
    go(child, days=1)
    assert not Cause.objects.filter(event=event, gone_at__isnull=True).exists()


def test_two_events_of_one_kind_are_two_causes_of_the_same_tasks() -> None:
    child = make_child(hukou_place=COUNTY)
    counts = []
    for _ in range(2):
        record_event(child=child, name=EVENT, on=TODAY, by=None, at=NOW)
        go(child)
        counts.append((Task.objects.filter(child=child).count(), Cause.objects.filter(event__isnull=False).count()))
    (tasks, causes), (tasks_then, causes_then) = counts
    assert tasks_then == tasks and causes_then == 2 * causes > 0


def test_a_file_that_is_over_has_no_task_that_waits() -> None:
    child = make_orphan()
    go(child)
    Child.objects.filter(pk=child.pk).update(state="closed", closed_on=TODAY, closed_because="died")
    go(child, days=1)
    assert set(Task.objects.filter(child=child).values_list("state", flat=True)) == {"withdrawn"}


def test_many_files_cost_no_more_questions_than_one() -> None:
    one, many = [make_orphan()], [make_orphan(name=f"孩{number}") for number in range(12)]
    counts = []
    for children in (one, many):
        settle_children(children=children, on=TODAY, at=NOW, because="test")
        with CaptureQueriesContext(connection) as asked:
            done = settle_tasks([child.pk for child in children], on=TODAY, at=NOW)
        assert done.opened >= len(children)
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2


def test_whoever_settles_leaves_word_and_tasks_take_it_off_the_list() -> None:
    child = make_orphan()
    settle(child=child, on=TODAY, at=NOW, because="test")
    assert Concluded.objects.filter(child=child).exists()
    settle_tasks([child.pk], on=TODAY, at=NOW)
    assert not Concluded.objects.exists()


def test_a_done_task_is_not_opened_twice_while_its_cause_is_still_there(posts: dict[str, Worker]) -> None:
    child = make_orphan()
    go(child)
    Task.objects.filter(child=child).update(state="done", ended_at=NOW)
    assert go(child, days=1).opened == 0


def test_a_lot_that_breaks_off_leaves_nothing_half_and_waits_again(monkeypatch: pytest.MonkeyPatch) -> None:
    children = [make_orphan(name=f"孩{number}") for number in range(3)]
    settle_children(children=children, on=TODAY, at=NOW, because="test")
    insert = insert_objects

    def break_off(model: type[Any], rows: Any) -> None:
        if model is Cause:
            raise KeyboardInterrupt
        insert(model, rows)

    monkeypatch.setattr(settling, "insert_objects", break_off)
    with pytest.raises(KeyboardInterrupt):
        settle_tasks_waiting(on=TODAY, at=NOW)
    monkeypatch.undo()
    assert not Task.objects.exists() and Concluded.objects.count() == 3
    assert settle_tasks_waiting(on=TODAY, at=NOW).files == 3
    opened = Task.objects.count()
    assert opened >= 3 and not Concluded.objects.exists()
    assert settle_tasks([child.pk for child in children], on=TODAY, at=NOW).opened == 0
    assert Task.objects.count() == opened
