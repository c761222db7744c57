"""Work on tasks that nobody waits for at a screen. Reads the clock."""

from collections.abc import Callable

from django.utils import timezone

from hutong.audit.acting import through
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.draining import settle_tasks_waiting
from hutong.tasks.settle import SettledTasks, settle_unset

DOOR = "tasks"


def settle_tasks_now(*, limit: int | None = None, advance: Callable[[int], None] = lambda files: None) -> SettledTasks:
    """Follow what was concluded: open tasks, take back those whose cause is gone."""
    on, at = timezone.localdate(), timezone.now()
    with acting_as(EVERYTHING), through(DOOR):
        return settle_tasks_waiting(on=on, at=at, limit=limit, advance=advance)


def begin_day_of_tasks() -> int:
    """What is to be done with tasks once a day; how many were taken back because their sum is set."""
    with acting_as(EVERYTHING), through(DOOR):
        return settle_unset(at=timezone.now())
