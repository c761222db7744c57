"""Forms for what happened to a child."""

from collections.abc import Iterable
from typing import Any

from django import forms

from hutong.children.happening import list_recordable_events
from hutong.children.models import Evidence
from hutong.lib.translating import marked
from hutong.pages.child_file.fact_form import list_sources
from hutong.pages.child_file.family_forms import FileForm
from hutong.pages.names import Names
from hutong.pages.place_fields import PlaceField
from hutong.pages.said_forms import day_field, words_field

DONE_OR_NEVER = marked("Write the day by which it was done, or why it is taken back; one of the two.")


class EventForm(FileForm):
    """Something happened on a day."""

    name = forms.ChoiceField(label=marked("Kind of event"))
    on = day_field(marked("On which day"), required=True)
    place = PlaceField(label=marked("Where it happened"))
    note = words_field(marked("Note"), help_text=marked("Only what whoever acts on it must know; no names."))
    source = forms.ChoiceField(label=marked("Who says so"), required=False)
    evidence = forms.ChoiceField(label=marked("Evidence"), required=False)

    def __init__(self, *args: Any, names: Names, evidence: Iterable[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, lang=names.lang, **kwargs)
        self.choose(
            "name", [(slug, one.label(names.lang)) for slug, one in list_recordable_events().items()], empty="—"
        )
        self.choose("source", list_sources(names))
        papers = [(str(one.uid), one.title) for one in evidence]
        self.choose("evidence", papers, empty=self.say(marked("none of the file's")))
        self.fields["place"].lang = names.lang  # type: ignore[attr-defined]


class EventEndForm(FileForm):
    """What it called for was done, or it never happened."""

    over_on = day_field(marked("What it called for was done by"))
    reason = words_field(marked("Or why it is taken back: it did not happen, or not so"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "over_on" not in self.errors and bool(cleaned.get("over_on")) == bool(cleaned.get("reason")):
            self.add_error("over_on", self.say(DONE_OR_NEVER))
        return cleaned
