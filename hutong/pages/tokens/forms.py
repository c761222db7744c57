"""The form of a token: whose system, where, for what, what it may do, until when."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from hutong.api.granting import OPERATION_WORDS, SHOWN_WORDS
from hutong.lib.translating import marked
from hutong.pages.place_fields import PlaceField
from hutong.pages.said_forms import SaidForm, day_field, words_field
from hutong.vocabulary.secrecy import LABELS

USUAL_DAYS = 365


def _several(label: str, *, required: bool = False, help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=required, help_text=help_text, widget=forms.CheckboxSelectMultiple
    )


class TokenForm(SaidForm):
    """A token is as narrow as its work: it opens nothing that is not ticked."""

    name = words_field(marked("What the system is called"), required=True, most=60)
    body = forms.ChoiceField(
        label=marked("Whose system it is"), help_text=marked("What it sends is kept as the word of this body.")
    )
    area = PlaceField(label=marked("Area"), required=True, help_text=marked("It sees children of this place alone."))
    purpose = words_field(marked("What it is used for"), required=True, help_text=marked("Stands at every entry."))
    operations = _several(marked("What it may do"), required=True)
    shown = _several(marked("What it is shown unmasked"), help_text=marked("Nothing, where numbers are only compared."))
    secrecy = _several(
        marked("Classes that it may send and be told"), help_text=marked("Only what its own work cannot do without.")
    )
    expires_on = day_field(marked("Last day"), required=True, help_text=marked("At most two years from today."))

    def __init__(self, *args: Any, bodies: Iterable[tuple[str, str]], lang: str, **kwargs: Any) -> None:
        year = timezone.localdate() + timedelta(days=USUAL_DAYS)
        super().__init__(*args, lang=lang, **{"initial": {"expires_on": year}, **kwargs})
        self.fields["area"].lang = lang  # type: ignore[attr-defined]
        self.choose("body", bodies)
        self.offer("operations", OPERATION_WORDS)
        self.offer("shown", SHOWN_WORDS)
        self.offer("secrecy", LABELS)

    def offer(self, name: str, words: Mapping[Any, str]) -> None:
        """What can be ticked; nothing ticked is an answer too."""
        offered = [(str(value), self.say(sentence)) for value, sentence in words.items()]
        self.fields[name].choices = offered  # type: ignore[attr-defined]
