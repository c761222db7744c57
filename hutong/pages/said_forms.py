"""Forms in the reader's language, sent once: labels are sentences of the catalogue, each form has its own number."""

from collections.abc import Iterable
from secrets import token_urlsafe
from typing import Any

from django import forms
from django.http import HttpRequest

from hutong.lib.translating import marked, translator
from hutong.pages.typed import is_telephone

MOST_REMEMBERED = 40
SENT = "sent_forms"
NO_TELEPHONE = marked(
    "This is no whole telephone number: eleven digits of a mobile one, or the area code and seven or eight."
)


class SaidForm(forms.Form):
    """A form whose labels and helps are English sentences that the catalogue knows."""

    sent = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang, self.say = lang, translator(lang)
        self.use_required_attribute = False
        self.fields["sent"].initial = token_urlsafe(12)
        for field in self.fields.values():
            self.put_into_words(field)

    def put_into_words(self, field: forms.Field) -> None:
        """Label and help in the reader's language; how the field is shown."""
        field.label = self.say(str(field.label)) if field.label else ""
        field.help_text = self.say(str(field.help_text)) if field.help_text else ""
        if isinstance(field, TelephoneField):
            field.error_messages["invalid"] = self.say(NO_TELEPHONE)
        is_group = isinstance(field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
        field.is_group = is_group  # type: ignore[attr-defined]
        field.is_single_choice = isinstance(field.widget, forms.CheckboxInput)  # type: ignore[attr-defined]

    def choose(self, name: str, choices: Iterable[tuple[str, str]], *, empty: str = "") -> None:
        """What can be chosen in a field; ``empty`` names leaving it open."""
        first = [("", empty)] if empty or not self.fields[name].required else []
        self.fields[name].choices = [*first, *choices]  # type: ignore[attr-defined]

    @property
    def number(self) -> str:
        """By what a form is known when it comes twice."""
        return str(self.cleaned_data.get("sent") or "")


class TelephoneField(forms.CharField):
    """A telephone number; one that nobody could call is handed back."""

    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not is_telephone(value):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class DayInput(forms.DateInput):
    """The browser's own field for days."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    """A day of the calendar."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DayInput())


def words_field(label: str, *, required: bool = False, most: int = 300, help_text: str = "") -> forms.CharField:
    """A line of words."""
    return forms.CharField(label=label, required=required, help_text=help_text, max_length=most)


def telephone_field(label: str, *, required: bool = False, most: int = 20, help_text: str = "") -> TelephoneField:
    """Somebody's telephone number."""
    return TelephoneField(label=label, required=required, help_text=help_text, max_length=most)


def was_sent(request: HttpRequest, number: str) -> bool:
    """Whether this very form was saved before: somebody pressed twice, or went back and sent again."""
    return bool(number) and number in request.session.get(SENT, [])


def remember_sent(request: HttpRequest, number: str) -> None:
    """This form is saved."""
    if number:
        request.session[SENT] = [*request.session.get(SENT, []), number][-MOST_REMEMBERED:]
