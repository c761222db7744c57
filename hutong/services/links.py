"""A body without an account answers one referral by a signed address, once, within some days.

The address holds a random number under our signature and nothing of the child. The table keeps the number's hash
alone: whoever reads the table cannot answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.core import signing
from django.db import transaction
from django.db.models import F

from hutong.lib.translating import marked
from hutong.services.acting import begin_act, note_moment
from hutong.services.course import find_way
from hutong.services.errors import LinkClosed, RequestNeeds
from hutong.services.models import Referral, ReplyLink
from hutong.services.scoped import find_link
from hutong.staff.models import Worker
from hutong.staff.scope import Scope, acting_as

SALT = "hutong.services.reply"
DAYS_OPEN = 14
TO_WHOM = marked("to whom the link goes: the body and the person")


@transaction.atomic
def make_link(*, referral: Referral, to_whom: str, by: Worker, at: datetime) -> tuple[ReplyLink, str]:
    """A link for one answer, and what its address ends with; an earlier link leads nowhere from now on.

    Raises RequestNeeds, NotThisWay, NotAllowed.
    """
    request = begin_act(referral.request)
    held = request.referrals.select_for_update(of=("self",)).get(pk=referral.pk)
    find_way("complete", held)
    if not to_whom.strip():
        raise RequestNeeds(what=TO_WHOM)
    revoke_links(held, at=at)
    nonce = token_urlsafe(24)
    link = ReplyLink.objects.create(
        referral=held, mark=mark_of_link(nonce), to_whom=to_whom.strip()[:120], made_at=at, made_by=by,
        expires_at=at + timedelta(days=DAYS_OPEN),
    )  # fmt: skip
    note_moment(request, "link_made", by=by, at=at, words=link.to_whom, referral=held)
    return link, signing.Signer(salt=SALT).sign(nonce)


def mark_of_link(nonce: str) -> str:
    """What is kept of a link."""
    return sha256(nonce.encode()).hexdigest()


def revoke_links(referral: Referral, *, at: datetime) -> None:
    """No answer comes by a link any more."""
    referral.links.filter(used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=at)


@contextmanager
def opened_by_link(signed: str, *, at: datetime) -> Iterator[ReplyLink]:
    """Within this its one referral is seen, and nothing else, by nobody in particular. Raises LinkClosed."""
    try:
        nonce = signing.Signer(salt=SALT).unsign(signed)
    except signing.BadSignature as error:
        raise LinkClosed from error
    link, child = find_link(mark_of_link(nonce))
    if link is None or not link.is_open(at=at):
        raise LinkClosed
    with acting_as(Scope(None, assigned=frozenset({child}))):
        yield link


def find_open_link(referral: Referral, signed: str, *, at: datetime) -> ReplyLink:
    """The link of a referral that still takes an answer, by what its address ends with. Raises LinkClosed."""
    try:
        mark = mark_of_link(signing.Signer(salt=SALT).unsign(signed))
    except signing.BadSignature as error:
        raise LinkClosed from error
    link = referral.links.filter(mark=mark).first()
    if link is None or not link.is_open(at=at):
        raise LinkClosed
    return link


def note_opened(link: ReplyLink, *, at: datetime) -> None:
    """Somebody looked at it; the request's course says so the first time."""
    ReplyLink.objects.filter(pk=link.pk).update(times_opened=F("times_opened") + 1)
    if ReplyLink.objects.filter(pk=link.pk, first_opened_at__isnull=True).update(first_opened_at=at):
        referral = Referral.objects.select_related("request__child").get(pk=link.referral_id)
        note_moment(referral.request, "link_opened", by=None, at=at, referral=referral, outside=link.to_whom)


def use_link(link: ReplyLink, *, at: datetime) -> None:
    """The one answer is given: in the transaction that writes it. Raises LinkClosed."""
    used = ReplyLink.objects.filter(
        pk=link.pk, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at
    ).update(used_at=at)
    if not used:
        raise LinkClosed
