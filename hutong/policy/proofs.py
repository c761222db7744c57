"""Why a condition holds, does not hold, or cannot be told: short by construction.

Of an AND that fails only the shortest failing part is kept, of an OR that holds only the shortest holding part, of
anything unknown only the parts that block. So a proof names the decisive facts and nothing else, and ``missing`` names
what would have to be asked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from hutong.policy import tree
from hutong.policy.closures import received_amount
from hutong.policy.kleene import Truth, all_of, any_of, compared, contained, negated
from hutong.policy.ranges import Known
from hutong.policy.situation import Situation
from hutong.policy.tree import Node


class Decisive(NamedTuple):
    """A fact that decided: its value, and whether what the condition asks of it holds."""

    name: str
    value: object
    truth: Truth


@dataclass(frozen=True, slots=True)
class Through:
    """A definition that a proof went through: which clause's sentence matched (or failed), and on which facts."""

    name: str
    address: str
    condition: str
    truth: Truth
    facts: tuple["Decisive", ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """The truth of a condition, the decisive facts with their values, what blocks, the definitions gone through."""

    truth: Truth
    facts: tuple["Decisive", ...] = ()
    missing: tuple[str, ...] = ()
    through: tuple[Through, ...] = ()
    value: object = None

    @property
    def size(self) -> int:
        return len(self.facts) + len(self.missing)


class Prover(Protocol):
    """What proofs need to know beyond the facts."""

    situation: Situation

    def definition(self, name: str) -> Proof:
        """The proof of a definition where the asking rule is tied."""
        ...

    def entitlement(self, benefit: str) -> Proof:
        """The proof of our own verdict on a benefit."""
        ...

    def asked_for(self, fact: str) -> str:
        """The fact to ask in order to learn this one (a birth date for an age; imprisonment before its term)."""
        ...


def prove(node: Node, prover: Prover) -> Proof:
    """The proof of a condition or of one side of a comparison."""
    match node:
        case tree.Not(of):
            inner = prove(of, prover)
            return Proof(negated(inner.truth), inner.facts, inner.missing, inner.through)
        case tree.And(parts):
            return _of_junction([prove(part, prover) for part in parts], all_of, decisive=False)
        case tree.Or(parts):
            return _of_junction([prove(part, prover) for part in parts], any_of, decisive=True)
        case tree.Compare(op, left, right):
            sides = (prove(left, prover), prove(right, prover))
            return _joined(sides, compared(op, _known(sides[0]), _known(sides[1])), prover, (left, right))
        case tree.In(left, values):
            side = prove(left, prover)
            return _joined((side,), contained(_known(side), values), prover, (left,))
        case tree.Case(arms, otherwise):
            return _of_case(arms, otherwise, prover)
        case _:
            return _of_leaf(node, prover)


def _of_leaf(node: Node, prover: Prover) -> Proof:
    match node:
        case tree.FactRead(name):
            return _of_fact(name, prover.situation.known.get(name), prover)
        case tree.Literal(value):
            return Proof(value if isinstance(value, bool) else None, value=value)
        case tree.Defined(name):
            return prover.definition(name)
        case tree.Entitled(benefit):
            return prover.entitlement(benefit)
        case tree.ReceivedAmount(benefit):
            return _of_received(benefit, prover)
        case _:
            raise TypeError(f"{type(node).__name__} is part of an amount, not of a condition")


def _known(proof: Proof) -> Known | None:
    return proof.value  # type: ignore[return-value]


def _of_fact(name: str, value: Known | None, prover: Prover) -> Proof:
    if value is None:
        return Proof(None, missing=(prover.asked_for(name),))
    truth = value if isinstance(value, bool) else None
    return Proof(truth, facts=(Decisive(name, value, truth),), value=value)


def _of_received(benefit: str, prover: Prover) -> Proof:
    amount = received_amount(prover.situation.known, benefit)
    name = f"receives.{benefit}.amount"
    if amount is None:
        return Proof(None, missing=(prover.asked_for(name),))
    decisive = f"receives.{benefit}" if prover.situation.known.get(f"receives.{benefit}") is False else name
    return Proof(None, facts=(Decisive(decisive, prover.situation.known[decisive], None),), value=amount)


def _of_junction(proofs: list[Proof], junction: Callable[[Iterable[Truth]], Truth], *, decisive: bool) -> Proof:
    """AND (decided by one false) and OR (decided by one true)."""
    truth = junction(proof.truth for proof in proofs)
    if truth is decisive:
        shortest = min((proof for proof in proofs if proof.truth is decisive), key=lambda proof: proof.size)
        return Proof(truth, shortest.facts, (), shortest.through)
    kept = [proof for proof in proofs if truth is not None or proof.truth is None]
    return merged(truth, kept)


def merged(truth: Truth, proofs: Iterable[Proof]) -> Proof:
    """One proof out of several, each fact and definition once, in reading order."""
    proofs = list(proofs)
    facts = tuple(dict.fromkeys(fact for proof in proofs for fact in proof.facts))
    missing = tuple(dict.fromkeys(fact for proof in proofs for fact in proof.missing)) if truth is None else ()
    through = tuple(dict.fromkeys(one for proof in proofs for one in proof.through))
    return Proof(truth, facts, missing, through)


def _joined(sides: tuple[Proof, ...], truth: Truth, prover: Prover, nodes: tuple[Node, ...]) -> Proof:
    """A comparison: its facts, and what to ask when a side is unknown or too coarsely known."""
    proof = merged(truth, sides)
    facts = tuple(fact._replace(truth=truth) for fact in proof.facts)
    missing = proof.missing
    if truth is None and not missing:
        coarse = [node.name for node in nodes if isinstance(node, tree.FactRead)]
        missing = tuple(prover.asked_for(name) for name in coarse)
    return Proof(truth, facts, missing, proof.through)


def _of_case(arms: tuple[tuple[Node, Node], ...], otherwise: Node, prover: Prover) -> Proof:
    passed: list[Proof] = []
    for guard, then in arms:
        guarded = prove(guard, prover)
        if guarded.truth is None:
            return Proof(None, guarded.facts, guarded.missing, guarded.through)
        passed.append(guarded)
        if guarded.truth:
            return _after_guards(passed, prove(then, prover))
    return _after_guards(passed, prove(otherwise, prover))


def _after_guards(guards: list[Proof], result: Proof) -> Proof:
    joined = merged(result.truth, [*guards, result])
    return Proof(result.truth, joined.facts, result.missing, joined.through, result.value)
