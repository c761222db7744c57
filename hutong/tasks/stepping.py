"""What a step does to a task, in memory: one road for one task and for ten thousand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from hutong.children.models import Evidence
from hutong.places.working_days import add_working_days, count_working_days
from hutong.staff.models import Worker
from hutong.tasks.addressing import Addressee, Directory
from hutong.tasks.clocks import Counts, Deadline, end_of
from hutong.tasks.errors import StepNeedsAddressee, StepNeedsEvidence, StepNeedsWords
from hutong.tasks.models import Leg, Step, Task
from hutong.tasks.models.task import WORDS
from hutong.tasks.opening import put_to, set_clock
from hutong.tasks.steps import StepRow, get_states

CHANGED = (
    "state", "body_kind", "body", "role", "area", "worker", "here_since", "due_at", "due_unit", "due_label",
    "due_is_local", "paused_since", "reminded_at", "escalated_at", "escalated_to", "ended_at",
)  # fmt: skip
"""The columns that a step may write."""


@dataclass(frozen=True)
class Taking:
    """A step as somebody takes it, with what they say."""

    row: StepRow
    by: Worker | None
    at: datetime
    words: str = ""
    evidence: Evidence | None = None
    addressee: Addressee | None = None
    worker: Worker | None = None
    due: Deadline | None = None

    def check_needs(self) -> None:
        """Raises StepNeedsWords, StepNeedsEvidence, StepNeedsAddressee."""
        needs = self.row.needs
        if "words" in needs and not self.words.strip():
            raise StepNeedsWords
        if "evidence" in needs and self.evidence is None:
            raise StepNeedsEvidence
        if "addressee" in needs and self.addressee is None:
            raise StepNeedsAddressee
        if self.row.slug == "reassign" and self.addressee is None and self.worker is None:
            raise StepNeedsAddressee


@dataclass
class Taken:
    """What is to be written: the task has changed in memory, the step is new, a stretch may be over."""

    task: Task
    step: Step
    leg: Leg | None = None


class Stepper:
    """Takes steps in memory; reads posts and settings once for however many tasks."""

    def __init__(self, taking: Taking, tasks: list[Task], last: Mapping[int, Leg]) -> None:
        self.taking, self.last = taking, last
        self.directory, self.counts = None, Counts()  # type: Directory | None, Counts
        self._moved: dict[tuple[str, datetime, datetime], datetime] = {}
        if taking.row.slug in ("send_back", "escalate"):
            self.directory = Directory({task.area for task in tasks}, on=timezone.localdate(taking.at))

    def take(self, task: Task) -> Taken:
        """The step on one task."""
        taking, before = self.taking, task.state
        leg = self._leg_of(task) if taking.row.slug in ENDS_A_LEG else None
        if task.state == "waiting" and taking.row.leads_to(before) != "waiting":
            self._let_run(task)
        task.state = taking.row.leads_to(before)
        if leg is not None:
            leg.due_at = task.due_at
        EFFECTS.get(taking.row.slug, _nothing)(self, task)
        if leg is not None and taking.row.slug in GOES_ON:
            # Also where it stays with the post and goes to another person: one stretch ends where the next begins.
            task.here_since = leg.ended_at
        task.ended_at = taking.at if get_states()[task.state].ended else None
        return Taken(task, self._step_of(task, before), leg)

    def _leg_of(self, task: Task) -> Leg:
        return Leg(
            task=task,
            body_kind=task.body_kind,
            body_id=task.body_id,
            role=task.role,
            area=task.area,
            worker_id=task.worker_id,
            begun_at=task.here_since,
            due_at=task.due_at,
            due_unit=task.due_unit,
            ended_at=max(self.taking.at, task.here_since),
            ended_by=self.taking.row.slug,
        )

    def _step_of(self, task: Task, before: str) -> Step:
        taking = self.taking
        goes = taking.row.slug in GOES_ON
        told_kind, _, told_area = task.escalated_to.partition("@") if taking.row.slug == "escalate" else ("", "", "")
        return Step(
            task=task,
            step=taking.row.slug,
            from_state=before,
            to_state=task.state,
            by=taking.by,
            at=taking.at,
            words=taking.words.strip()[:WORDS],
            evidence=taking.evidence,
            to_body_kind=task.body_kind if goes else told_kind,
            to_area=task.area if goes else told_area,
            to_worker_id=task.worker_id if goes else None,
        )

    def accept(self, task: Task) -> None:
        """Whoever accepts it has it from now on."""
        if self.taking.by is not None:
            task.worker = self.taking.by

    def pause(self, task: Task) -> None:
        """The clock stands still."""
        task.paused_since = self.taking.at

    def go_back(self, task: Task) -> None:
        """To whom it came from, whose clock goes on where it stopped; else to whoever leads the work."""
        last = self.last.get(task.pk)
        if last is not None:
            went = task.here_since
            put_to(task, Addressee(last.body_kind, last.body_id, last.role, last.area, last.worker_id), self.taking.at)
            task.due_at, task.due_unit = last.due_at, last.due_unit
            self._move_on(task, went)
            return
        above = self.directory.superior_of(task.body_kind, task.area) if self.directory else None
        task.worker = None
        if above is not None:
            put_to(task, above, self.taking.at)

    def give_to(self, task: Task) -> None:
        """To another post or person; the clock is the same unless another is set."""
        taking = self.taking
        if taking.addressee is not None:
            put_to(task, taking.addressee, taking.at)
        if taking.worker is not None:
            task.worker = taking.worker
        elif taking.addressee is None:
            task.worker = None
        task.here_since = taking.at
        if taking.due is not None:
            self._start_clock(task, taking.due)

    def hand_over(self, task: Task) -> None:
        """To another place, whose own clock begins."""
        assert self.taking.addressee is not None  # check_needs
        put_to(task, self.taking.addressee, self.taking.at)
        self._start_clock(task, self.taking.due or self.counts.within("", task.area))

    def remind(self, task: Task) -> None:
        """The day comes near."""
        task.reminded_at = self.taking.at

    def escalate(self, task: Task) -> None:
        """Whoever leads the work over the post is told; when told before, whoever is over that one."""
        kind, _, area = (task.escalated_to or f"{task.body_kind}@{task.area}").partition("@")
        above = self.directory.superior_of(kind, area) if self.directory else None
        task.escalated_at = self.taking.at
        if above is not None:
            task.escalated_to = f"{above.body_kind}@{above.area}"

    def reopen(self, task: Task) -> None:
        """It begins anew at the post that had it last."""
        task.here_since = self.taking.at
        task.escalated_at, task.escalated_to, task.reminded_at = None, "", None
        self._start_clock(task, self.taking.due or self.counts.within("", task.area))

    def _let_run(self, task: Task) -> None:
        """The pause is over: what was waited for is not counted."""
        if task.paused_since is not None:
            self._move_on(task, task.paused_since)
        task.paused_since = None

    def _move_on(self, task: Task, since: datetime) -> None:
        """The clock stood still since an instant; days are counted as the clock counts them, reckoned once for all."""
        if task.due_at is None:
            return
        key = (task.due_unit, since, task.due_at)
        if key not in self._moved:
            self._moved[key] = moved_on(task.due_unit, task.due_at, since, self.taking.at)
        task.due_at = self._moved[key]

    def _start_clock(self, task: Task, deadline: Deadline) -> None:
        set_clock(task, deadline, self.counts.due_from(deadline, self.taking.at))


def moved_on(unit: str, due_at: datetime, since: datetime, until: datetime) -> datetime:
    """A last instant put off by a stretch in which its clock stood still: working days by working days."""
    if unit in ("hours", ""):
        return due_at + (until - since)
    first, last, due = (timezone.localtime(one).date() for one in (since, until, due_at))
    if unit == "working_days":
        return end_of(add_working_days(due, count_working_days(first, last)))
    return end_of(due + (last - first))


def _nothing(stepper: Stepper, task: Task) -> None:
    """Steps that change the state alone."""


Effect = Callable[[Stepper, Task], None]
EFFECTS: Mapping[str, Effect] = {
    "accept": Stepper.accept,
    "pause": Stepper.pause,
    "send_back": Stepper.go_back,
    "reassign": Stepper.give_to,
    "hand_over": Stepper.hand_over,
    "reopen": Stepper.reopen,
    "remind": Stepper.remind,
    "escalate": Stepper.escalate,
}
GOES_ON = frozenset({"send_back", "reassign", "hand_over"})
ENDS_A_LEG = GOES_ON | {"finish", "withdraw"}
