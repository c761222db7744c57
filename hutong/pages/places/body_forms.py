"""Forms of a body: a new one, another name, where it is reached, its end."""

from collections.abc import Iterable
from typing import Any

from django import forms

from hutong.lib.translating import marked
from hutong.pages.said_forms import SaidForm, day_field, words_field
from hutong.places.models import LONGEST_NAME

PHONE_HELP = marked("An office's number that anyone may call; never somebody's own.")


class ReachForm(SaidForm):
    """Number and address."""

    phone = words_field(marked("Telephone"), most=40, help_text=PHONE_HELP)
    address = words_field(marked("Address"), most=200)


class BodyForm(ReachForm):
    """A new body at a place."""

    kind = forms.ChoiceField(label=marked("Kind"))
    name = words_field(marked("Place name"), required=True, most=LONGEST_NAME)
    since = day_field(marked("There since"), required=True)
    field_order = ("kind", "name", "since", "phone", "address")

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("kind", kinds)


class BodyNameForm(SaidForm):
    """Another name, and from when."""

    name = words_field(marked("New name"), required=True, most=LONGEST_NAME)
    since = day_field(marked("In force from"), required=True)


class BodyEndForm(SaidForm):
    """The last day; none where it goes on."""

    until = day_field(marked("There until"), help_text=marked("The last day. Leave it empty where it goes on."))
