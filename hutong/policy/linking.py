"""Documents with their conditions read: every name resolved, every slip collected with its place."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from hutong.lib.checked_toml import suggest
from hutong.lib.faults import Fault
from hutong.policy import tree
from hutong.policy.blocks import Block, Choose, Define, Duty, Exclude, Grant, Procedure
from hutong.policy.documents import Document, PlacedValue, Rule
from hutong.policy.linked import Choice, Definition, Exclusion, Ground, Linked, Obligation
from hutong.policy.naming import Names, is_of_parent, of_one_parent
from hutong.policy.predicates import parse_amount, parse_condition
from hutong.policy.tokens import PredicateFault
from hutong.policy.tree import Node
from hutong.vocabulary.facts import PARENT_PREFIX, PARENTS, FactType, for_parent
from hutong.vocabulary.vocabulary import Vocabulary

Written = TypeVar("Written", bound=Block)
Read = TypeVar("Read")


@dataclass
class Linker:
    """Reads the conditions of all documents of a library; faults are collected, not raised."""

    vocabulary: Vocabulary
    documents: Mapping[str, Document]
    lost_names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    pool: dict[str, Node] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.definitions = frozenset(self._defined_names())
        self.values = {value.address: value for document in self.documents.values() for value in document.values}
        self.addresses = {address: address for address in self.values} | {
            f"{address}:{name}": f"{address}:{name}" for address, lost in self.lost_names.items() for name in lost
        }
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
        for names in self.lost_names.values():
            yield from names

    def link(self, document: Document) -> Linked:
        """The document's rules with their conditions read; a rule with a fault is left out."""
        names = Names(self.vocabulary, self.definitions, self._value_names(document))
        rules = list(document.list_rules())
        frame = self._frame(document, names)
        for value in document.values:
            self._check_filling(value, names)
        return Linked(
            document,
            tuple(one for rule, block in _of_kind(rules, Define) for one in self._definition(rule, block, names)),
            _found(self._ground(rule, block, document, frame, names) for rule, block in _of_kind(rules, Grant)),
            _found(self._exclusion(rule, block, names) for rule, block in _of_kind(rules, Exclude)),
            _found(self._choice(rule, block) for rule, block in _of_kind(rules, Choose)),
            _found(self._duty(rule, block, names) for rule, block in _of_kind(rules, Duty)),
            tuple(rule for rule in rules if isinstance(rule.block, Procedure)),
        )

    def _value_names(self, document: Document) -> Mapping[str, str]:
        """By name as written the address of a value: the document's own names come before addresses."""
        lost = self.lost_names.get(document.address, ())
        own = {name: f"{document.address}:{name}" for name in lost}
        return ChainMap(own | {value.entry.name: value.address for value in document.values}, self.addresses)

    def _check_filling(self, value: PlacedValue, names: Names) -> None:
        """Refuse to fill a value that is nowhere, or one of another unit."""
        fills, entry = value.entry.fills, value.entry
        if fills and (fills not in names.values or ":" not in fills):
            advice = suggest(fills, self.values, otherwise="write <place>/<document>:<name>")
            self.faults.append(value.placed.fault("unknown-value", f"'{fills}' is not a value", advice, key="fills"))
        filled = self.values.get(fills)
        if filled is not None and filled.entry.unit != entry.unit:
            what = f"{entry.unit} cannot fill a value in {filled.entry.unit}"
            self.faults.append(value.placed.fault("unit", what, f'write unit = "{filled.entry.unit}"', key="unit"))

    def _frame(self, document: Document, names: Names) -> Node:
        if not document.front.frame:
            return tree.TRUE
        try:
            return _about_the_child(document.front.frame, names)
        except PredicateFault as wrong:
            self.faults.append(document.front_placed.predicate_fault("frame", document.front.frame, wrong))
            return tree.FALSE

    def _condition(self, rule: Rule, key: str, text: str, names: Names) -> Node | None:
        try:
            return tree.shared(_about_the_child(text, names), self.pool)
        except PredicateFault as wrong:
            self.faults.append(rule.placed.predicate_fault(key, text, wrong))
            return None

    def _definition(self, rule: Rule, block: Define, names: Names) -> Iterator[Definition]:
        self._check_defined_name(rule, block.name)
        if not block.name.startswith(PARENT_PREFIX):
            if (node := self._condition(rule, "when", block.when, names)) is not None:
                yield Definition(block.name, rule, block, node)
            return
        try:
            node = parse_condition(block.when, names)
        except PredicateFault as wrong:
            self.faults.append(rule.placed.predicate_fault("when", block.when, wrong))
            return
        for parent in PARENTS:
            condition = tree.shared(of_one_parent(node, parent), self.pool)
            yield Definition(for_parent(block.name, parent), rule, block, condition)

    def _check_defined_name(self, rule: Rule, name: str) -> None:
        if any(for_parent(name, parent) in self.vocabulary.facts for parent in PARENTS):
            fault = rule.placed.fault(
                "name-taken", f"'{name}' is already a fact", "give the definition another name", key="name"
            )
            self.faults.append(fault)
        if not all(part.isidentifier() for part in name.split(".")):
            advice = "write letters, digits and _ alone, such as de_facto_unsupported or parent.cannot_care"
            self.faults.append(
                rule.placed.fault("definition-name", f"'{name}' cannot stand in a condition", advice, key="name")
            )

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
        """The condition of the grant that this one adopts, where it writes none itself."""
        if not block.adopts:
            self.faults.append(
                rule.placed.fault("missing-key", "this grant has no condition", 'add when = "…", or adopts = "…"')
            )
            return ""
        adopted = self.grants.get(block.adopts)
        if adopted is None or not isinstance(adopted.block, Grant):
            advice = suggest(block.adopts, self.grants, otherwise="write a grant's address: 000000/gbf2025#2.2/d")
            self.faults.append(
                rule.placed.fault("unknown-clause", f"'{block.adopts}' is not a grant", advice, key="adopts")
            )
            return ""
        if not adopted.block.when:
            advice = f"adopt '{adopted.block.adopts}' instead, or write when here"
            self.faults.append(
                rule.placed.fault("unknown-clause", f"'{block.adopts}' adopts as well", advice, key="adopts")
            )
        return adopted.block.when

    def _amounts(self, rule: Rule, block: Grant, names: Names) -> tuple[tuple[str, Node], ...] | None:
        amounts: list[tuple[str, Node]] = []
        sound = True
        for term in block.amounts:
            try:
                amounts.append((term.term, parse_amount(term.value, names)))
            except PredicateFault as wrong:
                self.faults.append(rule.placed.predicate_fault("amounts", term.value, wrong))
                sound = False
        return tuple(amounts) if sound else None

    def _benefit(self, rule: Rule, slug: str, *, key: str = "benefit") -> bool:
        if slug in self.vocabulary.benefits:
            return True
        advice = suggest(slug, self.vocabulary.benefits, otherwise="the slugs are those of benefits.toml")
        fault = rule.placed.fault("unknown-benefit", f"'{slug}' is not a benefit", advice, key=key, word=slug)
        self.faults.append(fault)
        return False

    def _exclusion(self, rule: Rule, block: Exclude, names: Names) -> Exclusion | None:
        known = self._benefit(rule, block.benefit)
        node = self._condition(rule, "when", block.when, names)
        self._check_reach(rule, block.reaches, block.treatment)
        return Exclusion(block.benefit, rule, block, node) if node is not None and known else None

    def _choice(self, rule: Rule, block: Choose) -> Choice | None:
        known = [self._benefit(rule, slug, key="benefits") for slug in block.benefits]
        self._check_reach(rule, block.reaches, block.treatment)
        if block.by != "applicant":
            return Choice(rule, block) if all(known) else None
        fact = self.vocabulary.facts.get(block.fact)
        if fact is None or fact.type is not FactType.ENUM:
            enums = [name for name, one in self.vocabulary.facts.items() if one.type is FactType.ENUM]
            advice = suggest(block.fact, enums, otherwise='name the enum fact that holds the choice: fact = "…"')
            what = f"'{block.fact}' is not an enum fact" if block.fact else "nobody knows which fact holds the choice"
            self.faults.append(rule.placed.fault("choice-fact", what, advice, key="fact" if block.fact else "by"))
            return None
        return Choice(rule, block) if all(known) else None

    def _check_reach(self, rule: Rule, reaches: str, treatment: str) -> None:
        if reaches == "all" and not treatment:
            fault = rule.placed.fault(
                "no-treatment",
                "this reaches the grounds of other documents without saying on whose decision",
                'name the treatment: treatment = "A8", or leave reaches out to bind this document alone',
                key="reaches",
            )
            self.faults.append(fault)

    def _duty(self, rule: Rule, block: Duty, names: Names) -> Obligation | None:
        node = self._condition(rule, "when", block.when, names) if block.when else tree.TRUE
        return Obligation(rule, block, node) if node is not None else None


def _of_kind(rules: list[Rule], kind: type[Written]) -> Iterator[tuple[Rule, Written]]:
    return ((rule, rule.block) for rule in rules if isinstance(rule.block, kind))


def _found(read: Iterable[Read | None]) -> tuple[Read, ...]:
    return tuple(one for one in read if one is not None)


def _about_the_child(text: str, names: Names) -> Node:
    """A condition in which every fact of a parent says which parent. Raises PredicateFault."""
    node = parse_condition(text, names)
    loose = next((str(getattr(leaf, "name", "")) for leaf in tree.walk(node) if is_of_parent(leaf)), "")
    if not loose:
        return node
    father, mother = for_parent(loose, "father"), for_parent(loose, "mother")
    raise PredicateFault(
        code="parent-fact",
        message=f"'{loose}' does not say which parent",
        remedy=f"write EVERY_PARENT({loose}), ANY_PARENT({loose}), {father} or {mother}",
        start=max(text.find(loose), 0),
        length=len(loose),
    )
