"""Signing in: a name, a password, a worker who still works here."""

from functools import partial
from typing import Any

import pytest

from hutong.staff import signing_in
from hutong.staff.models import Worker
from hutong.staff.signing_in import WorkerBackend

pytestmark = pytest.mark.django_db
PASSWORD = "only-for-tests-1"
authenticate = partial(WorkerBackend().authenticate, None)


@pytest.fixture
def worker() -> Worker:
    made = Worker(username="lihua", name="示例华")
    made.set_password(PASSWORD)
    made.save()
    return made


def test_the_right_name_and_password_come_in(worker: Worker) -> None:
    assert authenticate(username="lihua", password=PASSWORD) == worker
    assert WorkerBackend().get_user(worker.pk) == worker


@pytest.mark.parametrize(
    ("username", "password"),
    [("lihua", "wrong"), ("nobody", PASSWORD), ("", ""), (None, None), ("lihua", None), ("lihua", "")],
)
def test_anything_else_does_not(worker: Worker, username: str | None, password: str | None) -> None:
    assert authenticate(username=username, password=password) is None


def test_who_does_not_work_here_any_more_stays_outside_even_when_signed_in(worker: Worker) -> None:
    worker.is_active = False
    worker.save()
    assert authenticate(username="lihua", password=PASSWORD) is None
    assert WorkerBackend().get_user(worker.pk) is None


def test_an_unknown_name_takes_as_long_as_a_wrong_password(monkeypatch: Any) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(signing_in, "make_password", hashed.append)
    authenticate(username="nobody", password="guess")
    assert hashed == ["guess"]


def test_a_telephone_number_of_a_worker_is_sealed(worker: Worker) -> None:
    worker.phone = "00000000000"
    worker.save()
    assert Worker.objects.get().phone == "00000000000"
