"""Forms of survey rounds."""

from collections.abc import Sequence
from typing import Any

from django import forms

from hutong.lib.translating import marked
from hutong.pages.choices import list_choices
from hutong.pages.said_forms import SaidForm, day_field, words_field
from hutong.services.models import LineResult
from hutong.services.surveys import LineSaid

OF_HOUSEHOLDS = (LineResult.IN_NEED, LineResult.NO_NEED, LineResult.NO_CHILD, LineResult.NOT_HOME, LineResult.REFUSED)


class RoundForm(SaidForm):
    """A county opens a round."""

    area = forms.ChoiceField(label=marked("County"))
    title = words_field(marked("Name of the round"), required=True, most=60)
    due_on = day_field(marked("Last day"), required=True)
    words = words_field(marked("What is to be looked at this time"))

    def __init__(self, *args: Any, lang: str, areas: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.fields["area"].choices = list(areas)  # type: ignore[attr-defined]


class CloseForm(SaidForm):
    """The round is over."""

    words = words_field(marked("What came of it"))


class HouseholdForm(SaidForm):
    """A household without a file."""

    household = words_field(marked("Whose household"), required=True, most=100)
    result = forms.ChoiceField(label=marked("Result"), widget=forms.RadioSelect)
    note = words_field(marked("Note"))

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        named = dict(list_choices("survey_result", lang))
        self.fields["result"].choices = [(one.value, named[one.value]) for one in OF_HOUSEHOLDS]  # type: ignore[attr-defined]

    def to_said(self) -> LineSaid:
        """What was found."""
        return LineSaid(self.cleaned_data["result"], self.cleaned_data["note"])


class FinishForm(SaidForm):
    """The village's numbers."""

    households = forms.IntegerField(label=marked("Households in the village"), min_value=0, max_value=99_999)
    households_seen = forms.IntegerField(label=marked("Of these looked at"), min_value=0, max_value=99_999)
    words = words_field(marked("What is to be said besides"))


class WhyForm(SaidForm):
    """A reason."""

    reason = words_field(marked("Reason"), required=True)


class LinkForm(SaidForm):
    """The file that was begun for a household's child."""

    line = forms.ChoiceField(label=marked("Household"))
    child = forms.ChoiceField(label=marked("Which file"))
