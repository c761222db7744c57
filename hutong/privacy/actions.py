"""Opening a file outside one's own, closing it, reviewing it; appointing who reviews."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from hutong.audit.actions import note_act
from hutong.children.identity import list_answering, may_be_told
from hutong.lib.identity_number import normalise_identity_number
from hutong.places.codes import full_code, is_inside
from hutong.places.models import holding
from hutong.privacy.errors import (
    ManagerRefused,
    NobodyReviews,
    NothingToOpen,
    OpeningNeeds,
    OpeningUnknown,
    OwnReview,
    ReviewedAlready,
)
from hutong.privacy.models import DataManager, Opening, Why
from hutong.privacy.queries import list_managers
from hutong.staff.grants import ADMINISTRATORS
from hutong.staff.models import Role, Worker
from hutong.staff.scope import NotAllowed, get_scope
from hutong.staff.sealed_fields import mark_of

SHORTEST_REASON, MOST_WORDS = 6, 500


def hours_open() -> int:
    """For how many hours a file stands open."""
    return int(settings.OPENING_HOURS)


def open_file_of(*, identity_number: str, why: str, reason: str, by: Worker, on: date, at: datetime) -> Opening:
    """The file of this number stands open for some hours, to be read and not written. Raises PrivacyError, NotAllowed.

    Files that are sealed, of victims, in shelter, of adoption are as if they were not. Refusals are on record too.
    """
    if not may_be_told():
        raise NotAllowed(act="open a file outside one's own")
    if why not in Why.values or len(reason.strip()) < SHORTEST_REASON:
        raise OpeningNeeds
    mark = mark_of(normalise_identity_number(identity_number), kind="identity")
    child = list_answering().filter(identity_mark=mark).values("uid", "area").first() if mark else None
    if child is None:
        note_act(at=at, act="opening refused", about=mark or "", by=by.uid)
        raise NothingToOpen
    if not list_managers(child["area"], on=on).exclude(worker=by).exists():
        note_act(at=at, act="opening refused", about=mark or "", by=by.uid)
        raise NobodyReviews
    opening = Opening(
        child=child["uid"],
        area=child["area"],
        worker=by,
        why=why,
        reason=reason.strip()[:MOST_WORDS],
        opened_at=at,
        ends_at=at + timedelta(hours=hours_open()),
    )
    with transaction.atomic():
        opening.save()
        note_act(at=at, act="opened", child=opening.child, place=opening.area, about=why, by=by.uid)
    return opening


@transaction.atomic
def close_opening(*, opening: Opening, by: Worker, at: datetime) -> Opening:
    """The file is needed no longer. Raises OpeningUnknown."""
    held = Opening.objects.select_for_update().get(pk=opening.pk)
    if held.worker_id != by.pk:
        raise OpeningUnknown
    if held.is_in_force(at=at):
        held.ends_at = at
        held.save(update_fields=["ends_at"])
        note_act(at=at, act="opening closed", child=held.child, place=held.area, by=by.uid)
    return held


@transaction.atomic
def review_opening(*, opening: Opening, is_justified: bool, review: str, by: Worker, on: date, at: datetime) -> Opening:
    """The manager responsible for minors' data says whether it was right; what was not goes to the audit administrator.

    What is found wrong ends at once. Raises PrivacyError.
    """
    held = Opening.objects.select_for_update().get(pk=opening.pk)
    if held.worker_id == by.pk:
        raise OwnReview
    if not list_managers(held.area, on=on).filter(worker=by).exists():
        raise OpeningUnknown
    if held.reviewed_at is not None:
        raise ReviewedAlready
    if not is_justified and len(review.strip()) < SHORTEST_REASON:
        raise OpeningNeeds
    held.reviewed_at, held.reviewed_by, held.is_justified = at, by, is_justified
    held.review = review.strip()[:MOST_WORDS]
    if not is_justified:
        held.ends_at = max(held.opened_at, min(held.ends_at, at))
    held.save()
    verdict = "opening justified" if is_justified else "opening not justified"
    note_act(at=at, act=verdict, child=held.child, place=held.area, about=str(held.uid), by=by.uid)
    return held


@transaction.atomic
def appoint_manager(*, worker: Worker, area: str, since: date, by: Worker | None, at: datetime) -> DataManager:
    """The worker answers for minors' data of a place. Raises ManagerRefused, NotAllowed, CodeWrong."""
    area = full_code(area)
    _refuse_all_but_security(area)
    posts = list(worker.posts.filter(holding(since)))
    if any(Role(one.role) in ADMINISTRATORS for one in posts) or not any(is_inside(area, one.area) for one in posts):
        raise ManagerRefused
    found, is_new = DataManager.objects.get_or_create(
        worker=worker, area=area, until=None, defaults={"since": since, "appointed_by": by, "appointed_at": at}
    )
    if is_new:
        note_act(at=at, act="data manager appointed", about=str(worker.uid), place=area, by=by.uid if by else None)
    return found


@transaction.atomic
def dismiss_manager(*, manager: DataManager, until: date, by: Worker | None, at: datetime) -> DataManager:
    """The worker answers for it through a day and no longer. Raises NotAllowed."""
    _refuse_all_but_security(manager.area)
    manager.until = until
    manager.save(update_fields=["until"])
    about = str(manager.worker.uid)
    note_act(at=at, act="data manager dismissed", about=about, place=manager.area, by=by.uid if by else None)
    return manager


def _refuse_all_but_security(area: str) -> None:
    scope = get_scope()
    if not scope.is_everything and not scope.covers(area, roles=frozenset({Role.SECURITY_ADMIN})):
        raise NotAllowed(act="appoint who answers for minors' data")
