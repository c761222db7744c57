"""The same step on very many tasks: read once, taken in memory by the one road, written set by set."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hutong.audit.actions import note_act
from hutong.children.inserting import insert_objects
from hutong.determinations.settling import cut
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.addressing import Addressee
from hutong.tasks.clocks import Deadline
from hutong.tasks.errors import TaskError, TaskUnknown
from hutong.tasks.led import Keys, check_led, follow_led, hold_led
from hutong.tasks.models import Leg, Step, Task
from hutong.tasks.permitting import check_step, list_last_legs
from hutong.tasks.stepping import CHANGED, Stepper, Taken, Taking
from hutong.tasks.steps import get_steps

IN_ONE_STATEMENT = 5_000
IN_ONE_QUESTION = 900
TOGETHER = ("accept", "finish", "withdraw", "pause", "resume", "reassign", "reply")
"""The steps that go for many at once; the others ask for a word with each."""
COLUMNS = tuple(field.attname for field in Task._meta.concrete_fields if field.name in CHANGED)


@dataclass(frozen=True)
class NotTaken:
    """A task with which the step was not taken, and why."""

    uid: UUID
    why: TaskError


@dataclass
class Many:
    """How many went on, and which did not."""

    taken: int = 0
    refused: list[NotTaken] = field(default_factory=list)


@transaction.atomic
def take_step_of_many(
    *,
    tasks: Sequence[UUID],
    step: str,
    by: Worker,
    at: datetime,
    words: str = "",
    addressee: Addressee | None = None,
    worker: Worker | None = None,
    due: Deadline | None = None,
) -> Many:
    """Take a step with each of the tasks with which who acts may take it now; the others come back with the reason.

    Raises StepNeedsWords, StepNeedsAddressee.
    """
    if step not in TOGETHER:
        raise ValueError(step)
    taking = Taking(get_steps()[step], by, at, words, None, addressee, worker, due)
    taking.check_needs()
    keys = hold_led_of(tasks)
    held: list[Task] = []
    for part in cut(dict.fromkeys(tasks), IN_ONE_QUESTION):
        held += Task.objects.select_for_update(of=("self",)).filter(uid__in=part).order_by("pk")
    with acting_as(EVERYTHING):
        last = _last_legs(held)
    many = Many(refused=[NotTaken(uid, TaskUnknown()) for uid in _missing(tasks, held)])
    ready = []
    for task in held:
        try:
            check_step(task, taking.row, last.get(task.pk))
            check_led(task, step, keys)
            ready.append(task)
        except TaskError as error:
            many.refused.append(NotTaken(task.uid, error))
    take_all(ready, taking, last, keys)
    many.taken = len(ready)
    note_act(at=at, act=f"task:{step}", rows=len(ready), by=by.uid)
    return many


def hold_led_of(tasks: Sequence[UUID]) -> dict[int, str]:
    """What the tasks with these numbers are about, locked before they are."""
    numbers: list[int] = []
    for part in cut(dict.fromkeys(tasks), IN_ONE_QUESTION):
        numbers += Task.objects.filter(uid__in=part).values_list("pk", flat=True)
    return hold_led(numbers)


def withdraw_all(tasks: Sequence[Task], *, because: str, at: datetime) -> None:
    """The system takes tasks back that run, with the reason."""
    take_all(tasks, Taking(get_steps()["withdraw"], None, at, because))


def take_all(
    tasks: Sequence[Task], taking: Taking, last: dict[int, Leg] | None = None, keys: Keys | None = None
) -> None:
    """The step on tasks that were locked and checked; helping tasks of those over are withdrawn with them."""
    if not tasks:
        return
    with acting_as(EVERYTHING):
        stepper = Stepper(taking, list(tasks), last or {})
        before = {task.pk: tuple(getattr(task, name) for name in COLUMNS) for task in tasks}
        taken = [stepper.take(task) for task in tasks]
        _write(taken, before)
        if taking.row.slug in ("finish", "withdraw"):
            _withdraw_helping([task.pk for task in tasks], taking)
        follow_led(tasks, taking, hold_led([task.pk for task in tasks]) if keys is None else keys)


def _write(taken: Iterable[Taken], before: dict[int, tuple[Any, ...]]) -> None:
    """Tasks that changed alike are written in one statement."""
    alike: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
    steps: list[Step] = []
    legs: list[Leg] = []
    for one in taken:
        after = tuple(getattr(one.task, name) for name in COLUMNS)
        changed = tuple(
            (name, new) for name, old, new in zip(COLUMNS, before[one.task.pk], after, strict=True) if old != new
        )
        alike[changed].append(one.task.pk)
        steps.append(one.step)
        legs += [one.leg] if one.leg is not None else []
    for changed, pks in alike.items():
        for part in cut(pks if changed else [], IN_ONE_QUESTION):
            Task.objects.filter(pk__in=part).update(**dict(changed))
    for some in cut(steps, IN_ONE_STATEMENT):
        insert_objects(Step, some)
    for rest in cut(legs, IN_ONE_STATEMENT):
        insert_objects(Leg, rest)


def _withdraw_helping(pks: list[int], taking: Taking) -> None:
    running = get_steps()["withdraw"].before
    for part in cut(pks, IN_ONE_QUESTION):
        helping = list(Task.objects.filter(helps__in=part, state__in=running))
        withdraw_all(helping, because=taking.words, at=taking.at)


def _last_legs(tasks: Sequence[Task]) -> dict[int, Leg]:
    found: dict[int, Leg] = {}
    for part in cut([task.pk for task in tasks], IN_ONE_QUESTION):
        found |= list_last_legs(part)
    return found


def _missing(tasks: Sequence[UUID], held: Sequence[Task]) -> list[UUID]:
    there = {task.uid for task in held}
    return [uid for uid in dict.fromkeys(tasks) if uid not in there]
