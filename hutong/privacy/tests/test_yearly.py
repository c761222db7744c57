"""The yearly audit: figures from the record, points with findings and remedies, signed and reported."""

from datetime import date, timedelta
from typing import Any

import pytest

from hutong.audit.actions import note_act
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, NOW, OTHER_COUNTY, TODAY, VILLAGE, make_child, make_worker
from hutong.privacy.actions import appoint_manager
from hutong.privacy.errors import AuditOpened, AuditSigned, AuditUnfinished, AuditUnknown
from hutong.privacy.figures import FIGURES
from hutong.privacy.models import Breach, BreachStep, ComplianceAudit, FamilyRequest, Opening, SealedFile
from hutong.privacy.yearly import (
    CHECKED_FAULTS,
    CHECKED_ROWS,
    count_again,
    get_audit,
    get_points,
    judge_point,
    list_missing,
    note_remedied,
    note_verified,
    open_audit,
    report_audit,
    report_due,
    sign_audit,
)
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def manager() -> Worker:
    worker = make_worker(Role.LEADER, COUNTY)
    with acting_as(EVERYTHING):
        appoint_manager(worker=worker, area=COUNTY, since=TODAY - 600 * DAY, by=None, at=NOW)
    return worker


def begin(manager: Worker, **changed: Any) -> ComplianceAudit:
    said: dict[str, Any] = {"year": 2025, "area": COUNTY, **changed}
    return open_audit(by=manager, on=TODAY, at=NOW, **said)


def judge(audit: ComplianceAudit, key: str, manager: Worker, **changed: Any) -> object:
    said: dict[str, Any] = {"verdict": "met", "finding": "", "remedy": "", "remedy_due": None, **changed}
    return judge_point(audit=audit, key=key, by=manager, on=TODAY, at=NOW, **said)


def figure(audit: ComplianceAudit, key: str) -> dict[str, int]:
    return dict(audit.points.get(key=key).figures)


def test_every_point_names_its_clause_and_figures_that_there_are() -> None:
    for point in get_points().values():
        assert point.clause and point.zh and point.en
        assert set(point.figures) <= {*FIGURES, "verified"}


def fill(child: Child, worker: Worker) -> None:
    """A year with two openings, a request and a breach here, and an opening next door."""
    opened: dict[str, Any] = {"child": child.uid, "worker": worker, "why": "danger", "ends_at": NOW + DAY}
    Opening.objects.create(
        area=VILLAGE, opened_at=NOW, reviewed_at=NOW + DAY / 2, reviewed_by=make_worker(), is_justified=True, **opened
    )
    Opening.objects.create(area=VILLAGE, opened_at=NOW, **opened)
    Opening.objects.create(area=OTHER_COUNTY, opened_at=NOW, **opened)
    Opening.objects.create(area=VILLAGE, opened_at=NOW - 400 * DAY, **opened)
    SealedFile.objects.create(child=child.uid, area=VILLAGE, why="closed", sealed_at=NOW)
    FamilyRequest.objects.create(
        child=child, kind="see", asker="guardian", checked="known", received_at=NOW, received_by=worker,
        due=TODAY, state="answered", verdict="granted", answered_at=NOW + 9 * DAY, answered_by=worker,
    )  # fmt: skip
    breach = Breach.objects.create(area=VILLAGE, kind="lost", found_at=NOW, recorded_at=NOW, recorded_by=worker)
    BreachStep.objects.create(
        breach=breach, kind="authority", at=NOW + DAY / 4, to_whom="县网信办", recorded_at=NOW, by=worker
    )
    note_act(at=NOW, act="export_ask", place=VILLAGE)
    note_act(at=NOW, act="export_approve", place=VILLAGE)
    note_act(at=NOW, act="export_ask", place=OTHER_COUNTY)


def test_the_figures_are_counted_from_the_record_for_the_year_and_the_area(manager: Worker) -> None:
    with acting_as(EVERYTHING):
        fill(make_child(), manager)
    audit = begin(manager)
    assert figure(audit, "access") | {"x": 0} == {
        "openings for a reason": 2, "reviewed within a day": 1, "not reviewed": 1, "found not justified": 0,
        "unusual readings looked into (whole system)": 0, "x": 0,
    }  # fmt: skip
    assert figure(audit, "exports") == {
        "lists asked for": 1, "approved by another person": 1, "declined": 0, "taken along": 0,
    }  # fmt: skip
    assert figure(audit, "requests")["answered late"] == 1
    assert figure(audit, "breaches") == {
        "breaches found": 1, "reported to the authority in time": 1, "still open": 1,
    }  # fmt: skip
    assert figure(audit, "necessity")["files sealed"] == 1


def test_counting_again_takes_what_came_since_and_keeps_what_was_verified(manager: Worker) -> None:
    audit = begin(manager)
    note_verified(audit=audit, rows=120, faults=0, by=manager, on=TODAY, at=NOW)
    note_act(at=NOW, act="export_ask", place=VILLAGE)
    count_again(audit=audit, by=manager, on=TODAY, at=NOW)
    assert figure(audit, "exports")["lists asked for"] == 1
    assert (figure(audit, "record")[CHECKED_ROWS], figure(audit, "record")[CHECKED_FAULTS]) == (120, 0)


def test_one_a_year_and_place_by_who_answers_for_it(manager: Worker) -> None:
    audit = begin(manager)
    assert get_audit(audit.uid, worker=manager, on=TODAY) == audit
    with pytest.raises(AuditOpened):
        begin(manager)
    stranger = make_worker(Role.LEADER, COUNTY)
    for refused in (
        {"manager": stranger},
        {"manager": manager, "area": OTHER_COUNTY},
        {"manager": manager, "year": 2023},
    ):
        with pytest.raises(AuditUnknown):
            begin(**refused)
    with pytest.raises(AuditUnknown):
        get_audit(audit.uid, worker=stranger, on=TODAY)


@pytest.mark.parametrize("verdict", ["partly", "not_met"])
def test_what_is_not_met_needs_a_finding_and_a_remedy_with_a_day(manager: Worker, verdict: str) -> None:
    audit = begin(manager)
    with pytest.raises(AuditUnfinished):
        judge(audit, "access", manager, verdict=verdict, finding="两次未按期审查")
    judge(
        audit,
        "access",
        manager,
        verdict=verdict,
        finding="两次未按期审查",
        remedy="增加一名负责人",
        remedy_due=TODAY + DAY,
    )
    point = audit.points.get(key="access")
    with pytest.raises(AuditUnfinished):
        note_remedied(point=point, remedied_on=TODAY + DAY, by=manager, on=TODAY, at=NOW)
    assert note_remedied(point=point, remedied_on=TODAY, by=manager, on=TODAY, at=NOW).remedied_on == TODAY


def test_it_is_signed_when_every_point_is_judged_and_then_stands(manager: Worker) -> None:
    audit = begin(manager)
    given: dict[str, Any] = {"audit": audit, "by": manager, "on": TODAY, "at": NOW}
    with pytest.raises(AuditUnfinished):
        sign_audit(summary="总体符合要求", **given)
    for key in get_points():
        judge(audit, key, manager)
    with pytest.raises(AuditUnfinished):
        report_audit(to="县网信办", receipt="", reported_on=TODAY, **given)
    sign_audit(summary="总体符合要求", **given)
    with pytest.raises(AuditSigned):
        judge(audit, "access", manager, verdict="not_applicable")
    with pytest.raises(AuditSigned):
        count_again(**given)
    assert report_audit(to="县网信办", receipt="收文12号", reported_on=TODAY, **given).reported_on == TODAY


def test_the_report_is_called_to_mind_until_it_went(manager: Worker) -> None:
    assert (
        list_missing(worker=manager, on=TODAY)
        == [(2024, COUNTY, date(2025, 1, 31))]
        == [(2024, COUNTY, report_due(2024))]
    )
    audit = begin(manager, year=2024)
    for key in get_points():
        judge(audit, key, manager)
    given: dict[str, Any] = {"audit": audit, "by": manager, "on": TODAY, "at": NOW}
    sign_audit(summary="符合", **given)
    report_audit(to="县网信办", receipt="", reported_on=TODAY, **given)
    assert list_missing(worker=manager, on=TODAY) == []
