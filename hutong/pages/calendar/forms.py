"""Forms of the calendar: one day, a whole notice, a count of working days."""

from typing import Any

from django import forms

from hutong.lib.translating import marked
from hutong.pages.said_forms import SaidForm, day_field, words_field

OFF, WORKED, AS_PUBLISHED = "off", "worked", "published"
WAYS = (
    (OFF, marked("day off")),
    (WORKED, marked("working day")),
    (AS_PUBLISHED, marked("as published, or as the week has it")),
)
NOTICE_HELP = marked("The notice that says so, with its number.")
OTHER_YEAR = marked("Choose a day of {year}.")
MOST = 1_000


class DayForm(SaidForm):
    """One day."""

    day = day_field(marked("Day"), required=True)
    way = forms.ChoiceField(label=marked("Off or worked"), widget=forms.RadioSelect)
    name = words_field(marked("What for"), most=40, help_text=marked("Such as 春节."))
    source = words_field(marked("Notice"), most=120, help_text=NOTICE_HELP)

    def __init__(self, *args: Any, year: int, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.year = year
        self.fields["way"].choices = [(way, self.say(word)) for way, word in WAYS]  # type: ignore[attr-defined]

    def clean_day(self) -> object:
        """A day of the year that the page is about."""
        day = self.cleaned_data["day"]
        if day.year != self.year:
            raise forms.ValidationError(self.say(OTHER_YEAR).format(year=self.year))
        return day


class NoticeForm(SaidForm):
    """A whole year as it was announced."""

    source = words_field(marked("Notice"), required=True, most=120, help_text=NOTICE_HELP)
    text = forms.CharField(
        label=marked("Its words, or a list"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=marked("Paste the paragraphs on each holiday, or write a line for each day: 2027-01-01 休 元旦."),
    )


class CountForm(SaidForm):
    """So many working days after a day."""

    since = day_field(marked("Received on"), required=True)
    count = forms.IntegerField(label=marked("Working days"), min_value=-MOST, max_value=MOST)
