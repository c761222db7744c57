"""The forms of a report. What cannot be read in one is left out or kept as words: nothing blocks a report."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from hutong.lib.translating import marked
from hutong.pages.choices import list_choices
from hutong.pages.place_fields import PlaceField
from hutong.pages.reports.uploads import files_widget
from hutong.pages.said_forms import SaidForm, words_field
from hutong.protection.actions import ReceiptSaid, Suspect, Told
from hutong.protection.models import LONGEST, Course, PoliceReceipt
from hutong.protection.reporters import TheirName

WHEN = {"type": "datetime-local"}
AS_TYPED = "%Y-%m-%dT%H:%M"


def when_field(label: str, *, help_text: str = "") -> forms.CharField:
    """A day and a time; text of any kind is taken."""
    return forms.CharField(label=label, required=False, help_text=help_text, widget=forms.TextInput(attrs=WHEN))


def long_field(label: str, *, help_text: str = "", rows: int = 4) -> forms.CharField:
    """Several lines of words."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, help_text=help_text, widget=widget)


def read_when(text: str) -> datetime | None:
    """The instant that was typed, where the work is done; None for what is none."""
    try:
        return timezone.make_aware(datetime.fromisoformat(text.strip()))
    except ValueError:
        return None


class ReceiptFields(SaidForm):
    """Who of the police has it."""

    police_way = forms.ChoiceField(label=marked("How the police were told"), required=False)
    police_who = words_field(
        marked("Who took it"), most=60, help_text=marked("The officer's name or number; at 110, who answered.")
    )
    police_at = when_field(marked("When the police were told"))
    police_station = words_field(marked("Police station"), most=60)
    police_number = words_field(marked("Number of the police receipt"), most=60)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.fields["police_way"].choices = list_choices("police_way", lang)  # type: ignore[attr-defined]

    def to_receipt(self) -> ReceiptSaid:
        """What was said of the police."""
        given = self.cleaned_data
        return ReceiptSaid(
            way=given.get("police_way") or PoliceReceipt.Way.CALL,
            who=given.get("police_who", ""),
            received_at=read_when(given.get("police_at", "")),
            station=given.get("police_station", ""),
            number=given.get("police_number", ""),
        )


class ReportForm(ReceiptFields):
    """What happened and where; everything else as far as it is known."""

    what = long_field(marked("What has happened"))
    where = words_field(marked("Where it is"), help_text=marked("As you would tell it on the telephone."), most=300)
    place = PlaceField(label=marked("Village, township or county"))
    about = words_field(
        marked("Which child"), help_text=marked("Name, about how old, school, who cares; as far as you know."), most=300
    )
    needs_help_now = forms.BooleanField(label=marked("The child needs a doctor or a safe place now"), required=False)
    situations = forms.MultipleChoiceField(
        label=marked("Which of the nine situations"), required=False, widget=forms.CheckboxSelectMultiple
    )
    discovered = when_field(marked("When it was discovered"))
    suspect = words_field(marked("Of whom it is suspected"), most=300)
    suspect_is = forms.ChoiceField(label=marked("What they are to the child"), required=False)
    suspect_number = words_field(
        marked("Their identity number, if it is known"),
        help_text=marked("If they or their kin work here, the report is kept from them."),
        most=40,
    )
    keep_from_village = forms.BooleanField(
        label=marked("Keep the report from the village: they live there or are close to its workers"), required=False
    )
    reporter_name = words_field(
        marked("Who reports"),
        help_text=marked("May stay empty. Sealed: neither colleagues nor the family see it."),
        most=60,
    )
    reporter_unit = words_field(marked("School, hospital or other unit"), most=60)
    reporter_phone = words_field(marked("Where they can be called"), most=40)
    attached = forms.Field(
        label=marked("Photographs or recordings"),
        required=False,
        help_text=marked("Five at most, 10 MB each. Kept encrypted; who cannot see the report cannot see them."),
        widget=files_widget(),
    )
    field_order = ("what", "where", "place")

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.fields["situations"].choices = list_choices("situation", lang)  # type: ignore[attr-defined]
        self.fields["suspect_is"].choices = list_choices("suspect_is", lang)  # type: ignore[attr-defined]
        self.fields["place"].lang = lang  # type: ignore[attr-defined]

    def to_told(self) -> Told:
        """What was told; what could not be read as meant is kept as it was typed."""
        given = self.cleaned_data
        found = self.as_typed("discovered")
        discovered_at = read_when(found)
        return Told(
            what=self.as_typed("what"),
            where=self.where_as_typed,
            about=self.as_typed("about"),
            situations=tuple(given.get("situations", ())),
            needs_help_now=given.get("needs_help_now", False),
            discovered_at=discovered_at,
            discovered_said="" if discovered_at else found,
            suspect=Suspect(
                told=self.as_typed("suspect"),
                is_what=given.get("suspect_is", ""),
                identity_number=given.get("suspect_number", ""),
                keep_from_village=given.get("keep_from_village", False),
            ),
        )

    def as_typed(self, name: str) -> str:
        """A field as it was read, or else as it was typed: too long, or of another form, is no reason to lose it."""
        return str(self.cleaned_data.get(name) or self.data.get(name) or "")[:LONGEST]

    @property
    def chosen_place(self) -> str:
        """The place that was chosen, as twelve digits; "" where none was, or none that is known."""
        return str(self.cleaned_data.get("place") or "")

    @property
    def where_as_typed(self) -> str:
        """Where it is; a place that could not be read stands beside it in its words."""
        where, place = self.as_typed("where"), str(self.data.get("place") or "").strip()
        return where if self.chosen_place or not place else f"{where} ({place})".strip()

    def to_reporter(self) -> TheirName:
        """What they said of themselves."""
        return TheirName(*(self.as_typed(f"reporter_{name}") for name in ("name", "unit", "phone")))


class AttachForm(SaidForm):
    """Photographs or recordings that come later."""

    attached = forms.Field(label=marked("Photographs or recordings"), required=False, widget=files_widget())


class PlaceOfReportForm(SaidForm):
    """Where the child is, as somebody found out."""

    place = PlaceField(label=marked("Village, township or county"))

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.fields["place"].lang = lang  # type: ignore[attr-defined]


class WhyForm(SaidForm):
    """A reason."""

    because = words_field(marked("Why"), required=True)


class CourseForm(SaidForm):
    """What was done."""

    kind = forms.ChoiceField(label=marked("What followed"))
    words = long_field(marked("In a few words"), rows=3)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.fields["kind"].choices = list_choices("report_course", lang)  # type: ignore[attr-defined]


class KeepOutForm(SaidForm):
    """From whom the report is kept."""

    username = words_field(marked("User name of the worker"), required=True, most=60)


class WhichChildForm(SaidForm):
    """The file that the report is of."""

    child = forms.ChoiceField(label=marked("Which file"))


__all__ = [
    "AS_TYPED",
    "AttachForm",
    "Course",
    "CourseForm",
    "KeepOutForm",
    "PlaceOfReportForm",
    "ReceiptFields",
    "ReportForm",
    "WhichChildForm",
    "WhyForm",
]
