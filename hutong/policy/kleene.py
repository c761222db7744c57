"""The three-valued meaning of conditions: True, False, None for unknown. One place, for every road of one child."""

import operator
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from hutong.policy.ranges import RANGES, Known, bounds
from hutong.policy.tree import Constant

Truth: TypeAlias = bool | None
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
FLIPPED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def negated(truth: Truth) -> Truth:
    """NOT: unknown stays unknown."""
    return None if truth is None else not truth


def all_of(truths: Iterable[Truth]) -> Truth:
    """AND: one false decides, else one unknown leaves it open.

    >>> all_of([True, None]), all_of([None, False])
    (None, False)
    """
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def any_of(truths: Iterable[Truth]) -> Truth:
    """OR: one true decides, else one unknown leaves it open."""
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            result = None
    return result


def compared(op: str, left: Known | Constant | None, right: Known | Constant | None) -> Truth:
    """``left op right``; unknown when a side is unknown, or when a side is a range that straddles the answer.

    Types were checked when the condition was read, so both sides have an order when the operator needs one.
    """
    if left is None or right is None:
        return None
    if not isinstance(left, RANGES) and not isinstance(right, RANGES):
        return OPERATORS[op](left, right)
    low, high = bounds(left)  # type: ignore[arg-type]
    least, most = bounds(right)  # type: ignore[arg-type]
    match op:
        case "=":
            return _equal(low, high, least, most)
        case "<>":
            return negated(_equal(low, high, least, most))
        case "<":
            return _ordered(high < least, low >= most)  # type: ignore[operator]
        case "<=":
            return _ordered(high <= least, low > most)  # type: ignore[operator]
        case ">":
            return _ordered(low > most, high <= least)  # type: ignore[operator]
        case _:
            return _ordered(low >= most, high < least)  # type: ignore[operator]


def _equal(low: Known, high: Known, least: Known, most: Known) -> Truth:
    if low == high and least == most:
        return low == least
    return False if high < least or low > most else None  # type: ignore[operator]


def _ordered(surely: bool, surely_not: bool) -> Truth:
    if surely:
        return True
    return False if surely_not else None


def contained(value: Known | None, values: tuple[Constant, ...]) -> Truth:
    """``value IN (…)`` as the OR of its equalities."""
    if value is None:
        return None
    if not isinstance(value, RANGES):
        return value in values
    return any_of(compared("=", value, one) for one in values)
