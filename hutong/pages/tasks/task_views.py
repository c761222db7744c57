"""One task: what is to be done and why, by when, what was done so far, and what can be done now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hutong.children.models import Child, RecordedEvent
from hutong.determinations.discretion import discretion_about, may_name_paper
from hutong.lib.translating import marked
from hutong.pages.context import get_reader_language
from hutong.pages.library.citing import Cited, cite
from hutong.pages.looking import note_reading
from hutong.pages.names import Names, get_names
from hutong.pages.tasks.telling import TaskRow, TaskTeller
from hutong.places.queries import get_full_name, get_place_name
from hutong.staff.scope import get_scope
from hutong.tasks.errors import TaskUnknown
from hutong.tasks.models import Cause, Leg, Step, Task
from hutong.tasks.permitting import list_steps_for
from hutong.tasks.queries import get_task, list_tasks_of
from hutong.tasks.steps import StepRow, get_states, get_steps
from hutong.tasks.telling import may_tell, tell_causes

FIRST_STEPS = ("accept", "resume", "finish")
"""The steps that go on with the work: they stand as buttons, the others below them."""
UNITS = {
    "hours": marked("counted in hours"),
    "days": marked("counted in days"),
    "working_days": marked("counted in working days"),
    "months": marked("counted in months"),
}
WRITTEN_DOWN = marked("What was done is written down.")
MOST_CAUSES, MOST_STEPS, MOST_OTHERS = 40, 200, 5


@dataclass(frozen=True)
class ToldCause:
    """Why the task is there: what, the clause with its gist, the benefit or the event behind it."""

    what: str
    cited: Cited | None
    benefit: str
    number: int | None
    event: str
    event_on: str
    is_in_doubt: bool
    since: datetime


@dataclass(frozen=True)
class ToldStep:
    """A line of the history."""

    at: datetime
    what: str
    by: str
    words: str
    goes_to: str
    evidence: str
    state: str


@dataclass(frozen=True)
class ToldLeg:
    """Who answered from when until when, by which day they should have."""

    who: str
    since: datetime
    until: datetime
    due_at: datetime | None
    is_late: bool


def get_task_or_404(uid: UUID) -> Task:
    """The task, or an answer that does not tell whether there is one."""
    try:
        return get_task(uid)
    except TaskUnknown as error:
        raise Http404 from error


def names_about(child: Child | None, *, is_file_open: bool) -> Names:
    """What may be told of this child; of one whose file is not open, what may be told of everybody."""
    lang = get_reader_language()
    return get_names(lang, discretion_about(child)) if child is not None and is_file_open else get_names(lang)


class TaskPage:
    """Everything that the page of a task tells."""

    def __init__(self, task: Task, row: TaskRow, names: Names, at: datetime) -> None:
        self.task, self.row, self.names, self.at = task, row, names, at
        self.on = timezone.localdate(at)

    def causes(self) -> list[ToldCause]:
        """Those that hold, as far as they may be told."""
        found = tell_causes(self.task)[:MOST_CAUSES]
        events = {one.pk: one for one in RecordedEvent.objects.filter(pk__in=[one.event_id for one in found])}
        return [self._cause(one, events.get(one.event_id or 0)) for one in found]

    def _cause(self, cause: Cause, event: RecordedEvent | None) -> ToldCause:
        benefits = self.names.vocabulary.benefits
        is_open = self.row.is_file_open and not self.names.discretion.hides_benefit(cause.benefit)
        return ToldCause(
            what=cause.what_zh if self.names.lang == "zh" else cause.what,
            cited=cite(cause.clause, self.names.lang) if cause.clause else None,
            benefit=benefits[cause.benefit].label(self.names.lang) if cause.benefit in benefits else "",
            number=benefits[cause.benefit].number if cause.benefit in benefits and is_open else None,
            event=self.names.event(event.name) if event is not None else "",
            event_on=f"{event.on:%Y-%m-%d}" if event is not None else "",
            is_in_doubt=cause.is_in_doubt,
            since=cause.since,
        )

    def history(self) -> list[ToldStep]:
        """What was done, the latest first."""
        rows = Step.objects.filter(task=self.task).select_related("by", "to_worker", "evidence")
        return [self._step(one) for one in rows.order_by("-pk")[:MOST_STEPS]]

    def _step(self, step: Step) -> ToldStep:
        goes_to = ""
        if step.to_worker is not None:
            goes_to = step.to_worker.name
        elif step.to_body_kind:
            goes_to = self.who(step.to_body_kind, step.to_area)
        paper = step.evidence
        is_named = paper is not None and self.row.is_file_open and may_name_paper(paper, self.names.discretion)
        return ToldStep(
            at=step.at,
            what=get_steps()[step.step].label(self.names.lang),
            by=step.by.name if step.by is not None else self.names.say(marked("the system")),
            words=self.names.say(step.words) if step.words else "",
            goes_to=goes_to,
            evidence=paper.title if paper is not None and is_named else "",
            state=get_states()[step.to_state].label(self.names.lang),
        )

    def who(self, body_kind: str, area: str) -> str:
        """A body at its place."""
        where = get_place_name(area, on=self.on, lang=self.names.lang)
        body = self.names.body(body_kind, on=self.on)
        return self.names.say(marked("{body} of {place}")).format(body=body, place=where)

    def legs(self) -> list[ToldLeg]:
        """Each side's own clock, where the task went from one to another."""
        rows = list(Leg.objects.filter(task=self.task).select_related("worker").order_by("pk"))
        return [
            ToldLeg(
                self.who(one.body_kind, one.area) + (f" · {one.worker.name}" if one.worker is not None else ""),
                one.begun_at,
                one.ended_at,
                one.due_at,
                one.due_at is not None and one.ended_at > one.due_at,
            )
            for one in rows
        ]

    def asked_of(self) -> str:
        """Whom the document names, where another answers in their place."""
        kind = self.task.asked_of.partition("@")[0]
        return self.names.body(kind, on=self.on) if kind and kind != self.task.body_kind else ""


def parted(steps: Sequence[StepRow]) -> tuple[list[StepRow], list[StepRow]]:
    """The steps that go on with the work, and the others."""
    first = [one for one in steps if one.slug in FIRST_STEPS]
    return first, [one for one in steps if one not in first]


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The whole task; of one that may not be told, that there is one."""
    task = get_task_or_404(uid)
    at = timezone.now()
    lists = TaskTeller(get_names(get_reader_language()), scope=get_scope(), at=at)
    row = lists.tell([task])[0]
    names = names_about(row.child, is_file_open=row.is_file_open)
    note_reading(request, screen="task", child=row.child)
    if not may_tell(task):
        return render(request, "tasks/not_told.html", {"row": row})
    page = TaskPage(task, row, names, at)
    first, more = parted(list_steps_for(task))
    others = list_tasks_of(row.child).exclude(pk=task.pk)[:MOST_OTHERS] if row.child is not None else []
    shown = {
        "names": names,
        "row": row,
        "task": task,
        "where": get_full_name(task.place, on=page.on, lang=names.lang),
        "who": page.who(task.body_kind, task.area),
        "asked_of": page.asked_of(),
        "unit": names.say(UNITS[task.due_unit]) if task.due_unit else "",
        "proof": names.say(task.done_when) if task.done_when else names.say(WRITTEN_DOWN),
        "causes": page.causes(),
        "history": page.history(),
        "legs": page.legs(),
        "first_steps": [(one.slug, one.label(names.lang), bool(one.needs)) for one in first],
        "more_steps": [(one.slug, one.label(names.lang)) for one in more],
        "helped_by": lists.tell(Task.objects.filter(helps=task).select_related("child", "worker", "body")),
        "others": lists.tell(others),
    }
    return render(request, "tasks/task.html", shown)
