"""Forms for what stands in a file and ends, or is so no more: payments, labels, ties of kin, departures."""

from typing import Any

from django import forms

from hutong.lib.translating import marked
from hutong.pages.child_file.family_forms import FileForm
from hutong.pages.said_forms import day_field, words_field

ONE_OF_BOTH = marked("Write the last day, or say that it was never paid; one of the two.")


class ReceiptEndForm(FileForm):
    """The last day of a payment, or that there never was one."""

    until = day_field(marked("Paid until"), help_text=marked("The last day for which it is paid."))
    is_withdrawn = forms.BooleanField(label=marked("It was never paid; it was recorded by mistake"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "until" not in self.errors and bool(cleaned.get("until")) == bool(cleaned.get("is_withdrawn")):
            self.add_error("until", self.say(ONE_OF_BOTH))
        return cleaned


class LabelEndForm(FileForm):
    """The last day of a label that a person had confirmed, and why it ends."""

    until = day_field(marked("So until"), required=True)
    reason = words_field(marked("Reason"), required=True)


class KinChangeForm(FileForm):
    """What somebody of the family is to the child, and from when through when."""

    is_guardian = forms.BooleanField(label=marked("Guardian by law"), required=False)
    is_carer = forms.BooleanField(label=marked("Actually cares for the child"), required=False)
    since = day_field(marked("So since"))
    until = day_field(marked("So until"), help_text=marked("The last day on which it is so; open while it goes on."))


class DepartureWithdrawalForm(FileForm):
    """Why a departure no longer holds."""

    reason = words_field(marked("Reason"), required=True, most=500)
