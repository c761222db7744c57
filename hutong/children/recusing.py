"""Conflict of interest: a worker who is kin of a child keeps out of the file, and does not see that there is one.

Found by the sealed mark of the worker's own identity number among the child's kin, or declared by the worker or by
whoever leads the work. The file stays with the other posts of the place; what was assigned to the worker is not theirs
any longer. The worker cannot take it back; the township or wider can.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Value

from hutong.children.changing import A_REASON, day_of, note_file_act, refuse_narrower
from hutong.children.errors import StepNeeds
from hutong.children.models import WORDS, Assignment, Child, Kinship, Recusal
from hutong.children.scoped import everyone
from hutong.children.spans import ONE_DAY
from hutong.places.models import Level
from hutong.staff.models import OwnIdentity, Worker
from hutong.staff.scope import NotAllowed


def list_kept_from(worker: int) -> QuerySet[Any, tuple[str, int]]:
    """The children of whom a worker is kin, as pairs of the word "kept_from" and the child's number."""
    declared = everyone(Recusal).filter(worker=worker, ended_at__isnull=True)
    own = OwnIdentity.objects.filter(worker=worker, identity_mark__isnull=False).values("identity_mark")
    kin = everyone(Kinship).filter(person__identity_mark__in=own)
    named = Value("kept_from")
    return declared.values_list(named, "child_id").union(kin.values_list(named, "child_id"))


@transaction.atomic
def recuse_worker(*, child: Child, worker: Worker, reason: str, by: Worker, at: datetime) -> Recusal:
    """The worker keeps out of the file from now on; declared by themselves, or by a post at the township or wider.

    Raises StepNeeds, NotAllowed.
    """
    if not reason.strip():
        raise StepNeeds(needed=A_REASON)
    if by != worker:
        refuse_narrower(child, Level.TOWNSHIP, act="keep somebody out of a file")
    elif not Child.objects.filter(pk=child.pk).exists():
        raise NotAllowed(act="keep out of a file that is not seen")
    found = everyone(Recusal).filter(child=child, worker=worker, ended_at__isnull=True).first()
    if found is not None:
        return found
    made = Recusal(child=child, worker=worker, reason=reason.strip()[:WORDS], declared_by=by, declared_at=at)
    made.save()
    on = day_of(at)
    for held in everyone(Assignment).filter(child=child, worker=worker, until__isnull=True):
        held.until = max(held.since, on - ONE_DAY)
        held.save(update_fields=["until"])
    note_file_act(child=child, act="kept out", by=by, at=at)
    return made


@transaction.atomic
def end_recusal(*, recusal: Recusal, by: Worker, at: datetime) -> Recusal:
    """The worker may see the file again as far as their posts go; never ended by themselves. Raises NotAllowed."""
    refuse_narrower(recusal.child, Level.TOWNSHIP, act="let somebody see a file again")
    if recusal.worker_id == by.pk:
        raise NotAllowed(act="let oneself see a file again")
    if recusal.ended_at is None:
        recusal.ended_by, recusal.ended_at = by, at
        recusal.save(update_fields=["ended_by", "ended_at"])
        note_file_act(child=recusal.child, act="kept out no longer", by=by, at=at)
    return recusal


def list_recusals(child: Child) -> QuerySet[Recusal]:
    """Who keeps out of a file now."""
    rows = Recusal.objects.filter(child=child, ended_at__isnull=True)
    return rows.select_related("worker", "declared_by").order_by("declared_at", "pk")
