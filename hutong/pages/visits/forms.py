"""The form of a visit: filled in from last time, two answers are enough, only what differs is recorded as learnt."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from hutong.children.fact_values import Plain
from hutong.lib.translating import marked
from hutong.pages.child_file.fact_form import NOT_COLLECTED, as_text, value_field
from hutong.pages.child_file.uploads import checked_file, upload_field
from hutong.pages.choices import list_choices
from hutong.pages.names import Names
from hutong.pages.said_forms import SaidForm, day_field, words_field
from hutong.services.models import FOCUS, LOOKED_AT, Found, Visit
from hutong.services.visits import Picture, Seen
from hutong.vocabulary.facts import Fact

FACT = "fact."
NONE_OF_THEM = "none"
WITHOUT_PICTURE = "without_picture"
"""The button that sends the visit without the photograph to which nobody agreed."""
LABELS = {
    "contact": marked("Last contact with a parent"),
    "living": marked("Living"),
    "guardianship": marked("Guardianship"),
    "schooling": marked("Schooling"),
    "mood": marked("Mood"),
}
FOUND = marked("Of these four, what did you find?")


def radio(label: str, *, required: bool = False) -> forms.ChoiceField:
    """One tap."""
    return forms.ChoiceField(label=label, required=required, widget=forms.RadioSelect)


class VisitForm(SaidForm):
    """A visit to one child."""

    met = radio(marked("Whom did you meet?"), required=True)
    visited_on = day_field(marked("Day of the visit"), required=True)
    visited_by = words_field(
        marked("Who visited"), required=True, most=60, help_text=marked("May be another than who types this.")
    )
    contact = radio(LABELS["contact"])
    living, guardianship = radio(LABELS["living"]), radio(LABELS["guardianship"])
    schooling, mood = radio(LABELS["schooling"]), radio(LABELS["mood"])
    focus = forms.MultipleChoiceField(label=FOUND, required=False, widget=forms.CheckboxSelectMultiple)
    words = forms.CharField(
        label=marked("What is to be said besides"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=marked("A child in danger: call 110 and report the danger; do not write it here."),
    )
    way = radio(marked("How"))
    asked = words_field(marked("Who answered, and what they are to the child"), most=60)
    picture = upload_field()

    def __init__(
        self,
        *args: Any,
        names: Names,
        facts: Sequence[Fact] = (),
        current: Mapping[str, str] | None = None,
        last: Visit | None = None,
        on: date,
        by: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, lang=names.lang, **kwargs)
        self.facts, self.current, self.last = facts, dict(current or {}), last
        self._fill_choices()
        for fact in facts:
            self._ask(fact)
        self.initial = {**self._from_last(), "visited_on": on, "visited_by": by, "way": "home", **self.initial}

    def _fill_choices(self) -> None:
        for name, kind in (("met", "met"), ("way", "visit_way"), ("contact", "contact")):
            self.fields[name].choices = list_choices(kind, self.lang)  # type: ignore[attr-defined]
        for name in LOOKED_AT:
            self.fields[name].choices = list_choices("how_it_is", self.lang)  # type: ignore[attr-defined]
        named = [*list_choices("focus", self.lang), (NONE_OF_THEM, self.say(marked("none of them")))]
        self.fields["focus"].choices = named  # type: ignore[attr-defined]

    def _ask(self, fact: Fact) -> None:
        """A fact as the file has it: only another answer is recorded."""
        field = value_field(fact, lang=self.lang, required=False)
        if isinstance(field, forms.ChoiceField) and fact.name not in self.current:
            field.choices = [*list(field.choices), (NOT_COLLECTED, self.say(marked("don't know")))]  # type: ignore[arg-type]
        field.initial = self.current.get(fact.name, "")
        self.fields[f"{FACT}{fact.name}"] = field
        self.put_into_words(field)
        field.label = fact.question(self.lang)

    def _from_last(self) -> dict[str, Any]:
        if self.last is None:
            return {}
        found: dict[str, Any] = {name: getattr(self.last, name) for name in ("contact", "asked", *LOOKED_AT)}
        some = [name for name in FOCUS if getattr(self.last, name) == Found.SOME]
        looked = any(getattr(self.last, name) for name in FOCUS)
        return {**found, "focus": some or ([NONE_OF_THEM] if looked else [])}

    @property
    def fact_fields(self) -> list[Any]:
        """The facts' fields, as they are shown."""
        return [self[f"{FACT}{fact.name}"] for fact in self.facts]

    def clean_picture(self) -> Any:
        return checked_file(self.cleaned_data.get("picture"), self.lang)

    def learnt(self) -> dict[str, Plain | None]:
        """The facts of which another answer was given than the file has."""
        found: dict[str, Plain | None] = {}
        for fact in self.facts:
            value = self.cleaned_data.get(f"{FACT}{fact.name}")
            if value in (None, ""):
                continue
            if value == NOT_COLLECTED:
                found[fact.name] = None
            elif (text := as_text(value)) != self.current.get(fact.name, ""):
                found[fact.name] = text
        return found

    def to_seen(self) -> Seen:
        """What the visitor says."""
        given = self.cleaned_data
        file = None if WITHOUT_PICTURE in self.data else given.get("picture")
        focus = given["focus"]
        states = {name: given[name] for name in ("contact", *LOOKED_AT)}
        if focus:
            states |= {name: Found.SOME.value if name in focus else Found.NONE.value for name in FOCUS}
        return Seen(
            met=given["met"],
            visited_on=given["visited_on"],
            visited_by=given["visited_by"],
            way=given["way"],
            asked=given["asked"],
            states=states,
            words=given["words"],
            facts=self.learnt(),
            picture=Picture(file.read(), file.content_type or "") if file else None,
        )


class ClosenessForm(SaidForm):
    """How closely the child is looked after."""

    closeness = radio(marked("How closely"), required=True)
    reason = words_field(marked("Reason"), required=True)

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.fields["closeness"].choices = list_choices("closeness", lang)  # type: ignore[attr-defined]


class IntervalForm(SaidForm):
    """Every how many days."""

    area = forms.ChoiceField(label=marked("Place"))
    closeness = forms.ChoiceField(label=marked("How closely"))
    days = forms.IntegerField(label=marked("Every how many days"), min_value=1, max_value=366)
    reason = words_field(marked("Reason"), required=True)

    def __init__(self, *args: Any, lang: str, areas: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.fields["area"].choices = list(areas)  # type: ignore[attr-defined]
        self.fields["closeness"].choices = list_choices("closeness", lang)  # type: ignore[attr-defined]
