"""Who may take which step: the post that answers, whoever gave it, whoever leads the work over it."""

from collections.abc import Iterable

from hutong.places.codes import is_inside
from hutong.staff.colleagues import LOOK_AFTER
from hutong.staff.scope import WRITES_FILES, Held, Scope, get_scope
from hutong.tasks.errors import StepNotPossible, StepNotYours
from hutong.tasks.led import is_closed, keys_of_kinds
from hutong.tasks.models import Leg, Task
from hutong.tasks.steps import StepRow, list_steps_from

LEAD_KINDS = frozenset({"civil_affairs", "township_civil_affairs_office", "child_supervisor", "township_government"})


def answers(task: Task, scope: Scope) -> bool:
    """Whether who acts holds the post that answers, or was given the task."""
    if scope.worker is not None and task.worker_id == scope.worker:
        return True
    return any(_is_of(one, task.area, task.body_kind) for one in scope.held)


def _is_of(held: Held, area: str, body_kind: str) -> bool:
    return held.role in LOOK_AFTER and held.area == area and held.body_kind == body_kind


def leads(task: Task, scope: Scope) -> bool:
    """Whether who acts leads the work over the post that answers."""
    return any(_is_over(one, task) for one in scope.held)


def _is_over(held: Held, task: Task) -> bool:
    if held.role not in WRITES_FILES or not is_inside(task.area, held.area):
        return False
    return held.area != task.area or (held.body_kind in LEAD_KINDS and held.body_kind != task.body_kind)


def gave(task: Task, scope: Scope, last: Leg | None) -> bool:
    """Whether who acts opened the task, or holds the post that passed it on."""
    if scope.worker is not None and scope.worker in (task.made_by_id, last.worker_id if last else None):
        return True
    return last is not None and any(_is_of(one, last.area, last.body_kind) for one in scope.held)


def may_take(task: Task, step: StepRow, scope: Scope, last: Leg | None = None) -> bool:
    """Whether who acts may take the step, whatever state the task is in."""
    if scope.is_everything:
        return True
    found = {"answers": answers, "superior": leads}
    return any(gave(task, scope, last) if who == "giver" else found[who](task, scope) for who in step.who)


def check_step(task: Task, step: StepRow, last: Leg | None = None) -> None:
    """Raises StepNotPossible, StepNotYours."""
    if task.state not in step.before:
        raise StepNotPossible
    if not may_take(task, step, get_scope(), last):
        raise StepNotYours


def list_steps_for(task: Task) -> list[StepRow]:
    """The steps that who acts may take now, in the order of the table, but those taken elsewhere. One query."""
    scope, last, keys = get_scope(), get_last_leg(task), keys_of_kinds([task])
    steps = [step for step in list_steps_from(task.state) if not is_closed(task, step.slug, keys)]
    return [step for step in steps if may_take(task, step, scope, last)]


def get_last_leg(task: Task) -> Leg | None:
    """The stretch before the present one."""
    return list_last_legs([task.pk]).get(task.pk)


def list_last_legs(tasks: Iterable[int]) -> dict[int, Leg]:
    """By task the stretch before the present one, of those that were passed on."""
    rows = Leg.objects.filter(task__in=list(tasks)).order_by("pk")
    return {leg.task_id: leg for leg in rows}
