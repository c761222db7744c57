"""Opening a task, taking a step with it, and taking a cause back that is so no longer."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from hutong.audit.actions import note_act
from hutong.children.models import Child, Evidence
from hutong.places.codes import full_code
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.addressing import Addressee
from hutong.tasks.clocks import Deadline
from hutong.tasks.errors import TaskUnknown
from hutong.tasks.led import check_led, follow_led, hold_led
from hutong.tasks.models import Cause, Step, Task
from hutong.tasks.models.task import SENTENCE
from hutong.tasks.opening import GATHERS, NewCause, make_task
from hutong.tasks.permitting import check_step, get_last_leg
from hutong.tasks.stepping import CHANGED, Stepper, Taken, Taking
from hutong.tasks.steps import get_steps, list_states

RUNNING = list_states(ended=False)
HELPED_ZH = "已协助办理。"


def open_task(
    *,
    kind: str,
    addressee: Addressee,
    cause: NewCause,
    place: str,
    what: str,
    what_zh: str,
    done_when: str,
    at: datetime,
    by: Worker | None = None,
    child: Child | None = None,
    due: Deadline | None = None,
    due_at: datetime | None = None,
    urgency: str = "ordinary",
    secrecy: int = 0,
    helps: Task | None = None,
) -> Task:
    """The task that a cause opens; the one that it opened before, or that gathers causes of its kind, if any.

    ``due_at`` where the clock began before the task did.

    It works past the scope: whoever causes a task need not see it.
    """
    with acting_as_everybody():
        if (known := _get_opened(cause.key)) is not None:
            return known
        due_at = due_at or (due.due_from(at) if due else None)
        task = make_task(
            addressee=addressee, at=at, due=due, due_at=due_at, kind=kind, place=full_code(place), what=what,
            what_zh=what_zh, done_when=done_when, made_by=by, child=child, urgency=urgency, secrecy=secrecy,
            helps=helps,
        )  # fmt: skip
        try:
            with transaction.atomic():
                return _open(task, cause, due_at, at, by)
        except IntegrityError:
            # Somebody opened it at the same moment.
            known = _get_opened(cause.key)
            if known is None:
                raise
            return known


def _open(task: Task, cause: NewCause, due_at: datetime | None, at: datetime, by: Worker | None) -> Task:
    gathering = _get_gathering(task)
    if gathering is None:
        task.save(force_insert=True)
    else:
        task = gathering
        if due_at is not None and (task.due_at is None or due_at < task.due_at):
            task.due_at = due_at
            task.save(update_fields=["due_at"])
    cause_of(task, cause, at=at, due_at=due_at).save(force_insert=True)
    uid = task.child.uid if task.child is not None else None
    note_act(at=at, act="task:open", child=uid, place=task.place, about=str(task.uid), by=by.uid if by else None)
    return task


def cause_of(task: Task, cause: NewCause, *, at: datetime, due_at: datetime | None) -> Cause:
    """The cause's row, not saved yet."""
    return Cause(
        task=task, key=cause.key, clause=cause.clause, benefit=cause.benefit, what=cause.what[:SENTENCE],
        what_zh=cause.what_zh[:SENTENCE], determination_id=cause.determination, event_id=cause.event,
        is_in_doubt=cause.is_in_doubt, due_at=due_at, since=at,
    )  # fmt: skip


def _get_opened(key: str) -> Task | None:
    cause = Cause.objects.filter(key=key, gone_at__isnull=True).select_related("task").first()
    return cause.task if cause else None


def _get_gathering(task: Task) -> Task | None:
    if task.child_id is None or task.kind not in GATHERS:
        return None
    same = Task.objects.select_for_update(of=("self",)).filter(
        child=task.child_id, kind=task.kind, state__in=RUNNING, body_kind=task.body_kind, area=task.area,
        urgency=task.urgency, secrecy=task.secrecy,
    )  # fmt: skip
    return same.order_by("pk").first()


@transaction.atomic
def take_step(
    *,
    task: Task,
    step: str,
    by: Worker | None,
    at: datetime,
    words: str = "",
    evidence: Evidence | None = None,
    addressee: Addressee | None = None,
    worker: Worker | None = None,
    due: Deadline | None = None,
    is_led: bool = False,
) -> Task:
    """Take a step of ``steps.toml`` with a task; the task as it is then. ``is_led``: what it is about went there first.

    Raises TaskUnknown, StepNotPossible, StepNotYours, StepElsewhere, StepNeedsWords, StepNeedsEvidence,
    StepNeedsAddressee.
    """
    row = get_steps()[step]
    keys = {} if is_led else hold_led([task.pk])
    held = Task.objects.select_for_update(of=("self",)).filter(pk=task.pk).first()
    if held is None:
        raise TaskUnknown
    taking = Taking(row, by, at, words, evidence, addressee, worker, due)
    with acting_as_everybody():
        last = get_last_leg(held)
    check_step(held, row, last)
    check_led(held, step, keys)
    taking.check_needs()
    with acting_as_everybody():
        taken = Stepper(taking, [held], {held.pk: last} if last else {}).take(held)
        _keep(taken)
        _follow(taken, taking)
        follow_led([held], taking, keys)
        uid = held.child.uid if held.child is not None else None
    by_uid = by.uid if by else None
    note_act(at=at, act=f"task:{step}", child=uid, place=held.place, about=str(held.uid), by=by_uid)
    return held


def _keep(taken: Taken) -> None:
    if taken.leg is not None:
        taken.leg.save(force_insert=True)
    taken.step.save(force_insert=True)
    taken.task.save(update_fields=CHANGED)


def _follow(taken: Taken, taking: Taking) -> None:
    """What a step does to other tasks: help that is asked for, came, or is needed no longer."""
    task, slug = taken.task, taking.row.slug
    if slug == "ask_help" and taking.addressee is not None:
        number = Step.objects.filter(task=task, step=slug).count()
        open_task(
            kind="help", addressee=taking.addressee, cause=NewCause(f"help:{task.uid}:{number}"), place=task.place,
            what=taking.words.strip()[:SENTENCE], what_zh=taking.words.strip()[:SENTENCE], done_when=task.done_when,
            at=taking.at, by=taking.by, child=task.child, due=taking.due, urgency=task.urgency, secrecy=task.secrecy,
            helps=task,
        )  # fmt: skip
    if slug == "finish" and task.helps_id is not None:
        _note_help(task.helps_id, taking)
    if slug in ("finish", "withdraw"):
        for helping in Task.objects.filter(helps=task, state__in=RUNNING):
            withdraw(helping, because=taking.words, at=taking.at)


def _note_help(number: int, taking: Taking) -> None:
    helped = Task.objects.get(pk=number)
    words = f"{HELPED_ZH} {taking.words.strip()}"
    reply = Taking(get_steps()["reply"], taking.by, taking.at, words, taking.evidence)
    _keep(Stepper(reply, [helped], {}).take(helped))


def withdraw(task: Task, *, because: str, at: datetime) -> Task:
    """The system takes a task back, with the reason; one that is over stays as it is."""
    if task.state not in RUNNING:
        return task
    with acting_as_everybody():
        return take_step(task=task, step="withdraw", by=None, at=at, words=because, is_led=True)


@transaction.atomic
def withdraw_cause(*, key: str, because: str, at: datetime) -> Task | None:
    """What a cause names is so no longer: it is kept with the reason; a task that has no other is withdrawn."""
    with acting_as_everybody():
        cause = Cause.objects.select_for_update(of=("self",)).filter(key=key, gone_at__isnull=True).first()
        if cause is None:
            return None
        cause.gone_at, cause.gone_because = at, because[:SENTENCE]
        cause.save(update_fields=["gone_at", "gone_because"])
        task = Task.objects.get(pk=cause.task_id)
        if Cause.objects.filter(task=task, gone_at__isnull=True).exists():
            return task
        return withdraw(task, because=because, at=at)


def acting_as_everybody() -> Any:
    """Past the scope: what follows from an act is not narrowed to what whoever acts may see."""
    return acting_as(EVERYTHING)
