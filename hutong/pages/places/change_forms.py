"""Forms of what happens to a place."""

from datetime import date
from typing import Any

from django import forms

from hutong.lib.translating import marked
from hutong.pages.place_fields import PlaceField
from hutong.pages.said_forms import SaidForm, day_field, words_field
from hutong.places.changes import Asked
from hutong.places.codes import CodeWrong, full_code, is_inside, level_of
from hutong.places.models import LONGEST_NAME, LONGEST_REASON, ChangeKind

NOT_INSIDE = marked("The new place lies in this one: its code begins with the same digits, and is of the next level.")
FIELDS = {
    ChangeKind.FOUND: ("new_code", "name"),
    ChangeKind.RENAME: ("name",),
    ChangeKind.RECODE: ("new_code", "name"),
    ChangeKind.MERGE: ("into",),
    ChangeKind.ABOLISH: (),
}
OPTIONAL = {(ChangeKind.RECODE, "name")}


class ChangeForm(SaidForm):
    """A change of one kind: the new name or code, from when, why."""

    new_code = forms.CharField(label=marked("New code"), max_length=12, help_text=marked("Twelve digits."))
    name = words_field(marked("New name"), required=True, most=LONGEST_NAME)
    into = PlaceField(label=marked("Merged into"), required=True)
    on = day_field(marked("In force from"), required=True)
    reason = words_field(
        marked("Reason"), required=True, most=LONGEST_REASON, help_text=marked("The decision and its number.")
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: ChangeKind, code: str, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.kind, self.code = kind, code
        self.fields["into"].lang = lang  # type: ignore[attr-defined]
        for name in ("new_code", "name", "into"):
            if name not in FIELDS[kind]:
                del self.fields[name]
            elif (kind, name) in OPTIONAL:
                self.fields[name].required = False

    def clean_new_code(self) -> str:
        """A code; of what is founded, one inside the place."""
        try:
            code = full_code(self.cleaned_data["new_code"])
        except CodeWrong as error:
            raise forms.ValidationError(error.told(self.lang)) from error
        is_next = is_inside(code, self.code) and level_of(code) > level_of(self.code)
        if self.kind is ChangeKind.FOUND and not is_next:
            raise forms.ValidationError(self.say(NOT_INSIDE))
        return code

    def clean_name(self) -> str:
        """Without blanks around or in it."""
        return "".join(str(self.cleaned_data["name"]).split())

    def asked(self) -> Asked:
        """What is asked for."""
        given = self.cleaned_data
        on: date = given["on"]
        new_code, into = given.get("new_code", ""), given.get("into", "")
        if self.kind is ChangeKind.FOUND:
            return Asked(self.kind, new_code, on, name=given["name"])
        return Asked(self.kind, self.code, on, name=given.get("name", ""), to_code=new_code or into)
