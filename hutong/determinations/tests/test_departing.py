"""A person's departure stands beside the conclusion, with a name and a reason."""

from collections.abc import Iterator
from typing import Any

import pytest

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, NOW, TODAY, VILLAGE, make_worker
from hutong.determinations.actions import depart, settle, withdraw_departure
from hutong.determinations.errors import (
    BenefitUnknown,
    DepartedAlready,
    ReasonMissing,
    VerdictUnknown,
    WithdrawnAlready,
)
from hutong.determinations.queries import list_departures, list_open_findings
from hutong.determinations.tests.making import make_orphan
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def child() -> Child:
    with acting_as(EVERYTHING):
        made = make_orphan(VILLAGE)
        settle(child=made, on=TODAY, at=NOW, because="fact")
    return made


@pytest.fixture
def officer() -> Iterator[Worker]:
    worker = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    with acting_as(scope_of(worker, on=TODAY)):
        yield worker


def departed(child: Child, by: Worker, **given: Any) -> Any:
    filled = {"benefit": "orphan_protection", "place": "990101", "verdict": "not_entitled", "reason": "县局会议纪要"}
    return depart(child=child, by=by, at=NOW, since=TODAY, **{**filled, **given})


def test_a_departure_stands_beside_what_the_documents_say(child: Child, officer: Worker) -> None:
    made = departed(child, officer)
    assert list_departures(child, on=TODAY).get() == made
    assert list_open_findings(child).get(benefit="orphan_protection").verdict == "entitled"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"benefit": "free_lunch"}, BenefitUnknown),
        ({"verdict": "perhaps"}, VerdictUnknown),
        ({"reason": "  "}, ReasonMissing),
    ],
)
def test_a_departure_names_a_benefit_a_verdict_and_a_reason(
    child: Child, officer: Worker, given: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        departed(child, officer, **given)


def test_two_departures_for_one_benefit_do_not_stand_at_once(child: Child, officer: Worker) -> None:
    departed(child, officer)
    with pytest.raises(DepartedAlready):
        departed(child, officer)


def test_a_departure_is_withdrawn_by_name_and_stays_on_record(child: Child, officer: Worker) -> None:
    made = departed(child, officer)
    with pytest.raises(ReasonMissing):
        withdraw_departure(departure=made, by=officer, at=NOW, reason="")
    gone = withdraw_departure(departure=made, by=officer, at=NOW, reason="依据已废止")
    assert (gone.withdrawn_by, gone.withdrawn_because) == (officer, "依据已废止")
    assert not list_departures(child, on=TODAY).exists()
    assert list_departures(child).get() == made
    with pytest.raises(WithdrawnAlready):
        withdraw_departure(departure=made, by=officer, at=NOW, reason="再次")
    departed(child, officer)


def test_a_village_worker_does_not_depart(child: Child) -> None:
    worker = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting_as(scope_of(worker, on=TODAY)), pytest.raises(NotAllowed):
        departed(child, worker)
