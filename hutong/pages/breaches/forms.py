"""The forms by which a breach and its steps are recorded. No child is named in them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from hutong.lib.translating import marked
from hutong.pages.choices import list_choices
from hutong.pages.said_forms import SaidForm, words_field
from hutong.privacy.breaching import CLASSES

WORDS = forms.Textarea(attrs={"rows": 4})
NAMELESS = marked("Write no child's name and no number.")


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a moment."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def moment_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateTimeField:
    """A moment, to the minute, where the work is done."""
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
    return forms.DateTimeField(
        label=label, required=required, help_text=help_text, input_formats=formats, widget=MomentInput()
    )


class BreachForm(SaidForm):
    """What happened, to which data, since when."""

    area = forms.ChoiceField(label=marked("Place"))
    kind = forms.ChoiceField(label=marked("What happened to the data"), widget=forms.RadioSelect)
    found_at = moment_field(marked("Found at"))
    since = moment_field(marked("Going on since"), required=False, help_text=marked("Left open where it is not known."))
    what = forms.CharField(label=marked("What happened"), max_length=1000, widget=WORDS, help_text=NAMELESS)
    classes = forms.MultipleChoiceField(label=marked("Which data"), widget=forms.CheckboxSelectMultiple)
    how_many = forms.IntegerField(
        label=marked("About how many children"), required=False, min_value=0, max_value=10_000_000
    )

    def __init__(self, *args: Any, lang: str, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("area", places)
        self.choose("kind", list_choices("breach", lang))
        self.choose("classes", [(key, self.say(label)) for key, label in CLASSES.items()])


class StepForm(SaidForm):
    """One step: what, when, to whom."""

    kind = forms.ChoiceField(label=marked("What was done"))
    happened_at = moment_field(marked("When"))
    to_whom = words_field(
        marked("Reported to, told to"), help_text=marked("Needed for reports to authority and police.")
    )
    how = words_field(marked("How; number of the receipt"))
    words = words_field(marked("In words"), help_text=NAMELESS)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("kind", list_choices("breach_step", lang))


class LookedForm(SaidForm):
    """Whose looks in which time are the files concerned."""

    username = words_field(marked("Account (the name it signs in with)"), required=True, most=60)
    since = moment_field(marked("From"))
    until = moment_field(marked("Through"))


class FileForm(SaidForm):
    """A file by its number."""

    file_number = forms.UUIDField(label=marked("File number"))
