"""What a document says, rule by rule and value by value, in a form in which two libraries can be compared."""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from hutong.policy.documents import PlacedValue
from hutong.policy.linked import Choice, Definition, Exclusion, Ground, Linked
from hutong.screening.ahead.drafts import Draft

Key: TypeAlias = tuple[str, str]
"""What can differ: ("name", …), ("value", address), and of a benefit ("verdict", …), ("amount", …), ("choice", …)."""


class Item(NamedTuple):
    """A rule or value: what it says, where it stands, what can rest on it."""

    says: tuple[object, ...]
    clause: str
    gives: Key
    address: str = ""


def items_of(linked: Linked | None, draft: Draft) -> list[Item]:
    """What a document says on the day; nothing when it has no force."""
    if linked is None or not linked.document.is_in_force(draft.on):
        return []
    document = linked.document
    values = [item for value in document.values if value.is_in_force(draft.on) for item in _value(value)]
    # Among definitions that replace one another the day of force decides.
    replacing = [one for one in linked.definitions if one.block.mode == "replaces"]
    order: tuple[object, ...] = (document.front.in_force,) if replacing else ()
    rules = [item._replace(says=(*item.says, *order)) if item.gives[0] == "name" else item for item in rules_of(linked)]
    return [*rules, *values]


def rules_of(linked: Linked) -> Iterator[Item]:
    """Every rule of a document that bears on verdicts and amounts."""
    for definition in linked.definitions:
        yield _definition(definition)
    for ground in linked.grounds:
        yield from _ground(ground)
    for exclusion in linked.exclusions:
        yield _exclusion(exclusion)
    for choice in linked.choices:
        yield from _choice(choice)


def _definition(one: Definition) -> Item:
    says = ("define", one.name, one.block.mode, repr(one.condition))
    return Item(says, one.rule.address, ("name", one.name), one.rule.address)


def _ground(one: Ground) -> Iterator[Item]:
    """A ground with what it gives, and without."""
    says = ("grant", one.benefit, one.tie, one.is_offered, repr(one.gated))
    yield Item(says, one.rule.address, ("verdict", one.benefit), one.rule.address)
    if one.amounts:
        yield Item((*says, repr(one.amounts)), one.rule.address, ("amount", one.benefit), one.rule.address)


def _exclusion(one: Exclusion) -> Item:
    says = ("exclude", one.benefit, one.block.reaches, repr(one.condition))
    return Item(says, one.rule.address, ("verdict", one.benefit), one.rule.address)


def _choice(one: Choice) -> Iterator[Item]:
    block = one.block
    says = ("choose", block.benefits, block.by, block.fact, block.reaches)
    for benefit in block.benefits:
        yield Item((*says, benefit), one.rule.address, ("choice", benefit), one.rule.address)


def _value(one: PlacedValue) -> Iterator[Item]:
    """A value stands for its own address and for the blank that it fills."""
    entry = one.entry
    says = ("value", entry.amount, entry.unit, entry.state)
    for address in filter(None, (one.address, entry.fills)):
        yield Item((*says, address), _clause_of(one), ("value", address))


def _clause_of(value: PlacedValue) -> str:
    return f"{value.document}#{value.entry.entries[0]}"
