"""Tokens are asked for, approved by another person, get a second secret, and are revoked."""

import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction

from hutong.api.errors import (
    NotYoursToApprove,
    TokenIncomplete,
    TokenNotWaiting,
    TokenOver,
    TokenTooLong,
    TokenTooWide,
)
from hutong.api.granting import check_words
from hutong.api.models import WORDS, Secret, Token
from hutong.audit.actions import note_act
from hutong.places.codes import CodeWrong, full_code
from hutong.places.models import Body
from hutong.staff.models import Role, Worker
from hutong.staff.scope import NotAllowed, get_scope
from hutong.vocabulary.secrecy import ALL as SECRECY

SECURITY = frozenset({Role.SECURITY_ADMIN})
MOST_DAYS = 731
OVERLAP = timedelta(days=7)
BEGINNING = "hutong_"
SECRET_BYTES = 32
SHOWN_LETTERS = 6


@transaction.atomic
def ask_for_token(
    *,
    name: str,
    body: Body,
    area: str,
    purpose: str,
    operations: list[str],
    shown: list[str],
    secrecy: list[str],
    expires_on: date,
    by: Worker,
    at: datetime,
    on: date,
) -> tuple[Token, str]:
    """A token that opens nothing until another person approves it, and its secret, told this once.

    Raises NotAllowed, TokenIncomplete, TokenTooWide, TokenTooLong.
    """
    area = _check_area(area)
    if not (name.strip() and purpose.strip() and operations) or not _are_known(operations, shown, secrecy):
        raise TokenIncomplete
    if not on < expires_on <= on + timedelta(days=MOST_DAYS):
        raise TokenTooLong
    token = Token.objects.create(
        name=name.strip()[:60],
        body=body,
        area=area,
        purpose=purpose.strip()[:WORDS],
        operations=operations,
        shown=shown,
        secrecy=secrecy,
        expires_on=expires_on,
        made_at=at,
        made_by=by,
    )
    note_act(at=at, act="token_asked", about=str(token.uid), place=area, purpose=token.purpose[:200])
    return token, _make_secret(token, by=by, at=at)


@transaction.atomic
def approve_token(*, token: Token, by: Worker, at: datetime, on: date) -> Token:
    """Another security administrator says yes: from now on it opens what it says.

    Raises NotAllowed, NotYoursToApprove, TokenNotWaiting, TokenOver.
    """
    token = _locked(token)
    if token.made_by_id == by.pk:
        raise NotYoursToApprove
    if token.approved_at is not None or token.revoked_at is not None:
        raise TokenNotWaiting
    if token.state_on(on) == Token.State.EXPIRED:
        raise TokenOver
    token.approved_at, token.approved_by = at, by
    token.save(update_fields=["approved_at", "approved_by"])
    note_act(at=at, act="token_approved", about=str(token.uid), place=token.area)
    return token


@transaction.atomic
def rotate_secret(*, token: Token, by: Worker, at: datetime, on: date) -> str:
    """A new secret, told this once; the others end a week from now, so that the system can change over.

    Raises NotAllowed, TokenOver.
    """
    token = _locked(token)
    if token.state_on(on) in (Token.State.REVOKED, Token.State.EXPIRED):
        raise TokenOver
    Secret.objects.filter(token=token, ends_at__isnull=True).update(ends_at=at + OVERLAP)
    note_act(at=at, act="token_rotated", about=str(token.uid), place=token.area)
    return _make_secret(token, by=by, at=at)


@transaction.atomic
def revoke_token(*, token: Token, because: str, by: Worker, at: datetime) -> Token:
    """From this moment it opens nothing. Raises NotAllowed, TokenIncomplete, TokenOver."""
    token = _locked(token)
    if not because.strip():
        raise TokenIncomplete
    if token.revoked_at is not None:
        raise TokenOver
    token.revoked_at, token.revoked_by, token.revoked_because = at, by, because.strip()[:WORDS]
    token.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    note_act(at=at, act="token_revoked", about=str(token.uid), place=token.area)
    return token


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def _make_secret(token: Token, *, by: Worker, at: datetime) -> str:
    secret = BEGINNING + secrets.token_urlsafe(SECRET_BYTES)
    begins = secret[: len(BEGINNING) + SHOWN_LETTERS]
    Secret.objects.create(token=token, digest=digest_of(secret), begins=begins, made_at=at, made_by=by)
    return secret


def _locked(token: Token) -> Token:
    found = Token.objects.select_for_update().get(pk=token.pk)
    _check_area(found.area)
    return found


def _check_area(area: str) -> str:
    """Raises NotAllowed, TokenTooWide."""
    scope = get_scope()
    if not scope.is_everything and not scope.has_role(Role.SECURITY_ADMIN):
        raise NotAllowed(act="make tokens")
    try:
        whole = full_code(area)
    except CodeWrong:
        raise TokenTooWide from None
    if not scope.covers(whole, roles=SECURITY):
        raise TokenTooWide
    return whole


def _are_known(operations: list[str], shown: list[str], secrecy: list[str]) -> bool:
    known = check_words(operations, Token.Operation) and check_words(shown, Token.Shown)
    return known and len(set(secrecy)) == len(secrecy) and set(secrecy) <= SECRECY
