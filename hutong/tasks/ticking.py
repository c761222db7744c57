"""The clock goes on: what is nearly due is reminded of, what is late is told to whoever leads the work, and again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from hutong.tasks.clocks import Counts, Deadline, end_of
from hutong.tasks.models import Task
from hutong.tasks.stepping import Taking
from hutong.tasks.steps import get_steps
from hutong.tasks.together import take_all

AT_ONCE = 2_000
REMINDER, TELL, TELL_AT_ONCE = "提醒", "上报", "紧急上报"
LONGEST_REMINDER = timedelta(days=30)
PAUSED = "waiting"
RUNS = ("open", "accepted", "handed_over")


@dataclass(frozen=True, slots=True)
class Ticked:
    """How many tasks were reminded of, and how many told to a superior."""

    reminded: int = 0
    escalated: int = 0


def tick_clocks(*, now: datetime) -> Ticked:
    """Remind and escalate as of an instant. Each lot in a transaction of its own; done twice it does nothing more."""
    counts = Counts()
    near = Q(due_at__gt=now, due_at__lte=now + LONGEST_REMINDER, reminded_at__isnull=True)
    late = Q(due_at__lte=now)
    not_told = Q(escalated_at__isnull=True) | Q(escalated_at__lt=now - timedelta(hours=1), escalated_to__gt="")
    return Ticked(
        _tick(near, "remind", lambda task: is_near(task, counts, now), now),
        _tick(late & not_told, "escalate", lambda task: is_to_be_told(task, counts, now), now),
    )


def is_near(task: Task, counts: Counts, now: datetime) -> bool:
    """Whether the reminder of the task's area is due."""
    if task.due_at is None:
        return False
    before = counts.own_word(REMINDER, task.area)
    return task.due_at <= counts.due_from(before, _minute(now))


def is_to_be_told(task: Task, counts: Counts, now: datetime) -> bool:
    """Whether the superior is to be told: so long after the day, and so long again after the last who was told."""
    since = task.escalated_at or task.due_at
    if since is None or (task.escalated_at is not None and not task.escalated_to):
        return False
    after = counts.own_word(TELL_AT_ONCE if task.urgency == "urgent" else TELL, task.area)
    return _over(after, since, counts) <= now


def _over(after: Deadline, since: datetime, counts: Counts) -> datetime:
    """When a span after an instant is over; of days at the end of the last."""
    return counts.due_from(after, since if after.hours else end_of(timezone.localtime(since).date()))


def _minute(now: datetime) -> datetime:
    """So that a thousand tasks ask the calendar once."""
    return now.replace(second=0, microsecond=0)


def _tick(which: Q, step: str, is_due: Callable[[Task], bool], now: datetime) -> int:
    count = 0
    # Said to the database in the very words of its index.
    for lot in _lots(Task.objects.filter(which, ended_at__isnull=True).exclude(state=PAUSED)):
        with transaction.atomic():
            skips = connection.features.has_select_for_update_skip_locked
            held = Task.objects.select_for_update(of=("self",), skip_locked=skips).filter(which, pk__in=lot)
            due = [task for task in held.filter(state__in=RUNS).order_by("pk") if is_due(task)]
            take_all(due, Taking(get_steps()[step], None, now))
        count += len(due)
    return count


def _lots(rows: QuerySet[Task]) -> Iterator[list[int]]:
    """Numbers of tasks in lots, those due first in front; those looked at are not looked at again."""
    after: tuple[datetime, int] | None = None
    while True:
        left = rows
        if after is not None:
            left = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
        lot = list(left.order_by(F("due_at").asc(), "pk").values_list("due_at", "pk")[:AT_ONCE])
        if not lot:
            return
        due_at, pk = lot[-1]
        assert due_at is not None  # both conditions ask for a day
        after = (due_at, pk)
        yield [pk for _, pk in lot]
