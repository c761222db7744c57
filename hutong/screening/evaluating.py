"""Runs the steps of a kernel over a batch of children."""

import operator
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hutong.policy import tree
from hutong.screening.bits import Truths, all_of, any_of, chosen, nobody, pack, unpack, whole
from hutong.screening.kernels import Kernel, Ref, Step, latest_start
from hutong.screening.population import Batch, Numbers

SURELY: dict[str, tuple[Callable[..., NDArray[np.bool_]], str, str, Callable[..., NDArray[np.bool_]], str, str]] = {
    "<": (operator.lt, "high", "low", operator.ge, "low", "high"),
    "<=": (operator.le, "high", "low", operator.gt, "low", "high"),
    ">": (operator.gt, "low", "high", operator.le, "high", "low"),
    ">=": (operator.ge, "low", "high", operator.lt, "high", "low"),
}


class Results:
    """The results of a kernel's steps for one batch, by reference."""

    def __init__(self, kernel: Kernel, batch: Batch) -> None:
        self.kernel, self.batch = kernel, batch
        self.done: list[Truths] = []
        for step in kernel.steps:
            self.done.append(self._run(step))

    def __getitem__(self, ref: Ref) -> Truths:
        truths = self.done[abs(ref) - 1]
        return truths if ref > 0 else truths.negated

    def _run(self, step: Step) -> Truths:
        return RUNNERS[step.kind](self, *step.on)

    def fact(self, name: str) -> Truths:
        return self.batch.truths(name)

    def constant(self, value: bool) -> Truths:
        everyone, no_one = whole(self.batch.children), nobody(self.batch.children)
        return Truths(everyone, no_one) if value else Truths(no_one, everyone)

    def unknown(self) -> Truths:
        return Truths(nobody(self.batch.children), nobody(self.batch.children))

    def conjunction(self, *parts: Ref) -> Truths:
        return all_of(self[part] for part in parts)

    def disjunction(self, *parts: Ref) -> Truths:
        return any_of(self[part] for part in parts)

    def case(self, guard: Ref, then: Ref, otherwise: Ref) -> Truths:
        return chosen(self[guard], self[then], self[otherwise])

    def doubt(self, ref: Ref) -> Truths:
        """What holds is unknown, what does not hold stays so."""
        return Truths(nobody(self.batch.children), self[ref].no)

    def compare(self, left: str | tree.Node, op: str, right: int | tree.Node) -> Truths:
        return compared(op, self._numbers(left), self._numbers(right))

    def _numbers(self, what: object) -> Numbers:
        match what:
            case str(name) | tree.FactRead(name):
                return self.batch.numbers(name)
            case tree.ReceivedAmount(benefit):
                return received(self.batch, benefit)
            case tree.Literal(value):
                return self._constant_number(int(value))  # type: ignore[arg-type]
            case int(value):
                return self._constant_number(value)
        raise NotImplementedError(f"{what} is not compared over a population")

    def _constant_number(self, value: int) -> Numbers:
        one = np.array(value, np.int64)
        return Numbers(one, one, whole(self.batch.children))

    def received_amount(self, benefit: str, op: str, value: int) -> Truths:
        return compared(op, received(self.batch, benefit), self._constant_number(value))

    def since(self, name: str, value: int) -> Truths:
        """Whether that many years or months have passed; the count itself where only it is given."""
        rule = self.kernel.facts[name].entry.derive
        assert rule is not None
        threshold = latest_start(rule, value, self.kernel.on)
        passed = compared("<=", self.batch.numbers(rule.source), self._constant_number(threshold))
        if name not in self.batch.names:
            return passed
        given = compared(">=", self.batch.numbers(name), self._constant_number(value))
        known = self.batch.numbers(rule.source).known
        return Truths(passed.yes | (given.yes & ~known), passed.no | (given.no & ~known))

    def one_of_words(self, name: str, words: tuple[str, ...]) -> Truths:
        codes = self.batch.codes(name)
        wanted = np.array([word in words for word in codes.words], np.bool_)
        if not len(wanted):
            return Truths(nobody(self.batch.children), codes.known)
        yes = pack(wanted[codes.codes]) & codes.known
        return Truths(yes, codes.known & ~yes)

    def one_of_numbers(self, name: str, values: tuple[int, ...]) -> Truths:
        numbers = self.batch.numbers(name)
        return any_of(compared("=", numbers, self._constant_number(value)) for value in values)


def compared(op: str, left: Numbers, right: Numbers) -> Truths:
    """A comparison; unknown where a side is, or where a range straddles."""
    known = left.known & right.known
    if op in ("=", "<>"):
        exact = (left.low == left.high) & (right.low == right.high) & (left.low == right.low)
        apart = (left.high < right.low) | (left.low > right.high)
        equal = Truths(pack(exact) & known, pack(apart) & known)
        return equal if op == "=" else equal.negated
    surely, mine, theirs, surely_not, my_other, their_other = SURELY[op]
    if left.low is left.high and right.low is right.high:
        yes = pack(surely(left.low, right.low)) & known
        return Truths(yes, known & ~yes)
    yes = pack(surely(getattr(left, mine), getattr(right, theirs))) & known
    return Truths(yes, pack(surely_not(getattr(left, my_other), getattr(right, their_other))) & known)


def received(batch: Batch, benefit: str) -> Numbers:
    """Fen a month in payment: 0 where it is known not to be received."""
    none = batch.truths(f"receives.{benefit}").no
    amount = batch.numbers(f"receives.{benefit}.amount")
    values = np.where(unpack(none, batch.children), 0, amount.low)
    return Numbers(values, values, amount.known | none)


RUNNERS: dict[str, Callable[..., Truths]] = {
    "fact": Results.fact,
    "constant": Results.constant,
    "unknown": Results.unknown,
    "and": Results.conjunction,
    "or": Results.disjunction,
    "case": Results.case,
    "doubt": Results.doubt,
    "compare": Results.compare,
    "received": Results.received_amount,
    "since": Results.since,
    "one_of_words": Results.one_of_words,
    "one_of_numbers": Results.one_of_numbers,
}
