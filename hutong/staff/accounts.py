"""What is done with a worker's account: passwords, telephone, closing it; by oneself or by an administrator."""

import secrets
from datetime import datetime

from django.db import transaction

from hutong.audit.actions import note_act
from hutong.staff.actions import check_password
from hutong.staff.errors import PasswordSame, ReasonMissing
from hutong.staff.factors import LETTERS, remove_factors
from hutong.staff.models import Worker
from hutong.staff.sessions import end_session, end_sessions
from hutong.staff.signing_in import unlock

FIRST_PASSWORD = 14
"""So many letters: 69 bits, easily read to somebody over the telephone."""


def make_first_password() -> str:
    """A password to be told once and changed at once."""
    return "".join(secrets.choice(LETTERS) for _ in range(FIRST_PASSWORD))


@transaction.atomic
def change_password(*, worker: Worker, password: str, at: datetime, session: str | None = None) -> None:
    """Another password, chosen by the worker, who stays signed in here alone. Raises PasswordSame, PasswordWeak."""
    if worker.check_password(password):
        raise PasswordSame
    check_password(password, of=worker)
    worker.set_password(password)
    worker.must_change_password = False
    worker.save(update_fields=["password", "must_change_password"])
    note_act(at=at, act="password changed", about=worker.username, by=worker.uid)
    end_sessions(worker=worker, but=session)


@transaction.atomic
def reset_password(*, worker: Worker, at: datetime) -> str:
    """A first password again, told once; the worker is signed out everywhere."""
    password = make_first_password()
    worker.set_password(password)
    worker.must_change_password = True
    worker.save(update_fields=["password", "must_change_password"])
    note_act(at=at, act="password reset", about=worker.username)
    end_sessions(worker=worker)
    return password


@transaction.atomic
def close_account(*, worker: Worker, at: datetime) -> None:
    """Nobody signs in with it any more; posts and what was done stay on record."""
    worker.is_active = False
    worker.save(update_fields=["is_active"])
    note_act(at=at, act="account closed", about=worker.username)
    end_sessions(worker=worker)


@transaction.atomic
def open_account(*, worker: Worker, at: datetime) -> None:
    """The worker signs in again."""
    worker.is_active = True
    worker.save(update_fields=["is_active"])
    note_act(at=at, act="account opened", about=worker.username)


@transaction.atomic
def change_particulars(*, worker: Worker, name: str, phone: str, at: datetime) -> None:
    """The worker's name as colleagues see it, and the telephone number."""
    worker.name, worker.phone = name, phone
    worker.save(update_fields=["name", "phone"])
    note_act(at=at, act="worker's particulars changed", about=worker.username)


@transaction.atomic
def reset_factors(*, worker: Worker, reason: str, at: datetime) -> int:
    """The device is lost: the worker sets up another, and is signed out until then. How many factors there were."""
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing
    count = remove_factors(worker=worker)
    note_act(at=at, act="second factor reset", about=worker.username, purpose=reason)
    end_sessions(worker=worker)
    return count


@transaction.atomic
def sign_out_everywhere(*, worker: Worker, at: datetime, but: str | None = None) -> int:
    """Every session ends, or all but one; how many did."""
    count = end_sessions(worker=worker, but=but)
    note_act(at=at, act="sessions ended", about=worker.username, rows=count)
    return count


@transaction.atomic
def sign_out_there(*, worker: Worker, mark: str, at: datetime) -> bool:
    """One session ends; whether it was there."""
    is_ended = end_session(worker=worker, mark=mark)
    if is_ended:
        note_act(at=at, act="sessions ended", about=worker.username)
    return is_ended


@transaction.atomic
def unlock_name(*, worker: Worker, at: datetime) -> None:
    """The name is open again from everywhere."""
    unlock(worker)
    note_act(at=at, act="sign-in unlocked", about=worker.username)
