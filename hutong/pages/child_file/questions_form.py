"""What to ask next as a form: yes, no, a value, or "don't know", a few questions at a time."""

from collections.abc import Sequence
from typing import Any

from django import forms

from hutong.lib.translating import marked
from hutong.pages.child_file.fact_form import NOT_COLLECTED, as_text, value_field
from hutong.pages.names import Names
from hutong.pages.said_forms import SaidForm
from hutong.policy.asking import Question
from hutong.policy.discretion import is_asked_of_its_holder
from hutong.policy.layouts import PLACE_FACTS
from hutong.vocabulary.facts import Fact, FactType

MOST_ASKED = 6
OF_THE_FILE = frozenset({"birth_date", "age", *PLACE_FACTS.values()})
"""What the file's own columns say: asked where they are changed."""
PREFIX = "ask."
UNKNOWN_PREFIX = "unknown."


def list_asked(questions: Sequence[Question], names: Names) -> list[Fact]:
    """The facts that the small form asks: the next best ones that fit in a field and that a family may be asked."""
    facts = names.vocabulary.facts
    fitting = (
        facts[one.fact]
        for one in questions
        if one.fact not in OF_THE_FILE
        and facts[one.fact].type is not FactType.LIST
        and not is_asked_of_its_holder(one.fact, names.vocabulary)
        and not names.discretion.hides_fact(one.fact)
    )
    return [fact for fact, _ in zip(fitting, range(MOST_ASKED), strict=False)]


class QuestionsForm(SaidForm):
    """Answers to some questions; what is left open stays open."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, facts: Sequence[Fact], names: Names, **kwargs: Any) -> None:
        super().__init__(*args, lang=names.lang, **kwargs)
        self.facts = facts
        self.unknown = self.say(marked("don't know"))
        for fact in facts:
            field = value_field(fact, lang=names.lang, required=False)
            is_chosen = isinstance(field, forms.ChoiceField)
            if isinstance(field, forms.ChoiceField):
                field.choices = [*_choices_of(field), (NOT_COLLECTED, self.unknown)]
            self.add(f"{PREFIX}{fact.name}", field, fact.question(names.lang))
            if not is_chosen:
                self.add(f"{UNKNOWN_PREFIX}{fact.name}", forms.BooleanField(required=False), self.unknown)

    def add(self, name: str, field: forms.Field, label: str) -> None:
        """One more field, its label in words already."""
        self.fields[name] = field
        self.put_into_words(field)
        field.label = label

    def answers(self) -> dict[str, str | None]:
        """The facts answered with their value as text; None where it is not known."""
        found: dict[str, str | None] = {}
        for fact in self.facts:
            value = self.cleaned_data.get(f"{PREFIX}{fact.name}")
            if value == NOT_COLLECTED or self.cleaned_data.get(f"{UNKNOWN_PREFIX}{fact.name}"):
                found[fact.name] = None
            elif value not in (None, ""):
                found[fact.name] = as_text(value)
        return found


def _choices_of(field: forms.ChoiceField) -> list[Any]:
    return list(field.choices)  # type: ignore[arg-type]
