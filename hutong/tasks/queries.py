"""Reading tasks: the inbox of the posts held, the tasks of a child, of a place, of a body."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from hutong.children.models import Child
from hutong.children.scoped import everyone, may_exist
from hutong.places.models import inside
from hutong.staff.scope import Scope
from hutong.tasks.clocks import end_of
from hutong.tasks.errors import TaskUnknown
from hutong.tasks.models import Task
from hutong.tasks.scoped import addressed
from hutong.tasks.steps import list_states

BOXES: Final = ("overdue", "today", "later", "waiting", "escalated", "done")
"""The parts of an inbox: late; due today or without a day; due later; waiting for others; of others and late; over."""
APART = ("escalated", "done")
"""Parts that are not among the running tasks of the posts held."""
DONE_FOR = timedelta(days=30)
RUNNING, OVER = list_states(ended=False), list_states(ended=True)
ACTIONS_AT_MOST = 3


def get_task(uid: UUID) -> Task:
    """A task that who acts may see. Raises TaskUnknown."""
    task = Task.objects.select_related("child", "worker", "body").filter(uid=uid).first()
    if task is None:
        raise TaskUnknown
    return task


def inbox(scope: Scope, *, box: str, now: datetime) -> QuerySet[Task]:
    """One part of the inbox of the posts held, by the last day allowed; of children that who acts is not kept from."""
    rows = _of_posts(scope, box).filter(_in_box(box, now))
    order = ("-ended_at", "pk") if box == "done" else ("due_at", "pk")
    return rows.select_related("child", "worker", "body").order_by(*order)


def count_boxes(scope: Scope, *, now: datetime) -> dict[str, int]:
    """How many tasks lie in each part. Three queries."""
    running = _of_posts(scope).filter(state__in=RUNNING)
    counts = running.aggregate(**{box: Count("pk", filter=_in_box(box, now)) for box in BOXES if box not in APART})
    return counts | {box: _of_posts(scope, box).filter(_in_box(box, now)).count() for box in APART}


def _of_posts(scope: Scope, box: str = "") -> QuerySet[Task]:
    """The tasks addressed to a post held: by the index of posts, not by way of the files."""
    if scope.is_everything:
        return everyone(Task)
    mine = _told_over(scope) if box == "escalated" else addressed(scope)
    return everyone(Task).filter(mine & (Q(child__isnull=True) | may_exist("child__")))


def _told_over(scope: Scope) -> Q:
    return Q(escalated_to__in=[f"{one.body_kind}@{one.area}" for one in scope.held])


def _in_box(box: str, now: datetime) -> Q:
    running, tonight = Q(state__in=("open", "accepted", "handed_over")), end_of(timezone.localtime(now).date())
    return {
        "overdue": running & Q(due_at__lt=now),
        "today": running & (Q(due_at__gte=now, due_at__lte=tonight) | Q(due_at__isnull=True)),
        "later": running & Q(due_at__gt=tonight),
        "waiting": Q(state="waiting"),
        "escalated": Q(state__in=RUNNING, due_at__lt=now),
        "done": Q(state__in=OVER, ended_at__gte=now - DONE_FOR),
    }[box]


def list_tasks_of(child: Child, *, over_too: bool = False) -> QuerySet[Task]:
    """The tasks about a child that who acts may see, urgent ones first, by the last day allowed."""
    rows = Task.objects.filter(child=child)
    rows = rows if over_too else rows.filter(state__in=RUNNING)
    return rows.select_related("child", "worker", "body").order_by("-urgency", "due_at", "pk")


def light_of(task: Task, *, now: datetime) -> str:
    """``""``, ``yellow`` (late) or ``red`` (late and told to the superior); what waits or is over shows none."""
    if task.due_at is None or task.state not in ("open", "accepted", "handed_over") or now <= task.due_at:
        return ""
    return "red" if task.escalated_at is not None else "yellow"


@dataclass(frozen=True, slots=True)
class Card:
    """A child with what is to be done about it now: at most three tasks, and how many more there are."""

    child: Child
    tasks: tuple[Task, ...]
    more: int


def cards(tasks: Iterable[Task]) -> list[Card]:
    """Tasks as cards, one for each child, in the order of the tasks; those about no child are left out."""
    by_child: dict[int, list[Task]] = {}
    for task in tasks:
        if task.child_id is not None:
            by_child.setdefault(task.child_id, []).append(task)
    found = []
    for held in by_child.values():
        child = held[0].child
        assert child is not None
        found.append(Card(child, tuple(held[:ACTIONS_AT_MOST]), max(0, len(held) - ACTIONS_AT_MOST)))
    return found


@dataclass(frozen=True, slots=True)
class Load:
    """How much a post has to do."""

    body_kind: str
    area: str
    worker: int | None
    running: int
    overdue: int
    waiting: int


def list_workload(area: str, *, now: datetime) -> list[Load]:
    """The posts in an area with what they have to do, those with the most that is late first; one query."""
    rows = (
        everyone(Task)
        .filter(inside(area, field="area"), state__in=RUNNING)
        .values("body_kind", "area", "worker")
        .annotate(
            running=Count("pk"),
            overdue=Count("pk", filter=_in_box("overdue", now)),
            waiting=Count("pk", filter=Q(state="waiting")),
        )
        .order_by("-overdue", "-running", "area", "body_kind", "worker")
    )
    return [
        Load(one["body_kind"], one["area"], one["worker"], one["running"], one["overdue"], one["waiting"])
        for one in rows
    ]
