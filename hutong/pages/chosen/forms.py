"""A form for each act on many files; what was chosen travels along with the revision that was on the screen."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from hutong.children.many_acts import Assign, ConfirmLabel, DetermineAnew, EndAssignment, EndLabel, MoveOn
from hutong.children.models import State
from hutong.children.moving_on import Wanted
from hutong.children.states import WAYS, Way
from hutong.children.together import MOST, Chosen, ManyAct
from hutong.lib.translating import marked
from hutong.pages.choices import name_choice
from hutong.pages.names import Names
from hutong.pages.said_forms import SaidForm, day_field, words_field
from hutong.places.models import Level
from hutong.staff.colleagues import list_colleagues
from hutong.staff.models import Worker
from hutong.staff.scope import READS_FILES, WRITES_FILES, Scope

STEP = "step-"
STEPS = (State.VERIFIED, State.REGISTERED, State.UNDER_REVIEW, State.CANDIDATE, State.CLOSED)
STEP_SAID = {
    State.VERIFIED: marked("Verify"),
    State.REGISTERED: marked("Confirm and register"),
    State.UNDER_REVIEW: marked("Put under review"),
    State.CANDIDATE: marked("Send back to be verified"),
    State.CLOSED: marked("Close"),
}
ASSIGN, END_ASSIGNMENT, LABEL, END_LABEL, ANEW = "assign", "end-assignment", "label", "end-label", "anew"
EXPORT = "export"
SAID: Mapping[str, str] = {
    **{f"{STEP}{state}": words for state, words in STEP_SAID.items()},
    ASSIGN: marked("Give into a worker's hands"),
    END_ASSIGNMENT: marked("End a worker's charge"),
    LABEL: marked("Confirm a kind of difficulty"),
    END_LABEL: marked("End a confirmed kind of difficulty"),
    ANEW: marked("Determine anew"),
    EXPORT: marked("Take along as a file"),
}
OPPOSITES = {
    f"{STEP}{State.VERIFIED}": f"{STEP}{State.CANDIDATE}",
    f"{STEP}{State.REGISTERED}": f"{STEP}{State.UNDER_REVIEW}",
    f"{STEP}{State.CLOSED}": f"{STEP}{State.UNDER_REVIEW}",
    ASSIGN: END_ASSIGNMENT,
    LABEL: END_LABEL,
}
"""The act that takes an act back, as with one file."""
BEFORE_FIRST = marked("This day is before the first one.")


def list_acts(scope: Scope) -> list[str]:
    """What the posts held allow somewhere; of every file it is asked again."""
    levels = [level for _, level in scope.levels_that_write()]
    found = []
    for state in STEPS:
        if any(level <= way.level for level in levels for way in _ways_to(state)):
            found.append(f"{STEP}{state}")
    if any(level <= Level.TOWNSHIP for level in levels):
        found += [ASSIGN, END_ASSIGNMENT]
    if scope.areas_that(WRITES_FILES):
        found += [LABEL, END_LABEL, ANEW]
    return [*found, EXPORT] if scope.areas_that(READS_FILES) else found


def _ways_to(state: str) -> list[Way]:
    return [way for way in WAYS if way.after == state]


def write_held(chosen: Chosen) -> str:
    """Files with their revisions, for a hidden field."""
    return ",".join(f"{uid.hex}:{'' if seen is None else seen}" for uid, seen in chosen.items())


def read_held(text: str) -> dict[UUID, int | None]:
    """The other way round; what is no file is passed over, and what is more than can be done at once."""
    found: dict[UUID, int | None] = {}
    for part in text.split(",")[:MOST]:
        uid, _, seen = part.partition(":")
        try:
            found[UUID(uid)] = int(seen) if seen else None
        except ValueError:
            continue
    return found


class ManyForm(SaidForm):
    """An act on the chosen files."""

    act = forms.CharField(widget=forms.HiddenInput)
    held = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, names: Names, scope: Scope, on: date, act: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=names.lang, **kwargs)
        self.names, self.on, self.kind = names, on, act
        self.prepare(scope)

    def prepare(self, scope: Scope) -> None:
        """What can be chosen."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", self.say(BEFORE_FIRST))
        return cleaned

    @property
    def chosen(self) -> dict[UUID, int | None]:
        return read_held(self.cleaned_data["held"])

    def to_act(self) -> ManyAct:
        """The act that the form asks for."""
        return DetermineAnew()


class StepManyForm(ManyForm):
    """The files go to another state; the visit and the reason are the same for all."""

    visited_by = words_field(
        marked("Who visited the children"),
        most=60,
        help_text=marked("Choose together only children whom this person visited by this day."),
    )
    visited_on = day_field(marked("Visited on"))
    reason = words_field(marked("Reason"))
    note = words_field(marked("Note"))

    def prepare(self, scope: Scope) -> None:
        ways = _ways_to(self.kind.removeprefix(STEP))
        for name, is_needed in (
            ("visited_by", any(way.needs_visit for way in ways)),
            ("visited_on", any(way.needs_visit for way in ways)),
            ("reason", any(way.needs_reason for way in ways)),
        ):
            if is_needed:
                self.fields[name].required = True
            else:
                del self.fields[name]

    def to_act(self) -> ManyAct:
        given = self.cleaned_data
        return MoveOn(
            Wanted(
                self.kind.removeprefix(STEP),
                given.get("visited_by", ""),
                given.get("visited_on"),
                given["note"],
                given.get("reason", ""),
            )
        )


class WorkerForm(ManyForm):
    """Something between the children and a worker."""

    worker = forms.ChoiceField(label=marked("Worker"))

    def prepare(self, scope: Scope) -> None:
        posts = list_colleagues(scope.areas_that(WRITES_FILES), on=self.on)
        self.workers = {str(post.worker.uid): post.worker for post in posts}
        told = (
            (str(post.worker.uid), f"{post.worker.name} · {name_choice('role', post.role, self.lang)} · {post.body}")
            for post in posts
        )
        self.choose("worker", told, empty="—")

    @property
    def chosen_worker(self) -> Worker:
        return self.workers[self.cleaned_data["worker"]]


class AssignForm(WorkerForm):
    """The children are given into a worker's hands."""

    purpose = words_field(marked("For what"), required=True)
    since = day_field(marked("Since"), required=True)
    until = day_field(marked("Through"), help_text=marked("Leave open while it goes on."))

    def to_act(self) -> ManyAct:
        given = self.cleaned_data
        return Assign(self.chosen_worker, given["purpose"], given["since"], given["until"])


class EndAssignmentForm(WorkerForm):
    """The children leave a worker's hands."""

    until = day_field(marked("Last day"), required=True)

    def to_act(self) -> ManyAct:
        return EndAssignment(self.chosen_worker, self.cleaned_data["until"])


class LabelManyForm(ManyForm):
    """A person confirms a label of all of them."""

    label = forms.ChoiceField(label=marked("Kind of difficulty"))
    since = day_field(marked("Since"), required=True)
    reason = words_field(marked("Reason"), required=True)

    def prepare(self, scope: Scope) -> None:
        self.choose("label", sorted(self.names.categories.items(), key=lambda pair: pair[1]), empty="—")

    def to_act(self) -> ManyAct:
        given = self.cleaned_data
        return ConfirmLabel(given["label"], given["since"], given["reason"])


class LabelEndManyForm(LabelManyForm):
    """A label that persons confirmed ends."""

    since = None  # type: ignore[assignment]
    until = day_field(marked("So until"), required=True)
    field_order: ClassVar[list[str]] = ["label", "until", "reason"]  # type: ignore[misc]

    def to_act(self) -> ManyAct:
        given = self.cleaned_data
        return EndLabel(given["label"], given["until"], given["reason"])


FORMS: Mapping[str, type[ManyForm]] = {
    **{f"{STEP}{state}": StepManyForm for state in STEPS},
    ASSIGN: AssignForm,
    END_ASSIGNMENT: EndAssignmentForm,
    LABEL: LabelManyForm,
    END_LABEL: LabelEndManyForm,
    ANEW: ManyForm,
}
DAYS_NOW = ("since", "until")
"""Fields that begin with today, where they are needed."""
