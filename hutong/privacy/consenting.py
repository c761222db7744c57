"""Consent given, withdrawn, asked again at the fourteenth birthday; and the acts that may not be done without one."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from hutong.children.changing import check_may_change, note_file_act
from hutong.children.models import Child, Evidence, State
from hutong.privacy.ages import OWN_WORD, fourteenth_birthday, needed_of
from hutong.privacy.errors import (
    ConsentGone,
    ConsentIncomplete,
    ConsentMissing,
    ConsentNotAsked,
    GuardianUntold,
    PaperMissing,
)
from hutong.privacy.models import Consent, ConsentAsk, ConsentWay, Withdrawer
from hutong.privacy.purposes import get_purposes
from hutong.staff.models import Worker

MOST_WORDS = 300


@transaction.atomic
def give_consent(
    *,
    child: Child,
    purpose: str,
    given_on: date,
    way: str,
    by: Worker | None,
    at: datetime,
    by_guardian: bool = False,
    guardian_name: str = "",
    guardian_relation: str = "",
    guardian_informed: bool = False,
    by_child: bool = False,
    is_able: bool = True,
    until: date | None = None,
    evidence: Evidence | None = None,
    note: str = "",
) -> Consent:
    """Whoever must agree did, on paper or before a witness; takes the place of what was agreed before.

    Raises ConsentNotAsked, ConsentIncomplete, GuardianUntold, PaperMissing, NotAllowed.
    """
    check_may_change(child, even_fixed=True)
    known = get_purposes().get(purpose)
    if known is None or not known.needs_consent:
        raise ConsentNotAsked
    needed = needed_of(child, on=given_on, is_able=is_able)
    if not needed.is_met_by(guardian=by_guardian, child=by_child) or (by_guardian and not guardian_name.strip()):
        raise ConsentIncomplete(guardian=needed.guardian or by_guardian, child=needed.child)
    if needed.is_guardian_told and not (guardian_informed or by_guardian):
        raise GuardianUntold
    if way == ConsentWay.SIGNED and evidence is None:
        raise PaperMissing
    _replace(child, purpose, at=at)
    consent = Consent(
        child=child,
        purpose=purpose,
        given_on=given_on,
        until=until,
        by_guardian=by_guardian,
        guardian_name=guardian_name.strip(),
        guardian_relation=guardian_relation,
        guardian_informed=guardian_informed or by_guardian,
        by_child=by_child,
        is_able=is_able,
        way=way,
        evidence=evidence,
        note=note.strip()[:MOST_WORDS],
        recorded_at=at,
        recorded_by=by,
    )
    consent.save()
    note_file_act(child=child, act="consent given", by=by, at=at)
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, withdrawn_by: str, words: str, by: Worker | None, at: datetime) -> Consent:
    """They agree no longer: as short as a word, and with no reason asked. Raises ConsentGone, NotAllowed."""
    held = Consent.objects.select_for_update().get(pk=consent.pk)
    check_may_change(held.child, even_fixed=True)
    if not held.is_open or withdrawn_by not in Withdrawer.values:
        raise ConsentGone
    held.withdrawn_at, held.withdrawn_by, held.withdrawal = at, withdrawn_by, words.strip()[:MOST_WORDS]
    held.withdrawal_recorded_by = by
    held.save()
    ConsentAsk.objects.filter(consent=held, done_at__isnull=True).update(done_at=at)
    note_file_act(child=held.child, act="consent withdrawn", by=by, at=at)
    return held


def check_consent(*, child: Child, purpose: str, on: date) -> None:
    """An act of this purpose may be done for the child on a day. Raises ConsentMissing."""
    if not list_consenting([child], purpose=purpose, on=on):
        raise ConsentMissing


def list_consenting(children: Iterable[Child], *, purpose: str, on: date) -> list[Child]:
    """Those of the children for whom a purpose is allowed on a day: everybody where the law asks for a notice alone."""
    found = list(children)
    known = get_purposes().get(purpose)
    if known is not None and not known.needs_consent:
        return found
    rows = Consent.objects.filter(
        child__in=[one.pk for one in found], purpose=purpose, withdrawn_at__isnull=True, replaced_at__isnull=True
    ).select_related("child")
    agreed = {row.child_id for row in rows if row.is_in_force(on=on)}
    return [one for one in found if one.pk in agreed]


def list_consents(child: Child) -> QuerySet[Consent]:
    """All that was ever agreed to for a child, the newest first."""
    rows = Consent.objects.filter(child=child).select_related("child", "evidence", "recorded_by")
    return rows.order_by("-given_on", "-pk")


def list_asks(*, on: date) -> QuerySet[ConsentAsk]:
    """Who is to be asked again, within the scope, the earliest first; files that are over are left out."""
    over = (State.CLOSED, State.TRANSFERRED)
    rows = ConsentAsk.objects.filter(done_at__isnull=True).exclude(child__state__in=over)
    return rows.select_related("child", "consent").order_by("due_on", "pk")


@transaction.atomic
def ask_again(*, ahead: int, on: date, at: datetime) -> int:
    """Put on the list whom the fourteenth birthday asks anew, some days before; how many were new.

    Call it within ``acting_as(EVERYTHING)``. Done twice, it does nothing the second time.
    """
    last = on + timedelta(days=ahead)
    youngest = date(last.year - OWN_WORD, last.month, min(last.day, 28)) + timedelta(days=3)
    rows = Consent.objects.filter(
        by_child=False, is_able=True, withdrawn_at__isnull=True, replaced_at__isnull=True, ask__isnull=True,
        child__born__lte=youngest,
    ).select_related("child")  # fmt: skip
    asks = [
        ConsentAsk(child=row.child, consent=row, due_on=due, made_at=at)
        for row in rows
        if row.child.born is not None and (due := fourteenth_birthday(row.child.born)) <= last
    ]
    ConsentAsk.objects.bulk_create(asks)
    return len(asks)


def _replace(child: Child, purpose: str, *, at: datetime) -> None:
    open_ones = Consent.objects.filter(
        child=child, purpose=purpose, withdrawn_at__isnull=True, replaced_at__isnull=True
    )
    ConsentAsk.objects.filter(consent__in=open_ones, done_at__isnull=True).update(done_at=at)
    open_ones.update(replaced_at=at)
