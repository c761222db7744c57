"""The one translator: a file on a day, as known at an instant, as the facts that the documents read.

What is said of a fact comes from three places: recorded facts, what the file's own columns and tables say (birth date,
places, who cares), and receipts. Sources that differ stand side by side until a person prefers one: until then the fact
is unknown, and the difference is listed. 未采集 is unknown. Nothing is taken as no because nothing is said. What
happened goes along with its day while it is not over.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hutong.children.fact_values import BETWEEN
from hutong.children.listed_persons import read_persons
from hutong.children.models import Child
from hutong.determinations.bundles import current_library
from hutong.determinations.claims import Claim, Conflict, believed, read_together
from hutong.determinations.files import COUNTY_DIGITS, FileRows, holds, read_files
from hutong.determinations.own_words import claims_of_file
from hutong.policy.fact_values import NO, YES
from hutong.policy.situation import Situation
from hutong.vocabulary.facts import Fact, Facts, FactType

SEPARATORS = str.maketrans("，、；;", ",,,,")


@dataclass(frozen=True, slots=True)
class Translation:
    """The facts as the documents take them, how they read, and where sources differ."""

    given: Mapping[str, Any]
    situation: Situation
    held: Mapping[str, Claim]
    """For every fact given, the claim that is believed."""
    conflicts: tuple[Conflict, ...] = ()


def given_of(*, child: Child, on: date, known_at: datetime | None = None) -> dict[str, Any]:
    """The facts of a file on a day, believed at an instant (now when left out), as ``read_situation`` takes them."""
    return dict(translate(child=child, on=on, known_at=known_at).given)


def list_conflicts(*, child: Child, on: date, known_at: datetime | None = None) -> tuple[Conflict, ...]:
    """Where sources differ about a child on a day and nobody decided."""
    return translate(child=child, on=on, known_at=known_at).conflicts


def translate(*, child: Child, on: date, known_at: datetime | None = None, facts: Facts | None = None) -> Translation:
    """The facts of a file on a day with where its sources differ. Five queries."""
    (file,) = read_files([child], known_at=known_at)
    return translate_file(file, on=on, facts=facts or current_library().vocabulary.facts)


def translate_file(file: FileRows, *, on: date, facts: Facts) -> Translation:
    """The same from rows that were read: no query."""
    said: dict[str, list[Claim]] = {}
    for claim in (*_recorded(file, on=on, facts=facts), *claims_of_file(file, on=on, facts=facts)):
        said.setdefault(claim.fact, []).append(claim)
    held: dict[str, Claim] = {}
    conflicts: list[Conflict] = []
    for name in sorted(said):
        decided = believed(said[name])
        if isinstance(decided, Claim):
            held[name] = decided
        elif decided is not None:
            conflicts.append(decided)
    given, situation, impossible = read_together(held, on=on, facts=facts, about=_about(file, on))
    return Translation(given, situation, held, (*conflicts, *impossible))


def _about(file: FileRows, on: date) -> dict[str, Any]:
    """Which child it is, and what has happened and is not over."""
    happened = sorted({(row.name, row.since.isoformat()) for row in file.events if holds(row, on)})
    events = [{"event": name, "on": day} for name, day in happened]
    return {"child": str(file.child.uid), **({"events": events} if events else {})}


def _recorded(file: FileRows, *, on: date, facts: Facts) -> Iterator[Claim]:
    """What recorded facts say on the day; a name that the vocabulary no longer has is passed over."""
    for row in file.facts:
        fact = facts.by_name.get(row.name)
        if fact is not None and holds(row, on):
            value = read_text(fact, row.value) if row.is_collected else None
            yield Claim(
                row.name, value, row.source, row.since, row.until, row.recorded_at,
                is_preferred=row.is_preferred, row=row.pk,
            )  # fmt: skip


def read_text(fact: Fact, text: str) -> Any:
    """A recorded fact's text as the value that the documents read.

    >>> from hutong.vocabulary.facts import FactEntry
    >>> entry = FactEntry(type=FactType.LIST, zh="", en="", members={"a": "x.a", "b": "x.b"})
    >>> read_text(Fact("x", entry), "a、b")
    ['a', 'b']
    """
    word = text.strip()
    if fact.type is FactType.BOOL and word not in fact.entry.spread:
        lowered = word.lower()
        return True if lowered in YES else False if lowered in NO else word
    if fact.type is FactType.INT and word.isascii() and word.isdigit():
        return int(word)
    if fact.type is FactType.PLACE:
        return word[:COUNTY_DIGITS]
    if fact.type is FactType.DATE and BETWEEN in word:
        first, _, last = word.partition(BETWEEN)
        return {"from": first, "to": last}
    if fact.entry.aggregate:
        return read_persons(word)
    if word.startswith(("[", "{")):
        return _from_json(word)
    if fact.type is FactType.LIST:
        return [part.strip() for part in word.translate(SEPARATORS).split(",") if part.strip()]
    return word


def _from_json(word: str) -> Any:
    """Lists and ranges; what is no JSON goes on as it is and is refused with its fact."""
    try:
        return json.loads(word)
    except ValueError:
        return word
