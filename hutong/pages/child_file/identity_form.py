"""Who the child is: the form for a new file and for changing one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from hutong.children.models import Child
from hutong.lib.translating import marked
from hutong.pages.choices import list_choices
from hutong.pages.place_fields import PlaceField, list_charges, written
from hutong.pages.said_forms import SaidForm, day_field, words_field
from hutong.staff.scope import Scope

CHOSEN = {"sex": "sex", "identity_kind": "identity_kind", "hukou_kind": "hukou_kind"}
PLACES = ("hukou_place", "residence_place", "event_place")
SECRET = ("identity_number", "phone", "hukou_address", "residence_address")
"""Left empty they stay as they are: the page does not show them."""
COLUMNS = (
    "name", "sex", "born", "born_earliest", "born_latest", "identity_kind", "national_number", "nationality_group",
    "hukou_kind", *PLACES,
)  # fmt: skip


class IdentityForm(SaidForm):
    """The columns of a child's file."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    area = forms.ChoiceField(
        label=marked("Village or township in charge"), help_text=marked("Its workers keep the file.")
    )
    name = words_field(
        marked("Name"), required=True, most=60, help_text=marked("Without a name, write what the child is called.")
    )
    sex = forms.ChoiceField(label=marked("Sex"), required=False)
    born = day_field(marked("Born on"))
    born_earliest = day_field(
        marked("Born not before"), help_text=marked("Only where the day is not known: the first day it can be.")
    )
    born_latest = day_field(marked("Born not after"))
    identity_kind = forms.ChoiceField(label=marked("Identity number"), required=False)
    identity_number = words_field(
        marked("The number"), most=18, help_text=marked("18 digits, the last may be X. A child without one is welcome.")
    )
    national_number = words_field(marked("Number in the national system"), most=40)
    nationality_group = words_field(
        marked("Nationality group"), most=2, help_text=marked("Two digits, 01 for Han, as on the household register.")
    )
    phone = words_field(marked("Telephone"), most=20)
    hukou_kind = forms.ChoiceField(label=marked("Household registration"), required=False)
    hukou_place = PlaceField(label=marked("Registered in"))
    hukou_address = words_field(marked("Address of the registration"))
    residence_place = PlaceField(label=marked("Lives in"))
    residence_address = words_field(marked("Address"))
    event_place = PlaceField(
        label=marked("Where it happened"), help_text=marked("Only after an emergency or an incident.")
    )

    def __init__(self, *args: Any, scope: Scope, on: date, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("area", list_charges(scope, on=on, lang=lang))
        for name, kind in CHOSEN.items():
            self.choose(name, list_choices(kind, lang))
            self.fields[name].choices = list_choices(kind, lang)  # type: ignore[attr-defined]
        for name in PLACES:
            self.fields[name].lang = lang  # type: ignore[attr-defined]
        for name in SECRET:
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """The first day it can be comes before the last."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("born_earliest"), cleaned.get("born_latest")
        if bool(first) != bool(last):
            self.add_error("born_latest", self.say(marked("Write both, the first and the last day it can be.")))
        elif first and last and first > last:
            self.add_error("born_latest", self.say(marked("This day is before the first one.")))
        return cleaned

    def columns(self) -> dict[str, Any]:
        """What to write; secrets only where something was typed."""
        found = {name: self.cleaned_data.get(name) for name in COLUMNS}
        found |= {name: self.cleaned_data[name] for name in SECRET if self.cleaned_data.get(name)}
        for name in ("sex", "identity_kind", "hukou_kind"):
            if not found[name]:
                del found[name]
        if found.get("identity_number") and found.get("identity_kind") in (None, "none", "not_collected"):
            found["identity_kind"] = "resident"
        return found


def columns_of(child: Child, *, on: date, lang: str) -> Mapping[str, Any]:
    """A file as the form shows it, without its secrets."""
    shown: dict[str, Any] = {name: getattr(child, name) for name in COLUMNS}
    shown |= {name: written(getattr(child, name), on=on, lang=lang) for name in PLACES}
    return {**shown, "area": child.area, "revision": child.revision}
