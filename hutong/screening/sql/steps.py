"""The steps of a kernel as parts of a query."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from hutong.policy import tree
from hutong.screening.kernels import EPOCH, Kernel, Ref, latest_start
from hutong.screening.sql.expressions import (
    Expr,
    Known,
    all_of,
    any_of,
    case,
    day,
    is_in,
    negated,
    number,
    text,
    unknown,
    wrapped,
    written,
)
from hutong.screening.sql.givens import Givens
from hutong.screening.sql.layers import Layers, Read
from hutong.vocabulary.facts import FactType

OPERATORS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
SURELY = {"<": ("high", "low"), "<=": ("high", "low"), ">": ("low", "high"), ">=": ("low", "high")}
NEGATIVE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
Readable = tuple[str, ...]
Constant = bool | None


@dataclass(frozen=True)
class Ends:
    """How the least and the most of a number are written, and what they read; the same where it is exactly known."""

    reads: Readable
    low: Callable[[Read], Expr]
    high: Callable[[Read], Expr]
    is_exact: bool


@dataclass
class Steps:
    """Each step is a constant, or a part named by its number."""

    kernel: Kernel
    givens: Givens
    layers: Layers
    done: dict[int, Constant | str] = field(default_factory=dict)

    def __getitem__(self, ref: Ref) -> Constant | str:
        """A reference's constant, or the name of the part for the step it refers to (whatever its sign)."""
        number = abs(ref)
        if number not in self.done:
            step = self.kernel.steps[number - 1]
            self.done[number] = MAKERS[step.kind](self, number, *step.on)
        found = self.done[number]
        return found if isinstance(found, str) or ref > 0 else _not(found)

    def reads(self, refs: Iterable[Ref]) -> Readable:
        """The parts that references read."""
        return tuple(dict.fromkeys(found for ref in refs if isinstance(found := self[ref], str)))

    def known(self, ref: Ref, read: Read) -> Known:
        """A reference as a truth inside another part."""
        found = self[ref]
        if not isinstance(found, str):
            return found
        return read(found) if ref > 0 else negated(read(found))

    def part(self, number: int, reads: Readable, write: Callable[[Read], Expr]) -> str:
        return self.layers.add(f"s{number}", reads, write)

    def fact(self, number: int, name: str) -> Constant | str:
        return self.givens.truth(name)

    def constant(self, number: int, value: bool) -> Constant | str:
        return value

    def unknown(self, number: int) -> Constant | str:
        return None

    def junction(self, number: int, join: Callable[[Iterable[Known]], Known], parts: tuple[Ref, ...]) -> Constant | str:
        # What is constant for every child folds here, so that absent columns cost nothing.
        folded = join([found if not isinstance(found := self[ref], str) else _PLACEHOLDER for ref in parts])
        if folded is None or isinstance(folded, bool):
            return folded
        return self.part(number, self.reads(parts), lambda read: written(join(self.known(ref, read) for ref in parts)))

    def conjunction(self, number: int, *parts: Ref) -> Constant | str:
        return self.junction(number, all_of, parts)

    def disjunction(self, number: int, *parts: Ref) -> Constant | str:
        return self.junction(number, any_of, parts)

    def case(self, number: int, guard: Ref, then: Ref, otherwise: Ref) -> Constant | str:
        chosen = self[guard]
        if not isinstance(chosen, str):
            return None if chosen is None else self._same(then if chosen else otherwise, number)
        return self.part(
            number, self.reads((guard, then, otherwise)), lambda read: self._case(read, guard, then, otherwise)
        )

    def _case(self, read: Read, guard: Ref, then: Ref, otherwise: Ref) -> Expr:
        # SQL would fall to ELSE where the guard is unknown: so there is no ELSE.
        return case(
            [
                (self.known(guard, read), written(self.known(then, read))),
                (self.known(-guard, read), written(self.known(otherwise, read))),
            ],
            unknown(),
        )

    def _same(self, ref: Ref, number: int) -> Constant | str:
        found = self[ref]
        if not isinstance(found, str) or ref > 0:
            return found
        return self.part(number, (found,), lambda read: written(negated(read(found))))

    def doubt(self, number: int, ref: Ref) -> Constant | str:
        """What holds is unknown, what does not hold stays so."""
        found = self[ref]
        if not isinstance(found, str):
            return False if found is False else None
        return self.part(number, (found,), lambda read: written(all_of([self.known(ref, read), None])))

    def compare(self, number: int, left: str | tree.Node, op: str, right: int | tree.Node) -> Constant | str:
        one, other = self._ends(left), self._ends(right, days=self._is_day(left))
        if one is None or other is None:
            return None
        return self._compared(number, op, one, other)

    def _is_day(self, what: object) -> bool:
        name = what.name if isinstance(what, tree.FactRead) else what
        return isinstance(name, str) and self.kernel.facts[name].type is FactType.DATE

    def _ends(self, what: object, *, days: bool = False) -> Ends | None:
        match what:
            case str(name) | tree.FactRead(name):
                low, high = self.givens.low(name), self.givens.high(name)
                if low is None or high is None:
                    return None
                reads = tuple(dict.fromkeys((low, high)))
                return Ends(reads, lambda read: read(low), lambda read: read(high), low == high)
            case tree.ReceivedAmount(benefit):
                found = self.givens.received(benefit)
                return None if found is None else Ends(found[0], found[1], found[1], True)
            case int(value) | tree.Literal(int(value)):
                fixed = day(value) if days else number(value)
                return Ends((), lambda read: fixed.copy(), lambda read: fixed.copy(), True)
        raise NotImplementedError(f"{what} is not compared over a population")

    def exact_number(self, leaf: tree.Node) -> tuple[Readable, Callable[[Read], Expr]]:
        """A number where it is exactly known, for reckoning with."""
        ends = self._ends(leaf)
        if ends is None:
            return (), lambda read: unknown("bigint")
        if ends.is_exact:
            return ends.reads, ends.low

        def write(read: Read) -> Expr:
            return case([(exp.EQ(this=ends.low(read), expression=ends.high(read)), ends.low(read))])

        return ends.reads, write

    def _compared(self, step: int, op: str, left: Ends, right: Ends) -> str:
        reads = tuple(dict.fromkeys((*left.reads, *right.reads)))
        return self.part(step, reads, lambda read: compared(op, left, right, read))

    def received(self, step: int, benefit: str, op: str, value: int) -> Constant | str:
        return self.compare(step, tree.ReceivedAmount(benefit), op, value)

    def since(self, step: int, name: str, value: int) -> Constant | str:
        """Whether that many years or months have passed: by the count where it is given, else by the day."""
        rule = self.kernel.facts[name].entry.derive
        assert rule is not None
        source, given = self._ends(rule.source), self._ends(name) if name in self.givens.columns else None
        if source is None:
            return None if given is None else self._compared(step, ">=", given, _constant(number(value)))
        start = latest_start(rule, value, self.kernel.on)
        if start >= (self.kernel.on - EPOCH).days:
            # Nobody is born later than the day: a range that goes on after it ends with it.
            source = Ends(source.reads, source.low, source.low, True)
        threshold = _constant(day(start))
        if given is None:
            return self._compared(step, "<=", source, threshold)

        def write(read: Read) -> Expr:
            # Where both are given they agree, and the count is exact where the day may be a range.
            counted = compared(">=", given, _constant(number(value)), read)
            return exp.Coalesce(this=counted, expressions=[compared("<=", source, threshold, read)])

        return self.part(step, (*source.reads, *given.reads), write)

    def one_of_words(self, step: int, name: str, words: tuple[str, ...]) -> Constant | str:
        found = self.givens.word(name)
        if found is None:
            return None
        return self.part(step, (found,), lambda read: is_in(wrapped(read(found)), [text(word) for word in words]))

    def one_of_numbers(self, step: int, name: str, values: tuple[int, ...]) -> Constant | str:
        ends = self._ends(name)
        if ends is None:
            return None
        literals = [day(value) if self._is_day(name) else number(value) for value in values]
        if ends.is_exact:
            return self.part(
                step, ends.reads, lambda read: is_in(wrapped(ends.low(read)), [one.copy() for one in literals])
            )
        return self.part(
            step,
            ends.reads,
            lambda read: written(any_of(compared("=", ends, _constant(one), read) for one in literals)),
        )


_PLACEHOLDER = exp.Placeholder()


def _not(truth: Constant) -> Constant:
    return None if truth is None else not truth


def _constant(fixed: Expr) -> Ends:
    return Ends((), lambda read: fixed.copy(), lambda read: fixed.copy(), True)


def compared(op: str, left: Ends, right: Ends, read: Read) -> Expr:
    """A comparison; unknown where a side is, or where a range straddles."""
    if left.is_exact and right.is_exact:
        return OPERATORS[op](this=wrapped(left.low(read)), expression=wrapped(right.low(read)))
    ends = {"low": (left.low(read), right.low(read)), "high": (left.high(read), right.high(read))}

    def holds(sign: str, mine: str, theirs: str) -> Expr:
        return OPERATORS[sign](this=wrapped(ends[mine][0].copy()), expression=wrapped(ends[theirs][1].copy()))

    if op in ("=", "<>"):
        exact = all_of(
            [
                holds("=", "low", "low"),
                *(
                    exp.EQ(this=wrapped(one.low(read)), expression=wrapped(one.high(read)))
                    for one in (left, right)
                    if not one.is_exact
                ),
            ]
        )
        apart = any_of([holds("<", "high", "low"), holds(">", "low", "high")])
        equal, other = (exp.true(), exp.false()) if op == "=" else (exp.false(), exp.true())
        return case([(exact, equal), (apart, other)], unknown())
    mine, theirs = SURELY[op]
    return case([(holds(op, mine, theirs), exp.true()), (holds(NEGATIVE[op], theirs, mine), exp.false())], unknown())


MAKERS: dict[str, Callable[..., Any]] = {
    "fact": Steps.fact,
    "constant": Steps.constant,
    "unknown": Steps.unknown,
    "and": Steps.conjunction,
    "or": Steps.disjunction,
    "case": Steps.case,
    "doubt": Steps.doubt,
    "compare": Steps.compare,
    "received": Steps.received,
    "since": Steps.since,
    "one_of_words": Steps.one_of_words,
    "one_of_numbers": Steps.one_of_numbers,
}
