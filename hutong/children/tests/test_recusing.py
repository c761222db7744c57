"""A worker who is kin of a child sees neither the file nor that there is one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from hutong.children.errors import StepNeeds
from hutong.children.identity import exists_elsewhere
from hutong.children.models import Assignment, Child, Kinship, Person, Recusal
from hutong.children.queries import with_assigned
from hutong.children.recusing import end_recusal, list_recusals, recuse_worker
from hutong.children.tests.making import (
    NOW,
    OTHER_VILLAGE,
    TODAY,
    TOWNSHIP,
    VILLAGE,
    make_child,
    make_number,
    make_worker,
)
from hutong.staff.grants import keep_own_identity
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of

pytestmark = pytest.mark.django_db
OWN = make_number(date(1980, 5, 6))
OF_CHILD = make_number(date(2016, 5, 6))


@contextmanager
def acting(worker: Worker) -> Iterator[Worker]:
    with acting_as(with_assigned(scope_of(worker, on=TODAY), on=TODAY)):
        yield worker


@pytest.fixture
def child() -> Child:
    with acting_as(EVERYTHING):
        made = make_child(identity_number=OF_CHILD, identity_kind="resident")
        person = Person.objects.create(name="测试亲属", identity_number=OWN, made_at=NOW)
        Kinship.objects.create(child=made, person=person, relation="other_relative")
        return made


@pytest.fixture
def supervisor() -> Worker:
    return make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP)


def sees(worker: Worker) -> bool:
    with acting(worker):
        return Child.objects.exists() or Kinship.objects.exists()


def test_kin_are_found_by_their_number(child: Child, supervisor: Worker) -> None:
    assert sees(supervisor)
    keep_own_identity(worker=supervisor, identity_number=OWN, on=TODAY, at=NOW)
    assert not sees(supervisor)
    with acting(supervisor):
        assert not exists_elsewhere(OF_CHILD)
    assert sees(make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP))


def test_a_worker_declares_it_and_does_not_take_it_back(child: Child, supervisor: Worker) -> None:
    with acting(supervisor):
        made = recuse_worker(child=child, worker=supervisor, reason="外甥女", by=supervisor, at=NOW)
    assert not sees(supervisor)
    with acting(supervisor), pytest.raises(NotAllowed):
        end_recusal(recusal=made, by=supervisor, at=NOW)
    other = make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP)
    with acting(other):
        assert [one.worker for one in list_recusals(child)] == [supervisor]
        end_recusal(recusal=made, by=other, at=NOW)
    assert sees(supervisor)


def test_the_township_keeps_somebody_out_and_takes_the_child_from_them(child: Child, supervisor: Worker) -> None:
    director = make_worker(Role.CHILD_DIRECTOR, OTHER_VILLAGE)
    with acting_as(EVERYTHING):
        Assignment.objects.create(child=child, worker=director, purpose="代管", since=date(2025, 1, 1))
    assert sees(director)
    with acting(supervisor):
        recuse_worker(child=child, worker=director, reason="表兄", by=supervisor, at=NOW)
        recuse_worker(child=child, worker=director, reason="表兄", by=supervisor, at=NOW)
    assert not sees(director)
    with acting_as(EVERYTHING):
        assert Recusal.objects.count() == 1
        assert Assignment.objects.get().until == date(2025, 5, 31)


def test_a_village_keeps_nobody_else_out_and_a_reason_is_needed(child: Child) -> None:
    director, other = make_worker(Role.CHILD_DIRECTOR, VILLAGE), make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting(director):
        with pytest.raises(NotAllowed):
            recuse_worker(child=child, worker=other, reason="表兄", by=director, at=NOW)
        with pytest.raises(StepNeeds):
            recuse_worker(child=child, worker=director, reason=" ", by=director, at=NOW)
