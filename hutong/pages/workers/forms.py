"""Forms of a worker: a new one, name and telephone, a post."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from hutong.lib.translating import marked
from hutong.pages.choices import list_choices
from hutong.pages.said_forms import SaidForm, day_field, telephone_field, words_field

KEPT_BY = marked("The administrators of this place look after it. Posts are given by the security administrator.")
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}", re.ASCII)
ENDS_EARLY = marked("A post cannot end before it begins.")
USERNAME_WRONG = marked("Write 3 to 60 small letters, digits, dots or dashes, beginning with a letter or digit.")


class ParticularsForm(SaidForm):
    """Name and telephone number; the number is sealed."""

    name = words_field(marked("Name"), required=True, most=60)
    phone = telephone_field(
        marked("Telephone"), most=30, help_text=marked("Stored sealed; shown to this screen alone.")
    )


class HireForm(ParticularsForm):
    """A new worker."""

    username = words_field(marked("Name to sign in with"), required=True, most=60)
    place = forms.ChoiceField(
        label=marked("Where the account is kept"),
        help_text=marked(
            "The administrators of this place look after it. Posts are given by the security administrator."
        ),
    )
    field_order = ("username", "name", "phone", "place")

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("place", places)

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"]).strip()
        if not USERNAME.fullmatch(username):
            raise forms.ValidationError(self.say(USERNAME_WRONG))
        return username


class PostForm(SaidForm):
    """A post at a body that is at the place chosen before."""

    role = forms.ChoiceField(label=marked("Post"))
    body = forms.ChoiceField(label=marked("At"))
    since = day_field(marked("First day"), required=True)
    until = day_field(marked("Last day"), help_text=marked("Leave open where no end is known."))

    def __init__(self, *args: Any, bodies: Iterable[tuple[str, str]], lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("role", list_choices("role", lang))
        self.choose("body", bodies)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", self.say(ENDS_EARLY))
        return cleaned
