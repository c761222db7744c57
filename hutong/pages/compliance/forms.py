"""The forms of the yearly audit."""

from collections.abc import Sequence
from typing import Any

from django import forms

from hutong.lib.translating import marked
from hutong.pages.choices import list_choices
from hutong.pages.said_forms import SaidForm, day_field, words_field

WORDS = forms.Textarea(attrs={"rows": 3})


class OpenForm(SaidForm):
    """Which year, which place."""

    year = forms.IntegerField(label=marked("Year"), min_value=2024, max_value=2100)
    area = forms.ChoiceField(label=marked("Place"))

    def __init__(self, *args: Any, lang: str, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("area", places)


class PointForm(SaidForm):
    """What was found at a point."""

    verdict = forms.ChoiceField(label=marked("Finding"))
    finding = forms.CharField(label=marked("What was found"), required=False, max_length=1000, widget=WORDS)
    remedy = forms.CharField(label=marked("What is to be mended"), required=False, max_length=1000, widget=WORDS)
    remedy_due = day_field(marked("Mended by"))

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("verdict", list_choices("point_verdict", lang))


class SignForm(SaidForm):
    """The whole in words."""

    summary = forms.CharField(label=marked("The whole in words"), max_length=1000, widget=WORDS)


class ReportForm(SaidForm):
    """To whom it went."""

    to = words_field(marked("Reported to"), required=True, most=100)
    reported_on = day_field(marked("Day"), required=True)
    receipt = words_field(marked("Number of the receipt"), most=100)


class RemediedForm(SaidForm):
    """Since when it is mended."""

    remedied_on = day_field(marked("Mended on"), required=True)
