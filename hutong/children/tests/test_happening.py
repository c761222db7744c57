"""What happened is recorded with its day, over when it was done, taken back with a reason, and never lost."""

from datetime import date, timedelta

import pytest

from hutong.children.actions import close_event, merge_children, record_event, undo_merge, withdraw_event
from hutong.children.errors import (
    AlreadyCorrected,
    ChildUnknown,
    DayNotCome,
    EventUnknown,
    FieldRefused,
    SpanRefused,
    StepNeeds,
)
from hutong.children.models import Child, RecordedEvent
from hutong.children.tests.making import NOW, OTHER_VILLAGE, TODAY, TOWNSHIP, VILLAGE, acting, make_child
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
LEFT_SCHOOL = "child_not_in_school"


@pytest.fixture
def child() -> Child:
    with acting_as(EVERYTHING):
        return make_child(VILLAGE)


def record(
    child: Child, by: Worker | None, *, on: date = TODAY, name: str = LEFT_SCHOOL, place: str = ""
) -> RecordedEvent:
    return record_event(child=child, name=name, on=on, place=place, by=by, at=NOW)


def test_an_event_has_its_day_and_place_and_is_over_when_it_was_done(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as director:
        event = record(child, director, on=date(2025, 5, 20), place="990101")
        assert event.place == "990101000000"
        closed = close_event(event=event, over_on=TODAY, by=director, at=NOW)
        event.refresh_from_db()
        assert (event.corrected_at, closed.over_on, closed.on) == (NOW, TODAY, event.on)
        with pytest.raises(AlreadyCorrected):
            close_event(event=event, over_on=TODAY, by=director, at=NOW)


def test_what_did_not_happen_is_taken_back_with_a_reason(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as director:
        event = record(child, director)
        with pytest.raises(StepNeeds):
            withdraw_event(event=event, reason=" ", by=director, at=NOW)
        assert withdraw_event(event=event, reason="记错了", by=director, at=NOW).corrected_at == NOW


def test_what_cannot_be_is_refused(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as director:
        for name in ("no_such_event", "birthday"):
            with pytest.raises(EventUnknown):
                record(child, director, name=name)
        with pytest.raises(DayNotCome):
            record(child, director, on=TODAY + timedelta(days=1))
        with pytest.raises(FieldRefused):
            record(child, director, place="nowhere")
        with pytest.raises(SpanRefused):
            close_event(event=record(child, director), over_on=date(2025, 5, 1), by=director, at=NOW)
        with pytest.raises(DayNotCome):
            close_event(event=record(child, director), over_on=date(2025, 7, 1), by=director, at=NOW)


def test_the_neighbouring_village_neither_sees_nor_records_it(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as director:
        record(child, director)
    with acting(Role.CHILD_DIRECTOR, OTHER_VILLAGE) as stranger:
        assert not RecordedEvent.objects.exists()
        with pytest.raises(ChildUnknown):
            record(child, stranger)


def test_events_go_over_with_a_merge_and_back(child: Child) -> None:
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as supervisor:
        other = make_child(VILLAGE, name="测试儿童二")
        event = record(other, supervisor)
        merge = merge_children(kept=child, gone=other, reason="同一名儿童", by=supervisor, at=NOW)
        assert RecordedEvent.objects.get(pk=event.pk).child_id == child.pk
        undo_merge(merge=merge, reason="看错了", by=supervisor, at=NOW)
        assert RecordedEvent.objects.get(pk=event.pk).child_id == other.pk
