"""Reading tasks: one, those of a child, how much there is in a place. The lists of an inbox stand in ``listing.py``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hutong.children.models import Child
from hutong.children.scoped import everyone
from hutong.places.models import inside
from hutong.tasks.errors import TaskUnknown
from hutong.tasks.listing import OVERDUE, in_tab
from hutong.tasks.models import Task
from hutong.tasks.steps import list_states

RUNNING = list_states(ended=False)
ACTIONS_AT_MOST = 3


def get_task(uid: UUID) -> Task:
    """A task that who acts may see. Raises TaskUnknown."""
    task = Task.objects.select_related("child", "worker", "body").filter(uid=uid).first()
    if task is None:
        raise TaskUnknown
    return task


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
        .filter(inside(area, field="area"), state__in=RUNNING, ended_at__isnull=True)
        .values("body_kind", "area", "worker")
        .annotate(
            running=Count("pk"),
            overdue=Count("pk", filter=in_tab(OVERDUE, at=now)),
            waiting=Count("pk", filter=Q(state="waiting")),
        )
        .order_by("-overdue", "-running", "area", "body_kind", "worker")
    )
    return [
        Load(one["body_kind"], one["area"], one["worker"], one["running"], one["overdue"], one["waiting"])
        for one in rows
    ]
