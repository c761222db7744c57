"""Documents with their conditions read: every name resolved, every slip collected with its place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from hutong.lib.checked_toml import suggest
from hutong.lib.faults import Fault
from hutong.policy import tree
from hutong.policy.blocks import (
    COMPUTING_STRENGTHS,
    Choose,
    Define,
    Duty,
    Exclude,
    Grant,
    Procedure,
    Strength,
    Tie,
)
from hutong.policy.documents import Document, PlacedValue, Rule
from hutong.policy.naming import Names
from hutong.policy.predicates import parse_amount, parse_condition
from hutong.policy.tokens import PredicateFault
from hutong.policy.tree import Node
from hutong.vocabulary.facts import PARENT_PREFIX, PARENTS, for_parent
from hutong.vocabulary.vocabulary import Vocabulary


@dataclass(frozen=True)
class Definition:
    """One definition of a name in one document; a parent's definition stands once for each parent."""

    name: str
    rule: Rule
    block: Define
    condition: Node


@dataclass(frozen=True)
class Ground:
    """One way to be owed a benefit: a grant with its condition, the frame that gates it, and its amounts."""

    benefit: str
    rule: Rule
    block: Grant
    tie: Tie
    strength: Strength
    written: str
    condition: Node
    frame: Node
    frame_written: str
    amounts: tuple[tuple[str, Node], ...]

    @property
    def is_offered(self) -> bool:
        return self.strength in COMPUTING_STRENGTHS

    @property
    def gated(self) -> Node:
        return tree.both(self.frame, self.condition)


@dataclass(frozen=True)
class Exclusion:
    """A ground of a benefit does not hold in this case."""

    benefit: str
    rule: Rule
    block: Exclude
    condition: Node


@dataclass(frozen=True)
class Choice:
    """Of several benefits one is given."""

    rule: Rule
    block: Choose


@dataclass(frozen=True)
class Obligation:
    """A duty with its condition; TRUE when only an event sets it going."""

    rule: Rule
    block: Duty
    condition: Node


@dataclass(frozen=True)
class Linked:
    """A document whose every name was found."""

    document: Document
    definitions: tuple[Definition, ...]
    grounds: tuple[Ground, ...]
    exclusions: tuple[Exclusion, ...]
    choices: tuple[Choice, ...]
    duties: tuple[Obligation, ...]
    procedures: tuple[Rule, ...]


@dataclass
class Linker:
    """Reads the conditions of all documents of a library; faults are collected, not raised."""

    vocabulary: Vocabulary
    documents: Mapping[str, Document]
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.definitions = frozenset(self._defined_names())
        self.values = {value.address: value for document in self.documents.values() for value in document.values}
        self.grants = {
            rule.address: rule
            for document in self.documents.values()
            for rule in document.list_rules()
            if isinstance(rule.block, Grant)
        }

    def _defined_names(self) -> Iterable[str]:
        for document in self.documents.values():
            for rule in document.list_rules():
                if isinstance(rule.block, Define):
                    yield rule.block.name
                    if rule.block.name.startswith(PARENT_PREFIX):
                        yield from (for_parent(rule.block.name, parent) for parent in PARENTS)

    def link(self, document: Document) -> Linked:
        """The document's rules with their conditions read; a rule with a fault is left out."""
        names = Names(self.vocabulary, self.definitions, self._value_names(document))
        rules = list(document.list_rules())
        frame = self._frame(document, names)
        return Linked(
            document,
            tuple(
                one
                for rule in rules
                if isinstance(rule.block, Define)
                for one in self._definition(rule, rule.block, names)
            ),
            tuple(self._each(rules, Grant, lambda rule, block: self._ground(rule, block, document, frame, names))),
            tuple(self._each(rules, Exclude, lambda rule, block: self._exclusion(rule, block, names))),
            tuple(self._each(rules, Choose, self._choice)),
            tuple(self._each(rules, Duty, lambda rule, block: self._duty(rule, block, names))),
            tuple(rule for rule in rules if isinstance(rule.block, Procedure)),
        )

    def _each(self, rules: list[Rule], kind: type, link: Callable[..., object | None]) -> Iterable:  # type: ignore[type-arg]
        for rule in rules:
            if isinstance(rule.block, kind) and (linked := link(rule, rule.block)) is not None:
                yield linked

    def _value_names(self, document: Document) -> dict[str, str]:
        own = {value.entry.name: value.address for value in document.values}
        return {**{address: address for address in self.values}, **own}

    def _frame(self, document: Document, names: Names) -> Node:
        if not document.front.frame:
            return tree.TRUE
        try:
            return parse_condition(document.front.frame, names)
        except PredicateFault as wrong:
            self.faults.append(document.front_placed.predicate_fault("frame", document.front.frame, wrong))
            return tree.FALSE

    def _condition(self, rule: Rule, key: str, text: str, names: Names, *, of_parent: bool = False) -> Node | None:
        try:
            node = parse_condition(text, names)
        except PredicateFault as wrong:
            self.faults.append(rule.placed.predicate_fault(key, text, wrong))
            return None
        loose = next((leaf.name for leaf in tree.walk(node) if _is_loose(leaf)), "")  # type: ignore[union-attr]
        if loose and not of_parent:
            wrong = PredicateFault(
                code="parent-fact",
                message=f"'{loose}' does not say which parent",
                remedy=f"write EVERY_PARENT({loose}), ANY_PARENT({loose}), father.… or mother.…",
                start=max(text.find(loose), 0),
                length=len(loose),
            )
            self.faults.append(rule.placed.predicate_fault(key, text, wrong))
            return None
        return node

    def _definition(self, rule: Rule, block: Define, names: Names) -> list[Definition]:
        of_parent = block.name.startswith(PARENT_PREFIX)
        if block.name in self.vocabulary.facts:
            self.faults.append(
                rule.placed.fault(
                    "name-taken",
                    f"'{block.name}' is already a fact",
                    "give the definition another name",
                    key="name",
                )
            )
        node = self._condition(rule, "when", block.when, names, of_parent=of_parent)
        if node is None:
            return []
        if not of_parent:
            return [Definition(block.name, rule, block, node)]
        return [
            Definition(
                for_parent(block.name, parent),
                rule,
                block,
                tree.rebuilt(node, lambda leaf, p=parent: _of(leaf, p)),
            )  # type: ignore[misc]
            for parent in PARENTS
        ]

    def _ground(self, rule: Rule, block: Grant, document: Document, frame: Node, names: Names) -> Ground | None:
        benefit = self._benefit(rule, block.benefit)
        written = block.when or self._adopted_condition(rule, block)
        node = self._condition(rule, "when", written, names) if written else None
        amounts = self._amounts(rule, block, names)
        if node is None or not benefit or amounts is None:
            return None
        tie = block.tie or document.front.tie
        framed = block.framed and tie != "event" and self.vocabulary.benefits[block.benefit].framed
        return Ground(
            block.benefit, rule, block, tie, block.strength, written, node,
            frame if framed else tree.TRUE, document.front.frame if framed else "", amounts,
        )  # fmt: skip

    def _adopted_condition(self, rule: Rule, block: Grant) -> str:
        if not block.adopts:
            self.faults.append(
                rule.placed.fault("missing-key", "this grant has no condition", 'add when = "…", or adopts = "…"')
            )
            return ""
        adopted = self.grants.get(block.adopts)
        if adopted is None or not isinstance(adopted.block, Grant):
            self.faults.append(
                rule.placed.fault(
                    "unknown-clause",
                    f"'{block.adopts}' is not a grant",
                    suggest(
                        block.adopts,
                        self.grants,
                        otherwise="write the grant's address, such as 000000/gbf2025#2.2/d",
                    ),
                    key="adopts",
                )
            )
            return ""
        return adopted.block.when

    def _amounts(self, rule: Rule, block: Grant, names: Names) -> tuple[tuple[str, Node], ...] | None:
        amounts: list[tuple[str, Node]] = []
        for term in block.amounts:
            try:
                amounts.append((term.term, parse_amount(term.value, names)))
            except PredicateFault as wrong:
                text = rule.placed.fault(wrong.code, f'{wrong.message}, in "{term.value}"', wrong.remedy, key="amounts")
                self.faults.append(text)
                return None
        return tuple(amounts)

    def _benefit(self, rule: Rule, slug: str, *, key: str = "benefit") -> bool:
        if slug in self.vocabulary.benefits:
            return True
        advice = suggest(slug, self.vocabulary.benefits, otherwise="the slugs are those of benefits.toml")
        self.faults.append(rule.placed.fault("unknown-benefit", f"'{slug}' is not a benefit", advice, key=key))
        return False

    def _exclusion(self, rule: Rule, block: Exclude, names: Names) -> Exclusion | None:
        known = self._benefit(rule, block.benefit)
        node = self._condition(rule, "when", block.when, names)
        self._check_reach(rule, block.reaches, block.treatment)
        return Exclusion(block.benefit, rule, block, node) if node is not None and known else None

    def _choice(self, rule: Rule, block: Choose) -> Choice | None:
        known = [self._benefit(rule, slug, key="benefits") for slug in block.benefits]
        self._check_reach(rule, block.reaches, block.treatment)
        if block.by == "applicant" and block.fact not in self.vocabulary.facts:
            self.faults.append(
                rule.placed.fault(
                    "unknown-name",
                    f"the choice is held by '{block.fact}', which is not a fact",
                    'name the enum fact: fact = "…"',
                    key="fact",
                )
            )
            return None
        return Choice(rule, block) if all(known) else None

    def _check_reach(self, rule: Rule, reaches: str, treatment: str) -> None:
        if reaches == "all" and not treatment:
            self.faults.append(
                rule.placed.fault(
                    "no-treatment",
                    "this reaches the grounds of other documents without saying on whose decision",
                    'name the treatment: treatment = "A8", or leave reaches out to bind this document alone',
                    key="reaches",
                )
            )

    def _duty(self, rule: Rule, block: Duty, names: Names) -> Obligation | None:
        node = self._condition(rule, "when", block.when, names) if block.when else tree.TRUE
        return Obligation(rule, block, node) if node is not None else None


def _is_loose(leaf: Node) -> bool:
    return isinstance(leaf, tree.FactRead | tree.Defined) and leaf.name.startswith(PARENT_PREFIX)


def _of(leaf: Node, parent: str) -> Node:
    match leaf:
        case tree.FactRead(name):
            return tree.FactRead(for_parent(name, parent))
        case tree.Defined(name):
            return tree.Defined(for_parent(name, parent))
    return leaf


__all__ = ["Choice", "Definition", "Exclusion", "Ground", "Linked", "Linker", "Obligation", "PlacedValue"]
