"""What speaks at a place, compiled once per shape: definitions, grounds with the exclusions that reach them.

A shape is the set of documents that speak together (less what is repealed); places and days with the same shape share
its closures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from hutong.policy.closures import Closure, compiled, disjunction
from hutong.policy.documents import PlacedValue
from hutong.policy.library import Library
from hutong.policy.linked import Choice, Definition, Exclusion, Ground, Linked, Obligation
from hutong.vocabulary.divisions import NATION

Givers = frozenset[str] | None
"""Documents whose grants, exclusions, choices and duties count; None for all. Definitions and values come from all."""


@dataclass(frozen=True, eq=False)
class ReachedGround:
    """A ground with its condition compiled and the exclusions that reach it."""

    ground: Ground
    condition: Closure
    exclusions: tuple[tuple[Exclusion, Closure], ...]


@dataclass(frozen=True, eq=False)
class Shape:
    """The rules that speak together; of the duties those that one child's situation or an event can set going.

    Compared by identity: the memory of an evaluation is kept apart by shape.
    """

    definitions: Mapping[str, tuple[Definition, ...]]
    grounds: tuple[ReachedGround, ...]
    choices: tuple[Choice, ...]
    duties: tuple[tuple[Obligation, Closure], ...]


@dataclass(frozen=True, eq=False)
class Program:
    """A shape at a place on a day; ``place`` is None where it is unknown and only the nation speaks."""

    library: Library
    place: str | None
    on: date
    documents: tuple[Linked, ...]
    shape: Shape

    def value_of(self, address: str) -> PlacedValue | None:
        """The value of an address here and now."""
        return _value_at(self.library, self.place, self.on, address)


@lru_cache(maxsize=10_000)
def _value_at(library: Library, place: str | None, on: date, address: str) -> PlacedValue | None:
    return library.value_at(address, place, on=on)


@lru_cache(maxsize=10_000)
def program_at(library: Library, place: str | None, on: date, givers: Givers = None) -> Program:
    """What speaks at a place on a day."""
    documents = library.list_speaking(place, on=on)
    addresses = tuple(one.document.address for one in documents)
    repealed = frozenset(clause for clause, day, by in library.repeals if on >= day and by in addresses)
    # What only fills in values leaves the rules as they are: places that differ in nothing else share them.
    ruling = tuple(one.document.address for one in documents if one.has_rules)
    return Program(library, place, on, documents, _shape(library, ruling, repealed, givers))


@lru_cache(maxsize=1_000)
def _shape(library: Library, addresses: tuple[str, ...], repealed: frozenset[str], givers: Givers) -> Shape:
    documents = [library.linked[address] for address in addresses]
    giving = [one for one in documents if givers is None or one.document.address in givers]
    definitions = _definitions(documents, repealed)
    key = object()
    closures: dict[str, Closure] = {}
    for name, ways in definitions.items():
        closures[name] = disjunction(tuple(compiled(way.condition, closures, key) for way in ways))
    exclusions = [
        (one, compiled(one.condition, closures, key))
        for linked in giving
        for one in linked.exclusions
        if not _is_repealed(one.rule.address, repealed)
    ]
    grounds = tuple(
        ReachedGround(
            ground,
            compiled(ground.gated, closures, key),
            tuple((exclusion, closure) for exclusion, closure in exclusions if _reaches(exclusion, ground)),
        )
        for linked in giving
        for ground in linked.grounds
        if not _is_repealed(ground.rule.address, repealed)
    )
    duties = tuple(
        (duty, compiled(duty.condition, closures, key))
        for linked in giving
        for duty in linked.duties
        if not duty.block.standing
    )
    return Shape(definitions, grounds, tuple(one for linked in giving for one in linked.choices), duties)


def _is_repealed(address: str, repealed: frozenset[str]) -> bool:
    return any(address == clause or address.startswith(f"{clause}/") for clause in repealed)


def _reaches(exclusion: Exclusion, ground: Ground) -> bool:
    if exclusion.benefit != ground.benefit:
        return False
    return exclusion.block.reaches == "all" or exclusion.rule.document == ground.rule.document


def _definitions(documents: list[Linked], repealed: frozenset[str]) -> dict[str, tuple[Definition, ...]]:
    """Every definition in force by name: they add up, but one that replaces ends the earlier ones of its own place."""
    found: dict[str, list[Definition]] = {}
    for linked in documents:
        place = linked.document.front.place
        for definition in linked.definitions:
            if _is_repealed(definition.rule.address, repealed):
                continue
            ways = found.setdefault(definition.name, [])
            if definition.block.mode == "replaces":
                ways[:] = [way for way in ways if way.rule.document.split("/")[0] != place]
            ways.append(definition)
    return {name: tuple(ways) for name, ways in found.items()}


def local_programs(library: Library, *, on: date, givers: Givers = None) -> tuple[Program, ...]:
    """The programs of every place that has texts of its own: what might speak where a place is unknown."""
    places = sorted({one.document.front.place for one in library.list_local(on=on)})
    return tuple(program_at(library, place, on, givers) for place in places if place != NATION)
