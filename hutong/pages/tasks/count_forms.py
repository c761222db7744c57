"""The form by which a county says how long a word is."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from hutong.lib.translating import marked
from hutong.pages.said_forms import SaidForm, words_field
from hutong.places.queries import get_full_name
from hutong.tasks.models.settings import UNITS

UNIT_SAID = {
    "hours": marked("{count} hours"),
    "days": marked("{count} days"),
    "working_days": marked("{count} working days"),
    "months": marked("{count} months"),
}
UNIT_NAMES = {
    "hours": marked("hours"),
    "days": marked("calendar days"),
    "working_days": marked("working days"),
    "months": marked("months"),
}


class CountForm(SaidForm):
    """A word, a number, a unit, and why."""

    area = forms.ChoiceField(label=marked("Where"))
    word = forms.ChoiceField(label=marked("Word of the documents"))
    count = forms.IntegerField(label=marked("How many"), min_value=1, max_value=365)
    unit = forms.ChoiceField(label=marked("Unit"))
    reason = words_field(marked("Why, and who decided it"), required=True)

    def __init__(self, *args: Any, lang: str, areas: Sequence[str], words: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        on = timezone.localdate()
        self.choose("area", [(area, get_full_name(area, on=on, lang=lang)) for area in areas])
        self.choose("word", [(word, word) for word in words])
        self.choose("unit", [(unit, self.say(UNIT_NAMES[unit])) for unit in UNITS])
        self.fields["unit"].initial = "working_days"
