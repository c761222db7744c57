"""What the names in a condition stand for: facts, definitions, values of enums, benefits, numbers of values.toml."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from hutong.lib.checked_toml import suggest
from hutong.policy import tree
from hutong.policy.tokens import PredicateFault, span, written
from hutong.policy.tree import Node
from hutong.vocabulary.facts import PARENT_PREFIX, FactType, for_parent
from hutong.vocabulary.vocabulary import Vocabulary

FUNCTIONS = (
    "EVERY_PARENT", "ANY_PARENT", "ONE_AND_OTHER", "ENTITLED", "RECEIVES", "RECEIVED_AMOUNT", "VALUE", "MIN", "MAX",
)  # fmt: skip
CONDITIONS_TAKEN = {"EVERY_PARENT": 1, "ANY_PARENT": 1, "ONE_AND_OTHER": 2}
READING_OF = {
    "EVERY_PARENT": "EVERY_PARENT(parent.dead)",
    "ANY_PARENT": "ANY_PARENT(parent.dead)",
    "ONE_AND_OTHER": "ONE_AND_OTHER(parent.dead, parent.missing)",
}
MOST_SHOWN = 6
NameRead = tuple[Node, FactType]


@dataclass(frozen=True)
class Names:
    """What a condition may name: the vocabulary and the definitions of the documents read with it."""

    vocabulary: Vocabulary
    definitions: frozenset[str]
    values: Mapping[str, str]  # name as written → address


class NameReader:
    """Reads the names in one text. Every method returns what the name stands for, or raises PredicateFault."""

    def __init__(self, text: str, names: Names) -> None:
        self.text, self.names = text, names

    def fault(self, code: str, message: str, remedy: str, at: exp.Expr | None = None) -> PredicateFault:
        """A fault that underlines a parsed piece, or the whole text."""
        start, length = span(at, self.text)
        return PredicateFault(code=code, message=message, remedy=remedy, start=start, length=length)

    def name(self, at: exp.Expr) -> NameRead:
        """A fact or a definition."""
        name = written(at)
        facts, definitions = self.names.vocabulary.facts, self.names.definitions
        if any(part.args.get("quoted") for part in at.find_all(exp.Identifier)):
            raise self.fault(
                "quoted-name",
                f'"{name}" stands in double quotes',
                f"write {name} bare if it is a name, '{name}' if it is text",
                at,
            )
        if name in definitions:
            return tree.Defined(name), FactType.BOOL
        fact = facts.get(for_parent(name, "father"))
        if fact is None:
            known = [*facts, *(f"{PARENT_PREFIX}{one[7:]}" for one in facts if one.startswith("father.")), *definitions]
            advice = suggest(name, known, otherwise="declare it in facts.toml or by [[define]]")
            raise self.fault("unknown-name", f"'{name}' is neither a fact nor a definition", advice, at)
        if fact.entry.input_only:
            sets = sorted({one for part in fact.entry.spread.values() for one in part} | {*fact.entry.members.values()})
            instead = ", ".join(sets[:MOST_SHOWN]) + (", …" if len(sets) > MOST_SHOWN else "")
            raise self.fault(
                "input-only",
                f"'{name}' is a way to enter facts, not a fact",
                f"use the facts that it sets: {instead}",
                at,
            )
        return tree.FactRead(name), fact.type

    def check_enum_value(self, fact: str, value: str, at: exp.Expr) -> None:
        """Refuse a value that the enum does not have."""
        values = self.names.vocabulary.facts[for_parent(fact, "father")].values
        if value not in values:
            advice = suggest(value, values, otherwise=f"its values: {', '.join(values)}")
            raise self.fault("enum-value", f"'{value}' is not a value of {fact}", advice, at)

    def about_benefit(self, name: str, at: exp.Anonymous) -> NameRead:
        """ENTITLED('b'), RECEIVES('b') and RECEIVED_AMOUNT('b')."""
        benefits = self.names.vocabulary.benefits
        argument, slug = self.quoted(name, at)
        if slug not in benefits:
            advice = suggest(slug, benefits, otherwise="the slugs are those of benefits.toml")
            raise self.fault("unknown-benefit", f"'{slug}' is not a benefit", advice, argument)
        if name == "ENTITLED":
            return tree.Entitled(slug), FactType.BOOL
        if f"receives.{slug}" not in self.names.vocabulary.facts:
            raise self.fault(
                "not-paid",
                f"'{slug}' is not paid in money, so nothing is received",
                f"write ENTITLED('{slug}'), or use a fact",
                argument,
            )
        if name == "RECEIVES":
            return tree.FactRead(f"receives.{slug}"), FactType.BOOL
        return tree.ReceivedAmount(slug), FactType.MONEY

    def value(self, name: str, at: exp.Anonymous) -> NameRead:
        """VALUE('name')."""
        argument, value = self.quoted(name, at)
        known = self.names.values
        if value not in known:
            advice = suggest(value, known, otherwise="declare it in values.toml, unset if the text gives no figure")
            raise self.fault("unknown-value", f"'{value}' is not a value of this document", advice, argument)
        return tree.Value(known[value]), FactType.MONEY

    def quoted(self, name: str, at: exp.Anonymous) -> tuple[exp.Expr, str]:
        """The one quoted name that a function takes."""
        argument = at.expressions[0] if len(at.expressions) == 1 else at
        if not isinstance(argument, exp.Literal) or not argument.is_string:
            raise self.fault("arguments", f"{name} takes one name in quotes", f"write {name}('…')", argument)
        return argument, argument.name

    def check_of_parent(self, name: str, condition: Node, at: exp.Expr) -> None:
        """Refuse EVERY_PARENT and its like around something that is not about a parent."""
        if not any(is_of_parent(leaf) for leaf in tree.walk(condition)):
            raise self.fault(
                "parent-fact",
                f"{name} asks about no parent",
                f"name facts of a parent: {READING_OF[name]}",
                at,
            )


def is_of_parent(node: Node) -> bool:
    """Whether a leaf is about a parent without saying which: parent.dead."""
    return isinstance(node, tree.FactRead | tree.Defined) and node.name.startswith(PARENT_PREFIX)


def of_one_parent(node: Node, parent: str) -> Node:
    """The condition over parent.x as one over father.x or mother.x."""

    def change(leaf: Node) -> Node:
        match leaf:
            case tree.FactRead(name):
                return tree.FactRead(for_parent(name, parent))
            case tree.Defined(name):
                return tree.Defined(for_parent(name, parent))
            case _:
                return leaf

    return tree.rebuilt(node, change)
