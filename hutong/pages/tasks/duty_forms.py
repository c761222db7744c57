"""The form by which a body writes down that it did what its register says."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from hutong.lib.translating import marked
from hutong.pages.said_forms import SaidForm, day_field, words_field

NOT_YET = marked("This day has not come yet.")


class FulfilmentForm(SaidForm):
    """A day, and what shows it."""

    on = day_field(marked("Done by"), required=True)
    words = words_field(
        marked("What was done, and what shows it"), required=True, most=500,
        help_text=marked("Such as the number of a notice, a list of who came. No child's name."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()

    def clean_on(self) -> date:
        """Not a day to come."""
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(self.say(NOT_YET))
        return on
