"""Which facts decide some benefits: what their rules read, and every fact that can fix one of these.

A population has hundreds of columns and a question usually needs a dozen: the others are not even read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from hutong.policy import tree
from hutong.policy.absence import Absence
from hutong.policy.blocks import TIES, Tie
from hutong.policy.collection import Library
from hutong.policy.layouts import HAS_HUKOU, PLACE_FACTS
from hutong.policy.situation import PAYMENT
from hutong.policy.tree import Node
from hutong.screening.tables import CHILD
from hutong.vocabulary.facts import Fact, Facts

AMOUNT = ".amount"
ENDS = (".from", ".to", ".since", ".until")


@dataclass(frozen=True)
class Needed:
    """The facts that decide, the kinds of place that bear on them, and those at which the benefits are given."""

    facts: frozenset[str]
    ties: tuple[Tie, ...]
    given: tuple[Tie, ...]

    def of(self, columns: Sequence[str]) -> tuple[str, ...]:
        """Those of the columns that say something of these facts, and who the child is."""
        return tuple(name for name in columns if name == CHILD or _without_end(name) in self.facts)

    def places_of(self, columns: Sequence[str]) -> tuple[str, ...]:
        """Those of the columns that say where a child is given these benefits."""
        named = {PLACE_FACTS[tie] for tie in self.given}
        return tuple(name for name in columns if _without_end(name) in named)


def find_needed(
    libraries: Iterable[Library],
    benefits: Iterable[str],
    absences: Iterable[Absence] = (),
    *,
    besides: Iterable[str] = (),
) -> Needed:
    """What decides these benefits in any of the libraries, and others that are computed ``besides``."""
    asked_for, finding = frozenset(benefits), _Finding(tuple(libraries))
    finding.benefits(asked_for.union(besides))
    for absence in absences:
        finding.names |= set(absence.facts) | {PLACE_FACTS[absence.entry.tie]}
        finding.node(absence.requires)
    facts = finding.libraries[0].vocabulary.facts
    ties = tuple(tie for tie in TIES if tie in finding.ties)
    names = finding.names | {PLACE_FACTS[tie] for tie in ties} | {HAS_HUKOU}
    given = finding.given_at(asked_for)
    return Needed(frozenset(_with_what_fixes(names, facts)), ties, tuple(tie for tie in TIES if tie in given))


@dataclass
class _Finding:
    libraries: tuple[Library, ...]
    names: set[str] = field(default_factory=set)
    ties: set[Tie] = field(default_factory=set)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def given_at(self, benefits: frozenset[str]) -> set[Tie]:
        """The kinds of place at which some benefits are given."""
        grounds = (ground for library in self.libraries for one in library.linked.values() for ground in one.grounds)
        return {ground.tie for ground in grounds if ground.benefit in benefits}

    def benefits(self, benefits: Iterable[str]) -> None:
        """Take in all that grants or excludes these benefits, and what a choice between them asks."""
        new = {benefit for benefit in benefits if ("benefit", benefit) not in self.seen}
        self.seen |= {("benefit", benefit) for benefit in new}
        for library in self.libraries if new else ():
            for linked in library.linked.values():
                for ground in linked.grounds:
                    if ground.benefit in new:
                        self.ties.add(ground.tie)
                        for node in (ground.gated, *(amount for _, amount in ground.amounts)):
                            self.node(node)
                for exclusion in linked.exclusions:
                    if exclusion.benefit in new:
                        self.node(exclusion.condition)
                self.names |= {one.block.fact for one in linked.choices if one.block.fact}

    def node(self, node: Node) -> None:
        """Take in what a condition or an amount reads, through definitions and verdicts."""
        for leaf in tree.walk(node):
            match leaf:
                case tree.FactRead(name):
                    self.names.add(name)
                case tree.ReceivedAmount(benefit):
                    self.names |= {f"{PAYMENT}{benefit}", f"{PAYMENT}{benefit}{AMOUNT}"}
                case tree.Entitled(benefit):
                    self.benefits([benefit])
                case tree.Defined(name) if ("name", name) not in self.seen:
                    self.seen.add(("name", name))
                    for way in self._ways(name):
                        self.node(way)

    def _ways(self, name: str) -> Iterator[Node]:
        for library in self.libraries:
            for linked in library.linked.values():
                yield from (one.condition for one in linked.definitions if one.name == name)


def _with_what_fixes(names: set[str], facts: Facts) -> set[str]:
    """The facts with those that can fix them, directly or through others."""
    needed = set(names)
    sources: dict[str, set[str]] = {}
    for name, fact in facts.items():
        for fixed in _fixed_by(name, fact):
            sources.setdefault(fixed, set()).add(name)
    for one in facts.implications:
        for fixed in one.then:
            sources.setdefault(fixed, set()).add(one.fact)
    waiting = list(needed)
    while waiting:
        name = waiting.pop()
        entry = facts[name].entry if name in facts else None
        before = {entry.derive.source} if entry is not None and entry.derive else set()
        for source in (sources.get(name, set()) | before) - needed:
            needed.add(source)
            waiting.append(source)
    return needed


def _fixed_by(name: str, fact: Fact) -> Iterator[str]:
    """What the words of a fact stand for, its members, the day that its first day gives, the payment it shows."""
    if fact.entry.since:
        yield fact.entry.since
    for parts in fact.entry.spread.values():
        yield from parts
    yield from fact.entry.members.values()
    if name.startswith(PAYMENT) and name.endswith(AMOUNT):
        yield name.removesuffix(AMOUNT)


def _without_end(name: str) -> str:
    return next((name.removesuffix(end) for end in ENDS if name.endswith(end)), name)
