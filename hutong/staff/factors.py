"""The second factor: codes of an authenticator application (RFC 6238), passkeys (WebAuthn), recovery codes on paper."""

import base64
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from hutong.audit.actions import note_act
from hutong.places.codes import level_of
from hutong.places.models import Level
from hutong.staff.errors import CodeRefused, PasskeyRefused
from hutong.staff.incompatible import ADMINISTRATORS
from hutong.staff.models import Factor, RecoveryCode, Worker
from hutong.staff.scope import Scope
from hutong.staff.sealed_fields import mark_of

STEP_SECONDS, DIGITS, KEY_BYTES = 30, 6, 20
DRIFT = (0, -1, 1)
"""A telephone's clock may be half a minute slow or fast."""
AHEAD = 10
"""Half minutes by which a clock may be put back and codes already used stay refused."""
CODES, LETTERS, PIECE = 10, "abcdefghjkmnpqrstuvwxyz23456789", 5
"""Recovery codes: ten of two pieces of five letters that look like no others, 49 bits each."""
ISSUER = "Hutong 护童"
FAULTS = (ValueError, KeyError, TypeError, AttributeError, InvalidSignature, UnsupportedAlgorithm)
"""What the library raises for an answer that no passkey gave: it reads it without looking at its shape first."""


def must_have_factor(scope: Scope) -> bool:
    """Whether the posts held see across townships, or keep accounts, rights or the record."""
    return scope.has_role(*ADMINISTRATORS) or any(level_of(one.area) <= Level.COUNTY for one in scope.held)


def list_factors(worker: Worker) -> list[Factor]:
    """What the worker has, the oldest first; none is a sign-in by password alone."""
    return list(Factor.objects.filter(worker=worker).order_by("pk"))


def new_key() -> str:
    """A key for an authenticator application, as people type it."""
    return base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode()


def _codes_of(key: str) -> TOTP:
    return TOTP(base64.b32decode(key), DIGITS, SHA1(), STEP_SECONDS)


def address_of_key(key: str, *, username: str) -> str:
    """The address that a QR code brings to the application."""
    return _codes_of(key).get_provisioning_uri(username, ISSUER)


def code_at(key: str, at: datetime) -> str:
    """The code that an application shows at a time."""
    return _codes_of(key).generate(at.timestamp()).decode()


def find_step(key: str, code: str, *, at: datetime, after: int = 0) -> int | None:
    """The half minute to which a code belongs, if it is near and later than ``after``; None for a wrong code.

    Where ``after`` is a half minute still to come, the clock was ahead when it was kept: it keeps nobody out.
    """
    given, now = "".join(code.split()).encode(), int(at.timestamp()) // STEP_SECONDS
    if after > now + AHEAD:
        after = 0
    for drift in DRIFT:
        step = now + drift
        if constant_time.bytes_eq(_codes_of(key).generate(step * STEP_SECONDS), given) and step > after:
            return step
    return None


@transaction.atomic
def add_codes(*, worker: Worker, key: str, code: str, at: datetime) -> list[str]:
    """The application gives the codes from now on, in place of an earlier one. What is new of recovery codes.

    Raises CodeRefused.
    """
    step = find_step(key, code, at=at)
    if step is None:
        raise CodeRefused
    Factor.objects.filter(worker=worker, kind=Factor.Kind.CODES).delete()
    Factor.objects.create(worker=worker, kind=Factor.Kind.CODES, secret=key, last_step=step, made_at=at, used_at=at)
    note_act(at=at, act="second factor set up", about="codes", by=worker.uid)
    return _first_recovery_codes(worker)


@transaction.atomic
def prove_by_code(*, worker: Worker, code: str, at: datetime) -> str:
    """A code of the application or one from the paper; which. No code is taken twice. Raises CodeRefused."""
    factor = Factor.objects.select_for_update().filter(worker=worker, kind=Factor.Kind.CODES).first()
    step = find_step(factor.secret, code, at=at, after=factor.last_step) if factor else None
    if factor and step is not None:
        factor.last_step, factor.used_at = step, at
        factor.save(update_fields=["last_step", "used_at"])
        return "codes"
    mark = _mark(worker, code)
    if not mark or not RecoveryCode.objects.filter(worker=worker, mark=mark, used_at=None).update(used_at=at):
        raise CodeRefused
    return "recovery"


def _mark(worker: Worker, code: str) -> str | None:
    letters = "".join(one for one in code.lower() if one in LETTERS)
    return mark_of(letters, kind=f"recovery:{worker.uid}") if len(letters) == 2 * PIECE else None


@transaction.atomic
def renew_recovery_codes(*, worker: Worker) -> list[str]:
    """Ten new codes, told once; the earlier ones are worth nothing."""
    RecoveryCode.objects.filter(worker=worker).delete()
    codes = ["-".join(_piece() for _ in range(2)) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create([RecoveryCode(worker=worker, mark=_mark(worker, code) or "") for code in codes])
    return codes


def _piece() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(PIECE))


def _first_recovery_codes(worker: Worker) -> list[str]:
    has_some = RecoveryCode.objects.filter(worker=worker, used_at=None).exists()
    return [] if has_some else renew_recovery_codes(worker=worker)


def count_recovery_codes(worker: Worker) -> int:
    """How many are left."""
    return RecoveryCode.objects.filter(worker=worker, used_at=None).count()


@transaction.atomic
def remove_factor(*, factor: Factor, at: datetime) -> None:
    """It proves nothing any more; with the last one the recovery codes go."""
    factor.delete()
    note_act(at=at, act="second factor removed", about=factor.kind, by=factor.worker.uid)
    if not Factor.objects.filter(worker=factor.worker).exists():
        RecoveryCode.objects.filter(worker=factor.worker).delete()


@transaction.atomic
def remove_factors(*, worker: Worker) -> int:
    """Everything goes, since the device is lost: the worker sets up another. How many there were."""
    RecoveryCode.objects.filter(worker=worker).delete()
    count, _ = Factor.objects.filter(worker=worker).delete()
    return count


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(name=ISSUER, id=host))


def _credentials(worker: Worker) -> dict[Factor, AttestedCredentialData]:
    keys = Factor.objects.filter(worker=worker, kind=Factor.Kind.PASSKEY)
    return {one: AttestedCredentialData(base64.b64decode(one.secret)) for one in keys}


def begin_passkey(*, worker: Worker, host: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser asks a new passkey, and what is kept to check the answer."""
    user = PublicKeyCredentialUserEntity(name=worker.username, id=worker.uid.bytes, display_name=worker.name)
    asked, kept = _server(host).register_begin(
        user,
        list(_credentials(worker).values()),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(asked)["publicKey"], dict(kept)


@transaction.atomic
def add_passkey(
    *, worker: Worker, name: str, host: str, kept: Mapping[str, Any], answer: str, at: datetime
) -> list[str]:
    """The passkey, under a name. What is new of recovery codes. Raises PasskeyRefused."""
    try:
        proved = _server(host).register_complete(kept, json.loads(answer)).credential_data
    except FAULTS as error:
        raise PasskeyRefused from error
    if proved is None:
        raise PasskeyRefused
    secret = base64.b64encode(bytes(proved)).decode()
    Factor.objects.create(worker=worker, kind=Factor.Kind.PASSKEY, name=name, secret=secret, made_at=at, used_at=at)
    note_act(at=at, act="second factor set up", about="passkey", by=worker.uid)
    return _first_recovery_codes(worker)


def ask_passkey(*, worker: Worker, host: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """What the browser asks a passkey of the worker, and what is kept; None where there is none."""
    known = list(_credentials(worker).values())
    if not known:
        return None
    asked, kept = _server(host).authenticate_begin(known, user_verification=UserVerificationRequirement.PREFERRED)
    return dict(asked)["publicKey"], dict(kept)


@transaction.atomic
def prove_by_passkey(*, worker: Worker, host: str, kept: Mapping[str, Any], answer: str, at: datetime) -> str:
    """A passkey of the worker has signed. Raises PasskeyRefused, for a copy that signs behind the count too."""
    known = _credentials(worker)
    try:
        read = AuthenticationResponse.from_dict(json.loads(answer))
        proved = _server(host).authenticate_complete(kept, list(known.values()), read)
    except FAULTS as error:
        raise PasskeyRefused from error
    factor = next(one for one, credential in known.items() if credential.credential_id == proved.credential_id)
    count = read.response.authenticator_data.counter
    if count and count <= factor.last_step:
        raise PasskeyRefused
    factor.last_step, factor.used_at = count, at
    factor.save(update_fields=["last_step", "used_at"])
    return "passkey"
