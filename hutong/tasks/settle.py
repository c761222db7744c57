"""Tasks follow what is concluded: pulled from findings and duties, never pushed. Set by set, in few questions.

What calls for a task and has none opens one, or joins the one that the child has at that body; what no longer does is
taken back with the reason. Files are locked in the order of their numbers, so two that settle the same wait.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet

from hutong.audit.actions import note_act
from hutong.children.inserting import insert_objects
from hutong.children.models import Child
from hutong.children.states import FIXED
from hutong.determinations.bundles import current_library
from hutong.determinations.models import Concluded, FindingSpan
from hutong.determinations.settling import cut
from hutong.lib.translating import marked
from hutong.places.codes import county_of
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.actions import open_task
from hutong.tasks.addressing import Addressee, Directory
from hutong.tasks.clocks import Counts, Deadline
from hutong.tasks.models import Cause, Task
from hutong.tasks.opening import make_task
from hutong.tasks.steps import list_states
from hutong.tasks.together import withdraw_all
from hutong.tasks.upkeep import follow_files
from hutong.tasks.wanted import CIVIL_AFFAIRS, OWN_KEYS, Wanted, Wanting
from hutong.vocabulary.secrecy import DETAINED_PARENT, HEALTH, bits_of

IN_ONE_STATEMENT = 900
RUNNING = list_states(ended=False)
TOLD_TO_WHO_ANSWERS = bits_of([HEALTH, DETAINED_PARENT])
NOT_SO_NOW = marked("What the task was opened for is so no longer.")
FILE_OVER = marked("The file is over.")
SUM_SET = marked("The sum is set.")


class Gathered(NamedTuple):
    """What causes have in common that one task gathers."""

    child: int | None
    kind: str
    body_kind: str
    area: str
    urgency: str
    closed_bits: int


@dataclass(frozen=True, slots=True)
class SettledTasks:
    """How many files were looked at, how many tasks were opened and withdrawn, how many causes came and went."""

    files: int = 0
    opened: int = 0
    withdrawn: int = 0
    causes: int = 0
    gone: int = 0

    def __add__(self, other: "SettledTasks") -> "SettledTasks":
        return SettledTasks(
            self.files + other.files, self.opened + other.opened, self.withdrawn + other.withdrawn,
            self.causes + other.causes, self.gone + other.gone,
        )  # fmt: skip


@transaction.atomic
def settle_tasks(children: Iterable[int], *, on: date, at: datetime) -> SettledTasks:
    """Open and take back what has changed for these children; nothing where nothing has. Works past the scope."""
    with acting_as(EVERYTHING):
        files = list(Child.objects.select_for_update().filter(pk__in=list(children)).order_by("pk"))
        lot = _Lot(files, on, at)
        lot.settle()
        Concluded.objects.filter(child__in=[file.pk for file in files]).delete()
        done = SettledTasks(len(files), len(lot.opened), len(lot.withdrawn), len(lot.causes), len(lot.gone))
    if done.opened or done.withdrawn or done.causes:
        note_act(at=at, act="tasks", rows=done.opened + done.withdrawn)
    return done


@dataclass
class _Lot:
    """Some files whose tasks are settled together."""

    files: Sequence[Child]
    on: date
    at: datetime
    opened: list[Task] = field(default_factory=list)
    withdrawn: list[Task] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    def settle(self) -> None:
        self.living = [one for one in self.files if one.state not in FIXED and one.merged_into_id is None]
        wanted = {one.cause.key: one for one in Wanting(self.living, current_library()).list_wanted()}
        follow_files(self.living, on=self.on, at=self.at)
        there = self._there(wanted)
        self._open([one for key, one in wanted.items() if key not in there])
        self._take_back({pk: (task, child) for key, (pk, task, child) in there.items() if key not in wanted})

    def _there(self, wanted: Mapping[str, Wanted]) -> dict[str, tuple[int, int, int | None]]:
        """The causes that have a task, by key, with their task and child; of no child only those asked for."""
        own = Q()
        for beginning in OWN_KEYS:
            own |= Q(key__startswith=beginning)
        rows = Cause.objects.filter(own, task__child__in=[one.pk for one in self.files], gone_at__isnull=True)
        found = {key: (pk, task, child) for key, pk, task, child in _told(rows)}
        of_none = [key for key, one in wanted.items() if one.child is None]
        for part in cut(of_none, IN_ONE_STATEMENT):
            found |= {
                key: (pk, task, child)
                for key, pk, task, child in _told(Cause.objects.filter(key__in=part, gone_at__isnull=True))
            }
        return found

    def _open(self, wanted: list[Wanted]) -> None:
        if not wanted:
            return
        directory = Directory({one.area for one in self.living} | {one.place for one in wanted}, on=self.on)
        counts = Counts()
        running = self._running()
        # Those of no child first and in one order for all: others may open the same, and nobody waits in a circle.
        for one in sorted(wanted, key=lambda one: (one.child is not None, one.cause.key if one.child is None else "")):
            addressee = self._addressed(one, directory)
            deadline = counts.within(one.word, one.place)
            due_at = counts.due_from(deadline, self.at)
            if one.child is None:
                self._open_of_place(one, addressee, deadline)
                continue
            key = _gathered(one, addressee)
            task = running.get(key)
            if task is None:
                task = running[key] = self._new(one, addressee, deadline, due_at)
                self.opened.append(task)
            self._join(task, one, deadline, due_at)
        insert_objects(Task, self.opened)
        for cause in self.causes:
            cause.task_id = cause.task.pk
        insert_objects(Cause, self.causes)
        for task in self._changed.values():
            task.save(update_fields=["due_at", "due_unit", "due_label", "due_is_local", "secrecy"])

    def _open_of_place(self, one: Wanted, addressee: Addressee, deadline: Deadline) -> None:
        """A task about no child: other lots may open the same at this moment."""
        work = one.work
        open_task(
            kind=work.kind, addressee=addressee, cause=one.cause, place=one.place, what=work.what,
            what_zh=work.what_zh, done_when=work.done_when, at=self.at, due=deadline,
        )  # fmt: skip

    def _addressed(self, one: Wanted, directory: Directory) -> Addressee:
        """Whom the document names; of a matter of another county those who have the file, who hand it over."""
        child = self._by_pk.get(one.child) if one.child is not None else None
        if child is None or county_of(child.area) == county_of(one.place):
            found = directory.resolve(one.body_kind, level=one.level, place=one.place)
        else:
            found = directory.resolve(CIVIL_AFFAIRS, level="county", place=child.area)
        return found

    def _new(self, one: Wanted, addressee: Addressee, deadline: Deadline, due_at: datetime) -> Task:
        work = one.work
        task = make_task(
            addressee=addressee, at=self.at, due=deadline, due_at=due_at, kind=work.kind, place=one.place,
            what=work.what, what_zh=work.what_zh, done_when=work.done_when, child_id=one.child,
            urgency="urgent" if one.is_urgent else "ordinary", secrecy=one.secrecy,
        )  # fmt: skip
        task.asked_of = one.asked_of
        return task

    def _join(self, task: Task, one: Wanted, deadline: Deadline, due_at: datetime) -> None:
        cause = one.cause
        self.causes.append(
            Cause(
                task=task, key=cause.key, clause=cause.clause, benefit=cause.benefit, what=cause.what[:300],
                what_zh=cause.what_zh[:300], determination_id=cause.determination, event_id=cause.event,
                is_in_doubt=cause.is_in_doubt, due_at=due_at, since=self.at,
            )
        )  # fmt: skip
        is_sooner = task.due_at is not None and due_at < task.due_at and task.state != "waiting"
        if is_sooner:
            task.due_at, task.due_label, task.due_is_local = due_at, deadline.label, deadline.is_local
        if (is_sooner or one.secrecy & ~task.secrecy) and task.pk is not None:
            self._changed[task.pk] = task
        task.secrecy |= one.secrecy

    def _running(self) -> dict[Gathered, Task]:
        """The tasks that gather what comes, of these children."""
        self._by_pk = {one.pk: one for one in self.files}
        self._changed: dict[int, Task] = {}
        found: dict[Gathered, Task] = {}
        rows = Task.objects.filter(child__in=list(self._by_pk), state__in=RUNNING, kind__in=("grant", "verify", "duty"))
        for task in rows.order_by("-pk"):
            closed = task.secrecy & ~TOLD_TO_WHO_ANSWERS
            found[Gathered(task.child_id, task.kind, task.body_kind, task.area, task.urgency, closed)] = task
        return found

    def _take_back(self, gone: Mapping[int, tuple[int, int | None]]) -> None:
        """Causes that are so no longer, and tasks that have no other."""
        living = {one.pk for one in self.living}
        because: dict[str, list[int]] = defaultdict(list)
        for cause, (_, child) in gone.items():
            because[NOT_SO_NOW if child in living else FILE_OVER].append(cause)
            self.gone.append(cause)
        tasks = {task for task, _ in gone.values()}
        for words, causes in because.items():
            for part in cut(causes, IN_ONE_STATEMENT):
                Cause.objects.filter(pk__in=part).update(gone_at=self.at, gone_because=words)
        for part in cut(sorted(tasks), IN_ONE_STATEMENT):
            held = Cause.objects.filter(task__in=part, gone_at__isnull=True).values("task")
            rows = Task.objects.filter(pk__in=part, state__in=RUNNING).exclude(pk__in=held)
            self.withdrawn += rows.select_related("child")
        over = [task for task in self.withdrawn if task.child_id not in living]
        for words, some in ((FILE_OVER, over), (NOT_SO_NOW, [one for one in self.withdrawn if one not in over])):
            withdraw_all(some, because=words, at=self.at)


def _told(rows: QuerySet[Cause]) -> Iterator[tuple[str, int, int, int | None]]:
    return rows.values_list("key", "pk", "task_id", "task__child_id").iterator()


def _gathered(one: Wanted, addressee: Addressee) -> Gathered:
    closed = one.secrecy & ~TOLD_TO_WHO_ANSWERS
    urgency = "urgent" if one.is_urgent else "ordinary"
    return Gathered(one.child, one.work.kind, addressee.body_kind, addressee.area, urgency, closed)


def settle_unset(*, at: datetime) -> int:
    """Sums that were set meanwhile: their tasks are withdrawn; how many."""
    gone = []
    for cause in Cause.objects.filter(key__startswith="unset:", gone_at__isnull=True).select_related("task"):
        _, benefit, place = cause.key.split(":", 2)
        spans = FindingSpan.objects.filter(benefit=benefit, place=place, until__isnull=True)
        if not spans.filter(amount_state="unset", verdict="entitled", covered_by="").exists():
            gone.append(cause)
    Cause.objects.filter(pk__in=[cause.pk for cause in gone]).update(gone_at=at, gone_because=SUM_SET)
    over = [cause.task for cause in gone if cause.task.state in RUNNING]
    withdraw_all(over, because=SUM_SET, at=at)
    return len(gone)
