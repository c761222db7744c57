"""Amounts over many children at once, for those rows that need them: the same rules as ``hutong.policy.amounts``.

Money is integer fen; numbers of other units are integer ten-thousandths. A sum is a number with its certainty; the
number means nothing where nothing is set or known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hutong.policy import tree
from hutong.policy.amounts import CERTAINTY, quantity_of_value
from hutong.policy.findings import LESS_IS_BETTER
from hutong.policy.programs import program_at
from hutong.policy.values import MONEY_UNITS
from hutong.screening.arrow import ArrowEngine, Screened
from hutong.screening.bits import MAY, SURE, Bools, Truth, Words, bits_at
from hutong.screening.kernels import SlotPlan
from hutong.screening.population import Numbers
from hutong.screening.value_tables import UNREAD, ValueTable
from hutong.vocabulary.facts import FactType

EXACT, FLOOR, OPEN, UNSET = range(len(CERTAINTY))
TEN_THOUSANDTHS = 10_000
PER_MONTH = "yuan_per_month"
Numbers64: TypeAlias = NDArray[np.int64]
States: TypeAlias = NDArray[np.int8]


class Sums(NamedTuple):
    """For each row a number and its state (an index into ``CERTAINTY``)."""

    numbers: Numbers64
    states: States

    def where(self, chosen: Bools, other: "Sums") -> "Sums":
        """These where chosen, the others elsewhere."""
        return Sums(np.where(chosen, self.numbers, other.numbers), np.where(chosen, self.states, other.states))


class Term(NamedTuple):
    """One term of what a slot gives: who has it at all, how much."""

    unit: str
    present: Bools
    sums: Sums


class Alike(NamedTuple):
    """Children to whom one term gives the same value of values.toml, as it is at the place of each."""

    term: str
    node: tree.Value
    children: Words

    @property
    def address(self) -> str:
        return self.node.address


def by_ground(screened: Screened, plan: SlotPlan, owed: Words) -> list[Alike] | None:
    """Of some children who gets which value; None where a sum depends on more than ground and place."""
    found: list[Alike] = []
    given: dict[str, Words] = {}
    for number, ground in enumerate(plan.slot.grounds):
        amounts = ground.reached.ground.amounts if ground.reached.ground.is_offered else ()
        if not amounts:
            continue
        mine = owed & screened.truth(plan.grounds[number], plan)[SURE]
        for term, node in amounts:
            others = given.get(term)
            if not isinstance(node, tree.Value) or (others is not None and (others & mine).any()):
                return None
            given[term] = mine if others is None else others | mine
            found.append(Alike(term, node, mine))
    return found


@dataclass(frozen=True)
class Adding:
    """Works out the amounts of one slot for some rows of a screened batch."""

    engine: ArrowEngine
    screened: Screened
    plan: SlotPlan
    rows: NDArray[np.int64]

    def terms(self) -> dict[str, Term]:
        """The most favourable quantity of every term over the grounds that hold, for each row."""
        found: dict[str, Term] = {}
        for number, ground in enumerate(self.plan.slot.grounds):
            if not ground.reached.ground.is_offered or not ground.reached.ground.amounts:
                continue
            holds = self._bits(self.screened.truth(self.plan.grounds[number], self.plan)[SURE])
            if not holds.any():
                continue
            for term, node in ground.reached.ground.amounts:
                mine = Term(self._kind(node)[0], holds, self._amount(node, number))
                found[term] = _better(term, found[term], mine) if term in found else mine
        return found

    def _bits(self, words: Words) -> Bools:
        return bits_at(words, self.rows, self.screened.batch.children)

    def _amount(self, node: tree.Node, ground: int) -> Sums:
        return self._sums(node, ground, 1 if self._kind(node)[1] else TEN_THOUSANDTHS)

    def _kind(self, node: tree.Node) -> tuple[str, bool]:
        return kind_of(node, self.engine)

    def _sums(self, node: tree.Node, ground: int, scale: int) -> Sums:
        match node:
            case tree.Value(address):
                return self._value(address)
            case tree.Literal(int(value)):
                return self._constant(value * scale, EXACT)
            case tree.FactRead(name):
                return self._numbers(self.screened.batch.numbers(name), scale)
            case tree.ReceivedAmount(benefit):
                fen, known = self.screened.sums_paid(benefit, self.plan, self.rows)
                return Sums(fen.astype(np.int64), np.where(known, EXACT, OPEN).astype(np.int8))
            case tree.Plus(left, right):
                one, other = self._sums(left, ground, scale), self._sums(right, ground, scale)
                return Sums(one.numbers + other.numbers, np.maximum(one.states, other.states))
            case tree.Minus(left, right):
                return _difference(self._sums(left, ground, scale), self._sums(right, ground, scale))
            case tree.Least(parts) | tree.Greatest(parts):
                least = isinstance(node, tree.Least)
                return _extreme([self._sums(part, ground, scale) for part in parts], least=least)
            case tree.Case(arms, otherwise):
                return self._case(arms, otherwise, ground, scale)
        raise NotImplementedError(f"{type(node).__name__} is a condition, not an amount")

    def _constant(self, number: int, state: int) -> Sums:
        count = len(self.rows)
        return Sums(np.full(count, number, np.int64), np.full(count, state, np.int8))

    def _numbers(self, numbers: Numbers, scale: int) -> Sums:
        low = numbers.low[self.rows].astype(np.int64)
        exact = self._bits(numbers.known) & (low == numbers.high[self.rows])
        return Sums(low * scale, np.where(exact, EXACT, OPEN).astype(np.int8))

    def _value(self, address: str) -> Sums:
        """A value of values.toml as it is at each child's place."""
        counties = self.screened.places[self.plan.tie][self.rows]
        if not len(counties):
            return self._constant(0, UNSET)
        table = table_of(address, np.flatnonzero(np.bincount(counties)), self.engine)
        return Sums(table.numbers[counties], table.states[counties])

    def _case(
        self, arms: tuple[tuple[tree.Node, tree.Node], ...], otherwise: tree.Node, ground: int, scale: int
    ) -> Sums:
        """The first arm whose guard holds; where a guard is open, nothing is known unless all that is left is unset."""
        result = self._sums(otherwise, ground, scale)
        all_unset: Bools = result.states == UNSET
        for guard, then in reversed(arms):
            sums = self._sums(then, ground, scale)
            all_unset = all_unset & (sums.states == UNSET)
            truth: Truth = self.screened.truth(self.plan.guards[ground, id(guard)], self.plan)
            sure, may = self._bits(truth[SURE]), self._bits(truth[MAY])
            result = sums.where(sure, result)
            blank = np.where(all_unset, UNSET, OPEN).astype(np.int8)
            result = Sums(result.numbers, np.where(may & ~sure, blank, result.states))
        return result


def _difference(left: Sums, right: Sums) -> Sums:
    """Taking away a floor would give a ceiling, which no one may promise: then the amount is not set."""
    states = np.where(right.states == FLOOR, UNSET, np.maximum(left.states, right.states))
    return Sums(left.numbers - right.numbers, states.astype(np.int8))


def _extreme(parts: list[Sums], *, least: bool) -> Sums:
    states = np.max([part.states for part in parts], axis=0)
    numbers = [part.numbers for part in parts]
    number = np.min(numbers, axis=0) if least else np.max(numbers, axis=0)
    if least:
        reached = np.any([(part.numbers == number) & (part.states == EXACT) for part in parts], axis=0)
        states = np.where(reached & (states == FLOOR), EXACT, states)
    return Sums(number, states.astype(np.int8))


def _better(term: str, first: Term, second: Term) -> Term:
    """The more favourable of two grounds for each row: a number before a blank, an exact one before a floor."""
    sign = -1 if term in LESS_IS_BETTER else 1
    one, other = first.sums, second.sums
    known, other_known = one.states < OPEN, other.states < OPEN
    mine, theirs = sign * one.numbers, sign * other.numbers
    more = (theirs > mine) | ((theirs == mine) & (other.states == EXACT) & (one.states != EXACT))
    settled = np.where(
        known & other_known,
        more,
        np.where(known | other_known, other_known, (one.states == OPEN) & (other.states == UNSET)),
    )
    chosen = second.present & (~first.present | settled)
    return Term(first.unit or second.unit, first.present | second.present, other.where(chosen, one))


def table_of(address: str, counties: NDArray[np.int64], engine: ArrowEngine) -> ValueTable:
    """The table of a value, in which these counties have been looked up."""
    table = engine.values.setdefault(address, ValueTable())
    table.grow(len(engine.places.counties))
    for county in counties[table.states[counties] == UNREAD].tolist():
        table.numbers[county], table.states[county] = _value_at(address, engine.places.counties[county] or None, engine)
    return table


def _value_at(address: str, place: str | None, engine: ArrowEngine) -> tuple[int, int]:
    quantity = quantity_of_value(address, program_at(engine.library, place, engine.on, engine.givers).value_of(address))
    scale = 1 if quantity.unit in MONEY_UNITS else TEN_THOUSANDTHS
    number = 0 if quantity.number is None else int(quantity.number * scale)
    return number, CERTAINTY.index(quantity.state)


def kind_of(node: tree.Node, engine: ArrowEngine) -> tuple[str, bool]:
    """The unit of an amount, and whether it is in fen."""
    if id(node) not in engine.amount_kinds:
        engine.amount_kinds[id(node)] = unit_of(node, engine), is_money(node, engine)
    return engine.amount_kinds[id(node)]


def _leaves(node: tree.Node, engine: ArrowEngine) -> Iterator[str]:
    for leaf in tree.walk(node):
        if isinstance(leaf, tree.Value):
            placed = engine.library.values.get(leaf.address)
            yield placed[0].entry.unit if placed else ""
        elif isinstance(leaf, tree.ReceivedAmount):
            yield PER_MONTH


def unit_of(node: tree.Node, engine: ArrowEngine) -> str:
    """The unit of an amount, from the first value in it."""
    return next((unit for unit in _leaves(node, engine) if unit), "")


def is_money(node: tree.Node, engine: ArrowEngine) -> bool:
    """Whether an amount is in fen."""
    facts = engine.library.vocabulary.facts
    read = (leaf.name for leaf in tree.walk(node) if isinstance(leaf, tree.FactRead))
    return unit_of(node, engine) in MONEY_UNITS or any(facts[name].type is FactType.MONEY for name in read)
