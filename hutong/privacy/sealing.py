"""Files that are over are sealed from former posts after a time, and opened again only by who answers for the data."""

from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from hutong.audit.actions import note_act
from hutong.children.changing import begin_change
from hutong.children.models import Child, State
from hutong.lib.elapsed import whole_years
from hutong.places.models import holding, inside
from hutong.privacy.errors import OpeningNeeds, SealUnknown
from hutong.privacy.models import DataManager, Erasure, ErasureState, SealedFile, WhySealed
from hutong.privacy.queries import list_managers
from hutong.privacy.retention import Retention
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

OF_AGE = 18
SHORTEST_REASON, MOST_WORDS = 6, 500
DAYS_UNSEALED = 30
"""For how long a file that was opened again stays so."""


def list_due(retention: Retention, *, on: date) -> list[tuple[Child, WhySealed]]:
    """The files to be sealed by a day, each with why. To be asked with the scope open on everything."""
    lately = SealedFile.objects.filter(unsealed_at__date__gt=on - timedelta(days=DAYS_UNSEALED)).values("child")
    rows = Child.objects.filter(is_sealed=False, merged_into__isnull=True).exclude(uid__in=lately)
    due = []
    soonest = on - timedelta(days=min(retention.closed, retention.of_age))
    for child in rows.filter(state=State.CLOSED, closed_on__lte=soonest).order_by("pk"):
        assert child.closed_on is not None
        is_of_age = child.born is not None and whole_years(child.born, on) >= OF_AGE
        days = retention.of_age if is_of_age else retention.closed
        if child.closed_on + timedelta(days=days) <= on:
            due.append((child, WhySealed.OF_AGE if is_of_age else WhySealed.CLOSED))
    before = on - timedelta(days=retention.transferred)
    gone = rows.filter(state=State.TRANSFERRED).annotate(left=Max("steps__at")).filter(left__date__lte=before)
    return due + [(child, WhySealed.TRANSFERRED) for child in gone.order_by("pk")]


def seal_due(retention: Retention, *, on: date, at: datetime) -> int:
    """Seal what is due; the number of files. Each by itself: what cannot be sealed now is tried tomorrow."""
    with acting_as(EVERYTHING):
        due = list_due(retention, on=on)
        for child, why in due:
            _seal(child, why, by=None, at=at)
    return len(due)


@transaction.atomic
def unseal_file(*, sealed: SealedFile, reason: str, by: Worker, on: date, at: datetime) -> SealedFile:
    """The posts of its place see it again, for a month. Raises SealUnknown, OpeningNeeds.

    Only who answers for minors' data of the place does it, with a reason.
    """
    held = SealedFile.objects.select_for_update().filter(pk=sealed.pk, unsealed_at__isnull=True).first()
    if held is None or not list_managers(held.area, on=on).filter(worker=by).exists():
        raise SealUnknown
    if len(reason.strip()) < SHORTEST_REASON:
        raise OpeningNeeds
    with acting_as(EVERYTHING):
        child = Child.objects.get(uid=held.child)
        begin_change(child=child, what="unsealed", by=by, at=at, even_fixed=True)
        Child.objects.filter(pk=child.pk).update(is_sealed=False)
    held.unsealed_at, held.unsealed_by, held.reason = at, by, reason.strip()[:MOST_WORDS]
    held.save()
    note_act(at=at, act="file unsealed", child=held.child, place=held.area, by=by.uid)
    return held


def list_sealed(*, worker: Worker, on: date) -> QuerySet[SealedFile]:
    """What is sealed where somebody answers for the data, the newest first; files by their number alone."""
    areas = DataManager.objects.filter(holding(on), worker=worker).values_list("area", flat=True)
    here = reduce(or_, (inside(area, field="area") for area in areas), Q(pk__in=[]))
    gone = Erasure.objects.filter(state=ErasureState.ERASED).values("child")
    return (
        SealedFile.objects.filter(here, unsealed_at__isnull=True).exclude(child__in=gone).order_by("-sealed_at", "-pk")
    )


@transaction.atomic
def _seal(child: Child, why: WhySealed, *, by: Worker | None, at: datetime) -> None:
    begin_change(child=child, what="sealed", by=by, at=at, even_fixed=True)
    Child.objects.filter(pk=child.pk).update(is_sealed=True)
    SealedFile.objects.create(child=child.uid, area=child.area, why=why, sealed_at=at)
    note_act(at=at, act="file sealed", child=child.uid, place=child.area, about=why)
