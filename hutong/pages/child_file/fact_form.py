"""The form for one fact: its field follows from the fact's type; 未采集 is an answer of its own."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from hutong.children.listed_persons import list_fields
from hutong.children.models import Evidence, Kinship, RecordedFact
from hutong.lib.translating import marked
from hutong.pages.child_file.uploads import checked_file, upload_field
from hutong.pages.choices import name_choice
from hutong.pages.names import Names
from hutong.pages.person_rows import PersonsField
from hutong.pages.place_fields import PlaceField
from hutong.pages.said_forms import DayInput, SaidForm, day_field, words_field
from hutong.vocabulary.facts import Fact, FactType

NOT_COLLECTED = "not-collected"
Choices = Sequence[tuple[str, str]]


def value_field(fact: Fact, *, lang: str, required: bool) -> forms.Field:
    """A field that takes values of the fact; lists of persons have one of their own."""
    choices = _choices(fact, lang)
    if choices and fact.type is FactType.LIST:
        return forms.MultipleChoiceField(required=required, choices=choices, widget=forms.CheckboxSelectMultiple)
    if choices and len(choices) <= 4:
        return forms.ChoiceField(required=required, choices=choices, widget=forms.RadioSelect)
    if choices:
        return forms.ChoiceField(required=required, choices=[("", "—"), *choices])
    match fact.type:
        case FactType.DATE:
            return forms.DateField(required=required, widget=DayInput())
        case FactType.INT:
            return forms.IntegerField(required=required, min_value=0, max_value=100_000)
        case FactType.MONEY:
            return forms.DecimalField(required=required, min_value=0, max_digits=12, decimal_places=2)
        case FactType.PLACE:
            return PlaceField(required=required, lang=lang)
        case _:
            return forms.CharField(required=required, max_length=200)


def _choices(fact: Fact, lang: str) -> list[tuple[str, str]]:
    if fact.type is FactType.BOOL:
        return [("true", fact.shown(True, lang)), ("false", fact.shown(False, lang))]
    if fact.values:
        return [(value, label.text(lang)) for value, label in fact.values.items()]
    return [(word, word) for word in (*fact.entry.members, *fact.entry.spread)]


def persons_field(fact: Fact, names: Names, kin: Iterable[Kinship]) -> PersonsField:
    """Rows of persons; the family is offered."""
    asked = {field: names.fact(name) for field, name in list_fields(fact).items()}
    told = (f"{name_choice('relation', one.relation, names.lang)} {one.person.name}".strip() for one in kin)
    return PersonsField(asked=asked, offered=list(dict.fromkeys(told)), lang=names.lang, required=False)


def as_text(value: Any) -> str:
    """A field's value as the file keeps it."""
    if isinstance(value, list):
        return ",".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def list_sources(names: Names, *, first: str = "") -> Choices:
    """The bodies that may say so, the one that holds the fact first."""
    slugs = sorted(names.vocabulary.bodies, key=lambda slug: slug != first)
    bodies = names.vocabulary.bodies
    return [(slug, bodies[slug].zh if names.lang == "zh" else bodies[slug].en) for slug in slugs]


class FactForm(SaidForm):
    """One fact: value or not collected, from when through when, who says so, and the paper it rests on."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(widget=forms.HiddenInput)
    is_not_collected = forms.BooleanField(label=marked("Asked for and not learnt (not collected)"), required=False)
    since = day_field(marked("So since"), help_text=marked("Leave open what is not known."))
    until = day_field(marked("So until"), help_text=marked("The last day on which it is so; open while it goes on."))
    source = forms.ChoiceField(label=marked("Who says so"), required=False)
    evidence = forms.ChoiceField(label=marked("Evidence"), required=False)
    evidence_title = words_field(
        marked("New evidence: what it is"),
        help_text=marked("Such as: disability certificate, seen on the visit of 3 May."),
    )
    evidence_reference = words_field(marked("Number of the paper, or name and day of the list"))
    evidence_file = upload_field()
    reason = words_field(marked("Why it is corrected"))

    def __init__(
        self,
        *args: Any,
        fact: Fact,
        names: Names,
        evidence: Iterable[Evidence],
        kin: Iterable[Kinship] = (),
        is_correction: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, lang=names.lang, **kwargs)
        self.fact = fact
        value = (
            persons_field(fact, names, kin)
            if fact.entry.aggregate
            else value_field(fact, lang=names.lang, required=False)
        )
        value.label = fact.question(names.lang)
        self.fields["value"] = value
        self.put_into_words(value)
        value.label = fact.question(names.lang)
        self.choose("source", list_sources(names, first=fact.entry.holder))
        self.choose(
            "evidence", [(str(one.uid), one.title) for one in evidence], empty=self.say(marked("none of the file's"))
        )
        self.order_fields(["sent", "revision", "name", "value"])
        if is_correction:
            self.fields["reason"].required = True
            del self.fields["is_not_collected"]
        else:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Either a value or that it was not collected; the last day not before the first."""
        cleaned = super().clean() or {}
        if "value" not in self.errors and _is_empty(cleaned.get("value")) and not cleaned.get("is_not_collected"):
            self.add_error("value", self.say(marked("Write a value, or say that it was not collected.")))
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", self.say(marked("This day is before the first one.")))
        return cleaned

    def clean_evidence_file(self) -> Any:
        return checked_file(self.cleaned_data.get("evidence_file"), self.lang)

    @property
    def value(self) -> str:
        """The value as the file keeps it; "" for not collected."""
        given = self.cleaned_data.get("value")
        return "" if _is_empty(given) else as_text(given)

    @property
    def is_collected(self) -> bool:
        return not self.cleaned_data.get("is_not_collected")


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def initial_of(row: RecordedFact, fact: Fact) -> dict[str, Any]:
    """A recorded fact as the form shows it."""
    value: Any = row.value.split(",") if fact.type is FactType.LIST and fact.entry.members else row.value
    return {
        "value": value,
        "since": row.since,
        "until": row.until,
        "source": row.source,
        "evidence": str(row.evidence.uid) if row.evidence else "",
    }
