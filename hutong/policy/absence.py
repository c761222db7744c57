"""Absence is declared, not assumed: "not on this list means no", for a fact, places and days.

Declared absence alone never refuses, stops or reduces anything: what rests on it is marked, and a person verifies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from hutong.lib.checked_toml import suggest
from hutong.lib.faults import Fault
from hutong.policy.blocks import Tie
from hutong.policy.closures import compiled
from hutong.policy.entry_files import read_entries
from hutong.policy.errors import PolicyUnusable
from hutong.policy.layouts import PLACE_FACTS, Evaluation, layout_for
from hutong.policy.library import Library
from hutong.policy.naming import Names
from hutong.policy.placed import Placed
from hutong.policy.predicates import parse_condition
from hutong.policy.situation import Situation
from hutong.policy.tokens import PredicateFault
from hutong.policy.tree import TRUE, Node
from hutong.vocabulary.facts import PARENTS, FactType, for_parent


class AbsenceEntry(BaseModel):
    """One ``[[absence]]``: on whose list absence means no, where, from when through when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: str
    source: str
    places: tuple[str, ...] = Field(min_length=1)
    tie: Tie = "hukou"
    start: date = Field(alias="from")
    through: date | None = None
    requires: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Absence:
    """A declaration with its condition read."""

    entry: AbsenceEntry
    facts: tuple[str, ...]
    requires: Node

    def holds_on(self, day: date) -> bool:
        """Whether the list is complete on the day."""
        entry = self.entry
        return entry.start <= day and (entry.through is None or day <= entry.through)

    def covers(self, place: str, library: Library) -> bool:
        """Whether a place lies where the list is complete."""
        return bool(set(library.ancestors(place)) & set(self.entry.places))

    def describe(self, fact: str) -> str:
        """The list and its day, as an explanation names them."""
        day = self.entry.through or self.entry.start
        return f"{fact}: {self.entry.source} ({day.isoformat()})"


def read_absences(file: Path, library: Library) -> tuple[Absence, ...]:
    """The declarations of a file. Raises PolicyUnusable with every fault."""
    faults: list[Fault] = []
    found: list[Absence] = []
    for entry, placed in read_entries(file, "absence", AbsenceEntry, faults):
        names, wrong_fact = _facts_of(entry, library, placed)
        node, wrong_text = _requires(entry, library, placed)
        faults += wrong_fact + wrong_text
        found.append(Absence(entry, names, node))
    if faults:
        raise PolicyUnusable(faults)
    return tuple(found)


def bundled_absences(folder: Path, library: Library) -> tuple[Absence, ...]:
    """The declarations that a policy folder carries; none when it has no absence.toml.

    Raises PolicyUnusable with every fault.
    """
    return read_absences(folder / "absence.toml", library)


def _facts_of(entry: AbsenceEntry, library: Library, placed: Placed) -> tuple[tuple[str, ...], list[Fault]]:
    facts = library.vocabulary.facts
    names = tuple(dict.fromkeys(for_parent(entry.fact, parent) for parent in PARENTS))
    if all(name in facts and facts[name].type is FactType.BOOL for name in names):
        return names, []
    known = [name for name, fact in facts.items() if fact.type is FactType.BOOL]
    advice = suggest(entry.fact, known, otherwise="name a yes-or-no fact of facts.toml")
    what = f"'{entry.fact}' is not a yes-or-no fact"
    return (), [placed.fault("unknown-fact", what, advice, key="fact", word=entry.fact)]


def _requires(entry: AbsenceEntry, library: Library, placed: Placed) -> tuple[Node, list[Fault]]:
    if not entry.requires:
        return TRUE, []
    try:
        return parse_condition(entry.requires, Names(library.vocabulary, frozenset(), {})), []
    except PredicateFault as wrong:
        return TRUE, [placed.predicate_fault("requires", entry.requires, wrong)]


def applied(absences: Sequence[Absence], situation: Situation, library: Library) -> tuple[Situation, Mapping[str, str]]:
    """The situation with what absence makes false, and for each such fact the list that says so."""
    lists: dict[str, str] = {}
    for absence in absences:
        if not _speaks(absence, situation, library):
            continue
        for fact in absence.facts:
            if fact not in situation.known:
                lists.setdefault(fact, absence.describe(fact))
    if not lists:
        return situation, {}
    known = {**situation.known, **{fact: False for fact in lists}}
    return replace(situation, known=known), lists


def _speaks(absence: Absence, situation: Situation, library: Library) -> bool:
    place = situation.known.get(PLACE_FACTS[absence.entry.tie])
    if not absence.holds_on(situation.on) or not isinstance(place, str) or not absence.covers(place, library):
        return False
    if absence.requires == TRUE:
        return True
    state = Evaluation(situation, layout_for(library, situation))
    return compiled(absence.requires, {}, absence)(state) is True
