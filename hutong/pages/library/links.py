"""Which clause gives which benefit and reads which fact, found once over all documents."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from hutong.pages.library.loaded import get_library
from hutong.policy import tree
from hutong.policy.linked import Linked
from hutong.policy.tree import Node
from hutong.vocabulary.facts import PARENTS

FIRST_PARENT, *OTHER_PARENTS = PARENTS


@dataclass(frozen=True)
class Links:
    """Rules by what they give and what they read; every rule by its address ``431000/cz2017-3#2.1/a``."""

    facts_of: Mapping[str, tuple[str, ...]]
    definitions_of: Mapping[str, tuple[str, ...]]
    benefits_of: Mapping[str, tuple[str, ...]]
    rules_of_benefit: Mapping[str, tuple[str, ...]]
    rules_of_fact: Mapping[str, tuple[str, ...]]
    benefits_of_fact: Mapping[str, tuple[str, ...]]
    defining: Mapping[str, tuple[str, ...]]


def written_once(fact: str) -> str:
    """The same fact for both parents: one stands for the two."""
    for parent in OTHER_PARENTS:
        if fact.startswith(f"{parent}."):
            return f"{FIRST_PARENT}.{fact.removeprefix(f'{parent}.')}"
    return fact


@cache
def get_links() -> Links:
    """The links of the documents that the pages read."""
    found: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for linked in get_library().linked.values():
        for address, benefit, nodes in _rules(linked):
            _add(address, benefit, nodes, found)
        for definition in linked.definitions:
            found["defining"][written_once(definition.name)].setdefault(definition.rule.address)
    return Links(*(_frozen(found[name]) for name in Links.__dataclass_fields__))


def _add(address: str, benefit: str, nodes: tuple[Node, ...], found: dict[str, dict[str, dict[str, None]]]) -> None:
    facts = dict.fromkeys(fact for node in nodes for fact in _facts_in(node))
    if benefit:
        found["benefits_of"][address].setdefault(benefit)
        found["rules_of_benefit"][benefit].setdefault(address)
    for fact in facts:
        found["facts_of"][address].setdefault(fact)
        found["rules_of_fact"][fact].setdefault(address)
        if benefit:
            found["benefits_of_fact"][fact].setdefault(benefit)
    for node in nodes:
        for leaf in tree.walk(node):
            if isinstance(leaf, tree.Defined):
                found["definitions_of"][address].setdefault(written_once(leaf.name))


def _rules(linked: Linked) -> Iterator[tuple[str, str, tuple[Node, ...]]]:
    """Every rule with the benefit that it concerns and the trees that it reads."""
    for ground in linked.grounds:
        yield ground.rule.address, ground.benefit, (ground.gated, *(node for _, node in ground.amounts))
    for exclusion in linked.exclusions:
        yield exclusion.rule.address, exclusion.benefit, (exclusion.condition,)
    for definition in linked.definitions:
        yield definition.rule.address, "", (definition.condition,)
    for duty in linked.duties:
        yield duty.rule.address, "", (duty.condition,)
    for choice in linked.choices:
        for benefit in choice.block.benefits:
            yield choice.rule.address, benefit, ()
    for rule in linked.procedures:
        yield rule.address, str(getattr(rule.block, "benefit", "")), ()


def _facts_in(node: Node) -> Iterator[str]:
    for leaf in tree.walk(node):
        if isinstance(leaf, tree.FactRead):
            yield written_once(leaf.name)


def _frozen(found: Mapping[str, Mapping[str, None]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(held) for name, held in found.items()}
