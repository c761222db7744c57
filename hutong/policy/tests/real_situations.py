"""Random children of the documents that come with the package: worked examples with facts left out and facts added."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from hutong.lib.money import yuan_from_fen
from hutong.policy.collection import Library
from hutong.policy.errors import SituationRefused
from hutong.policy.ranges import DateRange, IntRange
from hutong.policy.situation import Situation, read_situation
from hutong.vocabulary.facts import Fact, FactType

DAYS = (date(2018, 6, 1), date(2025, 6, 1), date(2026, 6, 1))
PLACES = ("431022", "431000", "500110", "440100")
YUAN = ("0", "1", "99", "300", "600", "800", "1000", "2000", "20000")
COUNTS = (0, 1, 3, 6, 12, 24, 36, 60, 100)


@dataclass(frozen=True)
class Child:
    """What was given about a child, in words that can be given again, and what was read from it."""

    given: Mapping[str, Any]
    situation: Situation

    @property
    def on(self) -> date:
        return self.situation.on


def list_askable(library: Library) -> list[Fact]:
    """The facts that can be given as one value."""
    return [
        fact
        for fact in library.vocabulary.facts.values()
        if not fact.entry.input_only and fact.type is not FactType.LIST and not fact.entry.derive
    ]


def list_values(fact: Fact, *, on: date) -> list[object]:
    """Values that are worth trying for a fact, all of them where it has few."""
    if fact.type is FactType.DATE:
        return [on - timedelta(days=step * 211) for step in range(36)]
    few: dict[FactType, list[object]] = {
        FactType.BOOL: [True, False],
        FactType.INT: list(COUNTS),
        FactType.MONEY: list(YUAN),
        FactType.ENUM: list(fact.values),
        FactType.PLACE: list(PLACES),
    }
    return few.get(fact.type, ["a text"])


def learn(child: Child, name: str, value: object, library: Library) -> Child | None:
    """The same child with one more fact; None when it cannot be so."""
    return _read({**child.given, name: value}, child.on, library)


def _read(given: Mapping[str, Any], on: date, library: Library) -> Child | None:
    try:
        return Child(given, read_situation(given, on=on, facts=library.vocabulary.facts))
    except SituationRefused:
        return None


def _as_given(situation: Situation, library: Library) -> Iterator[tuple[str, object]]:
    """The facts that were given, not those that follow, as they can be given again."""
    for name, value in situation.known.items():
        fact = library.vocabulary.facts[name]
        if name in situation.because or fact.entry.derive or isinstance(value, DateRange | IntRange):
            continue
        if fact.type is FactType.MONEY and isinstance(value, int):
            value = yuan_from_fen(value)
        yield name, value


@st.composite
def children(draw: st.DrawFn, library: Library) -> Child:
    """A child of a worked example, some facts forgotten, some added, on the example's day or another."""
    entries = [example.entry for document in library.list_documents() for example in document.examples]
    entry = draw(st.sampled_from(entries))
    on = draw(st.sampled_from((entry.on, *DAYS)))
    first = _read(entry.given, on, library)
    if first is None:
        return Child({}, Situation(on, {}))
    facts = dict(_as_given(first.situation, library))
    forgotten = draw(st.sets(st.sampled_from(sorted(facts)), max_size=4)) if facts else set()
    given = {name: value for name, value in facts.items() if name not in forgotten}
    for fact in draw(st.lists(st.sampled_from(list_askable(library)), max_size=4)):
        given.setdefault(fact.name, draw(st.sampled_from(list_values(fact, on=on))))
    return _read(given, on, library) or first
