"""Forms for the people around a child, payments, stays, papers, and steps of the file."""

from collections.abc import Sequence
from typing import Any

from django import forms

from hutong.children.models import Kinship, Labelled
from hutong.children.states import Way
from hutong.lib.money import fen_from_yuan
from hutong.lib.translating import marked
from hutong.pages.child_file.fact_form import list_sources
from hutong.pages.child_file.uploads import checked_file, upload_field
from hutong.pages.choices import list_choices
from hutong.pages.names import Names
from hutong.pages.place_fields import PlaceField
from hutong.pages.said_forms import SaidForm, day_field, telephone_field, words_field
from hutong.places.models import Body
from hutong.vocabulary.secrecy import LABELS

NOT_BEFORE = marked("This day is before the first one.")


class FileForm(SaidForm):
    """A form about one file: it knows which revision of the file was on the screen."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", self.say(NOT_BEFORE))
        return cleaned


class KinForm(FileForm):
    """Somebody of the family, or who cares."""

    relation = forms.ChoiceField(label=marked("Who it is to the child"))
    name = words_field(marked("Name"), most=60, help_text=marked("Leave open what is not known."))
    is_guardian = forms.BooleanField(label=marked("Guardian by law"), required=False)
    is_carer = forms.BooleanField(label=marked("Actually cares for the child"), required=False)
    sex = forms.ChoiceField(label=marked("Sex"), required=False)
    born = day_field(marked("Born on"))
    identity_number = words_field(marked("Identity number"), most=18)
    phone = telephone_field(
        marked("Telephone"), help_text=marked("Not needed of a parent who died or is out of contact.")
    )
    address = words_field(marked("Address"))
    since = day_field(marked("So since"))
    until = day_field(marked("So until"))

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("relation", list_choices("relation", lang))
        self.fields["sex"].choices = list_choices("sex", lang)  # type: ignore[attr-defined]

    def of_person(self) -> dict[str, Any]:
        """What is known of the person."""
        given = {name: self.cleaned_data.get(name) for name in ("sex", "born", "identity_number", "phone", "address")}
        return {name: value for name, value in given.items() if value}


class ReceiptForm(FileForm):
    """A benefit in payment."""

    benefit = forms.ChoiceField(label=marked("Benefit"))
    yuan = forms.DecimalField(
        label=marked("Yuan a month"), required=False, min_value=0, max_digits=12, decimal_places=2,
        help_text=marked("Leave open what is not known."),
    )  # fmt: skip
    since = day_field(marked("Paid since"))
    until = day_field(marked("Paid until"))
    payer_place = PlaceField(label=marked("Place that pays"))
    source = forms.ChoiceField(label=marked("Who says so"), required=False)

    def __init__(self, *args: Any, names: Names, **kwargs: Any) -> None:
        super().__init__(*args, lang=names.lang, **kwargs)
        paid = [one for one in names.vocabulary.benefits.values() if one.delivery == "cash"]
        told = [one for one in paid if not names.discretion.hides_benefit(one.slug)]
        self.choose("benefit", [(one.slug, one.label(names.lang)) for one in told])
        self.choose("source", list_sources(names))
        self.fields["payer_place"].lang = names.lang  # type: ignore[attr-defined]

    @property
    def fen(self) -> int | None:
        given = self.cleaned_data.get("yuan")
        return None if given is None else fen_from_yuan(given)


class PlacementForm(FileForm):
    """Where the child lives, and in whose care."""

    kind = forms.ChoiceField(label=marked("In whose care"))
    since = day_field(marked("Since"), required=True)
    carer = forms.ChoiceField(label=marked("Who cares"), required=False)
    body = forms.ChoiceField(label=marked("Institution"), required=False)
    agreed_on = day_field(
        marked("Day of the written agreement"), help_text=marked("For entrusted care and foster families.")
    )

    def __init__(self, *args: Any, lang: str, kin: Sequence[Kinship], bodies: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.choose("kind", list_choices("placement", lang))
        relations = dict(list_choices("relation", lang))
        carers = [
            (str(one.person.uid), " ".join(filter(None, (relations[one.relation], one.person.name)))) for one in kin
        ]
        self.choose("carer", carers)
        self.choose("body", [(str(one.uid), one.name) for one in bodies])


class EvidenceForm(FileForm):
    """A paper, a picture, a visit, a list of a department."""

    title = words_field(
        marked("What it is"),
        required=True,
        help_text=marked("Such as: disability certificate, seen on the visit of 3 May."),
    )
    reference = words_field(marked("Number of the paper, or name and day of the list"))
    file = upload_field()
    valid_until = day_field(marked("Valid until"))
    secrecy = forms.MultipleChoiceField(
        label=marked("What it shows that only some are told"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.fields["secrecy"].choices = [(kind, self.say(label)) for kind, label in LABELS.items()]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        return checked_file(self.cleaned_data.get("file"), self.lang)


class StepForm(FileForm):
    """The file goes on to another state."""

    to = forms.CharField(widget=forms.HiddenInput)
    visited_by = words_field(marked("Who visited the child"), most=60)
    visited_on = day_field(marked("Visited on"))
    reason = words_field(marked("Reason"))
    note = words_field(marked("Note"))
    way: Way

    def for_way(self, way: Way) -> "StepForm":
        """Only what this way needs: the visit, the reason."""
        self.way = way
        for name, is_needed in (
            ("visited_by", way.needs_visit),
            ("visited_on", way.needs_visit),
            ("reason", way.needs_reason),
        ):
            if is_needed:
                self.fields[name].required = True
            else:
                del self.fields[name]
        return self


class LabelForm(FileForm):
    """A person confirms a label."""

    label = forms.ChoiceField(label=marked("Kind of difficulty"))
    since = day_field(marked("Since"), required=True)
    reason = words_field(marked("Reason"), required=True)

    def __init__(self, *args: Any, names: Names, held: Sequence[Labelled], **kwargs: Any) -> None:
        super().__init__(*args, lang=names.lang, **kwargs)
        confirmed = {one.label for one in held if one.basis == Labelled.Basis.CONFIRMED}
        self.choose("label", [(slug, text) for slug, text in names.categories.items() if slug not in confirmed])


class DepartureForm(FileForm):
    """A person departs from what the documents conclude, and says why."""

    verdict = forms.ChoiceField(label=marked("What is decided"), widget=forms.RadioSelect)
    yuan = forms.DecimalField(
        label=marked("Yuan a month"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    reason = words_field(marked("Reason"), required=True, most=500)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        given, refused = self.say(marked("is given")), self.say(marked("is not given"))
        self.choose("verdict", [("entitled", given), ("not_entitled", refused)])


class TransferForm(FileForm):
    """The file goes to another place, which accepts it."""

    to_area = PlaceField(label=marked("New village or township in charge"), required=True)
    reason = words_field(marked("Reason"), required=True)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.fields["to_area"].lang = lang  # type: ignore[attr-defined]


class AskingForm(SaidForm):
    """The receiving place asks for the file of a child that is with it."""

    identity_number = words_field(marked("Identity number"), required=True, most=18)
    to_area = PlaceField(label=marked("New village or township in charge"), required=True)
    reason = words_field(marked("Reason"), required=True)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.fields["to_area"].lang = lang  # type: ignore[attr-defined]
