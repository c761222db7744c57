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
TABLES: dict[str, dict[str, type]] = {
    "facts.toml": {"format": int, "facts": dict, "implies": list},
    "benefits.toml": {"format": int, "benefits": dict},
    "bodies.toml": {"format": int, "bodies": dict, "handover": list},
    "events.toml": {"format": int, "events": dict},
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
    files = {name: _parsed(folder / name, faults) for name in FILES}
    facts = _read_facts(files["facts.toml"], faults)
    benefits = _read_slugs(files["benefits.toml"], "benefits", Benefit, faults)
    bodies = _read_slugs(files["bodies.toml"], "bodies", Body, faults)
    events = _read_slugs(files["events.toml"], "events", Event, faults)
    handovers = _read_list(files["bodies.toml"], "handover", Handover, faults)
    facts = Facts({**facts.by_name, **_payment_facts(benefits.values())}, facts.implications)
    faults += _unknown_names(files["facts.toml"].source, facts)
    return VocabularyReading(Vocabulary(facts, benefits, bodies, events, handovers), tuple(faults))


@dataclass(frozen=True)
class _Parsed:
    """A file parsed once: its values and where its tables stand."""

    source: Source
    values: Mapping[str, Any]
    places: tuple[TablePlace, ...]

    def place(self, name: str) -> TablePlace:
        """Where the table of this name stands."""
        return next((place for place in self.places if place.name == name), TablePlace(name, 0))


def _parsed(path: Path, faults: list[Fault]) -> _Parsed:
    """The file, empty where there is none or it cannot be read; what is wrong with it as a whole is added."""
    if not path.is_file():
        return _Parsed(Source(path, ""), {}, ())
    source, unread = read_source(path)
    values, places, broken = read_toml(source)
    faults += unread or broken
    if unread or broken:
        return _Parsed(source, {}, ())
    if values.get("format") != FORMAT:
        message = f"this file does not say format = {FORMAT}"
        faults.append(source.fault("format", message, f"write format = {FORMAT} at the top"))
    parsed = _Parsed(source, values, tuple(places))
    faults += _unknown_tables(parsed)
    return parsed


def _unknown_tables(file: _Parsed) -> Iterator[Fault]:
    """Tables that this file does not have, and such as were written as a list or the other way round."""
    known = TABLES[file.source.file.name]
    for key, value in file.values.items():
        line = next((place.line for place in file.places if place.name.split(".")[0] == key), 0)
        line = file.places[0].keys[key].line if key in file.places[0].keys else line
        if key not in known:
            advice = suggest(key, known, otherwise=f"this file holds {', '.join(known)}")
            yield file.source.fault("block", f"'{key}' is not known here", advice, line=line)
        elif not isinstance(value, known[key]) or not _has_headers(key, value, file):
            shape = f"[[{key}]]" if known[key] is list else f"[{key}.name]"
            yield file.source.fault("block", f"'{key}' is not written so", f"write tables {shape}", line=line)


def _has_headers(key: str, value: object, file: _Parsed) -> bool:
    """Whether each table of a list has a header of its own; one without has no place that a fault could name."""
    return not isinstance(value, list) or len(value) == sum(place.name == key for place in file.places)


def _read_slugs(file: _Parsed, name: str, model: type[Entry], faults: list[Fault]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    places = {place.name: place for place in file.places}
    for slug, values in _table(file, name).items():
        table = places.get(f"{name}.{slug}", TablePlace(f"{name}.{slug}", 0))
        if not isinstance(values, dict):
            line = file.place(name).line
            faults.append(file.source.fault("block", f"'{slug}' is no table", f"write [{name}.{slug}]", line=line))
            continue
        entry, wrong = checked(model, {**values, "slug": slug}, table=table, source=file.source)
        faults += wrong
        if entry is not None:
            found[slug] = entry
    return found


def _table(file: _Parsed, name: str) -> Mapping[str, Any]:
    table = file.values.get(name)
    return table if isinstance(table, dict) else {}


def _read_list(file: _Parsed, name: str, model: type[Entry], faults: list[Fault]) -> tuple[Entry, ...]:
    tables = file.values.get(name)
    headers = [place for place in file.places if place.name == name]
    found: list[Entry] = []
    for raw, place in zip(tables if isinstance(tables, list) else (), headers, strict=False):
        entry, wrong = checked(model, raw, table=place, source=file.source)
        faults += wrong
        found += [entry] if entry is not None else []
    return tuple(found)


def _read_facts(file: _Parsed, faults: list[Fault]) -> Facts:
    by_name: dict[str, Fact] = {}
    places = {place.name: place for place in file.places}
    for name, values in _flat_entries(_table(file, "facts")):
        table = places.get(f"facts.{name}", TablePlace(f"facts.{name}", 0))
        if "" in values:
            line = file.place("facts").line
            faults.append(file.source.fault("block", f"'{name}' is no table", f"write [facts.{name}]", line=line))
            continue
        entry, wrong = checked(FactEntry, values, table=table, source=file.source)
        faults += wrong
        if entry is not None:
            by_name.update({fact.name: fact for fact in expand(name, entry)})
    implications = _read_list(file, "implies", ImplicationEntry, faults)
    return Facts(by_name, tuple(one for entry in implications for one in expand_implication(entry)))


def _flat_entries(raw: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, dict[str, Any]]]:
    """Entries by dotted name, whether the header was written ["parent.dead"] or [parent.dead]."""
    keys = set(FactEntry.model_fields)
    for name, values in raw.items():
        if not isinstance(values, dict):
            yield f"{prefix}{name}", {"": values}
            continue
        own = {key: value for key, value in values.items() if key in keys or not isinstance(value, dict)}
        if own or not values:
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
            secrecy=benefit.secrecy,
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
