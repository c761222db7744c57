"""Our own small tree for conditions and amounts.

SQLGlot parses the text and is left behind at once: these nodes have one written three-valued meaning (Kleene), the same
for the explanation of one child and for the screening of a population. Nothing here is dialect-specific.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Constant: TypeAlias = bool | int | str | date | Decimal


@dataclass(frozen=True, slots=True)
class FactRead:
    """The value of a fact; unknown when nobody knows it."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A written constant. Money is already in fen here."""

    value: Constant


@dataclass(frozen=True, slots=True)
class Defined:
    """The truth of a definition, over all documents that define it where the asking grant is tied."""

    name: str


@dataclass(frozen=True, slots=True)
class Entitled:
    """Our own final verdict on a benefit, over all documents that speak."""

    benefit: str


@dataclass(frozen=True, slots=True)
class ReceivedAmount:
    """Money in payment a month, in fen: 0 when the benefit is known not to be received."""

    benefit: str


@dataclass(frozen=True, slots=True)
class Value:
    """A number of values.toml by its address, ``431000/cz2017-3:orphan_community``."""

    address: str


@dataclass(frozen=True, slots=True)
class Not:
    of: "Node"


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """``left op right`` with op one of = <> < <= > >=; unknown when a side is unknown or a range straddles."""

    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class In:
    left: "Node"
    values: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """First arm whose guard is true. An unknown guard before it makes the whole unknown (SQL would fall to ELSE)."""

    arms: tuple[tuple["Node", "Node"], ...]
    otherwise: "Node"


@dataclass(frozen=True, slots=True)
class Plus:
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Minus:
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Least:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Greatest:
    parts: tuple["Node", ...]


Node: TypeAlias = (
    FactRead
    | Literal
    | Defined
    | Entitled
    | ReceivedAmount
    | Value
    | Not
    | And
    | Or
    | Compare
    | In
    | Case
    | Plus
    | Minus
    | Least
    | Greatest
)
TRUE = Literal(True)
FALSE = Literal(False)


def parts_of(node: Node) -> tuple[Node, ...]:
    """The node's direct parts, in the order they are written."""
    match node:
        case Not(of):
            return (of,)
        case And(parts) | Or(parts) | Least(parts) | Greatest(parts):
            return parts
        case Compare(_, left, right) | Plus(left, right) | Minus(left, right):
            return (left, right)
        case In(left, _):
            return (left,)
        case Case(arms, otherwise):
            return (*(part for arm in arms for part in arm), otherwise)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(parts_of(current)))


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same tree with every leaf given to ``change``."""
    return _with_parts(node, lambda part: rebuilt(part, change)) if parts_of(node) else change(node)


def shared(node: Node, pool: dict[str, Node]) -> Node:
    """The same tree with equal parts being one object, so that what is found out about one holds for all."""
    made = _with_parts(node, lambda part: shared(part, pool))
    # Not by equality: Literal(1) equals Literal(True) and means something else.
    return pool.setdefault(repr(made), made)


def _with_parts(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with each direct part given to ``change``; a leaf as it is."""
    match node:
        case Not(of):
            return Not(change(of))
        case And(parts) | Or(parts) | Least(parts) | Greatest(parts):
            return replace(node, parts=tuple(change(part) for part in parts))
        case Compare(_, left, right) | Plus(left, right) | Minus(left, right):
            return replace(node, left=change(left), right=change(right))
        case In(left, values):
            return In(change(left), values)
        case Case(arms, otherwise):
            return Case(tuple((change(guard), change(then)) for guard, then in arms), change(otherwise))
        case _:
            return node


def both(left: Node, right: Node) -> Node:
    """Left AND right, flat, without needless TRUE."""
    parts = [
        part for side in (left, right) for part in (side.parts if isinstance(side, And) else (side,)) if part != TRUE
    ]
    return And(tuple(parts)) if len(parts) > 1 else (parts[0] if parts else TRUE)
