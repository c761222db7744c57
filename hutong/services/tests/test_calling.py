"""A family that left its telephone is called back by the window of its township, or by whoever answers above it."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from hutong.audit.models import Entry
from hutong.children.tests.making import COUNTY, OTHER_COUNTY, TOWNSHIP, VILLAGE, make_worker
from hutong.places.queries import forget_places
from hutong.services import actions
from hutong.services.calling import (
    KEPT_DAYS,
    forget_calls,
    list_calls,
    list_counties_with_window,
    read_phone,
    read_told,
)
from hutong.services.errors import NotThisWay, RequestNeeds
from hutong.services.models import CallBack, CallState
from hutong.services.tests.asking import make_child_in_need, make_helpers
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of
from hutong.tasks.actions import open_task, take_step
from hutong.tasks.addressing import Addressee
from hutong.tasks.errors import StepElsewhere
from hutong.tasks.models import Step, Task
from hutong.tasks.opening import NewCause

pytestmark = pytest.mark.django_db
People = dict[str, Worker]


@pytest.fixture
def people() -> Iterator[People]:
    yield make_helpers()
    forget_places()


def leave(**given: Any) -> CallBack:
    told: dict[str, Any] = {"area": TOWNSHIP, "name": "田奶奶", "phone": "199 0000-3333", "at": timezone.now()}
    return actions.leave_call(**(told | given))


def kind_of(call: CallBack) -> str:
    assert call.task is not None
    return Task.objects.get(pk=call.task.pk).kind


def test_call_backs_that_were_opened_as_referrals_are_told_apart_afterwards(people: People) -> None:
    call, schema = leave(), connection.schema_editor()
    steps = import_module("hutong.tasks.migrations.0007_call_backs")
    with acting_as(EVERYTHING):
        Task.objects.update(kind="referral")
        to = Addressee("education", None, "", COUNTY)
        other = open_task(
            kind="referral", addressee=to, cause=NewCause("referral:1"), place=COUNTY, what="x", what_zh="x",
            done_when="x", at=timezone.now(),
        )  # fmt: skip
        steps.begin(apps, schema)
        assert kind_of(call) == "call_back"
        assert Task.objects.get(pk=other.pk).kind == "referral"
        steps.undo(apps, schema)
        assert kind_of(call) == "referral"


def seen_by(worker: Worker) -> list[CallBack]:
    with acting_as(scope_of(worker, on=timezone.localdate())):
        return list(list_calls(is_waiting=True))


def test_a_call_back_is_a_task_of_the_townships_window_with_its_own_clock(people: People) -> None:
    call = leave()
    assert call.task is not None
    assert (call.task.area, call.task.body_kind) == (TOWNSHIP, "township_government")
    assert call.task.kind == "call_back"
    assert (call.task.due_label, call.task.due_is_local) == ("回电", True)
    assert call.due_at == call.task.due_at
    assert "田" not in call.task.what_zh


def test_where_the_township_has_no_window_the_county_calls_back(people: People) -> None:
    people["window"].posts.update(until=timezone.localdate() - timedelta(days=1))
    call = leave()
    assert call.task is not None
    assert (call.task.area, call.task.body_kind) == (COUNTY, "civil_affairs")
    assert seen_by(people["civil"]) == [call]


def test_only_the_windows_of_the_place_see_whom_to_call(people: People) -> None:
    far = make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY, kind="civil_affairs")
    inspector = make_worker(Role.INSPECTOR, COUNTY, kind="civil_affairs")
    call = leave()
    assert seen_by(people["window"]) == seen_by(people["civil"]) == [call]
    for worker in (people["education"], people["village"], far, inspector):
        assert seen_by(worker) == []


def test_what_the_family_wrote_is_sealed_in_the_table(people: People) -> None:
    call = leave(words="孩子上学", village="上清村", told=[("问", "答")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM services_callback")
        row = b"|".join(
            bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in cursor.fetchone()
        )
    for words in ("田奶奶", "19900003333", "上学", "上清", "答"):
        assert words.encode() not in row
    assert (call.phone, read_told(call)) == ("19900003333", [("问", "答")])


def test_the_same_form_sent_twice_is_one_call_back(people: People) -> None:
    assert leave(sent_as="form-7").pk == leave(sent_as="form-7", name="别人").pk


def test_the_same_telephone_left_again_joins_what_waits_and_only_the_window_is_told(people: People) -> None:
    first, again = leave(), leave(phone="19900003333", name="田婆婆", words="还想问学费")
    assert again.number != first.number
    assert (again.repeats, again.task) == (first, None)
    assert seen_by(people["window"]) == [first]
    with acting_as(EVERYTHING):
        assert Step.objects.filter(task=first.task, step="reply").count() == 1
    with acting_as(scope_of(people["window"], on=timezone.localdate())):
        actions.settle_call(call=first, state="answered", words="已讲清", by=people["window"], at=timezone.now())
    with acting_as(EVERYTHING):
        assert {one.state for one in CallBack.objects.all()} == {CallState.ANSWERED}
    assert leave().repeats is None


def test_a_settled_call_ends_its_task_and_the_inbox_cannot_end_it_alone(people: People) -> None:
    call, window, at = leave(), people["window"], timezone.now()
    assert call.task is not None
    with acting_as(scope_of(window, on=timezone.localdate())):
        with pytest.raises(StepElsewhere):
            take_step(task=call.task, step="finish", by=window, at=at, words="已打")
        actions.note_try(call=call, by=window, at=at)
        assert actions.note_try(call=call, by=window, at=at).tries == 2
        with pytest.raises(RequestNeeds):
            actions.settle_call(call=call, state="unreached", words="", by=window, at=at)
        actions.settle_call(call=call, state="unreached", words="三天打了六次", by=window, at=at)
        with pytest.raises(NotThisWay):
            actions.note_try(call=call, by=window, at=at)
    with acting_as(EVERYTHING):
        assert Task.objects.get(call_back=call).state == "done"
    acts = set(Entry.objects.filter(about=str(call.uid)).values_list("act", flat=True))
    assert {"call_back left", "call_back tried", "call_back unreached"} <= acts


def test_a_request_taken_from_a_call_settles_it(people: People) -> None:
    call, window, at = leave(), people["window"], timezone.now()
    child = make_child_in_need()
    with acting_as(scope_of(window, on=timezone.localdate())):
        request = actions.take_request(
            child=child, area=TOWNSHIP, channel="public_page", wish="上学", by=window, at=at, asked_by=call.name
        )
        held = actions.settle_call(call=call, state="taken", request=request, by=window, at=at)
    assert (held.state, held.request) == (CallState.TAKEN, request)


def test_some_time_after_it_is_settled_what_was_written_is_gone(people: People) -> None:
    call, window, at = leave(words="孩子上学"), people["window"], timezone.now()
    waiting = leave(phone="19900004444")
    with acting_as(scope_of(window, on=timezone.localdate())):
        actions.settle_call(call=call, state="answered", words="已讲清", by=window, at=at)
    assert forget_calls(at=at + timedelta(days=KEPT_DAYS)) == 0
    assert forget_calls(at=at + timedelta(days=KEPT_DAYS + 1)) == 1
    with acting_as(EVERYTHING):
        held = CallBack.objects.get(pk=call.pk)
        assert (held.name, held.phone, held.words, held.said, held.phone_mark) == ("", "", "", "", None)
        assert held.number == call.number
        assert CallBack.objects.get(pk=waiting.pk).phone == "19900004444"


@pytest.mark.parametrize(
    ("text", "phone"),
    [("199 0000 3333", "19900003333"), ("0735-3722345", "07353722345"), ("+86 199-0000-3333", "+8619900003333"),
     ("（0735）3722345", "07353722345"), ("无", ""), ("12345", ""), ("1" * 20, "")],
)  # fmt: skip
def test_a_telephone_is_read_as_people_write_it(text: str, phone: str) -> None:
    assert read_phone(text) == phone


@pytest.mark.parametrize("given", [{"name": " "}, {"phone": "12"}, {"area": "990000000000"}])
def test_a_call_back_without_what_a_call_needs_is_refused(people: People, given: dict[str, str]) -> None:
    with pytest.raises(RequestNeeds):
        leave(**given)


def test_only_counties_with_a_window_can_be_chosen(people: People) -> None:
    assert list_counties_with_window(on=timezone.localdate()) == [COUNTY]
    assert VILLAGE.startswith(COUNTY[:6])
