"""What a family writes to be called back: how to address it, its telephone, the township; nothing about a child."""

from collections.abc import Iterable
from typing import Any

from django import forms

from hutong.lib.translating import marked
from hutong.pages.said_forms import SaidForm, words_field
from hutong.services.calling import MOST_NAME, MOST_VILLAGE, MOST_WORDS, read_phone

NOT_KNOWN = marked("I don't know; anywhere in this county")
NO_PHONE = marked("Write a telephone number of 7 to 15 digits, with the area code where it is a landline.")
LEFT_EMPTY = marked("Leave this field empty.")
AGREED = marked(
    "I agree that the window uses what I write here to call me back, and for nothing else. It is deleted 90 days after "
    "the matter is settled."
)
ROWS = forms.Textarea(attrs={"rows": 3})


class CallBackForm(SaidForm):
    """The form; ``kept`` carries the sealed answers of the ten questions, sent only when the box is ticked."""

    county = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8000)
    name = words_field(marked("How shall we address you?"), required=True, most=MOST_NAME)
    phone = forms.CharField(
        label=marked("Telephone"), max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    area = forms.ChoiceField(label=marked("Township or street"))
    village = words_field(marked("Village or community"), most=MOST_VILLAGE)
    words = forms.CharField(
        label=marked("In a few words: what is it about?"), required=False, max_length=MOST_WORDS, widget=ROWS,
        help_text=marked("Write no child's name, no illness and no number of a paper. You can leave this empty."),
    )  # fmt: skip
    with_answers = forms.BooleanField(label=marked("Send my answers to the ten questions along"), required=False)
    agreed = forms.BooleanField(
        label=AGREED, error_messages={"required": marked("Without your agreement we may not call you back.")}
    )
    website = forms.CharField(
        label=LEFT_EMPTY, required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    """For programs that fill in every field; people do not see it."""

    def __init__(self, *args: Any, lang: str, areas: Iterable[tuple[str, str]], has_answers: bool, **kwargs: Any):
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("area", [*areas], empty="—")
        if not has_answers:
            del self.fields["with_answers"]
        wrong = self.fields["agreed"].error_messages
        wrong["required"] = self.say(str(wrong["required"]))

    def clean_phone(self) -> str:
        phone = read_phone(self.cleaned_data["phone"])
        if not phone:
            raise forms.ValidationError(self.say(NO_PHONE))
        return phone

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(self.say(LEFT_EMPTY))
        return ""
