"""Why a condition holds, does not hold, or cannot be told: short by construction.

Of an AND that fails only the shortest failing part is kept, of an OR that holds only the shortest holding part, of
anything unknown only the parts that block. So a proof names the decisive facts and nothing else, and ``missing`` names
what would have to be asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple, Protocol

from hutong.policy import tree
from hutong.policy.closures import received_amount
from hutong.policy.kleene import Truth, compared, contained, negated
from hutong.policy.ranges import Known
from hutong.policy.situation import Situation
from hutong.policy.tree import Node


class Decisive(NamedTuple):
    """A fact that decided: its value, and whether what the condition asks of it holds."""

    name: str
    value: object
    truth: Truth


@dataclass(frozen=True, slots=True, eq=False)
class Through:
    """A definition that a proof went through: which clause's sentence matched (or failed), and on which facts."""

    name: str
    address: str
    condition: str
    truth: Truth
    facts: tuple["Decisive", ...]


class Proof(NamedTuple):
    """The truth of a condition, the decisive facts with their values, what blocks, the definitions gone through."""

    truth: Truth
    facts: tuple["Decisive", ...] = ()
    missing: tuple[str, ...] = ()
    through: tuple[Through, ...] = ()
    value: Any = None


class Prover(Protocol):
    """What proofs need to know beyond the facts."""

    situation: Situation
    proved: dict[int, Proof]

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
    """The proof of a condition or of one side of a comparison; equal parts of the documents are proved once."""
    kept = prover.proved.get(node_key := id(node))
    if kept is None:
        kept = prover.proved[node_key] = HOW[type(node)](node, prover)
    return kept


def _of_fact(node: tree.FactRead, prover: Prover) -> Proof:
    name = node.name
    value = prover.situation.known.get(name)
    if value is None:
        return Proof(None, (), (prover.asked_for(name),))
    if isinstance(value, bool):
        return _of_yes_or_no(name, value)
    return Proof(None, (Decisive(name, value, None),), (), (), value)


@lru_cache(maxsize=10_000)
def _of_yes_or_no(name: str, value: bool) -> Proof:
    """The same proof for every child."""
    return Proof(value, (Decisive(name, value, value),), (), (), value)


def _of_literal(node: tree.Literal, prover: Prover) -> Proof:
    return Proof(node.value if isinstance(node.value, bool) else None, value=node.value)


def _of_received(node: tree.ReceivedAmount, prover: Prover) -> Proof:
    benefit = node.benefit
    amount = received_amount(prover.situation.known, benefit)
    name = f"receives.{benefit}.amount"
    if amount is None:
        return Proof(None, missing=(prover.asked_for(name),))
    decisive = f"receives.{benefit}" if prover.situation.known.get(f"receives.{benefit}") is False else name
    return Proof(None, facts=(Decisive(decisive, prover.situation.known[decisive], None),), value=amount)


def _of_not(node: tree.Not, prover: Prover) -> Proof:
    inner = prove(node.of, prover)
    return Proof(negated(inner.truth), inner.facts, inner.missing, inner.through)


def _of_junction(parts: tuple[Node, ...], prover: Prover, *, decisive: bool) -> Proof:
    """AND (decided by one false) and OR (decided by one true)."""
    shortest: Proof | None = None
    blocking: list[Proof] = []
    others: list[Proof] = []
    proved = prover.proved
    for part in parts:
        proof = proved.get(id(part)) or prove(part, prover)
        if proof.truth is None:
            blocking.append(proof)
        elif proof.truth is not decisive:
            others.append(proof)
        elif shortest is None or len(proof.facts) < len(shortest.facts):
            shortest = proof
            # Nothing is shorter than one fact.
            if len(proof.facts) == 1:
                break
    if shortest is not None:
        return Proof(decisive, shortest.facts, (), shortest.through)
    return merged(None, blocking) if blocking else merged(not decisive, others)


def merged(truth: Truth, proofs: Sequence[Proof]) -> Proof:
    """One proof out of several, each fact and definition once, in reading order."""
    if len(proofs) == 1:
        _, facts, missing, through, _ = proofs[0]
        return Proof(truth, facts, missing if truth is None else (), through)
    facts = tuple(dict.fromkeys(chain.from_iterable([proof.facts for proof in proofs])))
    gone_through = [proof.through for proof in proofs if proof.through]
    through = tuple(dict.fromkeys(chain.from_iterable(gone_through))) if gone_through else ()
    if truth is not None:
        return Proof(truth, facts, (), through)
    return Proof(truth, facts, tuple(dict.fromkeys(chain.from_iterable([proof.missing for proof in proofs]))), through)


def _of_compare(node: tree.Compare, prover: Prover) -> Proof:
    if isinstance(node.left, tree.FactRead) and isinstance(node.right, tree.Literal):
        constant = node.right.value
        return _of_asked(node.left.name, lambda value: compared(node.op, value, constant), prover)
    left, right = prove(node.left, prover), prove(node.right, prover)
    truth = compared(node.op, left.value, right.value)
    read = [side for side, of in ((left, node.left), (right, node.right)) if not isinstance(of, tree.Literal)]
    return _joined(read, truth, prover, (node.left, node.right))


def _of_in(node: tree.In, prover: Prover) -> Proof:
    if isinstance(node.left, tree.FactRead):
        return _of_asked(node.left.name, lambda value: contained(value, node.values), prover)
    side = prove(node.left, prover)
    return _joined([side], contained(side.value, node.values), prover, (node.left,))


def _of_asked(name: str, asked: Callable[[Known], Truth], prover: Prover) -> Proof:
    """What is asked of one fact, by far the commonest comparison; unknown too when it is known too coarsely."""
    value = prover.situation.known.get(name)
    truth = None if value is None else asked(value)
    missing = (prover.asked_for(name),) if truth is None else ()
    return Proof(truth, () if value is None else (Decisive(name, value, truth),), missing)


def _joined(sides: list[Proof], truth: Truth, prover: Prover, nodes: tuple[Node, ...]) -> Proof:
    """A comparison: its facts, and what to ask when a side is unknown or too coarsely known."""
    _, facts, missing, through, _ = merged(truth, sides)
    if truth is None and not missing:
        coarse = [node.name for node in nodes if isinstance(node, tree.FactRead)]
        missing = tuple(prover.asked_for(name) for name in coarse)
    return Proof(truth, tuple([Decisive(name, value, truth) for name, value, _ in facts]), missing, through)


def _of_case(node: tree.Case, prover: Prover) -> Proof:
    passed: list[Proof] = []
    for guard, then in node.arms:
        guarded = prove(guard, prover)
        if guarded.truth is None:
            return Proof(None, guarded.facts, guarded.missing, guarded.through)
        passed.append(guarded)
        if guarded.truth:
            return _after_guards(passed, prove(then, prover))
    return _after_guards(passed, prove(node.otherwise, prover))


def _after_guards(guards: list[Proof], result: Proof) -> Proof:
    joined = merged(result.truth, [*guards, result])
    return Proof(result.truth, joined.facts, result.missing, joined.through, result.value)


HOW: dict[type, Callable[[Any, Prover], Proof]] = {
    tree.FactRead: _of_fact,
    tree.Literal: _of_literal,
    tree.Defined: lambda node, prover: prover.definition(node.name),
    tree.Entitled: lambda node, prover: prover.entitlement(node.benefit),
    tree.ReceivedAmount: _of_received,
    tree.Not: _of_not,
    tree.And: lambda node, prover: _of_junction(node.parts, prover, decisive=False),
    tree.Or: lambda node, prover: _of_junction(node.parts, prover, decisive=True),
    tree.Compare: _of_compare,
    tree.In: _of_in,
    tree.Case: _of_case,
}
"""How each kind of node is proved; what is part of an amount is not among them."""
