"""The facts of one row while its cells are read: who said what, what is only implied, what contradicts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hutong.ledgers.faults import CellRefused
from hutong.vocabulary.facts import Fact, Facts, FactType, Implication


@dataclass(slots=True)
class Said:
    """A value and the column it came from; weak = follows from another cell, and gives way to what is written."""

    value: Any
    column: int
    weak: bool = False


@dataclass
class Gathering:
    """Facts by name. `put` refuses a second, different value and names the column of the first."""

    facts: Facts
    headers: Mapping[int, str]
    said: dict[str, Said] = field(default_factory=dict)

    def put(self, name: str, value: Any, *, column: int, weak: bool = False) -> None:
        fact = self.facts[name]
        for other, part in _expand(fact, value):
            self._put_one(other, part, column=column, weak=weak)

    def _put_one(self, name: str, value: Any, *, column: int, weak: bool) -> None:
        before = self.said.get(name)
        if before is None or (before.weak and not weak):
            self.said[name] = Said(value, column, weak)
        elif before.value == value or (weak and not before.weak):
            return
        elif weak:
            # Two cells imply opposite things and none of them says it: nobody knows.
            before.value = None
        else:
            fact = self.facts[name]
            other = self.headers.get(before.column, "")
            raise CellRefused("contradiction", other=other, fact_zh=fact.zh, fact_en=fact.en)

    def limit(self, column: int, **ends: date) -> None:
        """Give what a column says its first or last day: `since` or `until`."""
        for said in self.said.values():
            if said.column != column or said.value is None or said.value is False:
                continue
            dated = said.value if isinstance(said.value, dict) and "value" in said.value else {"value": said.value}
            said.value = dated | ends
            if dated.get("since") and dated.get("until") and said.value["since"] > said.value["until"]:
                raise CellRefused("span_order")

    def list_impossible(self) -> Iterator[tuple[int, CellRefused]]:
        """What the row says and what that rules out; weak values give way without a word."""
        for implication in self.facts.implications:
            said = self.said.get(implication.fact)
            if said is None or said.weak or said.value is not implication.holds:
                continue
            for name, value in implication.then.items():
                other = self.said.get(name)
                if other is None or other.value is None or _get_plain(other.value) == value:
                    continue
                if other.weak:
                    other.value = None
                    continue
                yield max(other.column, said.column), self._get_refusal(implication, name)

    def _get_refusal(self, implication: Implication, name: str) -> CellRefused:
        first, second = self.facts[implication.fact], self.facts[name]
        return CellRefused(
            "impossible",
            first_zh=first.zh,
            first_en=first.en,
            second_zh=second.zh,
            second_en=second.en,
            because_zh=implication.because.zh,
            because_en=implication.because.en,
        )

    def get_facts(self) -> dict[str, Any]:
        """The facts in the shape that a determination takes; what nobody knows is left out."""
        return {name: said.value for name, said in self.said.items() if said.value is not None}


def _get_plain(value: Any) -> Any:
    return value["value"] if isinstance(value, dict) and "value" in value else value


def _expand(fact: Fact, value: Any) -> Iterator[tuple[str, Any]]:
    """A word that sets several facts, a list that settles all its members; anything else as it is."""
    if isinstance(value, str) and value in fact.entry.spread:
        yield from fact.entry.spread[value].items()
    elif fact.type is FactType.LIST and isinstance(value, list):
        if not all(isinstance(word, str) and word in fact.entry.members for word in value):
            raise CellRefused("word", words="、".join(fact.entry.members))
        for word, name in fact.entry.members.items():
            yield name, word in value
    else:
        yield fact.name, value
