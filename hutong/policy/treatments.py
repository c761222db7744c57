"""Where the decisions on ambiguities, A1 to A50 of the inventory, are followed: notes name them, to be found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hutong.policy.documents import Document
from hutong.policy.library import Library

TREATMENTS = tuple(f"A{number}" for number in range(1, 51))
MENTION = re.compile(r"(?<![A-Za-z0-9])A(?P<first>\d{1,2})(?:\s*[–—-]\s*A?(?P<last>\d{1,2}))?(?![A-Za-z0-9])")
NOTES = ("note", "note_zh", "treatment", "because")


@dataclass(frozen=True, slots=True)
class Mention:
    """A treatment named somewhere: at a rule, a value, in a front matter or in a gist."""

    treatment: str
    address: str
    line: int


def list_mentions(library: Library) -> list[Mention]:
    """Every mention, by treatment and then in the order of the documents."""
    found = [mention for document in library.list_documents() for mention in _of_document(document)]
    return sorted(dict.fromkeys(found), key=lambda one: int(one.treatment[1:]))


def list_unmentioned(mentions: list[Mention]) -> list[str]:
    """The treatments that no note names."""
    named = {one.treatment for one in mentions}
    return [one for one in TREATMENTS if one not in named]


def _of_document(document: Document) -> Iterator[Mention]:
    placed = document.front_placed
    yield from _in(f"{document.front.note} {document.front.note_zh}", document.address, placed.source.offset + 1)
    for clause in document.clauses:
        yield from _in(clause.gist, f"{document.address}#{clause.key}", clause.line)
        for rule in clause.rules:
            line = rule.placed.source.offset + rule.placed.table.line + 1
            yield from _in(_notes(rule.block), rule.address, line)
    for value in document.values:
        line = value.placed.source.offset + value.placed.table.line + 1
        yield from _in(_notes(value.entry), value.address, line)


def _notes(written: object) -> str:
    return " ".join(str(getattr(written, name, "")) for name in NOTES)


def _in(text: str, address: str, line: int) -> Iterator[Mention]:
    for match in MENTION.finditer(text):
        first, last = int(match["first"]), int(match["last"] or match["first"])
        for number in range(first, last + 1):
            if f"A{number}" in TREATMENTS:
                yield Mention(f"A{number}", address, line)
