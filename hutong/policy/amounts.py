"""How much: exact, at least (a floor), owed but not set here, or not yet known. Only an exact amount can be paid.

Money is integer fen here and yuan in what is written out. An unset amount is never 0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from hutong.lib.money import fen_from_yuan, yuan_from_fen
from hutong.policy import tree
from hutong.policy.closures import received_amount
from hutong.policy.documents import PlacedValue
from hutong.policy.proofs import Prover, prove
from hutong.policy.ranges import bounds
from hutong.policy.tree import Node
from hutong.policy.values import MONEY_UNITS

State: TypeAlias = Literal["exact", "floor", "unset", "unknown"]
# What is not set here stays so whatever is asked: unset outweighs unknown, so that no question is asked in vain.
CERTAINTY: tuple[State, ...] = ("exact", "floor", "unknown", "unset")


class Quantity(NamedTuple):
    """A number with its certainty: fen for money, a plain decimal otherwise; None when unset or unknown."""

    number: Decimal | None
    state: State
    unit: str = ""
    missing: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """One term of what a child is owed. ``may_rise`` when an unknown ground could still give more."""

    term: str
    quantity: Quantity
    may_rise: bool = False

    def as_json(self) -> dict[str, object]:
        quantity = self.quantity
        return {
            "term": self.term,
            "value": written(quantity),
            "unit": quantity.unit,
            "state": quantity.state,
            "may_rise": self.may_rise,
            "missing": list(quantity.missing),
            "values": list(quantity.values),
        }


def written(quantity: Quantity) -> str | None:
    """The number at the edge: yuan with two places for money, a plain decimal otherwise; None when there is none."""
    if quantity.number is None:
        return None
    if quantity.unit in MONEY_UNITS:
        return yuan_from_fen(int(quantity.number))
    text = f"{quantity.number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


ValueFinder: TypeAlias = Callable[[str], PlacedValue | None]


def quantity_of(node: Node, prover: Prover, value_of: ValueFinder) -> Quantity:
    """What an amount expression comes to for this child."""
    match node:
        case tree.Value(address):
            return quantity_of_value(address, value_of(address))
        case tree.Literal(value):
            return Quantity(Decimal(int(value)), "exact") if isinstance(value, int) else Quantity(None, "unknown")
        case tree.FactRead(name):
            return _of_fact(name, prover)
        case tree.ReceivedAmount(benefit):
            return _of_received(benefit, prover)
        case tree.Plus(left, right):
            return _combined(
                lambda a, b: a + b, quantity_of(left, prover, value_of), quantity_of(right, prover, value_of)
            )
        case tree.Minus(left, right):
            return _difference(quantity_of(left, prover, value_of), quantity_of(right, prover, value_of))
        case tree.Least(parts):
            return _extreme([quantity_of(part, prover, value_of) for part in parts], least=True)
        case tree.Greatest(parts):
            return _extreme([quantity_of(part, prover, value_of) for part in parts], least=False)
        case tree.Case(arms, otherwise):
            return _of_case(arms, otherwise, prover, value_of)
        case _:
            raise TypeError(f"{type(node).__name__} is a condition, not an amount")


def quantity_of_value(address: str, placed: PlacedValue | None) -> Quantity:
    """What an address comes to where it has this value; unset where it has none."""
    return Quantity(None, "unset", values=(address,)) if placed is None else _of_placed(placed)


@lru_cache(maxsize=10_000)
def _of_placed(placed: PlacedValue) -> Quantity:
    entry = placed.entry
    if entry.state == "unset" or entry.unit == "text":
        return Quantity(None, "unset", entry.unit, values=(placed.address,))
    return Quantity(number_of(placed), entry.state, entry.unit, values=(placed.address,))


def number_of(placed: PlacedValue) -> Decimal:
    """A value's number: fen for money."""
    entry = placed.entry
    return Decimal(fen_from_yuan(entry.amount)) if entry.unit in MONEY_UNITS else Decimal(entry.amount)


def _of_fact(name: str, prover: Prover) -> Quantity:
    value = prover.situation.known.get(name)
    if value is None or bounds(value)[0] != bounds(value)[1]:
        return Quantity(None, "unknown", missing=(prover.asked_for(name),))
    return Quantity(Decimal(int(value)), "exact")  # type: ignore[arg-type]


def _of_received(benefit: str, prover: Prover) -> Quantity:
    amount = received_amount(prover.situation.known, benefit)
    if amount is None:
        return Quantity(None, "unknown", missing=(prover.asked_for(f"receives.{benefit}.amount"),))
    return Quantity(Decimal(int(amount)), "exact", "yuan_per_month")  # type: ignore[arg-type]


def _of_case(arms: tuple[tuple[Node, Node], ...], otherwise: Node, prover: Prover, value_of: ValueFinder) -> Quantity:
    for number, (guard, then) in enumerate(arms):
        proof = prove(guard, prover)
        if proof.truth is None:
            still_possible = [*(later for _, later in arms[number:]), otherwise]
            quantities = [quantity_of(one, prover, value_of) for one in still_possible]
            # Whichever arm it is, nothing is set here: no question helps.
            if all(quantity.state == "unset" for quantity in quantities):
                return _blank(quantities, "unset")
            return Quantity(None, "unknown", missing=proof.missing)
        if proof.truth:
            return quantity_of(then, prover, value_of)
    return quantity_of(otherwise, prover, value_of)


def _least_certain(parts: list[Quantity]) -> State:
    return max([part.state for part in parts], key=CERTAINTY.index)


def _blank(parts: list[Quantity], state: State) -> Quantity:
    missing = tuple(dict.fromkeys(fact for part in parts for fact in part.missing)) if state == "unknown" else ()
    return Quantity(None, state, _unit(parts), missing, _values(parts))


def _unit(parts: list[Quantity]) -> str:
    return next((part.unit for part in parts if part.unit), "")


def _values(parts: list[Quantity]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([address for part in parts for address in part.values]))


def _combined(join: Callable[[Decimal, Decimal], Decimal], left: Quantity, right: Quantity) -> Quantity:
    state = left.state if left.state == right.state else _least_certain([left, right])
    if left.number is None or right.number is None:
        return _blank([left, right], state)
    return Quantity(join(left.number, right.number), state, left.unit or right.unit, (), _values([left, right]))


def _difference(left: Quantity, right: Quantity) -> Quantity:
    """Taking away a floor would give a ceiling, which no one may promise: then the amount is not set."""
    if right.state == "floor":
        return _blank([left, right], "unset")
    return _combined(lambda a, b: a - b, left, right)


def _extreme(parts: list[Quantity], *, least: bool) -> Quantity:
    state = _least_certain(parts)
    numbers = [part.number for part in parts]
    if None in numbers:
        return _blank(parts, state)
    number = min(numbers) if least else max(numbers)  # type: ignore[type-var]
    exact_least = [part.number for part in parts if part.state == "exact"]
    if least and number in exact_least:
        state = "exact"
    return Quantity(number, state, _unit(parts), values=_values(parts))


def fen(quantity: Quantity) -> int | None:
    """The payable sum in fen; None unless it is exact money."""
    if quantity.state != "exact" or quantity.number is None or quantity.unit not in MONEY_UNITS:
        return None
    return int(quantity.number)
