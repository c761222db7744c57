"""A breach from its discovery to its end: clocks, steps that are only added, families told, nobody named."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hutong.audit.actions import note_look
from hutong.audit.models import Entry
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, NOW, OTHER_COUNTY, TODAY, VILLAGE, make_child, make_worker
from hutong.privacy.actions import appoint_manager
from hutong.privacy.breaching import (
    add_file,
    add_looked_at,
    clocks_of,
    get_breach,
    list_breaches,
    list_families_to_tell,
    record_breach,
    record_step,
    tell_family,
)
from hutong.privacy.errors import BreachClosed, BreachNeeds, BreachOpen, BreachTellsTooMuch, BreachUnknown
from hutong.privacy.models import Breach, BreachStep
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of

pytestmark = pytest.mark.django_db
WHAT = "一名村级人员的手机遗失，手机上登录着系统。"
HOUR = timedelta(hours=1)


@pytest.fixture
def manager() -> Worker:
    worker = make_worker(Role.LEADER, COUNTY)
    with acting_as(EVERYTHING):
        appoint_manager(worker=worker, area=COUNTY, since=TODAY, by=None, at=NOW)
    return worker


@pytest.fixture
def director() -> Worker:
    return make_worker(Role.CHILD_DIRECTOR, VILLAGE)


@pytest.fixture
def child() -> Child:
    with acting_as(EVERYTHING):
        return make_child(name="万小溪")


def record(director: Worker, **changed: Any) -> Breach:
    said: dict[str, Any] = {"area": COUNTY, "kind": "misused", "what": WHAT, "classes": ["identity"], **changed}
    with acting_as(scope_of(director, on=TODAY)):
        return record_breach(found_at=NOW - HOUR, by=director, at=NOW, **said)


def step(breach: Breach, kind: str, manager: Worker, **changed: Any) -> BreachStep:
    said: dict[str, Any] = {
        "words": "已停用账号，结束全部会话。",
        "to_whom": "县民政局、县网信办",
        "how": "电话和书面",
        **changed,
    }
    return record_step(breach=breach, kind=kind, happened_at=NOW, by=manager, at=NOW, **said)


def test_whoever_finds_it_records_it_and_the_manager_reads_it(director: Worker, manager: Worker) -> None:
    breach = record(director)
    assert get_breach(breach.uid, worker=manager, on=TODAY) == breach
    assert list(list_breaches(worker=director, on=TODAY)) == [breach]
    with pytest.raises(BreachUnknown):
        get_breach(breach.uid, worker=make_worker(Role.LEADER, COUNTY), on=TODAY)


def test_elsewhere_nobody_records_one(director: Worker) -> None:
    with pytest.raises(NotAllowed):
        record(director, area=OTHER_COUNTY)


@pytest.mark.parametrize("changed", [{"what": "丢了"}, {"classes": []}, {"kind": "unheard"}])
def test_what_and_which_data_are_needed(director: Worker, changed: dict[str, Any]) -> None:
    with pytest.raises(BreachNeeds):
        record(director, **changed)


@pytest.mark.parametrize("words", ["涉及 990101201503040015", "打了 199 0000 1234 不通"])
def test_no_number_of_anybody_stands_in_the_log(director: Worker, manager: Worker, words: str) -> None:
    with pytest.raises(BreachTellsTooMuch):
        record(director, what=f"{WHAT}{words}")
    with pytest.raises(BreachTellsTooMuch):
        step(record(director), "measure", manager, words=words)


def test_no_name_of_a_child_that_it_concerns_stands_in_the_log(director: Worker, manager: Worker, child: Child) -> None:
    breach = record(director)
    assert add_file(breach=breach, child=child.uid, by=manager, at=NOW) == 1
    with pytest.raises(BreachTellsTooMuch):
        step(breach, "measure", manager, words="万小溪的档案被看到")


def test_who_answers_from_today_on_acts_from_midnight_here(director: Worker, child: Child) -> None:
    midnight = datetime.combine(TODAY, time(0, 30), tzinfo=ZoneInfo("Asia/Shanghai"))
    manager = make_worker(Role.LEADER, COUNTY)
    with acting_as(EVERYTHING):
        appoint_manager(worker=manager, area=COUNTY, since=TODAY, by=None, at=midnight)
    assert midnight.astimezone(UTC).date() < TODAY
    assert add_file(breach=record(director), child=child.uid, by=manager, at=midnight.astimezone(UTC)) == 1


def test_the_clocks_run_from_when_it_was_found(director: Worker) -> None:
    breach = record(director)
    assert clocks_of(breach) == (breach.found_at + 24 * HOUR, breach.found_at + 72 * HOUR)


def test_what_an_account_looked_at_in_that_time_comes_from_the_record(
    director: Worker, manager: Worker, child: Child
) -> None:
    with acting_as(EVERYTHING):
        other = make_child(name="后来的")
    with acting_as(scope_of(director, on=TODAY)):
        for at, one in ((NOW - HOUR, child), (NOW - HOUR, child), (NOW + HOUR, other)):
            note_look(at=at, way="read", child=one.uid, place=one.area, door="child_file")
    breach = record(director)
    given: dict[str, Any] = {"breach": breach, "worker": director, "since": NOW - 2 * HOUR, "until": NOW, "at": NOW}
    assert add_looked_at(by=manager, **given) == 1
    assert add_looked_at(by=manager, **given) == 0
    assert breach.files.get().child == child.uid


def test_families_are_told_by_who_sees_their_file(director: Worker, manager: Worker, child: Child) -> None:
    breach = record(director)
    add_file(breach=breach, child=child.uid, by=manager, at=NOW)
    with acting_as(scope_of(manager, on=TODAY)):
        assert list_families_to_tell() == []
    with acting_as(scope_of(director, on=TODAY)):
        assert [one.uid for _, one in list_families_to_tell()] == [child.uid]
        with pytest.raises(BreachNeeds):
            tell_family(child=child, breach=breach, how=" ", by=director, at=NOW)
        tell_family(child=child, breach=breach, how="入户当面告知", by=director, at=NOW)
        assert list_families_to_tell() == []
    assert Entry.objects.filter(act="breach family told", child=child.uid).exists()


def test_it_ends_only_when_it_is_whole(director: Worker, manager: Worker, child: Child) -> None:
    breach = record(director)
    add_file(breach=breach, child=child.uid, by=manager, at=NOW)
    with pytest.raises(BreachNeeds):
        step(breach, "authority", manager, to_whom="")
    for kind in ("measure", "authority", "families"):
        with pytest.raises(BreachOpen):
            step(breach, "closed", manager)
        step(breach, kind, manager)
    with pytest.raises(BreachOpen):
        step(breach, "closed", manager)
    with acting_as(scope_of(director, on=TODAY)):
        tell_family(child=child, breach=breach, how="电话", by=director, at=NOW)
    step(breach, "closed", manager)
    with pytest.raises(BreachClosed):
        step(breach, "measure", manager)
    assert [one.kind for one in breach.steps.all()] == ["measure", "authority", "families", "closed"]


def test_where_families_are_not_told_the_reason_stands_there(director: Worker, manager: Worker) -> None:
    breach = record(director)
    for kind in ("measure", "authority", "not_told", "closed"):
        step(breach, kind, manager, words="设备已加密并远程清除，未造成危害。")
    breach.refresh_from_db()
    assert breach.closed_by == manager


def test_only_the_manager_records_steps(director: Worker, manager: Worker) -> None:
    with pytest.raises(BreachUnknown):
        step(record(director), "measure", director)
