"""Absence is declared, not assumed: "not on this list means no", for a fact, places and days.

Declared absence alone never refuses, stops or reduces anything: what rests on it is marked, and a person verifies.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from hutong.lib.checked_toml import Source, checked, read_toml, suggest
from hutong.lib.faults import Fault
from hutong.policy.blocks import Tie
from hutong.policy.closures import compiled
from hutong.policy.errors import PolicyUnusable
from hutong.policy.layouts import PLACE_FACTS, Evaluation, layout_for
from hutong.policy.library import Library
from hutong.policy.naming import Names
from hutong.policy.predicates import parse_condition
from hutong.policy.situation import Situation
from hutong.policy.tokens import PredicateFault
from hutong.policy.tree import TRUE, Node
from hutong.vocabulary.facts import FactType, for_parent


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

    def describe(self, fact: str) -> str:
        """The list and its day, as an explanation names them."""
        day = self.entry.through or self.entry.start
        return f"{fact}: {self.entry.source} ({day.isoformat()})"


def read_absences(file: Path, library: Library) -> tuple[Absence, ...]:
    """The declarations of a file. Raises PolicyUnusable with every fault."""
    source = Source(file, file.read_text(encoding="utf-8"))
    raw, places, faults = read_toml(source)
    found: list[Absence] = []
    headers = [place for place in places if place.name == "absence"]
    for values, table in zip(raw.get("absence", []), headers, strict=False):
        entry, wrong = checked(AbsenceEntry, values, table=table, source=source)
        faults += wrong
        if entry is None:
            continue
        names, faulty = _facts_of(entry, library, source, table.line)
        node, unread = _requires(entry, library, source, table.line)
        faults += faulty + unread
        found.append(Absence(entry, names, node))
    if faults:
        raise PolicyUnusable(faults)
    return tuple(found)


def bundled_absences(folder: Path, library: Library) -> tuple[Absence, ...]:
    """The declarations that a policy folder carries; none when it has no absence.toml."""
    file = folder / "absence.toml"
    if not file.is_file() or not tomllib.loads(file.read_text(encoding="utf-8")).get("absence"):
        return ()
    return read_absences(file, library)


def _facts_of(entry: AbsenceEntry, library: Library, source: Source, line: int) -> tuple[tuple[str, ...], list[Fault]]:
    facts = library.vocabulary.facts
    names = tuple(dict.fromkeys(for_parent(entry.fact, parent) for parent in ("father", "mother")))
    wrong = [name for name in names if name not in facts or facts[name].type is not FactType.BOOL]
    if not wrong:
        return names, []
    advice = suggest(wrong[0], facts, otherwise="name a yes-or-no fact of facts.toml")
    return (), [source.fault("unknown-fact", f"'{entry.fact}' is not a yes-or-no fact", advice, line=line)]


def _requires(entry: AbsenceEntry, library: Library, source: Source, line: int) -> tuple[Node, list[Fault]]:
    if not entry.requires:
        return TRUE, []
    try:
        return parse_condition(entry.requires, Names(library.vocabulary, frozenset(), {})), []
    except PredicateFault as wrong:
        return TRUE, [source.fault(wrong.code, wrong.message, wrong.remedy, line=line)]


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
    entry, on = absence.entry, situation.on
    if on < entry.start or (entry.through is not None and on > entry.through):
        return False
    place = situation.known.get(PLACE_FACTS[entry.tie])
    if not isinstance(place, str) or not set(library.ancestors(place)) & set(entry.places):
        return False
    if absence.requires == TRUE:
        return True
    state = Evaluation(situation, layout_for(library, situation))
    return compiled(absence.requires, {}, absence)(state) is True


__all__ = ["Absence", "AbsenceEntry", "applied", "bundled_absences", "read_absences"]
