"""Names of the vocabulary in the reader's language: benefits, facts with their values, categories, offices."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.utils import timezone

from hutong.children.discretion import PLACEMENTS, RELATIONS
from hutong.children.listed_persons import WHO, list_fields, read_persons
from hutong.children.models import Labelled, RecordedFact
from hutong.determinations.bundles import current_library
from hutong.determinations.discretion import discretion_over, hidden_labels
from hutong.lib.translating import translator
from hutong.pages.choices import name_choice
from hutong.places.queries import get_full_name
from hutong.policy.as_json import edge_value
from hutong.policy.discretion import Discretion
from hutong.policy.library import Library
from hutong.policy.ranges import DateRange, IntRange
from hutong.policy.wording import Wording
from hutong.vocabulary.facts import Fact, FactType
from hutong.vocabulary.secrecy import ALL, kinds_of

YES_AND_NO = {"true": True, "false": False}


class Names:
    """The names of one library in one language, as far as discretion lets them be told."""

    def __init__(self, library: Library, lang: str, discretion: Discretion) -> None:
        self.library, self.lang, self.discretion = library, lang, discretion
        self.vocabulary = library.vocabulary
        hidden = discretion.hidden if discretion.hidden is not None else ALL
        self.hidden_categories = frozenset() if discretion.is_lifted else hidden_labels(library, hidden)
        labels = _labels(library, lang)
        self.categories = {name: label for name, label in labels.items() if name not in self.hidden_categories}
        self.say = translator(lang)

    def benefit(self, slug: str) -> str:
        """A benefit's name; one that the library does not know keeps its own."""
        if slug not in self.vocabulary.benefits:
            return slug
        if self.discretion.hides_benefit(slug):
            return self.say("another benefit")
        return self.vocabulary.benefits[slug].label(self.lang)

    def fact(self, name: str) -> str:
        """A fact's name."""
        if self.discretion.hides_fact(name):
            return self.say("a highly sensitive matter")
        return self.vocabulary.facts[name].label(self.lang) if name in self.vocabulary.facts else name

    def value_of(self, row: RecordedFact) -> str:
        """A recorded value in words."""
        if self.discretion.hides_fact(row.name):
            return "···"
        if not row.is_collected:
            return self.say("not collected")
        known = self.vocabulary.facts.get(row.name)
        if known is None:
            return row.value
        if known.entry.aggregate:
            return self.persons(known, row.value)
        if known.type is FactType.PLACE:
            return get_full_name(row.value, on=timezone.localdate(row.recorded_at), lang=self.lang)
        value = YES_AND_NO.get(row.value, row.value) if known.type is FactType.BOOL else row.value
        told = known.shown(value, self.lang)
        return self.say("{amount} yuan").format(amount=told) if known.type is FactType.MONEY else told

    def persons(self, fact: Fact, text: str) -> str:
        """A list of persons in words: who, and what is known of each."""
        fields = list_fields(fact)
        told = []
        for person in read_persons(text):
            known = ((self.fact(name), self._yes_or_no(person.get(part))) for part, name in fields.items())
            said = self.say(", ").join(self.say(": ").join(pair) for pair in known)
            told.append(self.say("{who} ({what})").format(who=person[WHO], what=said))
        return self.say("; ").join(told)

    def _yes_or_no(self, value: object) -> str:
        if not isinstance(value, bool):
            return self.say("not known")
        return self.say("yes") if value else self.say("no")

    def known_value(self, name: str, value: object) -> str:
        """A value as the documents hold it, in words."""
        if isinstance(value, DateRange | IntRange):
            return self.say("{low} to {high}").format(low=value.low, high=value.high)
        return self.vocabulary.facts[name].shown(edge_value(name, value, self.vocabulary.facts), self.lang)

    def event(self, slug: str) -> str:
        """What an event is called; one that the vocabulary does not know keeps its own name."""
        return self.vocabulary.events[slug].label(self.lang) if slug in self.vocabulary.events else slug

    def category(self, name: str) -> str:
        """A category as the documents call it."""
        return self.categories.get(name, name)

    def may_label(self, row: Labelled) -> bool:
        """Whether a label may be told: what its name says, and by what it holds."""
        return row.label not in self.hidden_categories and not any(
            self.discretion.hides_kind(kind) for kind in kinds_of(row.secrecy)
        )

    def relation(self, relation: str) -> str:
        """What somebody is to the child."""
        if (kind := RELATIONS.get(relation)) is not None and self.discretion.hides_kind(kind):
            return self.say("somebody of the family")
        return name_choice("relation", relation, self.lang)

    def placement(self, placement: str) -> str:
        """In what kind of care the child is."""
        if (kind := PLACEMENTS.get(placement)) is not None and self.discretion.hides_kind(kind):
            return self.say("in a family")
        return name_choice("placement", placement, self.lang)

    def body(self, slug: str, *, on: date) -> str:
        """What a body is called on a day."""
        return self.vocabulary.bodies[slug].label(self.lang, on=on) if slug in self.vocabulary.bodies else slug


@lru_cache(maxsize=8)
def _labels(library: Library, lang: str) -> Mapping[str, str]:
    return Wording(library, lang).labels


def get_names(lang: str, discretion: Discretion | None = None) -> Names:
    """The names in a language, as far as they may be told: by default what may be told of everybody in one's areas."""
    return Names(current_library(), lang, discretion or discretion_over())
