"""What nobody is told by role is told by a grant: of one class, in one area, given and ended by somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hutong.places.models import Body
from hutong.staff.errors import (
    GrantEnded,
    GrantForAdministrators,
    GrantKindUnknown,
    GrantNeedsReason,
    GrantOutsidePosts,
    GrantToOneself,
)
from hutong.staff.grants import BY_ROLE, end_grant, give_grant, kinds_known, list_grants, may_know
from hutong.staff.models import Grant, Post, Role, Worker
from hutong.staff.scope import EVERYTHING, NoScope, NotAllowed, SystemRole, acting_as, scope_of
from hutong.vocabulary.secrecy import ADOPTION, ALL, DETAINED_PARENT, HEALTH, HIV, REPORTER, VICTIM

pytestmark = pytest.mark.django_db
ON, AT = date(2025, 6, 1), datetime(2025, 6, 1, 9, 0, tzinfo=UTC)
COUNTY, VILLAGE, ELSEWHERE = "990101000000", "990101100201", "990102100201"


def make_worker(role: Role, area: str = COUNTY) -> Worker:
    number = Worker.objects.count() + 1
    worker = Worker.objects.create(username=f"worker{number}", name=f"测试人员{number}")
    body = Body.objects.create(kind="civil_affairs", name=f"测试单位{number}", place=area)
    Post.objects.create(worker=worker, role=role, body=body, area=area, since=date(2020, 1, 1))
    return worker


@contextmanager
def acting(worker: Worker, *, on: date = ON) -> Iterator[Worker]:
    with acting_as(scope_of(worker, on=on)):
        yield worker


def give(worker: Worker, *, by: Worker, **changed: Any) -> Grant:
    given: dict[str, Any] = {"kind": HIV, "area": COUNTY, "since": ON, "reason": "分管领导批准", **changed}
    with acting(by):
        return give_grant(worker=worker, by=by, at=AT, **given)


def test_every_role_stands_in_the_table() -> None:
    assert set(BY_ROLE) == {*Role, *SystemRole}


def test_no_role_is_told_of_hiv_adoption_harm_and_reporters_by_itself() -> None:
    assert not set().union(*BY_ROLE.values()) & {HIV, ADOPTION, VICTIM, REPORTER}


def test_the_village_is_told_less_than_the_township() -> None:
    with acting(make_worker(Role.CHILD_DIRECTOR, VILLAGE)):
        assert kinds_known(area=VILLAGE) == {HEALTH}
        assert kinds_known(area=ELSEWHERE) == frozenset()
    with acting(make_worker(Role.CHILD_SUPERVISOR)):
        assert kinds_known(area=VILLAGE) == {HEALTH, DETAINED_PARENT}


def test_nobody_is_told_anything_without_a_scope() -> None:
    with pytest.raises(NoScope):
        may_know(HEALTH, area=VILLAGE)


def test_jobs_know_all() -> None:
    with acting_as(EVERYTHING):
        assert kinds_known(area=VILLAGE) == ALL


def test_a_grant_tells_one_class_in_one_area_between_two_days() -> None:
    officer = make_worker(Role.CIVIL_AFFAIRS)
    give(officer, by=make_worker(Role.SECURITY_ADMIN), until=date(2025, 6, 30))
    with acting(officer):
        assert may_know(HIV, area=VILLAGE)
        assert not may_know(ADOPTION, area=VILLAGE)
        assert not may_know(HIV, area=ELSEWHERE)
    with acting(officer, on=date(2025, 7, 1)):
        assert not may_know(HIV, area=VILLAGE)


def test_what_is_ended_is_ended_at_once_and_stays_on_record() -> None:
    officer, admin = make_worker(Role.CIVIL_AFFAIRS), make_worker(Role.SECURITY_ADMIN)
    grant = give(officer, by=admin)
    with acting(admin):
        end_grant(grant=grant, because="调离岗位", by=admin, on=ON, at=AT)
        with pytest.raises(GrantEnded):
            end_grant(grant=grant, because="调离岗位", by=admin, on=ON, at=AT)
    with acting(officer):
        assert not may_know(HIV, area=VILLAGE)
    assert [one.ended_because for one in list_grants(within=COUNTY)] == ["调离岗位"]


def test_a_grant_to_a_post_ends_with_the_post() -> None:
    officer = make_worker(Role.CIVIL_AFFAIRS)
    post = officer.posts.get()
    give(officer, by=make_worker(Role.SECURITY_ADMIN), post=post)
    Post.objects.create(worker=officer, role=Role.CIVIL_AFFAIRS, body=post.body, area=COUNTY, since=ON)
    post.until = ON
    post.save()
    with acting(officer):
        assert may_know(HIV, area=VILLAGE)
    with acting(officer, on=ON + timedelta(days=1)):
        assert not may_know(HIV, area=VILLAGE)


def test_a_child_assigned_from_elsewhere_brings_what_the_role_is_told() -> None:
    worker = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    scope = scope_of(worker, on=ON)
    with acting_as(type(scope)(scope.worker, scope.held, frozenset({7}))):
        assert kinds_known(area=ELSEWHERE, child=7) == {HEALTH}
        assert kinds_known(area=ELSEWHERE, child=8) == frozenset()


def test_only_the_security_administrator_of_the_area_gives_and_ends() -> None:
    officer = make_worker(Role.CIVIL_AFFAIRS)
    for other in (make_worker(Role.CIVIL_AFFAIRS), make_worker(Role.SECURITY_ADMIN, "990102000000")):
        with pytest.raises(NotAllowed):
            give(officer, by=other)
    grant = give(officer, by=make_worker(Role.SECURITY_ADMIN))
    with acting(officer), pytest.raises(NotAllowed):
        end_grant(grant=grant, because="不需要", by=officer, on=ON, at=AT)


def test_what_may_not_be_granted_is_refused_with_what_to_do() -> None:
    officer, admin = make_worker(Role.CIVIL_AFFAIRS), make_worker(Role.SECURITY_ADMIN)
    with pytest.raises(GrantToOneself):
        give(admin, by=admin)
    with pytest.raises(GrantForAdministrators, match="no children's files"):
        give(make_worker(Role.AUDIT_ADMIN), by=admin)
    with pytest.raises(GrantKindUnknown):
        give(officer, by=admin, kind="secret")
    with pytest.raises(GrantNeedsReason):
        give(officer, by=admin, reason=" ")
    with pytest.raises(GrantOutsidePosts) as refused:
        give(make_worker(Role.CHILD_DIRECTOR, VILLAGE), by=admin)
    assert "任职" in refused.value.told("zh")
