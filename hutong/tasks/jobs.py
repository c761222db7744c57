"""Work on tasks that nobody waits for at a screen. Reads the clock."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from hutong.audit.acting import through
from hutong.determinations.processes import count_processes
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.draining import settle_tasks_waiting
from hutong.tasks.leaving import hand_to_substitutes
from hutong.tasks.of_privacy import settle_privacy
from hutong.tasks.settle import SettledTasks, settle_unset
from hutong.tasks.ticking import Ticked, tick_clocks
from hutong.tasks.upkeep import address_anew, begin_rounds, look_again

DOOR = "tasks"


def settle_tasks_now(
    *, limit: int | None = None, processes: int = 1, advance: Callable[[int], None] = lambda files: None
) -> SettledTasks:
    """Follow what was concluded: open tasks, take back those whose cause is gone.

    ``processes``: 0 for as many as this machine and the database are good for.
    """
    processes = processes or count_processes()
    on, at = timezone.localdate(), timezone.now()
    with acting_as(EVERYTHING), through(DOOR):
        return settle_tasks_waiting(on=on, at=at, limit=limit, processes=processes, advance=advance)


def tick(now: datetime | None = None) -> Ticked:
    """Remind of what is nearly due, tell superiors of what is late; to be done every few minutes, day and night.

    What is owed for minors' data is looked at before.
    """
    at = now or timezone.now()
    with acting_as(EVERYTHING), through(DOOR):
        settle_privacy(on=timezone.localtime(at).date(), at=at)
        return tick_clocks(now=at)


def begin_day_of_tasks() -> None:
    """What is to be done with tasks once a day, before they are settled."""
    on, at = timezone.localdate(), timezone.now()
    with acting_as(EVERYTHING), through(DOOR):
        settle_unset(at=at)
        address_anew(on=on, at=at)
        hand_to_substitutes(on=on, at=at)
        begin_rounds(on=on, at=at)
        look_again(on=on, at=at)
