"""Makes workers and children for tests; all are invented, at places of the invented province 99."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from hutong.children.models import Child
from hutong.lib.identity_number import Sex, make_unused
from hutong.places.models import Body
from hutong.staff.models import Grant, Post, Role, Worker
from hutong.staff.scope import acting_as, scope_of

NOW = datetime(2025, 6, 1, 9, 0, tzinfo=UTC)
TODAY = date(2025, 6, 1)
COUNTY, TOWNSHIP, VILLAGE = "990101000000", "990101100000", "990101100201"
OTHER_VILLAGE, OTHER_TOWNSHIP, OTHER_COUNTY = "990101100202", "990101101000", "990102000000"
PASSWORD = "only-for-tests-1"


def make_worker(role: Role = Role.CHILD_DIRECTOR, area: str = VILLAGE, *, kind: str = "village_committee") -> Worker:
    """A worker with one post."""
    number = Worker.objects.count() + 1
    worker = Worker(username=f"worker{number}", name=f"测试人员{number}")
    worker.set_password(PASSWORD)
    worker.save()
    body = Body.objects.create(kind=kind, name=f"测试单位{number}", place=area)
    Post.objects.create(worker=worker, role=role, body=body, area=area, since=date(2020, 1, 1))
    return worker


def make_grant(worker: Worker, kind: str, area: str) -> Grant:
    """The worker may be told a class in an area."""
    return Grant.objects.create(
        worker=worker, kind=kind, area=area, since=date(2020, 1, 1), reason="测试", given_at=NOW
    )


def make_child(area: str = VILLAGE, **given: Any) -> Child:
    """A child in a village's charge."""
    filled: dict[str, Any] = {"name": "测试儿童", "made_at": NOW, "residence_place": area, **given}
    return Child.objects.create(area=area, **filled)


def make_number(born: date, *, sex: Sex = "male", serial: int = 0) -> str:
    """An identity number that nobody bears."""
    return make_unused(birth_date=born, sex=sex, serial=serial)


@contextmanager
def acting(role: Role, area: str) -> Iterator[Worker]:
    """Within this somebody with one post acts."""
    worker = make_worker(role, area)
    with acting_as(scope_of(worker, on=TODAY)):
        yield worker
