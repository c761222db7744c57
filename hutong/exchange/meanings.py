"""The meanings that a person may give to a column, as words of a list: ``father in prison (father.imprisoned)``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from hutong.children.words import get_vocabulary
from hutong.exchange.errors import MeaningUnknown
from hutong.exchange.particulars import LABELS
from hutong.ledgers.mapping import ColumnRule
from hutong.lib.translating import marked, translator
from hutong.vocabulary.facts import FactType

ROLES = {
    "name": marked("the child's name"),
    "identity": marked("the child's identity number"),
    "sex": marked("the child's sex"),
    "key": marked("the ledger's own number of the child"),
}
SEVERAL = marked("several facts by its words")
DISABILITY = marked("kind and grade of disability")
CERTIFICATE = marked("number of the disability certificate")
KEY = re.compile(r"[(（]([\w.]+)[)）]\s*$")


@dataclass
class Meanings:
    """In one language."""

    lang: str

    @cached_property
    def words(self) -> dict[str, str]:
        """The words of every meaning, by what is written in their brackets."""
        say = translator(self.lang)
        facts = {
            name: f"{fact.label(self.lang)} ({name})"
            for name, fact in get_vocabulary().facts.items()
            if fact.entry.derive is None and fact.type is not FactType.LIST
        }
        roles = {key: f"{say(label)} ({key})" for key, label in ROLES.items()}
        return roles | {key: f"{say(label)} ({key})" for key, label in LABELS.items()} | facts

    def __iter__(self) -> Iterator[str]:
        return iter(self.words.values())

    def words_of(self, rule: ColumnRule | None, particular: str | None) -> str:
        """What a column means, as the list says it; "" where it is not read."""
        if particular:
            return self.words.get(particular, particular)
        if rule is None or not rule.is_read:
            return ""
        say = translator(self.lang)
        if rule.role:
            return self.words[rule.role]
        if rule.ends or rule.begins:
            sentence = say("last day of “{header}”") if rule.ends else say("first day of “{header}”")
            return sentence.format(header=rule.ends or rule.begins)
        if rule.reads:
            return say(DISABILITY if rule.reads == "disability" else CERTIFICATE)
        if rule.values:
            return say(SEVERAL)
        return self.words.get(rule.fact, rule.fact)

    def read(self, header: str, words: str) -> tuple[ColumnRule | None, str]:
        """A rule or a particular from words of the list; neither for "". Raises MeaningUnknown."""
        text = words.strip()
        if not text:
            return None, ""
        found = KEY.search(text)
        key = found[1] if found else text
        if key in ROLES:
            return ColumnRule.model_validate({"header": header, "role": key}), ""
        if key in LABELS:
            return None, key
        if key in get_vocabulary().facts:
            return ColumnRule(header=header, fact=key), ""
        raise MeaningUnknown(meaning=text[:60])
