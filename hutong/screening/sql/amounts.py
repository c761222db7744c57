"""What an entitled child is owed, as candidates: under which conditions which number, told before any child is seen.

The meaning is that of ``hutong.policy.amounts`` and ``findings``: constants are worked out by the very functions of the
explanation, and only what is read from a child's own sums becomes arithmetic in SQL.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from sqlglot import exp

from hutong.policy import tree
from hutong.policy.amounts import Quantity, State, quantity_of
from hutong.policy.findings import LESS_IS_BETTER
from hutong.policy.kleene import Truth
from hutong.policy.programs import Program
from hutong.policy.ranges import Known
from hutong.policy.situation import PAYMENT, Situation
from hutong.policy.tree import Node
from hutong.policy.values import MONEY_UNITS
from hutong.screening.kernels import Ref
from hutong.screening.sql.errors import EngineCannot
from hutong.screening.sql.expressions import (
    Expr,
    all_of,
    any_of,
    case,
    negated,
    null_if_unknown,
    number,
    unknown,
    wrapped,
    written,
)

Condition: TypeAlias = tuple[Ref, Truth]
"""A reference, and what it has to be."""
TEN_THOUSANDTHS = 10_000
WHOLE_PERCENT = 100 * TEN_THOUSANDTHS


class Fixed(NamedTuple):
    """An amount that is the same for every child of a place: fen, or ten-thousandths of another unit.

    ``number`` is a name where places set figures of their own (``figures.py``), None for a blank.
    """

    number: int | str | None
    state: State
    unit: str
    scale: int = 1


class Counted(NamedTuple):
    """An amount that is worked out for each child, with the units of what comes out known and unknown."""

    node: Node
    leaves: tuple[tuple[str, Fixed], ...]
    unit: str
    unit_unknown: str
    scale: int


Amount: TypeAlias = Fixed | Counted


class Open(NamedTuple):
    """An amount of which it is not known which of these it is."""

    possible: tuple["Flat", ...]


Flat: TypeAlias = Node | Open
"""An amount out of which every CASE was taken."""


def sign(term: str) -> int:
    """Which way a term is favourable."""
    return -1 if term in LESS_IS_BETTER else 1


Lower: TypeAlias = Callable[[Node, Program], Ref]
Alternative: TypeAlias = tuple[tuple[Condition, ...], Flat]


@dataclass(frozen=True)
class Alternatives:
    """Takes CASE out of an amount: which arm is which condition."""

    program: Program
    lower: Lower

    def of(self, node: Node) -> list[Alternative]:
        """The amounts without CASE, each with what must hold for it."""
        if not isinstance(node, tree.Case):
            return [((), node)]
        found: list[Alternative] = []
        before: tuple[Condition, ...] = ()
        for place, (guard, then) in enumerate(node.arms):
            ref = self.lower(guard, self.program)
            found += [((*before, (ref, True), *more), part) for more, part in self.of(then)]
            possible = [*(later for _, later in node.arms[place:]), node.otherwise]
            found.append(((*before, (ref, None)), self._open(possible)))
            before = (*before, (ref, False))
        return found + [((*before, *more), part) for more, part in self.of(node.otherwise)]

    def _open(self, possible: list[Node]) -> Open:
        return Open(tuple(part for one in possible for _, part in self.of(one)))


def list_values(flat: Flat) -> Iterator[str]:
    """The addresses of the values that an amount reads."""
    if isinstance(flat, Open):
        yield from (address for one in flat.possible for address in list_values(one))
    else:
        yield from (leaf.address for leaf in tree.walk(flat) if isinstance(leaf, tree.Value))


class _Nobody:
    """Stands for a child whose every sum is known to be 0: what is unset for them is so for everybody."""

    def __init__(self, on: date, leaves: list[Node]) -> None:
        known: dict[str, Known] = {one.name: 0 for one in leaves if isinstance(one, tree.FactRead)}
        known |= {f"{PAYMENT}{one.benefit}": False for one in leaves if isinstance(one, tree.ReceivedAmount)}
        self.situation = Situation(on, known)


def amount_at(flat: Flat, program: Program) -> Amount:
    """What an amount comes to where this speaks."""
    if isinstance(flat, Open):
        blank = _blank([amount_at(one, program) for one in flat.possible])
        return _fixed(blank, _scale([blank.unit]))
    return _amount(flat, program)


def _blank(possible: list[Amount]) -> Quantity:
    """Whichever it is: unset when nothing is set in any, else unknown."""
    if all(isinstance(one, Fixed) and one.state == "unset" for one in possible):
        return Quantity(None, "unset", next((one.unit for one in possible if one.unit), ""))
    return Quantity(None, "unknown")


def _amount(node: Node, program: Program) -> Amount:
    leaves = list(tree.walk(node))
    if any(isinstance(one, tree.Case) for one in leaves):
        raise EngineCannot(amount=node)
    nobody: Any = _Nobody(program.on, leaves)
    told = {one.address: quantity_of(one, nobody, program.value_of) for one in leaves if isinstance(one, tree.Value)}
    is_counted = any(isinstance(one, tree.FactRead | tree.ReceivedAmount) for one in leaves)
    known = quantity_of(node, nobody, program.value_of)
    scale = _scale([known.unit, *(quantity.unit for quantity in told.values())])
    if not is_counted or known.state == "unset":
        return _fixed(known, scale)
    fixed = tuple((address, _fixed(quantity, scale)) for address, quantity in sorted(told.items()))
    return Counted(node, fixed, known.unit, next((one.unit for one in told.values() if one.unit), ""), scale)


def _scale(units: list[str]) -> int:
    """Money is whole fen already."""
    return 1 if any(unit in MONEY_UNITS for unit in units) else TEN_THOUSANDTHS


def _fixed(quantity: Quantity, scale: int) -> Fixed:
    if quantity.number is None:
        return Fixed(None, quantity.state, quantity.unit, scale)
    scaled = quantity.number * scale
    if scaled != int(scaled):
        raise EngineCannot(amount=quantity.number)
    return Fixed(int(scaled), quantity.state, quantity.unit, scale)


def is_whole(amount: Fixed) -> bool:
    """Whether it may be the most that can be given: 100 percent, or, of a fee, nothing."""
    return amount.number == 0 or (amount.unit == "percent" and amount.number == WHOLE_PERCENT)


def counted(amount: Counted, read: Callable[[Node], Expr], figure: Callable[[str], Expr]) -> tuple[Expr, bool | Expr]:
    """The number as SQL, NULL where it is unknown, and whether it is exact where it is known."""
    return _Counting(dict(amount.leaves), amount.scale, read, figure).of(amount.node)


@dataclass(frozen=True)
class _Counting:
    values: Mapping[str, Fixed]
    scale: int
    read: Callable[[Node], Expr]
    figure: Callable[[str], Expr]

    def of(self, node: Node) -> tuple[Expr, bool | Expr]:
        match node:
            case tree.Value(address):
                fixed = self.values[address]
                assert fixed.number is not None
                told = self.figure(fixed.number) if isinstance(fixed.number, str) else number(fixed.number)
                return told, fixed.state == "exact"
            case tree.Literal(value):
                return number(int(value) * self.scale), True  # type: ignore[arg-type]
            case tree.Plus(left, right):
                return self._joined(exp.Add, left, right)
            case tree.Minus(left, right):
                return self._joined(exp.Sub, left, right)
            case tree.Least(parts):
                return self._extreme([self.of(part) for part in parts], least=True)
            case tree.Greatest(parts):
                return self._extreme([self.of(part) for part in parts], least=False)
        whole = self.read(node)
        return (whole if self.scale == 1 else exp.Mul(this=wrapped(whole), expression=number(self.scale))), True

    def _joined(self, kind: type[exp.Binary], left: Node, right: Node) -> tuple[Expr, bool | Expr]:
        (one, one_exact), (other, other_exact) = self.of(left), self.of(right)
        return kind(this=wrapped(one), expression=wrapped(other)), _both(one_exact, other_exact)

    def _extreme(self, parts: list[tuple[Expr, bool | Expr]], *, least: bool) -> tuple[Expr, bool | Expr]:
        numbers = [one for one, _ in parts]
        known = [negated(null_if_unknown(one.copy())) for one in numbers if not isinstance(one, exp.Literal)]
        kind = exp.Least if least else exp.Greatest
        extreme = kind(this=numbers[0].copy(), expressions=[one.copy() for one in numbers[1:]], ignore_nulls=True)
        # The engines pass NULL over in LEAST and GREATEST; here one unknown part makes the whole unknown.
        whole = case([(all_of(known), extreme)], unknown("bigint"))
        exact: bool | Expr = True
        for _, one in parts:
            exact = _both(exact, one)
        if least and exact is not True:
            reaching = [
                all_of([one, exp.EQ(this=wrapped(this.copy()), expression=extreme.copy())]) for this, one in parts
            ]
            exact = written(any_of(reaching))
        return whole, exact


def _both(one: bool | Expr, other: bool | Expr) -> bool | Expr:
    both = all_of([one, other])
    return both if isinstance(both, exp.Expr) else bool(both)
