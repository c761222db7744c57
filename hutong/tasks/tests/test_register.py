"""Every duty of every document opens a task or stands in a register, and somebody answers for it."""

from collections.abc import Iterator

import pytest

from hutong.children.models import Child, RecordedEvent
from hutong.children.tests.making import COUNTY, NOW, TODAY, TOWNSHIP, VILLAGE, make_child, make_worker
from hutong.determinations.actions import settle
from hutong.determinations.bundles import current_library
from hutong.determinations.models import Determination, DutySpan
from hutong.places.codes import level_of
from hutong.places.models import Level
from hutong.policy.duties import DutyKey, calls_for_an_act, duties_by_key, key_of
from hutong.policy.linked import Obligation
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, acting_as, scope_of
from hutong.tasks.addressing import Directory
from hutong.tasks.errors import DutyUnknown, StepNotYours
from hutong.tasks.models import Cause
from hutong.tasks.naming import is_an_alternative, kind_of
from hutong.tasks.register import list_own_register, list_register, note_fulfilment, stands_in_register
from hutong.tasks.settle import settle_tasks
from hutong.tasks.tests.making import make_posts

pytestmark = pytest.mark.django_db
DUTIES = duties_by_key(current_library())


def list_duties() -> Iterator[tuple[DutyKey, Obligation]]:
    yield from DUTIES.items()


def test_every_duty_opens_tasks_or_stands_in_a_register() -> None:
    library = current_library()
    assert len(DUTIES) > 600
    assert [
        key for key, duty in list_duties() if not (calls_for_an_act(duty, library) or stands_in_register(duty, library))
    ] == []


def test_every_body_of_every_duty_is_answered_for_by_a_post() -> None:
    make_posts()
    directory = Directory([VILLAGE], on=TODAY)
    found = {
        who: directory.resolve(kind_of(who), level=who.partition("@")[2], place=VILLAGE)
        for _, duty in list_duties()
        for who in (*duty.block.who, *duty.block.to)
    }
    assert len(found) > 80
    assert [who for who, one in found.items() if not one.is_held] == []


def test_where_the_county_alone_has_a_post_it_answers_for_everything() -> None:
    make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    directory = Directory([VILLAGE], on=TODAY)
    for _, duty in list_duties():
        for who in duty.block.who:
            one = directory.resolve(kind_of(who), level=who.partition("@")[2], place=VILLAGE)
            assert (one.body_kind, one.area) == ("civil_affairs", COUNTY), who


def test_no_post_is_addressed_that_is_not_over_the_place() -> None:
    make_posts()
    directory = Directory([VILLAGE], on=TODAY)
    for _, duty in list_duties():
        for who in duty.block.who:
            one = directory.resolve(kind_of(who), level=who.partition("@")[2], place=VILLAGE)
            assert VILLAGE.startswith(one.area.rstrip("0")) and level_of(one.area) <= Level.VILLAGE


def fire_all() -> Child:
    """Every duty that calls for an act, set going for one child, each with its event."""
    child = make_child()
    settle(child=child, on=TODAY, at=NOW, because="test")
    made = Determination.objects.get(child=child)
    events = {duty.block.after for _, duty in list_duties() if duty.block.after}
    for event in events:
        RecordedEvent.objects.create(child=child, name=event, on=TODAY, recorded_at=NOW)
    library = current_library()
    for key, duty in list_duties():
        if calls_for_an_act(duty, library):
            DutySpan.objects.create(
                child=child, rule=key.rule, which=key.which, place=COUNTY[:6], event=duty.block.after, since=TODAY,
                begun_with=made,
            )  # fmt: skip
    return child


def test_firing_every_duty_opens_a_task_for_a_post_unless_it_falls_on_whichever_institution_it_is() -> None:
    make_posts()
    with acting_as(EVERYTHING):
        child = fire_all()
        settle_tasks([child.pk], on=TODAY, at=NOW)
        library = current_library()
        wanted = {f"{key.rule}~{key.which}": duty for key, duty in list_duties() if calls_for_an_act(duty, library)}
        missing = [
            key
            for key in wanted
            if not any(f"duty:{key}:" in one for one in Cause.objects.values_list("key", flat=True))
        ]
        assert [key for key in missing if not is_an_alternative(wanted[key], library)] == []
        assert len(missing) < 40
        assert all(cause.task.role and cause.task.due_at for cause in Cause.objects.select_related("task"))


def test_one_child_has_one_task_of_a_kind_at_a_body_whatever_number_of_duties_there_are() -> None:
    make_posts()
    with acting_as(EVERYTHING):
        child = fire_all()
        done = settle_tasks([child.pk], on=TODAY, at=NOW)
    assert done.causes > 150 and done.opened < 30


def test_a_post_reads_its_own_register_and_notes_what_it_did() -> None:
    posts = make_posts()
    entry = list_own_register("civil_affairs", COUNTY, on=TODAY)[0]
    with acting_as(scope_of(posts["county"], on=TODAY)):
        note_fulfilment(
            body_kind="civil_affairs", area=COUNTY, key=entry.key, words="held a training", on=TODAY,
            by=posts["county"], at=NOW,
        )  # fmt: skip
    again = next(one for one in list_own_register("civil_affairs", COUNTY, on=TODAY) if one.key == entry.key)
    assert again.last_on == TODAY


def test_nobody_notes_for_another_post_or_what_is_not_in_the_register() -> None:
    posts = make_posts()
    key = list_own_register("civil_affairs", COUNTY, on=TODAY)[0].key
    with acting_as(scope_of(posts["township"], on=TODAY)):
        with pytest.raises(StepNotYours):
            note_fulfilment(
                body_kind="civil_affairs", area=COUNTY, key=key, words="x", on=TODAY, by=posts["township"], at=NOW
            )
        with pytest.raises(DutyUnknown):
            note_fulfilment(
                body_kind="township_civil_affairs_office", area=TOWNSHIP, key=DutyKey("no/rule#1/a", "00000000"),
                words="x", on=TODAY, by=posts["township"], at=NOW,
            )  # fmt: skip


def test_the_register_tells_of_what_comes_round_when_it_is_due() -> None:
    make_posts()
    entries = list_register("431022000000", on=TODAY)
    with_days = [one for one in entries if one.next_on]
    assert with_days and all(one.next_on and one.next_on >= TODAY for one in with_days)
    assert any(one.is_local for one in with_days)
    assert {key_of(one.obligation) for one in entries} <= DUTIES.keys()
