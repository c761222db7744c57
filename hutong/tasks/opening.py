"""A task as it is opened: with the cause it has, the words it is told in, the clock that runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hutong.tasks.addressing import Addressee
from hutong.tasks.clocks import Deadline
from hutong.tasks.models import Task

GATHERS = frozenset({"duty", "grant", "verify", "visit"})
"""Kinds of which a child has one task at a body, whatever number of causes it has."""


@dataclass(frozen=True, slots=True)
class NewCause:
    """Why a task is opened. ``key`` names the cause for ever: the same cause never opens two tasks."""

    key: str
    clause: str = ""
    benefit: str = ""
    what: str = ""
    what_zh: str = ""
    determination: int | None = None
    event: int | None = None
    is_in_doubt: bool = False


def put_to(task: Task, addressee: Addressee, at: datetime) -> None:
    """The task is answered for by this post from now on."""
    task.body_kind, task.body_id, task.role = addressee.body_kind, addressee.body, addressee.role
    task.area, task.worker_id, task.here_since = addressee.area, addressee.worker, at
    task.escalated_at, task.escalated_to, task.reminded_at = None, "", None


def set_clock(task: Task, deadline: Deadline | None, due_at: datetime | None) -> None:
    """By when, in which unit a pause is counted, and whether the count is a setting of the place."""
    task.due_at = due_at
    task.due_unit = unit_of(deadline) if deadline else ""
    task.due_label = deadline.label if deadline else ""
    task.due_is_local = bool(deadline and deadline.is_local)


def unit_of(deadline: Deadline) -> str:
    """The unit in which a deadline counts."""
    return next(unit for unit in ("hours", "days", "working_days", "months") if getattr(deadline, unit))


def make_task(
    *, addressee: Addressee, at: datetime, due: Deadline | None, due_at: datetime | None, **given: Any
) -> Task:
    """A task, not saved yet."""
    task = Task(begun_at=at, asked_of=addressee.asked_of, **given)
    put_to(task, addressee, at)
    set_clock(task, due, due_at)
    return task
