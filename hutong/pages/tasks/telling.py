"""Tasks in words for a list: what, for whom, by when, with which light; never more than the reader may know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from hutong.children.models import Child
from hutong.lib.translating import marked
from hutong.pages.names import Names
from hutong.pages.tasks.led import Led, find_road
from hutong.pages.tasks.narrowing import KIND_SAID
from hutong.places.queries import get_place_name
from hutong.staff.scope import Scope
from hutong.tasks.led import Keys, keys_of_kinds
from hutong.tasks.models import Cause, Task
from hutong.tasks.opening import GATHERS
from hutong.tasks.queries import light_of
from hutong.tasks.steps import get_states
from hutong.tasks.telling import may_tell, tell_what

MOST_PARTS = 3
TAGS = {"open": "open", "accepted": "", "waiting": "no", "handed_over": "open", "done": "yes", "withdrawn": "no"}


@dataclass(frozen=True)
class Light:
    """Yellow: late; red: late, and told to whoever leads the work. The words say it without the colour."""

    level: str
    words: str


@dataclass(frozen=True)
class TaskRow:
    """A line of a list, or what a card says of a task."""

    task: Task
    what: str
    is_told: bool
    parts: tuple[str, ...]
    """What it gathers, as many as a line has room for; and how many more."""
    more: int
    kind: str
    child: Child | None
    is_file_open: bool
    place: str
    state: str
    tag: str
    light: Light
    when: str
    holder: str
    led: Led | None = None
    """Where it is done, if not with the task itself."""

    @property
    def is_urgent(self) -> bool:
        return self.task.urgency == "urgent"


class TaskTeller:
    """Tells tasks to whoever acts, at one instant."""

    def __init__(self, names: Names, *, scope: Scope, at: datetime) -> None:
        self.names, self.scope, self.at = names, scope, at
        self.say, self.lang, self.on = names.say, names.lang, timezone.localdate(at)

    def tell(self, tasks: Iterable[Task]) -> list[TaskRow]:
        """Lines for tasks that were read with their child, worker and body. One query for what they gather."""
        held = list(tasks)
        gathers = [task.pk for task in held if task.kind in GATHERS and may_tell(task)]
        parts: dict[int, list[str]] = {}
        causes = Cause.objects.filter(task__in=gathers, gone_at__isnull=True) if gathers else Cause.objects.none()
        for task, what, what_zh in causes.order_by("due_at", "pk").values_list("task_id", "what", "what_zh"):
            parts.setdefault(task, []).append(what_zh if self.lang == "zh" else what)
        keys = keys_of_kinds(held)
        return [self.row(task, parts.get(task.pk, ()), keys) for task in held]

    def row(self, task: Task, parts: Sequence[str] = (), keys: Keys | None = None) -> TaskRow:
        """One line. What gathers one thing alone is called by it."""
        is_told = may_tell(task)
        child = task.child if is_told else None
        told = [part for part in dict.fromkeys(parts) if part]
        is_one = len(told) == 1 and task.kind == "duty"
        return TaskRow(
            task=task,
            what=told[0] if is_one else tell_what(task, self.lang),
            is_told=is_told,
            parts=() if is_one else tuple(told[:MOST_PARTS]),
            more=0 if is_one else max(0, len(told) - MOST_PARTS),
            kind=self.say(KIND_SAID[task.kind]),
            child=child,
            is_file_open=child is not None and self.may_open(child),
            place=get_place_name(task.place if is_told else task.area, on=self.on, lang=self.lang),
            state=get_states()[task.state].label(self.lang),
            tag=TAGS[task.state],
            light=self.light(task),
            when=self.when(task),
            holder=self.holder(task),
            led=find_road(task, keys or {}, self.lang) if is_told else None,
        )

    def may_open(self, child: Child) -> bool:
        """Whether the child's file is open to who acts; else only what the task says is told."""
        scope = self.scope
        if child.is_sealed or child.pk in scope.kept_from:
            return False
        return scope.covers(child.area) or child.pk in scope.assigned | scope.opened

    def light(self, task: Task) -> Light:
        """How late it is; "" where it is not."""
        level = light_of(task, now=self.at)
        if not level or task.due_at is None:
            return Light("", "")
        late = (self.on - timezone.localdate(task.due_at)).days
        words = marked("overdue by {count} days") if late else marked("overdue today")
        return Light(level, self.say(words).format(count=late))

    def when(self, task: Task) -> str:
        """The last day allowed in words, or the day on which it ended."""
        if task.ended_at is not None:
            return f"{timezone.localdate(task.ended_at):%Y-%m-%d}"
        if task.paused_since is not None:
            return self.say(marked("waits since {day}")).format(day=f"{timezone.localdate(task.paused_since):%Y-%m-%d}")
        if task.due_at is None:
            return self.say(marked("no day is set"))
        due = timezone.localtime(task.due_at)
        left = (due.date() - self.on).days
        if task.due_unit == "hours" and abs(left) <= 1:
            return f"{due:%Y-%m-%d %H:%M}"
        if left == 0:
            return self.say(marked("today"))
        if left == 1:
            return self.say(marked("tomorrow"))
        return f"{due:%Y-%m-%d}"

    def holder(self, task: Task) -> str:
        """With whom it is: the worker who has it, else the body at its place."""
        if task.worker is not None:
            return task.worker.name
        if task.body is not None:
            return task.body.name
        where = get_place_name(task.area, on=self.on, lang=self.lang)
        return self.say(marked("{body} of {place}")).format(
            body=self.names.body(task.body_kind, on=self.on), place=where
        )
