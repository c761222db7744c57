"""Searching the library by words: clauses, benefits, facts, figures, definitions, all in one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from hutong.pages.library.citing import gist_in, heading_of
from hutong.pages.library.links import written_once
from hutong.pages.library.loaded import get_library
from hutong.pages.library.rules import RuleShown, label_of_fact, list_rules

MOST_WORDS = 8
AROUND = 60


@dataclass(frozen=True)
class Entry:
    """Something that can be found: where it is, its heading, everything it says."""

    kind: str
    name: str
    title: str
    text: str
    folded: str

    @property
    def address(self) -> str:
        """Where a clause is read."""
        document, _, clause = self.name.partition("#")
        return reverse("library_clause", args=(document, clause))


@dataclass(frozen=True)
class Found:
    """An entry with the place in its text where the words stand."""

    entry: Entry
    before: str
    match: str
    after: str


def search(text: str, lang: str) -> list[Found]:
    """Entries that hold every word; those with a word in the heading first."""
    words = text.casefold().split()[:MOST_WORDS]
    if not words:
        return []
    held = [one for one in _entries(lang) if all(word in one.folded for word in words)]
    held.sort(key=lambda one: -sum(word in one.title.casefold() for word in words))
    return [_found(one, words[0]) for one in held]


def _found(entry: Entry, word: str) -> Found:
    at = entry.text.casefold().find(word)
    if at < 0:
        return Found(entry, entry.text[: 2 * AROUND], "", "…" if len(entry.text) > 2 * AROUND else "")
    start, end = max(at - AROUND, 0), at + len(word)
    before = ("…" if start else "") + entry.text[start:at]
    after = entry.text[end : end + AROUND] + ("…" if end + AROUND < len(entry.text) else "")
    return Found(entry, before, entry.text[at:end], after)


@cache
def _entries(lang: str) -> tuple[Entry, ...]:
    return (*_benefits(lang), *_clauses(lang), *_facts(lang))


def _entry(kind: str, name: str, title: str, texts: Iterator[str], *, also: str = "") -> Entry:
    """``also`` is found but not shown."""
    text = " ".join(" ".join(texts).split())
    return Entry(kind, name, title, text, f"{title} {name} {text} {also}".casefold())


def _benefits(lang: str) -> Iterator[Entry]:
    for one in get_library().vocabulary.benefits.values():
        proof = one.proof_zh if lang == "zh" else one.proof_en
        yield _entry(
            "benefit",
            one.slug,
            one.label(lang),
            iter((proof, one.note if lang == "en" else "")),
            also=f"{one.zh} {one.en}",
        )


def _clauses(lang: str) -> Iterator[Entry]:
    for document in get_library().list_documents():
        for clause in document.clauses:
            rules = list_rules(document.address, clause.key, lang)
            texts = (*gist_in(clause.gist, lang), *(text for rule in rules for text in _texts_of(rule)))
            title = f"{document.front.number} {heading_of(clause)}"
            yield _entry("clause", f"{document.address}#{clause.key}", title, iter(texts))


def _texts_of(rule: RuleShown) -> Iterator[str]:
    yield rule.title
    yield rule.link.words if rule.link else ""
    for row in rule.rows:
        yield row.text
        yield row.written
    yield from (fact.words for fact in rule.facts)


def _facts(lang: str) -> Iterator[Entry]:
    for name, fact in get_library().vocabulary.facts.items():
        if written_once(name) == name and not name.startswith("receives."):
            yield _entry("fact", name, label_of_fact(name, lang), iter((fact.question(lang), fact.entry.note)))
