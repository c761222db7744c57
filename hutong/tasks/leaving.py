"""Leave: who is away, who stands in. The substitute gets the tasks, not the files: those need a post."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hutong.audit.actions import note_act
from hutong.lib.translating import marked
from hutong.places.codes import county_of, is_inside
from hutong.places.models import holding
from hutong.staff.models import Post, Worker
from hutong.staff.scope import EVERYTHING, WRITES_FILES, acting_as, get_scope
from hutong.tasks.addressing import ANSWERS
from hutong.tasks.errors import LeaveRefused, StepNotYours
from hutong.tasks.models import Leave, Task
from hutong.tasks.stepping import Taking
from hutong.tasks.steps import get_steps, list_states
from hutong.tasks.together import take_all

MOST_DAYS = 366
AWAY = marked("On leave; somebody stands in.")
BACK = marked("Back from leave.")


@transaction.atomic
def begin_leave(
    *, worker: Worker, substitute: Worker, since: date, until: date, by: Worker, at: datetime, reason: str = ""
) -> Leave:
    """Somebody is away and another stands in; arranged by themselves or by whoever leads the work there.

    Raises StepNotYours, LeaveRefused.
    """
    areas = _areas_of(worker, on=since)
    if by != worker and not _leads_all(areas):
        raise StepNotYours
    theirs = {county_of(area) or area for area in areas}
    others = {county_of(area) or area for area in _areas_of(substitute, on=since)}
    if worker == substitute or not theirs & others or not since <= until or (until - since).days > MOST_DAYS:
        raise LeaveRefused
    leave = Leave.objects.create(
        worker=worker, substitute=substitute, since=since, until=until, reason=reason.strip()[:300], made_by=by,
        made_at=at,
    )  # fmt: skip
    note_act(at=at, act="leave", about=str(leave.uid), by=by.uid)
    return leave


@transaction.atomic
def end_leave(*, uid: UUID, by: Worker, at: datetime) -> Leave:
    """Back before the time. Raises StepNotYours, LeaveRefused."""
    leave = Leave.objects.select_for_update(of=("self",)).filter(uid=uid, ended_at__isnull=True).first()
    if leave is None:
        raise LeaveRefused
    if by.pk not in (leave.worker_id, leave.made_by_id) and not _leads_all(_areas_of(leave.worker, on=leave.since)):
        raise StepNotYours
    leave.ended_at = at
    leave.save(update_fields=["ended_at"])
    _give_back(leave, at)
    note_act(at=at, act="leave:ended", about=str(leave.uid), by=by.uid)
    return leave


def hand_to_substitutes(*, on: date, at: datetime) -> int:
    """Tasks of those who are away go to who stands in, and back when they are back; how many went.

    Those of a post that others hold too stay with the others; once a day.
    """
    count = 0
    with acting_as(EVERYTHING), transaction.atomic():
        for leave in Leave.objects.filter(since__lte=on, until__gte=on, ended_at__isnull=True).order_by("pk"):
            tasks = list(_given_to(leave.worker_id) | _of_sole_posts(leave.worker, on=on))
            take_all(
                [one for one in tasks if one.worker_id != leave.substitute_id],
                Taking(get_steps()["reassign"], None, at, AWAY, worker=leave.substitute),
            )
            count += len(tasks)
        for leave in Leave.objects.filter(until__lt=on, ended_at__isnull=True).order_by("pk"):
            _give_back(leave, at)
            leave.ended_at = at
            leave.save(update_fields=["ended_at"])
    return count


def list_leaves(*, on: date) -> QuerySet[Leave]:
    """The leaves of today and later in the areas that who acts leads, and their own."""
    scope = get_scope()
    posts = Post.objects.filter(scope.within("area")).values("worker")
    rows = Leave.objects.filter(until__gte=on, ended_at__isnull=True)
    mine = rows.filter(worker=scope.worker) | rows.filter(substitute=scope.worker) | rows.filter(worker__in=posts)
    return mine.distinct().select_related("worker", "substitute").order_by("since", "pk")


def _given_to(worker: int) -> QuerySet[Task]:
    return Task.objects.filter(worker=worker, state__in=list_states(ended=False))


def _of_sole_posts(worker: Worker, *, on: date) -> QuerySet[Task]:
    """Tasks of posts that nobody else holds, and that nobody accepted."""
    found = Task.objects.none()
    for post in Post.objects.filter(holding(on), worker=worker, role__in=ANSWERS).select_related("body"):
        others = Post.objects.filter(holding(on), area=post.area, body__kind=post.body.kind).exclude(worker=worker)
        if not others.exists():
            found |= Task.objects.filter(
                area=post.area, body_kind=post.body.kind, worker__isnull=True, state__in=list_states(ended=False)
            )
    return found


def _give_back(leave: Leave, at: datetime) -> None:
    """What the substitute had of the posts of who is back, back to the posts."""
    with acting_as(EVERYTHING):
        posts = {(one.body.kind, one.area) for one in Post.objects.filter(worker=leave.worker).select_related("body")}
        tasks = [one for one in _given_to(leave.substitute_id) if (one.body_kind, one.area) in posts]
        take_all(tasks, Taking(get_steps()["reassign"], None, at, BACK, worker=leave.worker))


def _areas_of(worker: Worker, *, on: date) -> list[str]:
    return list(Post.objects.filter(holding(on), worker=worker, role__in=ANSWERS).values_list("area", flat=True))


def _leads_all(areas: list[str]) -> bool:
    mine = get_scope().areas_that(WRITES_FILES)
    return bool(areas) and all(any(is_inside(area, one) for one in mine) for area in areas)
