"""Children whose facts cannot be used, as SQL: an impossible value, half a range, days and counts that do not agree.

What other facts contradict is worked out in ``givens.py``.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from sqlglot import exp

from hutong.policy.fact_values import EARLIEST, MOST_NUMBER
from hutong.screening.kernels import EPOCH
from hutong.screening.sql.expressions import (
    Expr,
    Known,
    all_of,
    any_of,
    case,
    column,
    day,
    is_in,
    negated,
    null_if_unknown,
    number,
    surely,
    text,
    wrapped,
)
from hutong.vocabulary.facts import Derivation, Fact, Facts, FactType

DIGITS_OF_PLACES = (6, 9, 12)


class Given(Protocol):
    """What is known of a population's columns."""

    facts: Facts
    on: date

    @property
    def columns(self) -> Mapping[str, object]: ...

    def low(self, name: str) -> str | None: ...

    def high(self, name: str) -> str | None: ...

    @property
    def fed_by(self) -> Mapping[str, Sequence[str]]: ...

    def own_end(self, name: str, end: str) -> Expr | None: ...

    def is_fed(self, source: str) -> Expr: ...

    def is_ranged(self, name: str) -> bool: ...

    def inline(self, name: str) -> Expr: ...


def list_impossible(givens: Given, suspects: Collection[str]) -> Iterator[Known]:
    """What makes a child's facts unusable, each by itself; never unknown. Only suspects are asked."""
    names = [*(name.removesuffix(".from").removesuffix(".to") for name in givens.columns), *givens.fed_by]
    for name in dict.fromkeys(names):
        fact = givens.facts.get(name)
        if fact is None:
            continue
        yield from _half_a_range(givens, name)
        if fact.type in (FactType.INT, FactType.MONEY, FactType.DATE):
            if givens.is_ranged(name) or {name, *(f"{one}.since" for one in givens.fed_by.get(name, ()))} & set(
                suspects
            ):
                yield from _out_of_bounds(givens, fact)
            yield from _fed_otherwise(givens, name)
        elif name in suspects and fact.values:
            yield surely(exp.Not(this=wrapped(is_in(column(name), [text(word) for word in _words(fact)]))))
        elif name in suspects:
            yield surely(negated(_is_code(column(name))))
    for fact, rule in givens.facts.derived:
        if {rule.source, f"{rule.source}.from"} & set(suspects):
            yield from _begun_later(givens, rule)
        if fact.name in givens.columns:
            yield from _disagreeing(givens, fact, rule)


def _words(fact: Fact) -> list[str]:
    return list(dict.fromkeys((*fact.values, *fact.entry.spread)))


def _is_code(place: Expr) -> Known:
    """Whether it has as many digits as a division code, in the part that says the county."""
    length = is_in(exp.Length(this=place.copy()), [number(one) for one in DIGITS_OF_PLACES])
    county = [exp.Substring(this=place.copy(), start=number(at), length=number(1)) for at in range(1, 7)]
    return all_of([length, *(is_in(one, [text(str(digit)) for digit in range(10)]) for one in county)])


def _end(givens: Given, name: str | None) -> Expr | None:
    return None if name is None else givens.inline(name)


def _out_of_bounds(givens: Given, fact: Fact) -> Iterator[Known]:
    low, high = _end(givens, givens.low(fact.name)), _end(givens, givens.high(fact.name))
    if low is None or high is None:
        return
    is_day = fact.type is FactType.DATE
    least = day((EARLIEST - EPOCH).days) if is_day else number(0)
    wrong: list[Known] = [exp.LT(this=wrapped(low), expression=least)]
    if not is_day:
        wrong.append(exp.GT(this=wrapped(low.copy()), expression=number(MOST_NUMBER)))
    if givens.is_ranged(fact.name):
        wrong.append(exp.GT(this=wrapped(low.copy()), expression=wrapped(high)))
    yield surely(any_of(wrong))


def _half_a_range(givens: Given, name: str) -> Iterator[Known]:
    """A range of which only one end is given."""
    ends = [f"{name}.{end}" for end in ("from", "to")]
    known: list[Known] = [negated(null_if_unknown(column(end))) if end in givens.columns else False for end in ends]
    exact = null_if_unknown(column(name)) if name in givens.columns else True
    one, other = known
    yield all_of([exact, any_of([all_of([one, negated(other)]), all_of([negated(one), other])])])


def _fed_otherwise(givens: Given, name: str) -> Iterator[Known]:
    """A day that is given and is not the first day that feeds it."""
    ends = [givens.own_end(name, end) for end in ("from", "to")]
    for source in givens.fed_by.get(name, ()):
        first_day = column(f"{source}.since")
        apart = [exp.NEQ(this=wrapped(end.copy()), expression=first_day) for end in ends if end is not None]
        if apart:
            yield surely(all_of([givens.is_fed(source), any_of(apart)]))


def _begun_later(givens: Given, rule: Derivation) -> Iterator[Known]:
    low = _end(givens, givens.low(rule.source))
    if low is not None:
        yield surely(exp.GT(this=wrapped(low), expression=day((givens.on - EPOCH).days)))


def _disagreeing(givens: Given, fact: Fact, rule: Derivation) -> Iterator[Known]:
    """A count that is given and cannot be what the day comes to."""
    low, high = _end(givens, givens.low(rule.source)), _end(givens, givens.high(rule.source))
    if low is None or high is None:
        return
    most, least = _count(givens, rule, low), _count(givens, rule, high)
    if givens.is_ranged(rule.source):
        future = exp.GT(this=wrapped(high.copy()), expression=day((givens.on - EPOCH).days))
        least = case([(future, number(0))], least)
    given = column(fact.name)
    yield surely(
        any_of([exp.GT(this=given, expression=wrapped(most)), exp.LT(this=given.copy(), expression=wrapped(least))])
    )


def _count(givens: Given, rule: Derivation, start: Expr) -> Expr:
    """Whole years or months from a day to the day asked about."""
    on = givens.on

    def part(name: str) -> Expr:
        return exp.Extract(this=exp.var(name), expression=start.copy())

    later_day = exp.GT(this=part("DAY"), expression=number(on.day))
    if rule.how == "whole_months":
        months = exp.Add(this=exp.Mul(this=part("YEAR"), expression=number(12)), expression=part("MONTH"))
        passed = exp.Sub(this=number(on.year * 12 + on.month), expression=exp.Paren(this=months))
        return exp.Sub(this=passed, expression=case([(later_day, number(1))], number(0)))
    same_month = all_of([exp.EQ(this=part("MONTH"), expression=number(on.month)), later_day])
    to_come = any_of([exp.GT(this=part("MONTH"), expression=number(on.month)), same_month])
    years = exp.Sub(this=number(on.year), expression=part("YEAR"))
    return exp.Sub(this=years, expression=case([(to_come, number(1))], number(0)))
