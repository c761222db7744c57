"""Names of the vocabulary in the reader's language: benefits, facts with their values, categories, offices."""

from datetime import date
from functools import lru_cache

from django.utils import timezone

from hutong.children.listed_persons import WHO, list_fields, read_persons
from hutong.children.models import RecordedFact
from hutong.determinations.bundles import current_library
from hutong.lib.translating import translator
from hutong.places.queries import get_full_name
from hutong.policy import tree
from hutong.policy.as_json import edge_value
from hutong.policy.discretion import Discretion, is_asked_of_its_holder
from hutong.policy.library import Library
from hutong.policy.ranges import DateRange, IntRange
from hutong.policy.wording import Wording
from hutong.vocabulary.facts import Fact, FactType

YES_AND_NO = {"true": True, "false": False}


class Names:
    """The names of one library in one language; what is of the highest sensitivity only when ``sensitive``."""

    def __init__(self, library: Library, lang: str, *, sensitive: bool) -> None:
        self.library, self.lang = library, lang
        self.vocabulary = library.vocabulary
        self.discretion = Discretion(library.vocabulary, is_lifted=sensitive)
        self.hidden_categories = frozenset() if sensitive else list_highest(library)
        labels = Wording(library, lang).labels
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

    def category(self, name: str) -> str:
        """A category as the documents call it."""
        return self.categories.get(name, name)

    def body(self, slug: str, *, on: date) -> str:
        """What a body is called on a day."""
        return self.vocabulary.bodies[slug].label(self.lang, on=on) if slug in self.vocabulary.bodies else slug


@lru_cache(maxsize=8)
def list_highest(library: Library) -> frozenset[str]:
    """The categories that say as much as a fact of the highest sensitivity: every way into them reads one."""
    ways: dict[str, list[bool]] = {}
    for linked in library.linked.values():
        for definition in linked.definitions:
            read = (node.name for node in tree.walk(definition.condition) if isinstance(node, tree.FactRead))
            says = any(is_asked_of_its_holder(name, library.vocabulary) for name in read)
            ways.setdefault(definition.name, []).append(says)
    return frozenset(name for name, some in ways.items() if all(some))


@lru_cache(maxsize=8)
def _names_in(library: Library, lang: str, sensitive: bool) -> Names:
    return Names(library, lang, sensitive=sensitive)


def get_names(lang: str, *, sensitive: bool = False) -> Names:
    """The names in a language, kept as long as the documents are the same."""
    return _names_in(current_library(), lang, sensitive)
