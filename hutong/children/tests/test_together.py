"""The same act on many files: done whole or refused by each file, with the checks of the act on one."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from hutong.children.actions import confirm_label, move_on, record_fact
from hutong.children.errors import (
    AssignedAlready,
    FileFixed,
    LabelHeld,
    LabelNotHeld,
    NotAssigned,
    SecondPairOfEyes,
    StaleFile,
    StepNotOffered,
    StepNotYours,
)
from hutong.children.many_acts import Assign, ConfirmLabel, DetermineAnew, EndAssignment, EndLabel, MoveOn
from hutong.children.models import Assignment, Change, Child, Labelled, State, Step
from hutong.children.moving_on import Wanted
from hutong.children.tests.making import (
    COUNTY,
    NOW,
    OTHER_COUNTY,
    OTHER_VILLAGE,
    TODAY,
    TOWNSHIP,
    VILLAGE,
    acting,
    make_child,
    make_worker,
)
from hutong.children.together import ManyAct, Parted, do, look
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as

pytestmark = pytest.mark.django_db
VERIFY = MoveOn(Wanted(State.VERIFIED, visited_by="测试主任", visited_on=date(2025, 5, 30)))
REGISTER = MoveOn(Wanted(State.REGISTERED))
HARD = "de_facto_unattended"


def make_children(count: int, state: str = State.CANDIDATE, area: str = VILLAGE) -> list[Child]:
    with acting_as(EVERYTHING):
        closed = {"closed_on": TODAY, "closed_because": "试验"} if state == State.CLOSED else {}
        return [make_child(area, name=f"测试{number}", state=state, **closed) for number in range(count)]


def carry_out(act: ManyAct, children: list[Child], by: Worker) -> Parted:
    return do(chosen={child.uid: None for child in children}, act=act, by=by, at=NOW)


def reasons(parted: Parted) -> list[type[Exception]]:
    return [type(one.why) for one in parted.refused]


def test_the_county_confirms_fifty_at_once_in_few_questions(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    children = make_children(50, State.VERIFIED)
    with acting(Role.CIVIL_AFFAIRS, COUNTY) as officer, django_assert_max_num_queries(12):
        assert len(carry_out(REGISTER, children, officer).ready) == 50
    with acting_as(EVERYTHING):
        assert set(Child.objects.values_list("state", "registered_on", "revision")) == {(State.REGISTERED, TODAY, 2)}
        assert Step.objects.filter(after=State.REGISTERED, level=3).count() == 50
        assert Change.objects.filter(what="state:registered").count() == 50


def test_what_cannot_be_done_is_handed_back_and_the_rest_is_done() -> None:
    ready, over = make_children(2), make_children(1, State.CLOSED)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as supervisor:
        parted = carry_out(VERIFY, [*ready, *over], supervisor)
        assert (len(parted.ready), reasons(parted)) == (2, [StepNotOffered])
        assert reasons(carry_out(REGISTER, ready, supervisor)) == [StepNotYours, StepNotYours]
    with acting_as(EVERYTHING):
        assert sorted(Child.objects.values_list("state", flat=True)) == ["closed", "verified", "verified"]


def test_looking_writes_nothing_and_says_what_doing_says() -> None:
    children = [*make_children(1), *make_children(1, State.REGISTERED)]
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as supervisor:
        chosen = {child.uid: None for child in children}
        looked = look(chosen=chosen, act=VERIFY, worker=supervisor, on=TODAY)
        assert Change.objects.count() == Step.objects.count() == 0
        assert Child.objects.filter(state=State.CANDIDATE).count() == 1
        done = do(chosen=chosen, act=VERIFY, by=supervisor, at=NOW)
    assert [one.pk for one in looked.ready] == [one.pk for one in done.ready]
    assert reasons(looked) == reasons(done) == [StepNotOffered]


def test_who_verified_a_file_does_not_confirm_it_among_many() -> None:
    own, others = make_children(1), make_children(1, State.VERIFIED)
    with acting(Role.CIVIL_AFFAIRS, COUNTY) as officer:
        said = {"visited_by": "测试主任", "visited_on": date(2025, 5, 30)}
        move_on(child=own[0], to=State.VERIFIED, by=officer, at=NOW, **said)  # type: ignore[arg-type]
        parted = carry_out(REGISTER, [*own, *others], officer)
    assert reasons(parted) == [SecondPairOfEyes]
    assert [one.pk for one in parted.ready] == [others[0].pk]


def test_files_of_elsewhere_are_counted_and_not_named() -> None:
    here, there = make_children(1), make_children(2, area=OTHER_COUNTY)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as supervisor:
        parted = carry_out(VERIFY, [*here, *there], supervisor)
    assert (len(parted.ready), parted.refused, parted.unseen) == (1, [], 2)
    with acting_as(EVERYTHING):
        assert Child.objects.filter(area=OTHER_COUNTY, state=State.CANDIDATE).count() == 2


def test_a_file_that_changed_since_it_was_chosen_is_left() -> None:
    (child,) = make_children(1)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as supervisor:
        record_fact(child=child, name="disabled", value=True, by=supervisor, at=NOW)
        parted = do(chosen={child.uid: 1}, act=VERIFY, by=supervisor, at=NOW)
    assert reasons(parted) == [StaleFile]


def test_children_go_into_a_workers_hands_and_out_again() -> None:
    children, helper = make_children(3), make_worker(Role.CHILD_DIRECTOR, OTHER_VILLAGE)
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as director:
        assert reasons(carry_out(Assign(helper, "代管", TODAY), children, director)) == [NotAllowed] * 3
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as supervisor:
        assert len(carry_out(Assign(helper, "代管", TODAY), children[:2], supervisor).ready) == 2
        assert reasons(carry_out(Assign(helper, "代管", TODAY), children, supervisor)) == [AssignedAlready] * 2
        assert len(carry_out(EndAssignment(helper, TODAY), children, supervisor).ready) == 3
        assert reasons(carry_out(EndAssignment(helper, TODAY), children, supervisor)) == [NotAssigned] * 3
        assert set(Assignment.objects.values_list("worker", "until")) == {(helper.pk, TODAY)}


def test_a_label_is_confirmed_and_ended_for_many() -> None:
    children = make_children(2)
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as director:
        confirm_label(child=children[0], label=HARD, since=TODAY, by=director, at=NOW)
        parted = carry_out(ConfirmLabel(HARD, TODAY, "入户核实"), children, director)
        assert reasons(parted) == [LabelHeld]
        assert len(carry_out(EndLabel(HARD, TODAY, "情况变化"), children, director).ready) == 2
        assert set(Labelled.objects.values_list("until", "reason")) == {(TODAY, "情况变化")}
        assert reasons(carry_out(EndLabel(HARD, TODAY, "情况变化"), children, director)) == [LabelNotHeld] * 2


def test_files_are_marked_for_a_new_determination_but_not_those_that_are_over() -> None:
    children = [*make_children(1), *make_children(1, State.CLOSED)]
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as director:
        assert reasons(carry_out(DetermineAnew(), children, director)) == [FileFixed]
        assert list(Change.objects.values_list("child", "what")) == [(children[0].pk, "determine_anew")]


def test_one_who_only_reads_does_nothing_to_many() -> None:
    children = make_children(2)
    with acting(Role.LEADER, COUNTY) as leader:
        parted = carry_out(DetermineAnew(), children, leader)
    assert (list(parted.ready), parted.unseen) == ([], 2)
