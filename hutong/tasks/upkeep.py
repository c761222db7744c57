"""What is done with tasks once a day: posts that nobody holds any longer, rounds that begin again, files that moved."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from hutong.children.models import Child
from hutong.determinations.bundles import current_library
from hutong.determinations.models import Concluded
from hutong.determinations.settling import cut
from hutong.lib.translating import marked
from hutong.places.codes import level_of
from hutong.places.models import Level
from hutong.policy.duties import DutyKey, duties_by_key
from hutong.tasks.addressing import Addressee, Directory
from hutong.tasks.clocks import Counts
from hutong.tasks.models import Cause, Task
from hutong.tasks.naming import first_named
from hutong.tasks.stepping import Taking
from hutong.tasks.steps import get_steps, list_states
from hutong.tasks.together import take_all

RUNNING = list_states(ended=False)
IN_ONE_STATEMENT = 900
AFTER_DONE = "办结回访"
POST_EMPTY = marked("Nobody holds the post any longer.")
FILE_MOVED = marked("The file moved to another place.")
STILL_THERE = marked("What it was opened for is still there, so long after it was done.")
ROUND_OVER = marked("The round is over; the next one begins.")


@transaction.atomic
def address_anew(*, on: date, at: datetime) -> int:
    """Tasks of posts that nobody holds go to whoever answers now; how many."""
    rows = Task.objects.filter(state__in=RUNNING, ended_at__isnull=True)
    posts = list(rows.order_by().values_list("body_kind", "area").distinct())
    directory = Directory({area for _, area in posts}, on=on)
    count = 0
    for kind, area in posts:
        if (kind, area) in directory.posts:
            continue
        tasks = list(rows.select_for_update(of=("self",)).filter(body_kind=kind, area=area).select_related("child"))
        count += _give(tasks, at=at, on=on, step="reassign", words=POST_EMPTY)
    return count


def _give(tasks: Sequence[Task], *, at: datetime, on: date, step: str, words: str) -> int:
    """Give tasks to whoever answers where their children are now; those that would go nowhere else stay."""
    directory = Directory({_where(task) for task in tasks}, on=on)
    groups: dict[Addressee, list[Task]] = defaultdict(list)
    for task in tasks:
        kind, level = _asked(task)
        found = directory.resolve(kind, level=level, place=_where(task))
        if found.is_held and (found.body_kind, found.area) != (task.body_kind, task.area):
            groups[found].append(task)
    for addressee, some in groups.items():
        ready = [task for task in some if task.state in get_steps()[step].before]
        take_all(ready, Taking(get_steps()[step], None, at, words, addressee=addressee))
    return sum(map(len, groups.values()))


def _asked(task: Task) -> tuple[str, str | None]:
    """The body that was asked for at first."""
    if "@" in task.asked_of:
        return first_named(tuple(task.asked_of.split(",")))
    if task.kind == "grant" and task.asked_of == "civil_affairs":
        return "village_committee", "village"
    return task.asked_of or task.body_kind, None


def _where(task: Task) -> str:
    return task.child.area if task.child is not None else task.place


@transaction.atomic
def follow_files(children: Iterable[Child], *, on: date, at: datetime) -> int:
    """Tasks about files that moved are handed over to the new place, each side with its own clock; how many."""
    areas = {child.pk: child.area for child in children}
    rows = Task.objects.select_for_update(of=("self",)).filter(child__in=list(areas), state__in=RUNNING)
    moved = [
        task
        for task in rows.select_related("child").order_by("pk")
        if task.child_id is not None
        and level_of(task.place) >= Level.TOWNSHIP
        and task.place != areas[task.child_id]
    ]  # fmt: skip
    if not moved:
        return 0
    count = _give(moved, at=at, on=on, step="hand_over", words=FILE_MOVED)
    for task in moved:
        assert task.child_id is not None
        Task.objects.filter(pk=task.pk).update(place=areas[task.child_id])
    return count


@transaction.atomic
def begin_rounds(*, on: date, at: datetime) -> int:
    """Duties that come round again: where the last round was done and is over, the next is settled; how many."""
    counts = Counts()
    recurring = {key: duty.block.every for key, duty in duties_by_key(current_library()).items() if duty.block.every}
    again: list[int] = []
    rows = Cause.objects.filter(clause__in={key.rule for key in recurring}, gone_at__isnull=True, task__state="done")
    for pk, key, rule, since, place in rows.values_list("pk", "key", "clause", "since", "task__place").iterator():
        which = key.removeprefix(f"duty:{rule}~").partition(":")[0]
        words = recurring.get(DutyKey(rule, which))
        if words and counts.every(words, place).last_day(timezone.localdate(since)) <= on:
            again.append(pk)
    children: set[int] = set()
    for part in cut(again, IN_ONE_STATEMENT):
        gone = Cause.objects.filter(pk__in=part)
        children |= set(gone.exclude(task__child__isnull=True).values_list("task__child_id", flat=True))
        gone.update(gone_at=at, gone_because=ROUND_OVER)
    rows_left = [Concluded(child_id=pk, on=on) for pk in sorted(children)]
    Concluded.objects.bulk_create(rows_left, ignore_conflicts=True, batch_size=IN_ONE_STATEMENT)
    return len(again)


@transaction.atomic
def look_again(*, on: date, at: datetime) -> int:
    """What was done so long ago and is owed still is opened again: followed until help is really received."""
    counts = Counts()
    held = Cause.objects.filter(gone_at__isnull=True).values("task")
    done = Task.objects.select_for_update(of=("self",)).filter(state="done", kind__in=("grant", "verify"), pk__in=held)
    again = []
    for task in done.order_by("pk"):
        after = counts.own_word(AFTER_DONE, task.area)
        if task.ended_at is not None and after.last_day(timezone.localdate(task.ended_at)) <= on:
            again.append(task)
    take_all(again, Taking(get_steps()["reopen"], None, at, STILL_THERE))
    return len(again)
