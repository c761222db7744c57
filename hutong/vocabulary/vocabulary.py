"""The four vocabularies of a policy folder, read once: facts, benefits, bodies, events."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from hutong.lib.checked_toml import Source, checked, read_source, read_toml, suggest
from hutong.lib.faults import Fault
from hutong.lib.toml_lines import TablePlace
from hutong.vocabulary.benefits import Benefit
from hutong.vocabulary.bodies import Body, Handover
from hutong.vocabulary.errors import VocabularyUnusable
from hutong.vocabulary.events import Event
from hutong.vocabulary.facts import (
    PARENT_PREFIX,
    Fact,
    FactEntry,
    Facts,
    FactType,
    ImplicationEntry,
    Label,
    expand,
    expand_implication,
)

FORMAT = 1
FILES = ("facts.toml", "benefits.toml", "bodies.toml", "events.toml")
TABLES = {
    "facts.toml": ("format", "facts", "implies"),
    "benefits.toml": ("format", "benefits"),
    "bodies.toml": ("format", "bodies", "handover"),
    "events.toml": ("format", "events"),
}
Entry = TypeVar("Entry", bound=BaseModel)


@dataclass(frozen=True)
class Vocabulary:
    """Every name that a policy document may use."""

    facts: Facts
    benefits: Mapping[str, Benefit]
    bodies: Mapping[str, Body]
    events: Mapping[str, Event]
    handovers: tuple[Handover, ...]

    def body_on(self, slug: str, *, benefit: Benefit | None, on: date) -> str:
        """The body that holds this work on a day, after the reforms that moved it."""
        for move in self.handovers:
            concerned = benefit is not None and (benefit.system in move.systems or benefit.slug in move.benefits)
            if move.giver == slug and move.on <= on and concerned:
                return move.taker
        return slug


@dataclass(frozen=True)
class VocabularyReading:
    """A vocabulary as far as it could be read, and all that is wrong with its files."""

    vocabulary: Vocabulary
    faults: tuple[Fault, ...]


def load_vocabulary(folder: Path) -> Vocabulary:
    """The vocabulary of a policy folder.

    Raises VocabularyUnusable when any of its files has a fault.
    """
    reading = read_vocabulary(folder)
    if reading.faults:
        raise VocabularyUnusable(reading.faults)
    return reading.vocabulary


def read_vocabulary(folder: Path) -> VocabularyReading:
    """The vocabulary and every fault of its four files."""
    faults: list[Fault] = []
    sources = {name: _source(folder / name, faults) for name in FILES}
    facts = _read_facts(sources["facts.toml"], faults)
    benefits = _read_slugs(sources["benefits.toml"], "benefits", Benefit, faults)
    bodies = _read_slugs(sources["bodies.toml"], "bodies", Body, faults)
    events = _read_slugs(sources["events.toml"], "events", Event, faults)
    handovers = _read_list(sources["bodies.toml"], "handover", Handover, faults)
    facts = Facts({**facts.by_name, **_payment_facts(benefits.values())}, facts.implications)
    faults += _unknown_names(sources["facts.toml"], facts)
    return VocabularyReading(Vocabulary(facts, benefits, bodies, events, handovers), tuple(faults))


def _source(path: Path, faults: list[Fault]) -> Source:
    """The file's text; an empty one where there is no file or it cannot be read."""
    empty = Source(path, f"format = {FORMAT}\n")
    if not path.is_file():
        return empty
    source, unread = read_source(path)
    faults += unread
    return empty if unread else source


def _tables(source: Source, name: str, faults: list[Fault]) -> tuple[dict[str, Any], dict[str, TablePlace]]:
    """The tables ``[name.x]`` by x, with their places; faults of the text are added once."""
    values, places, broken = read_toml(source)
    faults += [fault for fault in broken if fault not in faults]
    if not broken and values.get("format") != FORMAT:
        fault = source.fault(
            "format", f"this file does not say format = {FORMAT}", f"write format = {FORMAT} at the top"
        )
        faults += [fault] if fault not in faults else []
    faults += [fault for fault in _unknown_tables(values, places, source) if fault not in faults]
    by_name = {place.name.removeprefix(f"{name}."): place for place in places if place.name.startswith(f"{name}.")}
    table = values.get(name, {})
    return (table if isinstance(table, dict) else {}), by_name


def _unknown_tables(values: dict[str, Any], places: list[TablePlace], source: Source) -> Iterator[Fault]:
    known = TABLES[source.file.name]
    for key in values:
        if key not in known:
            line = next((place.line for place in places if place.name.split(".")[0] == key), 0)
            line = places[0].keys[key].line if key in places[0].keys else line
            advice = suggest(key, known, otherwise=f"this file holds {', '.join(known)}")
            yield source.fault("block", f"'{key}' is not known here", advice, line=line)


def _read_slugs(source: Source, name: str, model: type[Entry], faults: list[Fault]) -> dict[str, Entry]:
    raw, places = _tables(source, name, faults)
    found: dict[str, Entry] = {}
    for slug, values in raw.items():
        entry, wrong = checked(model, {**values, "slug": slug}, table=_place(places, slug, name), source=source)
        faults += wrong
        if entry is not None:
            found[slug] = entry
    return found


def _place(places: Mapping[str, TablePlace], slug: str, name: str) -> TablePlace:
    return places.get(slug, TablePlace(f"{name}.{slug}", 0))


def _read_list(source: Source, name: str, model: type[Entry], faults: list[Fault]) -> tuple[Entry, ...]:
    values, places, _ = read_toml(source)
    headers = [place for place in places if place.name == name]
    found: list[Entry] = []
    for raw, place in zip(values.get(name, []), headers, strict=False):
        entry, wrong = checked(model, raw, table=place, source=source)
        faults += wrong
        found += [entry] if entry is not None else []
    return tuple(found)


def _read_facts(source: Source, faults: list[Fault]) -> Facts:
    raw, places = _tables(source, "facts", faults)
    by_name: dict[str, Fact] = {}
    for name, values in _flat_entries(raw):
        entry, wrong = checked(FactEntry, values, table=_place(places, name, "facts"), source=source)
        faults += wrong
        if entry is not None:
            by_name.update({fact.name: fact for fact in expand(name, entry)})
    implications = _read_list(source, "implies", ImplicationEntry, faults)
    return Facts(by_name, tuple(one for entry in implications for one in expand_implication(entry)))


def _flat_entries(raw: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, dict[str, Any]]]:
    """Entries by dotted name, whether the header was written ["parent.dead"] or [parent.dead]."""
    keys = set(FactEntry.model_fields)
    for name, values in raw.items():
        if not isinstance(values, dict):
            continue
        own = {key: value for key, value in values.items() if key in keys or not isinstance(value, dict)}
        if own:
            yield f"{prefix}{name}", own
        yield from _flat_entries({key: value for key, value in values.items() if key not in own}, f"{prefix}{name}.")


def _payment_facts(benefits: Iterable[Benefit]) -> dict[str, Fact]:
    """``receives.b`` and ``receives.b.amount`` for every benefit that pays money."""
    facts: dict[str, Fact] = {}
    for benefit in benefits:
        if benefit.delivery != "cash":
            continue
        received = FactEntry(
            type=FactType.BOOL,
            zh=f"正在领取{benefit.zh}",
            en=f"receives {benefit.en}",
            ask_zh=f"孩子现在领不领“{benefit.zh}”？",
            ask_en=f"Does the child now receive the {benefit.en}?",
            holder=benefit.by,
            sensitivity=benefit.sensitivity,
            fresh_days=31,
        )
        amount = received.model_copy(
            update={
                "type": FactType.MONEY,
                "unit": "yuan_per_month",
                "zh": f"{benefit.zh}每月领取金额",
                "en": f"{benefit.en}, yuan a month in payment",
                "ask_zh": f"“{benefit.zh}”每月领多少元？",
                "ask_en": f"How many yuan a month is the {benefit.en} now?",
                "after": f"receives.{benefit.slug}",
            }
        )
        for name, entry in (
            (f"receives.{benefit.slug}", received),
            (f"receives.{benefit.slug}.amount", amount),
        ):
            facts[name] = Fact(name, entry)
    return facts


def _unknown_names(source: Source, facts: Facts) -> list[Fault]:
    """Names inside the entries that no entry declares."""
    faults: list[Fault] = []
    lines = source.text.splitlines()

    reported: set[str] = set()
    known = [*facts, *(f"{PARENT_PREFIX}{name[7:]}" for name in facts if name.startswith("father."))]

    def fault(name: str, where: str) -> None:
        written = name.replace("father.", PARENT_PREFIX, 1).replace("mother.", PARENT_PREFIX, 1)
        if name in facts or written in reported:
            return
        reported.add(written)
        line = next((number for number, text in enumerate(lines) if name in text or written in text), 0)
        word = name if name in lines[line] else written
        column = max(lines[line].find(word), 0)
        faults.append(
            source.fault(
                "unknown-fact",
                f"{where} names '{word}', which is not a fact",
                suggest(word, known, otherwise="declare it in this file or take the name out"),
                line=line,
                column=column,
                length=len(word) if word in lines[line] else 0,
            )
        )

    for fact in facts.values():
        _each_name(fact, fault)
    for implication in facts.implications:
        for name in (implication.fact, *implication.then):
            fault(name, "an [[implies]] table")
    return faults


def _each_name(fact: Fact, found: Callable[[str, str], None]) -> None:
    entry = fact.entry
    names = [entry.since, entry.after, entry.derive.source if entry.derive else ""]
    names += [name for facts in entry.spread.values() for name in facts]
    names += [*entry.members.values(), *entry.aggregate]
    for name in filter(None, names):
        found(name, f"the fact '{fact.name}'")


__all__ = ["Label", "Vocabulary", "VocabularyReading", "load_vocabulary", "read_vocabulary"]
