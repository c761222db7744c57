"""Children given into the hands of somebody from elsewhere."""

from datetime import date

import pytest

from hutong.children.actions import assign_child, end_assignment, record_fact
from hutong.children.errors import ChildUnknown, StepNeeds
from hutong.children.models import Child
from hutong.children.queries import with_assigned
from hutong.children.tests.making import NOW, OTHER_VILLAGE, TODAY, TOWNSHIP, VILLAGE, acting, make_child, make_worker
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, Scope, acting_as, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def child() -> Child:
    with acting_as(EVERYTHING):
        return make_child(VILLAGE)


def scope(worker: Worker, on: date = TODAY) -> Scope:
    return with_assigned(scope_of(worker, on=on), on=on)


def test_who_is_given_a_child_writes_to_its_file_as_the_village_does(child: Child) -> None:
    helper = make_worker(Role.CHILD_DIRECTOR, OTHER_VILLAGE)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as supervisor:
        given = assign_child(child=child, worker=helper, purpose="代管", since=TODAY, by=supervisor, at=NOW)
    with acting_as(scope(helper)):
        assert record_fact(child=child, name="disabled", value=True, by=helper, at=NOW).pk
        with pytest.raises(NotAllowed):
            end_assignment(assignment=given, until=TODAY, by=helper, at=NOW)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as supervisor:
        end_assignment(assignment=given, until=TODAY, by=supervisor, at=NOW)
    with acting_as(scope(helper, on=date(2025, 6, 2))), pytest.raises(ChildUnknown):
        record_fact(child=child, name="disabled", value=True, by=helper, at=NOW)


def test_the_village_gives_nobody_away_and_a_purpose_is_said(child: Child) -> None:
    helper = make_worker(Role.CHILD_DIRECTOR, OTHER_VILLAGE)
    with acting(Role.CHILD_DIRECTOR, VILLAGE), pytest.raises(NotAllowed):
        assign_child(child=child, worker=helper, purpose="代管", since=TODAY, by=None, at=NOW)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP), pytest.raises(StepNeeds):
        assign_child(child=child, worker=helper, purpose=" ", since=TODAY, by=None, at=NOW)
