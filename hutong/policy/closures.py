"""Conditions as Python closures: the quick road to the verdicts of one child, without proofs.

A closure takes the state of one evaluation and gives True, False or None; each tree is turned into closures once per
shape.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from hutong.policy import tree
from hutong.policy.kleene import Truth, compared, contained
from hutong.policy.ranges import Known
from hutong.policy.tree import Node


class State(Protocol):
    """One evaluation: the facts known, and what was concluded so far."""

    known: Mapping[str, Known]
    memory: dict[object, Truth]

    def is_entitled(self, benefit: str) -> Truth:
        """The final verdict on a benefit over all documents that speak."""
        ...


Closure = Callable[[State], Any]


def compiled(node: Node, definitions: Mapping[str, Closure], key: object) -> Closure:
    """The node as a closure. ``definitions`` are looked up when needed; ``key`` tells shapes apart in the memory."""

    def build(part: Node) -> Closure:
        return compiled(part, definitions, key)

    match node:
        case tree.Not(of):
            return _negation(build(of))
        case tree.And(parts):
            return _conjunction(tuple(build(part) for part in parts))
        case tree.Or(parts):
            return disjunction(tuple(build(part) for part in parts))
        case tree.Compare(op, left, right):
            return _comparison(op, build(left), build(right))
        case tree.In(left, values):
            return _membership(build(left), values)
        case tree.Case(arms, otherwise):
            return _cases(tuple((build(guard), build(then)) for guard, then in arms), build(otherwise))
        case tree.Defined(name):
            return _defined(name, definitions, key)
        case _:
            return _leaf(node)


def _leaf(node: Node) -> Closure:
    match node:
        case tree.FactRead(name):
            return lambda state: state.known.get(name)
        case tree.Literal(value):
            return lambda state: value
        case tree.Entitled(benefit):
            return lambda state: state.is_entitled(benefit)
        case tree.ReceivedAmount(benefit):
            return _received(benefit)
        case _:
            raise TypeError(f"{type(node).__name__} is part of an amount, not of a condition")


def _defined(name: str, definitions: Mapping[str, Closure], key: object) -> Closure:
    place = (key, name)

    def read(state: State) -> Truth:
        memory = state.memory
        if place in memory:
            return memory[place]
        closure = definitions.get(name)
        truth: Truth = None if closure is None else closure(state)
        memory[place] = truth
        return truth

    return read


def received_amount(known: Mapping[str, Known], benefit: str) -> Known | None:
    """Fen a month in payment; 0 when it is known not to be received; None when unknown."""
    if known.get(f"receives.{benefit}") is False:
        return 0
    return known.get(f"receives.{benefit}.amount")


def _received(benefit: str) -> Closure:
    return lambda state: received_amount(state.known, benefit)


def _negation(of: Closure) -> Closure:
    def read(state: State) -> Truth:
        truth = of(state)
        return None if truth is None else not truth

    return read


def _conjunction(parts: tuple[Closure, ...]) -> Closure:
    def read(state: State) -> Truth:
        result: Truth = True
        for part in parts:
            truth = part(state)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    return read


def disjunction(parts: tuple[Closure, ...]) -> Closure:
    """OR over closures; the only one as it is."""
    if len(parts) == 1:
        return parts[0]

    def read(state: State) -> Truth:
        result: Truth = False
        for part in parts:
            truth = part(state)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result

    return read


def _comparison(op: str, left: Closure, right: Closure) -> Closure:
    return lambda state: compared(op, left(state), right(state))


def _membership(left: Closure, values: tuple[tree.Constant, ...]) -> Closure:
    return lambda state: contained(left(state), values)


def _cases(arms: tuple[tuple[Closure, Closure], ...], otherwise: Closure) -> Closure:
    def read(state: State) -> Any:
        for guard, then in arms:
            truth = guard(state)
            if truth is None:
                return None
            if truth:
                return then(state)
        return otherwise(state)

    return read
