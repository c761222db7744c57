"""Steps with many tasks: which there are, what was chosen, what is said for all of them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from hutong.pages.tasks.narrowing import read_uid
from hutong.pages.tasks.step_forms import TaskStepForm
from hutong.tasks.listing import DONE, MOST_CHOSEN, OVER, PAUSED, RUNNING, WAITING
from hutong.tasks.steps import StepRow, get_steps
from hutong.tasks.together import TOGETHER

MOST_LISTED = 200
"""Of ten thousand tasks no page names more."""


def list_bulk_steps(tab: str) -> list[StepRow]:
    """The steps that a tab offers for many at once; of every task it is asked again."""
    states = OVER if tab == DONE else (PAUSED,) if tab == WAITING else RUNNING
    return [step for slug, step in get_steps().items() if slug in TOGETHER and not set(states).isdisjoint(step.before)]


def write_held(tasks: Iterable[UUID]) -> str:
    """Tasks by their numbers, for a hidden field."""
    return ",".join(uid.hex for uid in tasks)


def read_held(text: str) -> list[UUID]:
    """The other way round; what is no number is passed over, and what is more than can be done at once."""
    return [uid for part in text.split(",")[:MOST_CHOSEN] if (uid := read_uid(part))]


class BulkStepForm(TaskStepForm):
    """A step with all of the chosen tasks: one reason, one addressee."""

    step_taken = forms.CharField(widget=forms.HiddenInput)
    held = forms.CharField(widget=forms.HiddenInput)
    always = frozenset({"words", "sent", "step_taken", "held"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, task=None, **kwargs)
        for name in ("evidence", "title", "file"):
            self.fields.pop(name, None)

    @property
    def chosen(self) -> list[UUID]:
        """What was chosen."""
        return read_held(self.cleaned_data["held"])
