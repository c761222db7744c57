"""Tasks whose truth stands elsewhere: a referral, a request, an application between provinces is what they are about.

The room that keeps it registers itself for its kind of task. Steps that its own pages take, with more than a few words,
are refused to the task and told where they are taken; after every other step it follows in the same transaction.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hutong.determinations.settling import cut
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.errors import StepElsewhere
from hutong.tasks.models import Cause, Task
from hutong.tasks.stepping import Taking

IN_ONE_QUESTION = 900
Keys = Mapping[int, str]
"""By task the key of the cause that names what it is about, as ``referral:…``."""


@dataclass(frozen=True)
class Lead:
    """What a room keeps of the tasks of a kind."""

    is_closed: Callable[[str, str], bool]
    """Whether a step (second) is taken where the key (first) leads, and not with the task."""
    hold: Callable[[Sequence[str]], None]
    """Lock what the keys name: always before the tasks, so that two roads never wait for each other."""
    follow: Callable[[Sequence[str], Taking], None]
    """The step was taken: what the keys name goes along."""


_LEADS: dict[str, Lead] = {}


def register_lead(kind: str, lead: Lead) -> None:
    """From now on tasks of this kind are led."""
    _LEADS[kind] = lead


def keys_of(tasks: Iterable[int]) -> dict[int, str]:
    """Of these tasks the ones that are led, with their keys. A query for each nine hundred."""
    found: dict[int, str] = {}
    with acting_as(EVERYTHING):
        for part in cut(list(tasks), IN_ONE_QUESTION):
            rows = Cause.objects.filter(task__in=part, task__kind__in=list(_LEADS)).order_by("pk")
            found |= dict(rows.values_list("task_id", "key"))
    return found


def keys_of_kinds(tasks: Iterable[Task]) -> dict[int, str]:
    """The same for tasks that were read: nothing is asked where none is of such a kind."""
    return keys_of([task.pk for task in tasks if task.kind in _LEADS])


def hold_led(tasks: Iterable[int]) -> dict[int, str]:
    """The keys, and what they name locked; before the tasks are."""
    keys = keys_of(tasks)
    if keys:
        for lead in dict.fromkeys(_LEADS.values()):
            lead.hold(sorted(keys.values()))
    return keys


def is_closed(task: Task, step: str, keys: Keys) -> bool:
    """Whether the step is taken elsewhere."""
    return task.pk in keys and task.kind in _LEADS and _LEADS[task.kind].is_closed(keys[task.pk], step)


def check_led(task: Task, step: str, keys: Keys) -> None:
    """Raises StepElsewhere."""
    if is_closed(task, step, keys):
        raise StepElsewhere


def follow_led(tasks: Iterable[Task], taking: Taking, keys: Keys) -> None:
    """What the tasks are about goes where they went."""
    by_kind: dict[str, list[str]] = {}
    for task in tasks:
        if task.pk in keys:
            by_kind.setdefault(task.kind, []).append(keys[task.pk])
    for kind, some in by_kind.items():
        _LEADS[kind].follow(some, taking)
