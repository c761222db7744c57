"""A family's request from the window to the answer in their hand, with its clock."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hutong.audit.models import Entry
from hutong.children import actions as files
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, NOW, OTHER_COUNTY, TODAY, VILLAGE, acting, make_child, make_worker
from hutong.places.working_days import add_working_days
from hutong.privacy.answering import (
    answer_request,
    assign_request,
    hand_answer,
    list_open_requests,
    may_answer,
    receive_request,
    take_back_request,
)
from hutong.privacy.errors import AnswerNeeds, NothingFollowed, RequestAnswered, RequestNeeds
from hutong.privacy.models import FamilyRequest, RequestState
from hutong.staff.models import Role, Worker
from hutong.staff.scope import NotAllowed, acting_as, scope_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def worker() -> Iterator[Worker]:
    with acting(Role.CIVIL_AFFAIRS, COUNTY) as worker:
        yield worker


@pytest.fixture
def child(worker: Worker) -> Child:
    return make_child(born=date(2015, 5, 1))


def receive(child: Child, worker: Worker, **changed: Any) -> FamilyRequest:
    said: dict[str, Any] = {
        "kind": "see", "asker": "guardian", "asker_name": "田奶奶", "asker_relation": "paternal_grandmother",
        "checked": "identity_card", "words": "想看孩子档案里写了什么", **changed,
    }  # fmt: skip
    return receive_request(child=child, by=worker, at=NOW, **said)


def answer(request: FamilyRequest, worker: Worker, **changed: Any) -> FamilyRequest:
    said: dict[str, Any] = {"verdict": "granted", "answer": "档案内容已当面出示并复印。", **changed}
    return answer_request(request=request, by=worker, at=LATER, **said)


def test_the_clock_is_fifteen_working_days_by_a_local_setting(child: Child, worker: Worker) -> None:
    assert receive(child, worker).due == add_working_days(TODAY, 15)


def test_a_place_has_a_clock_of_its_own(child: Child, worker: Worker, tmp_path: Path, settings: Any) -> None:
    settings.RETENTION = tmp_path / "own.toml"
    settings.RETENTION.write_text("[local_clocks]\nanswer_working_days = 5\n", "utf-8")
    request = receive(child, worker)
    assert request.due == add_working_days(TODAY, 5)
    assert not request.is_late(on=request.due) and request.is_late(on=request.due + timedelta(days=1))


@pytest.mark.parametrize("changed", [{"asker_name": " "}, {"words": "看"}, {"kind": "burn"}])
def test_who_asks_and_for_what_is_needed(child: Child, worker: Worker, changed: dict[str, str]) -> None:
    with pytest.raises(RequestNeeds):
        receive(child, worker, **changed)


def test_it_is_answered_in_writing_and_handed_over(child: Child, worker: Worker) -> None:
    request = answer(receive(child, worker), worker)
    assert (request.state, request.verdict) == (RequestState.ANSWERED, "granted")
    assert not list_open_requests().exists()
    with pytest.raises(AnswerNeeds):
        hand_answer(request=request, on=TODAY - timedelta(days=1), how="当面", by=worker, at=LATER)
    assert hand_answer(request=request, on=LATER.date(), how="当面", by=worker, at=LATER).handed_on == LATER.date()
    with pytest.raises(RequestAnswered):
        answer(request, worker)
    acts = Entry.objects.filter(child=child.uid).values_list("act", flat=True)
    assert [one for one in acts if "famil" in one] == [
        "family request received", "family request answered", "family answer handed over",
    ]  # fmt: skip


@pytest.mark.parametrize("verdict", ["refused", "partly"])
def test_what_is_refused_names_a_ground(child: Child, worker: Worker, verdict: str) -> None:
    request = receive(child, worker)
    with pytest.raises(AnswerNeeds):
        answer(request, worker, verdict=verdict)
    assert answer(request, worker, verdict=verdict, refusal="others").refusal == "others"


def test_a_correction_is_granted_only_once_it_stands_in_the_file(child: Child, worker: Worker) -> None:
    request = receive(child, worker, kind="correct", words="父亲已经出狱，请更正")
    with pytest.raises(NothingFollowed):
        answer(request, worker)
    fact = files.record_fact(child=child, name="father.imprisoned", value=False, by=worker, at=LATER, since=TODAY)
    assert answer(request, worker, led_to=fact).led_to == fact


def test_a_correction_that_is_not_right_is_refused_without_one(child: Child, worker: Worker) -> None:
    request = receive(child, worker, kind="correct", words="请改成独生子女")
    assert answer(request, worker, verdict="refused", refusal="right").verdict == "refused"


def test_the_village_receives_and_the_township_answers_or_whoever_it_gave_it_to(child: Child, worker: Worker) -> None:
    director = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting_as(scope_of(director, on=TODAY)):
        request = receive(child, director)
        assert not may_answer(request)
        with pytest.raises(NotAllowed):
            answer(request, director)
        with pytest.raises(NotAllowed):
            assign_request(request=request, to=director, by=director, at=NOW)
    assign_request(request=request, to=director, by=worker, at=NOW)
    with acting_as(scope_of(director, on=TODAY)):
        assert answer(FamilyRequest.objects.get(), director).answered_by == director


def test_who_asked_takes_it_back(child: Child, worker: Worker) -> None:
    request = take_back_request(request=receive(child, worker), by=worker, at=LATER)
    assert request.state == RequestState.TAKEN_BACK
    with pytest.raises(RequestAnswered):
        answer(request, worker)


def test_strangers_see_no_request(child: Child, worker: Worker) -> None:
    receive(child, worker)
    with acting_as(scope_of(make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY), on=TODAY)):
        assert not list_open_requests().exists()
