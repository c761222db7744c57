"""The village proposes, the township verifies, the county confirms."""

from datetime import date
from typing import Any

import pytest

from hutong.children.actions import move_on, record_fact, register_child
from hutong.children.errors import FileFixed, SecondPairOfEyes, StepNeeds, StepNotOffered, StepNotYours
from hutong.children.models import Child, State, Step
from hutong.children.queries import list_open_ways, state_on
from hutong.children.states import AFTER_TRANSFER, FIXED, WAYS
from hutong.children.tests.making import COUNTY, NOW, TODAY, TOWNSHIP, VILLAGE, acting, make_child, make_worker
from hutong.staff.models import Post, Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of

pytestmark = pytest.mark.django_db
VISIT: dict[str, Any] = {"visited_by": "测试主任", "visited_on": date(2025, 5, 30)}


def begin(worker: Worker | None = None) -> Child:
    with acting_as(EVERYTHING):
        return register_child(area=VILLAGE, name="王小明", by=worker, at=NOW)


def step(child: Child, to: str, by: Worker | None = None, **given: Any) -> Step:
    return move_on(child=child, to=to, by=by, at=NOW, **given)


def test_a_file_goes_its_way_through_three_pairs_of_hands() -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as director:
        child = register_child(area=VILLAGE, name="王小明", by=director, at=NOW)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as supervisor:
        verified = step(child, State.VERIFIED, supervisor, **VISIT)
        assert (verified.level, verified.is_same_person, verified.visited_by) == (4, False, "测试主任")
    with acting(Role.CIVIL_AFFAIRS, COUNTY) as officer:
        assert step(child, State.REGISTERED, officer).level == 3
        stored = Child.objects.get()
        assert (stored.state, stored.registered_on) == (State.REGISTERED, TODAY)
        assert state_on(child, on=TODAY) == State.REGISTERED and state_on(child, on=date(2025, 5, 1)) == ""


def test_who_visited_is_asked_apart_from_who_types() -> None:
    child = begin()
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as supervisor:
        for given in ({}, {"visited_by": "测试主任"}, {**VISIT, "visited_on": date(2025, 7, 1)}):
            with pytest.raises(StepNeeds):
                step(child, State.VERIFIED, supervisor, **given)


def test_a_narrower_post_is_sent_to_the_wider_one() -> None:
    child = begin()
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as director, pytest.raises(StepNotYours, match="township"):
        step(child, State.VERIFIED, director, **VISIT)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as supervisor:
        step(child, State.VERIFIED, supervisor, **VISIT)
        with pytest.raises(StepNotYours, match="county"):
            step(child, State.REGISTERED, supervisor)


def test_one_person_may_hold_all_posts_of_a_small_township_and_the_step_says_so() -> None:
    worker = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    Post.objects.create(
        worker=worker, role=Role.CHILD_SUPERVISOR, area=TOWNSHIP, body=worker.posts.get().body, since=date(2020, 1, 1)
    )
    child = begin(worker)
    with acting_as(scope_of(worker, on=TODAY)):
        assert step(child, State.VERIFIED, worker, **VISIT).is_same_person


def test_the_county_is_the_second_pair_of_eyes() -> None:
    child = begin()
    with acting(Role.CIVIL_AFFAIRS, COUNTY) as officer:
        step(child, State.VERIFIED, officer, **VISIT)
        with pytest.raises(SecondPairOfEyes):
            step(child, State.REGISTERED, officer)
    with acting(Role.CIVIL_AFFAIRS, COUNTY) as colleague:
        assert step(child, State.REGISTERED, colleague).after == State.REGISTERED


def test_what_is_not_in_the_table_is_not_offered() -> None:
    child = begin()
    with acting_as(EVERYTHING):
        for to in (State.REGISTERED, State.TRANSFERRED, State.CANDIDATE, "gone"):
            with pytest.raises(StepNotOffered, match="verified"):
                step(child, to, **VISIT, reason="…")


def test_closing_asks_for_a_reason_keeps_the_file_and_can_be_taken_back() -> None:
    child = begin()
    with acting_as(EVERYTHING):
        with pytest.raises(StepNeeds):
            step(child, State.CLOSED)
        step(child, State.CLOSED, reason="录入错误")
        assert (child.closed_on, child.closed_because) == (TODAY, "录入错误")
        with pytest.raises(FileFixed):
            record_fact(child=child, name="disabled", value=True, by=None, at=NOW)
        step(child, State.UNDER_REVIEW, reason="误结案")
        assert (child.closed_on, child.closed_because) == (None, "")


def test_everyone_is_offered_what_their_post_may_do() -> None:
    with acting_as(EVERYTHING):
        child = make_child(state=State.REGISTERED)
    for role, area, count in (
        (Role.CHILD_DIRECTOR, VILLAGE, 1),
        (Role.CIVIL_AFFAIRS, COUNTY, 3),
        (Role.LEADER, COUNTY, 0),
    ):
        with acting(role, area):
            assert len(list_open_ways(child)) == count


def test_the_table_leads_somewhere_from_everywhere_and_names_no_way_twice() -> None:
    assert len({(way.before, way.after) for way in WAYS}) == len(WAYS)
    assert {way.before for way in WAYS} == set(State.values)
    assert set(AFTER_TRANSFER) == set(State.values) - FIXED
