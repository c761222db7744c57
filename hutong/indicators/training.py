"""Who of the villages' workers was trained, when: noted by township and county, taken back when it was a mistake."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from hutong.audit.actions import note_act
from hutong.indicators.errors import NobodyChosen, TrainingTitleMissing, TrainingToCome
from hutong.indicators.models import LONGEST_TITLE, Training
from hutong.places.models import holding, inside
from hutong.staff.models import Post, Role, Worker
from hutong.staff.scope import AnyRole, NotAllowed, get_scope

NOTES: frozenset[AnyRole] = frozenset({Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS})
COUNTS_FOR = timedelta(days=365)
"""A training counts for a year: the documents say 定期."""
MOST_LISTED = 1_000


@dataclass(frozen=True)
class Trained:
    """A worker of a village, and the last training."""

    post: Post
    last: Training | None

    def is_trained(self, on: date) -> bool:
        """Whether the last training still counts on a day."""
        return self.last is not None and self.last.on > on - COUNTS_FOR


def list_trained(*, on: date) -> list[Trained]:
    """The workers of the villages in one's areas with their last trainings. Two queries."""
    here = Q(pk__in=())
    for area in get_scope().areas_that(NOTES):
        here |= inside(area, field="area")
    posts = Post.objects.filter(here, holding(on), role=Role.CHILD_DIRECTOR, worker__is_active=True)
    found = list(posts.select_related("worker").order_by("area", "pk")[:MOST_LISTED])
    last = get_last([post.worker_id for post in found], on=on)
    return [Trained(post, last.get(post.worker_id)) for post in found]


def get_last(workers: Iterable[int], *, on: date) -> dict[int, Training]:
    """By worker the last training until a day. One query."""
    rows = Training.objects.filter(worker__in=list(workers), on__lte=on, withdrawn_at__isnull=True)
    return {one.worker_id: one for one in rows.order_by("on", "pk")}


@transaction.atomic
def note_trainings(
    *, workers: Collection[Worker], on: date, title: str, by: Worker, today: date, at: datetime
) -> list[Training]:
    """These workers were trained on a day. Noted twice it is one training.

    Raises NotAllowed, NobodyChosen, TrainingTitleMissing, TrainingToCome.
    """
    if not workers:
        raise NobodyChosen
    if not title.strip():
        raise TrainingTitleMissing
    if on > today:
        raise TrainingToCome
    may = {one.post.worker_id for one in list_trained(on=today)}
    if not all(worker.pk in may for worker in workers):
        raise NotAllowed(act="note a training")
    noted = []
    for worker in workers:
        one, is_new = Training.objects.get_or_create(
            worker=worker,
            on=on,
            title=title.strip()[:LONGEST_TITLE],
            withdrawn_at=None,
            defaults={"noted_at": at, "noted_by": by},
        )
        if is_new:
            note_act(at=at, act="training noted", about=str(worker.uid), by=by.uid)
        noted.append(one)
    return noted


@transaction.atomic
def withdraw_training(*, training: Training, by: Worker, today: date, at: datetime) -> Training:
    """It was noted by mistake. Raises NotAllowed."""
    if training.worker_id not in {one.post.worker_id for one in list_trained(on=today)}:
        raise NotAllowed(act="take back a training")
    if training.withdrawn_at is None:
        training.withdrawn_at, training.withdrawn_by = at, by
        training.save(update_fields=["withdrawn_at", "withdrawn_by"])
        note_act(at=at, act="training withdrawn", about=str(training.worker.uid), by=by.uid)
    return training
