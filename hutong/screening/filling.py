"""What columns say, filled into the registers of a worksheet: yes-or-no facts, words, thresholds."""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hutong.policy import tree
from hutong.policy.situation import PAYMENT
from hutong.screening.bits import MAY, SURE, Bools, Truth, pack, pack_into, unpack
from hutong.screening.kernels import Step, latest_start
from hutong.screening.population import EPOCH, Batch, Integers, Numbers
from hutong.screening.tapes import Worksheet, benefits_of

Comparison = Callable[[Any, Any], Any]
COMPARISONS: dict[str, Comparison] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
LIMITS = np.iinfo(np.int64)
"""A figure of a rule may lie beyond 64 bits; no number of a child does."""
OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def fill(sheet: Worksheet, batch: Batch) -> None:
    """Fill every leaf, fix what follows from facts, then fill what rests on what was fixed."""
    for step, register in sheet.tape.leaves.items():
        if not benefits_of(step):
            FILLERS[step.kind](sheet[register], batch, *step.on)
    sheet.fix()
    fill_received(sheet, batch)


def fill_received(sheet: Worksheet, batch: Batch) -> None:
    """Fill comparisons with money in payment, which rest on who is paid at all."""
    for step, register in sheet.tape.leaves.items():
        if benefits_of(step):
            _fill_received(sheet, sheet[register], batch, step)


def _fill_fact(truth: Truth, batch: Batch, name: str) -> None:
    found = batch.bools(name)
    if found is None:
        truth[SURE], truth[MAY] = 0, ~np.uint64(0)
        return
    values, known = found
    if known is None:
        truth[:] = values
        return
    np.bitwise_and(values, known, out=truth[SURE])
    np.invert(known, out=truth[MAY])
    truth[MAY] |= values


def _fill_word(truth: Truth, batch: Batch, name: str, word: str) -> None:
    codes = batch.codes(name)
    truth[SURE] = 0
    if word in codes.words:
        pack_into(codes.codes == codes.words.index(word), truth[SURE])
        truth[SURE] &= codes.known
    np.invert(codes.known, out=truth[MAY])
    truth[MAY] |= truth[SURE]


def _fill_spread(truth: Truth, batch: Batch, name: str, word: str) -> None:
    """Who is described by a word that stands for several facts; never in doubt."""
    written = batch.written(name)
    truth[:] = 0
    if word in written.words:
        truth[:] = pack(written.codes == written.words.index(word)) & written.known


def _fill_compare(truth: Truth, batch: Batch, left: object, op: str, right: object) -> None:
    compare(truth, op, _numbers(batch, left), _numbers(batch, right))


def _numbers(batch: Batch, what: object) -> Numbers:
    match what:
        case str(name) | tree.FactRead(name):
            return batch.numbers(name)
        case int(value) | tree.Literal(int(value)):
            return _constant(value, batch)
    raise NotImplementedError(f"{what} is not compared over a population")


def _constant(value: int, batch: Batch) -> Numbers:
    one = np.array(min(max(value, LIMITS.min), LIMITS.max), np.int64)
    return Numbers(one, one, batch.whole)


def _fill_since(truth: Truth, batch: Batch, name: str, value: int) -> None:
    """Whether that many years or months have passed: by the count where it is given, else by the day."""
    rule = batch.facts[name].entry.derive
    assert rule is not None
    source = _until_the_day(batch.numbers(rule.source), batch)
    compare(truth, "<=", source, _constant(latest_start(rule, value, batch.on), batch))
    if name in batch.names:
        count, given = batch.numbers(name), np.empty_like(truth)
        compare(given, ">=", count, _constant(value, batch))
        truth[SURE] = (truth[SURE] & ~count.known) | given[SURE]
        truth[MAY] = (truth[MAY] & ~count.known) | (given[MAY] & count.known)


def _until_the_day(numbers: Numbers, batch: Batch) -> Numbers:
    """A range of days that ends later ends on the day: nothing is counted from a day that has not come."""
    if numbers.low is numbers.high:
        return numbers
    return Numbers(numbers.low, np.minimum(numbers.high, (batch.on - EPOCH).days), numbers.known)


def _fill_one_of_numbers(truth: Truth, batch: Batch, name: str, values: tuple[int, ...]) -> None:
    numbers = batch.numbers(name)
    truth[:] = 0
    one = np.empty_like(truth)
    for value in values:
        compare(one, "=", numbers, _constant(value, batch))
        truth |= one


def _fill_received(sheet: Worksheet, truth: Truth, batch: Batch, step: Step) -> None:
    """A comparison with money in payment: 0 where the benefit is known not to be received."""
    if step.kind == "received":
        benefit, op, value = step.on
        compare(truth, str(op), received(sheet, batch, str(benefit)), _constant(int(value), batch))  # type: ignore[call-overload]
        return
    left, op, right = step.on
    sides = [
        received(sheet, batch, side.benefit) if isinstance(side, tree.ReceivedAmount) else _numbers(batch, side)
        for side in (left, right)
    ]
    compare(truth, str(op), *sides)


def received(sheet: Worksheet, batch: Batch, benefit: str) -> Numbers:
    """Fen a month in payment."""
    fact = sheet[sheet.tape.leaves[Step("fact", (f"{PAYMENT}{benefit}",))]]
    none = ~fact[MAY]
    amount = batch.numbers(f"{PAYMENT}{benefit}.amount")
    values = np.where(unpack(none, batch.children), 0, amount.low)
    return Numbers(values, values, amount.known | none)


def compare(truth: Truth, op: str, left: Numbers, right: Numbers) -> None:
    """A comparison; unknown where a side is, or where a range straddles."""
    known = left.known & right.known
    if left.low is left.high and right.low is right.high:
        pack_into(compared(op, left.low, right.low), truth[SURE])
        truth[SURE] &= known
        np.invert(known, out=truth[MAY])
        truth[MAY] |= truth[SURE]
        return
    truth[SURE] = pack(_surely(op, left, right)) & known
    truth[MAY] = ~(pack(_surely(OPPOSITE[op], left, right)) & known)


def _surely(op: str, left: Numbers, right: Numbers) -> Bools:
    """Whether it holds for every value in the ranges."""
    match op:
        case "=":
            exact = compared("=", left.low, left.high) & compared("=", right.low, right.high)
            return np.asarray(exact & compared("=", left.low, right.low))
        case "<>":
            return np.asarray(compared("<", left.high, right.low) | compared(">", left.low, right.high))
        case "<" | "<=":
            return compared(op, left.high, right.low)
    return compared(op, left.low, right.high)


def compared(op: str, left: Integers, right: Integers) -> NDArray[np.bool_]:
    """A comparison in the narrowest type; a constant too large for the column's type decides for all."""
    if right.ndim == 0 and left.ndim:
        limits = np.iinfo(left.dtype)
        value = int(right)
        if limits.min <= value <= limits.max:
            return np.asarray(COMPARISONS[op](left, left.dtype.type(value)))
        return np.full(len(left), COMPARISONS[op](0, value))
    return np.asarray(COMPARISONS[op](left, right))


FILLERS: dict[str, Callable[..., None]] = {
    "fact": _fill_fact,
    "word": _fill_word,
    "spread": _fill_spread,
    "compare": _fill_compare,
    "since": _fill_since,
    "one_of_numbers": _fill_one_of_numbers,
}
