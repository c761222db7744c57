"""Whether two libraries, or two days, decide alike at a place: rules brought to fingerprints, benefit by benefit.

What a draft changes, by clause, is found in ``ahead/differing_rules.py``; here is told what may be kept of an earlier
run, whose documents nobody has any more. What is compared is what findings are made of: grounds, exclusions,
definitions, choices and values as they speak at a place on a day. A fingerprint that differs may still decide alike;
equal fingerprints never decide differently.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeAlias

from hutong.policy import tree
from hutong.policy.absence import Absence
from hutong.policy.blocks import Tie
from hutong.policy.collection import Library
from hutong.policy.programs import Givers, Program, ReachedGround, local_programs, program_at
from hutong.policy.tree import Node

Prints: TypeAlias = Mapping[str, str]
"""Fingerprints by benefit."""
DIGITS = 16


@dataclass
class RulePrints:
    """Fingerprints of what one library decides on one day."""

    library: Library
    on: date
    givers: Givers = None
    absences: Sequence[Absence] = ()
    _texts: dict[tuple[int, Tie], Mapping[str, str]] = field(default_factory=dict)
    _prints: dict[tuple[Tie, str | None], Prints] = field(default_factory=dict)

    @cached_property
    def ground_rules(self) -> str:
        """What bears on every finding: what facts fix about others, the order of benefits, declared absence."""
        words = self.library.vocabulary
        facts = [f"{name} {fact.entry!r}" for name, fact in words.facts.items()]
        absences = [f"{one.entry!r} {one.requires!r}" for one in self.absences if one.holds_on(self.on)]
        return _digest([*facts, repr(words.facts.implications), *words.benefits, *absences])

    def of(self, tie: Tie, county: str | None) -> Prints:
        """The benefits that are given or chosen between at a place (None where it is unknown, "" for no hukou)."""
        if (tie, county) not in self._prints:
            self._prints[tie, county] = self._of(tie, county)
        return self._prints[tie, county]

    def _of(self, tie: Tie, county: str | None) -> Prints:
        programs = [program_at(self.library, county or None, self.on, self.givers)]
        if county is None:
            programs += local_programs(self.library, on=self.on, givers=self.givers)
        found: dict[str, list[str]] = {}
        for program in programs:
            for benefit, text in self._said(program, tie).items():
                found.setdefault(benefit, []).append(f"{text} {self._values(program, tie, benefit)}")
        return {benefit: _digest(texts) for benefit, texts in found.items()}

    def _said(self, program: Program, tie: Tie) -> Mapping[str, str]:
        """What a program says of each benefit, without its values; places with the same rules share it."""
        key = (id(program.shape), tie)
        if key not in self._texts:
            found: dict[str, list[str]] = {}
            for reached in _grounds(program, tie):
                found.setdefault(reached.ground.benefit, []).extend(_ground(reached, program))
            for choice in program.shape.choices:
                block = choice.block
                text = repr((choice.rule.address, block.benefits, block.by, block.fact, block.reaches))
                for benefit in block.benefits:
                    found.setdefault(benefit, []).append(text)
            self._texts[key] = {benefit: _digest(texts) for benefit, texts in found.items()}
        return self._texts[key]

    def _values(self, program: Program, tie: Tie, benefit: str) -> str:
        """The numbers that the benefit's amounts read here and now."""
        addresses = {
            leaf.address
            for reached in _grounds(program, tie)
            if reached.ground.benefit == benefit
            for node in _nodes(reached)
            for leaf in tree.walk(node)
            if isinstance(leaf, tree.Value)
        }
        said = []
        for address in sorted(addresses):
            placed = program.value_of(address)
            units = tuple(one.entry.unit for one in self.library.values.get(address, ()))
            entry = placed.entry if placed else None
            said.append(repr((address, units, placed and placed.address, entry and (entry.amount, entry.state))))
        return _digest(said)


def _leaves_through(node: Node, definitions: Mapping[str, Sequence[Node]]) -> Iterator[Node]:
    """Every part of a condition, and of what its names mean."""
    waiting, seen = [node], set[str]()
    while waiting:
        for leaf in tree.walk(waiting.pop()):
            yield leaf
            if isinstance(leaf, tree.Defined) and leaf.name not in seen:
                seen.add(leaf.name)
                waiting += definitions.get(leaf.name, ())


def _grounds(program: Program, tie: Tie) -> list[ReachedGround]:
    return [one for one in program.shape.grounds if one.ground.tie == tie]


def _nodes(reached: ReachedGround) -> list[Node]:
    ground = reached.ground
    return [
        ground.gated,
        *(amount for _, amount in ground.amounts),
        *(exclusion.condition for exclusion, _ in reached.exclusions),
    ]


def _ground(reached: ReachedGround, program: Program) -> list[str]:
    """A ground in full: what it asks, gives and excludes, by which clauses, and what the names in it mean here."""
    ground, definitions = reached.ground, program.shape.definitions
    said = [
        repr((ground.rule.address, ground.strength, ground.block.adopts, ground.gated, ground.amounts)),
        *(repr((one.rule.address, one.block.treatment, one.condition)) for one, _ in reached.exclusions),
    ]
    conditions = {name: [way.condition for way in ways] for name, ways in definitions.items()}
    names = {
        leaf.name
        for node in _nodes(reached)
        for leaf in _leaves_through(node, conditions)
        if isinstance(leaf, tree.Defined)
    }
    said += [
        repr((name, [(way.rule.address, way.condition) for way in definitions.get(name, ())])) for name in sorted(names)
    ]
    return said


def _digest(texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()[:DIGITS]
