"""The acts that are done to many files at once; each does what the act of the same name does to one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from hutong.children.changing import A_REASON, Doing, refuse_narrower
from hutong.children.errors import AssignedAlready, LabelHeld, LabelNotHeld, NotAssigned, StepNeeds
from hutong.children.models import WORDS, Assignment, Child, Labelled, Step
from hutong.children.moving_on import OF_STATE, Wanted, check_step, make_step
from hutong.children.recording import check_span
from hutong.children.together import ManyAct
from hutong.places.models import Level
from hutong.staff.models import Worker

Basis = Labelled.Basis


@dataclass(frozen=True)
class MoveOn(ManyAct):
    """The files go to another state."""

    wanted: Wanted
    even_fixed: ClassVar[bool] = True

    @property
    def what(self) -> str:
        return f"state:{self.wanted.to}"

    def read(self, pks: Collection[int]) -> Mapping[int, Any]:
        """Who did the last step of each."""
        return dict(Step.objects.filter(child__in=pks).order_by("at", "pk").values_list("child_id", "by"))

    def check(self, child: Child, held: Any, *, by: Worker, on: date) -> None:
        check_step(child, self.wanted, last_by=held, by=by, on=on)

    def write(self, children: Sequence[Child], held: Mapping[int, Any], doing: Doing) -> None:
        Step.objects.bulk_create(
            [make_step(child, self.wanted, last_by=held.get(child.pk), doing=doing) for child in children]
        )
        Child.objects.bulk_update(children, OF_STATE)


@dataclass(frozen=True)
class Assign(ManyAct):
    """The children are given into a worker's hands."""

    worker: Worker
    purpose: str
    since: date
    until: date | None = None

    @property
    def what(self) -> str:
        return "assigned"

    def read(self, pks: Collection[int]) -> Mapping[int, Any]:
        return _assigned(pks, self.worker)

    def check(self, child: Child, held: Any, *, by: Worker, on: date) -> None:
        if not self.purpose.strip():
            raise StepNeeds(needed=A_REASON)
        check_span(self.since, self.until)
        refuse_narrower(child, Level.TOWNSHIP, act="assign a child")
        if held:
            raise AssignedAlready

    def write(self, children: Sequence[Child], held: Mapping[int, Any], doing: Doing) -> None:
        purpose = self.purpose.strip()[:WORDS]
        Assignment.objects.bulk_create(
            [
                Assignment(child=child, worker=self.worker, purpose=purpose, since=self.since, until=self.until)
                for child in children
            ]
        )


@dataclass(frozen=True)
class EndAssignment(ManyAct):
    """The children leave a worker's hands."""

    worker: Worker
    until: date

    @property
    def what(self) -> str:
        return "assigned"

    def read(self, pks: Collection[int]) -> Mapping[int, Any]:
        return _assigned(pks, self.worker)

    def check(self, child: Child, held: Any, *, by: Worker, on: date) -> None:
        refuse_narrower(child, Level.TOWNSHIP, act="assign a child")
        if not held:
            raise NotAssigned
        for one in held:
            check_span(one.since, self.until)

    def write(self, children: Sequence[Child], held: Mapping[int, Any], doing: Doing) -> None:
        open_ones = [one.pk for child in children for one in held[child.pk]]
        Assignment.objects.filter(pk__in=open_ones).update(until=self.until)


@dataclass(frozen=True)
class ConfirmLabel(ManyAct):
    """A person says that the children have a label."""

    label: str
    since: date
    reason: str = ""

    @property
    def what(self) -> str:
        return f"label:{self.label}"

    def read(self, pks: Collection[int]) -> Mapping[int, Any]:
        return _labelled(pks, self.label)

    def check(self, child: Child, held: Any, *, by: Worker, on: date) -> None:
        if held is not None:
            raise LabelHeld

    def write(self, children: Sequence[Child], held: Mapping[int, Any], doing: Doing) -> None:
        given: dict[str, Any] = {
            "label": self.label, "basis": Basis.CONFIRMED, "since": self.since, "confirmed_by": doing.by,
            "reason": self.reason[:WORDS], "recorded_at": doing.at,
        }  # fmt: skip
        Labelled.objects.bulk_create([Labelled(child=child, **given) for child in children])


@dataclass(frozen=True)
class EndLabel(ManyAct):
    """A label that persons had confirmed ends."""

    label: str
    until: date
    reason: str

    @property
    def what(self) -> str:
        return f"label:{self.label}"

    def read(self, pks: Collection[int]) -> Mapping[int, Any]:
        return _labelled(pks, self.label)

    def check(self, child: Child, held: Any, *, by: Worker, on: date) -> None:
        if not self.reason.strip():
            raise StepNeeds(needed=A_REASON)
        if held is None:
            raise LabelNotHeld
        check_span(held.since, self.until)

    def write(self, children: Sequence[Child], held: Mapping[int, Any], doing: Doing) -> None:
        rows = [held[child.pk].pk for child in children]
        Labelled.objects.filter(pk__in=rows).update(until=self.until, reason=self.reason[:WORDS])


@dataclass(frozen=True)
class DetermineAnew(ManyAct):
    """The files are marked: what follows from them is concluded anew."""

    @property
    def what(self) -> str:
        return "determine_anew"


def _assigned(pks: Collection[int], worker: Worker) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = {}
    for one in Assignment.objects.filter(child__in=pks, worker=worker, until__isnull=True):
        found.setdefault(one.child_id, []).append(one)
    return found


def _labelled(pks: Collection[int], label: str) -> dict[int, Labelled]:
    rows = Labelled.objects.filter(child__in=pks, label=label, basis=Basis.CONFIRMED, until__isnull=True)
    return {row.child_id: row for row in rows}
