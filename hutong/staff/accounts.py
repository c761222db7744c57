"""What is done with a worker's account: passwords, telephone, closing it; by oneself or by an administrator."""

import secrets

from django.db import transaction

from hutong.staff.actions import check_password
from hutong.staff.errors import PasswordSame
from hutong.staff.factors import LETTERS
from hutong.staff.models import Worker
from hutong.staff.sessions import end_sessions

FIRST_PASSWORD = 14
"""So many letters: 69 bits, easily read to somebody over the telephone."""


def make_first_password() -> str:
    """A password to be told once and changed at once."""
    return "".join(secrets.choice(LETTERS) for _ in range(FIRST_PASSWORD))


@transaction.atomic
def change_password(*, worker: Worker, password: str, session: str | None = None) -> None:
    """Another password, chosen by the worker, who stays signed in here alone. Raises PasswordSame, PasswordWeak."""
    if worker.check_password(password):
        raise PasswordSame
    check_password(password, of=worker)
    worker.set_password(password)
    worker.must_change_password = False
    worker.save(update_fields=["password", "must_change_password"])
    end_sessions(worker=worker, but=session)


@transaction.atomic
def reset_password(*, worker: Worker) -> str:
    """A first password again, told once; the worker is signed out everywhere."""
    password = make_first_password()
    worker.set_password(password)
    worker.must_change_password = True
    worker.save(update_fields=["password", "must_change_password"])
    end_sessions(worker=worker)
    return password


@transaction.atomic
def close_account(*, worker: Worker) -> None:
    """Nobody signs in with it any more; posts and what was done stay on record."""
    worker.is_active = False
    worker.save(update_fields=["is_active"])
    end_sessions(worker=worker)


def open_account(*, worker: Worker) -> None:
    """The worker signs in again."""
    worker.is_active = True
    worker.save(update_fields=["is_active"])


def change_particulars(*, worker: Worker, name: str, phone: str) -> None:
    """The worker's name as colleagues see it, and the telephone number."""
    worker.name, worker.phone = name, phone
    worker.save(update_fields=["name", "phone"])
