"""The forms by which a file is opened and an opening is reviewed."""

from typing import Any

from django import forms

from hutong.lib.translating import marked
from hutong.pages.choices import list_choices
from hutong.pages.said_forms import SaidForm

WORDS = forms.Textarea(attrs={"rows": 3})


class OpeningForm(SaidForm):
    """For what a file outside one's own is needed at once."""

    identity_number = forms.CharField(label=marked("Identity number"), max_length=30)
    why = forms.ChoiceField(label=marked("For what"))
    reason = forms.CharField(
        label=marked("In your words"), max_length=500, widget=WORDS,
        help_text=marked("A manager reads this within a day and looks at what you read."),
    )  # fmt: skip

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("why", list_choices("opening", lang))


class ReviewForm(SaidForm):
    """Whether it was right."""

    is_justified = forms.ChoiceField(label=marked("Was it right to open the file?"), widget=forms.RadioSelect)
    review = forms.CharField(
        label=marked("Why"), max_length=500, widget=WORDS, required=False,
        help_text=marked("Needed where it was not right; the audit administrator is told then."),
    )  # fmt: skip

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("is_justified", [("yes", self.say(marked("it was"))), ("no", self.say(marked("it was not")))])
