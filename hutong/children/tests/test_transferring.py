"""A file moves between places: the other side answers, and both keep what they must."""

from datetime import date, timedelta
from typing import Any

import pytest

from hutong.children.actions import (
    accept_transfer,
    decline_transfer,
    move_on,
    propose_transfer,
    record_receipt,
    register_child,
    request_transfer,
    withdraw_transfer,
)
from hutong.children.errors import ChildUnknown, StepNeeds, TransferAnswered, TransferImpossible
from hutong.children.models import Child, State, Step, Transfer, TransferState
from hutong.children.queries import can_answer, get_child, get_transfer, list_transfers, read_told, search_children
from hutong.children.scoped import everyone
from hutong.children.tests.making import COUNTY, NOW, TODAY, TOWNSHIP, VILLAGE, acting, make_number
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
NUMBER = make_number(date(2015, 3, 4))
THERE, THERE_TOWNSHIP = "990102100201", "990102100000"


@pytest.fixture
def child() -> Child:
    with acting_as(EVERYTHING):
        child = register_child(area=VILLAGE, name="王小明", by=None, at=NOW, identity_number=NUMBER)
        record_receipt(child=child, benefit="dibao", fen=60000, by=None, at=NOW, since=date(2025, 1, 1))
    return child


def propose(child: Child) -> Transfer:
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as worker:
        return propose_transfer(child=child, to_area=THERE, reason="搬家", by=worker, at=NOW)


def receiving() -> Any:
    return acting(Role.CHILD_SUPERVISOR, THERE_TOWNSHIP)


def test_the_giving_place_keeps_the_file_until_the_other_accepts(child: Child) -> None:
    transfer = propose(child)
    with receiving():
        assert not Child.objects.exists()
        assert [one.pk for one in list_transfers()] == [transfer.pk] and can_answer(transfer)
        assert read_told(transfer)["name"] == "王小明"
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP):
        assert Child.objects.get().area == VILLAGE and not can_answer(transfer)


def test_accepted_the_file_moves_and_the_giving_place_keeps_what_was_told(child: Child) -> None:
    transfer = propose(child)
    with receiving() as worker:
        accept_transfer(transfer=get_transfer(transfer.uid), by=worker, at=LATER)
        assert get_child(child.uid).area == THERE
        assert list(Step.objects.order_by("pk").values_list("after", flat=True)) == [
            State.CANDIDATE,
            State.TRANSFERRED,
            State.CANDIDATE,
        ]
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP):
        assert not Child.objects.exists()
        told = read_told(Transfer.objects.get())
    assert told["receipts"] == [{"benefit": "dibao", "fen": 60000, "since": "2025-01-01"}]
    assert NUMBER not in str(told) and str(told["identity_number"]).startswith("9901")


def test_what_was_told_lies_sealed(child: Child) -> None:
    propose(child)
    with acting_as(EVERYTHING):
        raw = Transfer.objects.values_list("told", flat=True).get()
    assert "王小明".encode() not in bytes(raw)


def test_a_registered_file_arrives_under_review(child: Child) -> None:
    with acting_as(EVERYTHING):
        move_on(child=child, to=State.VERIFIED, by=None, at=NOW, visited_by="测试", visited_on=TODAY)
        move_on(child=child, to=State.REGISTERED, by=None, at=NOW)
    transfer = propose(child)
    with receiving() as worker:
        assert accept_transfer(transfer=transfer, by=worker, at=LATER).state == State.UNDER_REVIEW


def test_only_the_other_side_answers_and_only_once(child: Child) -> None:
    transfer = propose(child)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP), pytest.raises(NotAllowed):
        accept_transfer(transfer=transfer, by=None, at=LATER)
    with acting(Role.CHILD_DIRECTOR, THERE), pytest.raises(NotAllowed):
        accept_transfer(transfer=transfer, by=None, at=LATER)
    with receiving() as worker:
        accept_transfer(transfer=transfer, by=worker, at=LATER)
        with pytest.raises(TransferAnswered):
            decline_transfer(transfer=transfer, by=worker, at=LATER, answer="重复")


def test_declined_or_withdrawn_nothing_moves_and_another_may_be_proposed(child: Child) -> None:
    transfer = propose(child)
    with receiving() as worker:
        with pytest.raises(StepNeeds):
            decline_transfer(transfer=transfer, by=worker, at=LATER, answer=" ")
        decline_transfer(transfer=transfer, by=worker, at=LATER, answer="不住在这里")
    again = propose(child)
    with receiving(), pytest.raises(NotAllowed):
        withdraw_transfer(transfer=again, by=None, at=LATER)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as worker:
        assert withdraw_transfer(transfer=again, by=worker, at=LATER).state == TransferState.WITHDRAWN
        assert Child.objects.get().area == VILLAGE


def test_one_transfer_at_a_time_and_not_to_where_it_is(child: Child) -> None:
    propose(child)
    with acting_as(EVERYTHING):
        for area in (THERE, VILLAGE):
            with pytest.raises(TransferImpossible):
                propose_transfer(child=child, to_area=area, reason="搬家", by=None, at=NOW)


def test_the_village_does_not_propose_and_a_stranger_sees_nothing(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE), pytest.raises(NotAllowed):
        propose_transfer(child=child, to_area=THERE, reason="搬家", by=None, at=NOW)
    transfer = propose(child)
    with acting(Role.CIVIL_AFFAIRS, "990103000000"):
        assert not list_transfers().exists()
        with pytest.raises(ChildUnknown):
            get_transfer(transfer.uid)


def test_who_has_the_child_and_its_number_asks_and_learns_nothing_before_the_answer(child: Child) -> None:
    with receiving() as worker:
        assert search_children(NUMBER).exists_elsewhere
        asked = request_transfer(identity_number=NUMBER, to_area=THERE, reason="孩子在这里", by=worker, at=NOW)
        assert read_told(asked) == {} and not can_answer(asked)
        with pytest.raises(NotAllowed):
            accept_transfer(transfer=asked, by=worker, at=LATER)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as giver:
        accept_transfer(transfer=get_transfer(asked.uid), by=giver, at=LATER)
    with receiving():
        assert get_child(child.uid).area == THERE


def test_the_village_may_not_ask_and_sealed_files_do_not_answer(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, THERE):
        assert not search_children(NUMBER).exists_elsewhere
        with pytest.raises(NotAllowed):
            request_transfer(identity_number=NUMBER, to_area=THERE, reason="孩子在这里", by=None, at=NOW)
    everyone(Child).update(is_sealed=True)
    with receiving():
        assert not search_children(NUMBER).exists_elsewhere
        with pytest.raises(TransferImpossible):
            request_transfer(identity_number=NUMBER, to_area=THERE, reason="孩子在这里", by=None, at=NOW)


def test_the_county_hands_over_what_its_townships_have(child: Child) -> None:
    with acting(Role.CIVIL_AFFAIRS, COUNTY) as worker:
        assert propose_transfer(child=child, to_area=THERE, reason="搬家", by=worker, at=NOW).from_area == VILLAGE
