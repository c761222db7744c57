"""The form of the public page: what the form for workers asks, without what a stranger cannot know or must not say."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from hutong.lib.translating import marked
from hutong.pages.reports.forms import ReportForm
from hutong.pages.said_forms import words_field
from hutong.places.queries import Place
from hutong.protection.finding_places import list_offered_places
from hutong.protection.outside import DIGITS_OF_CODE
from hutong.protection.reporters import TheirName

NOT_FOR_ALL = (
    "police_way", "police_who", "police_at", "police_station", "police_number", "situations", "suspect_number",
    "reporter_unit",
)  # fmt: skip
"""The police's receipt is entered by somebody known; what a stranger says of it would put out the red."""


class PublicForm(ReportForm):
    """What happened and where; nothing else need be said, and nothing that is said wrong keeps it from being sent."""

    place = forms.CharField(  # type: ignore[assignment]
        label=marked("County or township, if you know it"), required=False, widget=forms.Select
    )
    address = words_field("", most=300)
    """Nobody sees this field; whoever fills it in is probably a program."""

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        for name in NOT_FOR_ALL:
            del self.fields[name]
        say = self.say
        self.fields["reporter_name"].label = say(marked("Your name, if you want to give it"))
        self.fields["reporter_name"].help_text = ""
        self.fields["reporter_phone"].label = say(marked("Where you can be called, if you want to be"))
        self.fields["place"].widget.choices = [("", say(marked("I don't know")))]

    def offer(self, counties: Iterable[tuple[Place, list[Place]]]) -> None:
        """The places that are at work here, township by township."""
        choices: list[Any] = [("", self.say(marked("I don't know")))]
        for county, townships in counties:
            whole = (county.code, county.label(self.lang))
            below = [(one.code, one.label(self.lang)) for one in townships]
            choices += [(county.label(self.lang), [whole, *below])] if below else [whole]
        self.fields["place"].widget.choices = choices

    def offer_places_here(self) -> None:
        """The same, as they are today."""
        self.offer(list_offered_places(on=timezone.localdate()))

    @property
    def is_by_program(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(str(self.data.get("address", "")).strip())

    def to_reporter(self) -> TheirName:
        """What they said of themselves."""
        return TheirName(self.as_typed("reporter_name"), "", self.as_typed("reporter_phone"))


class ReceiptForm(forms.Form):
    """The number and the code of a receipt."""

    number = forms.CharField(max_length=40)
    code = forms.CharField(max_length=DIGITS_OF_CODE * 3)
