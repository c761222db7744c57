"""Small SQLGlot expressions that stay three-valued in SQL, and the folding of constants by our own Kleene rules.

A truth is an expression, or a constant (True, False, None for unknown) where no column can change it: a population
seldom has a column for every fact. SQLGlot's optimizer is never used.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeAlias

from sqlglot import exp

from hutong.policy import kleene
from hutong.policy.kleene import Truth

Expr: TypeAlias = exp.Expr
Known: TypeAlias = Expr | bool | None
"""A truth: an expression, or what it is for everyone."""
EPOCH = date(1970, 1, 1)


def column(name: str) -> exp.Column:
    """A column by its name, quoted."""
    return exp.Column(this=exp.to_identifier(name, quoted=True))


def number(value: int) -> Expr:
    """An integer."""
    return exp.Neg(this=exp.Literal.number(-value)) if value < 0 else exp.Literal.number(value)


def text(value: str) -> Expr:
    """A word."""
    return exp.Literal.string(value)


def day(days: int) -> Expr:
    """A date, from days since 1970."""
    return exp.cast(text((EPOCH + timedelta(days=days)).isoformat()), "date")


def unknown(kind: str = "boolean") -> Expr:
    """NULL of a type."""
    return exp.cast(exp.null(), kind)


def written(truth: Known) -> Expr:
    """A truth as an expression."""
    if truth is None:
        return unknown()
    if isinstance(truth, bool):
        return exp.true() if truth else exp.false()
    return truth


def wrapped(one: Expr) -> Expr:
    """In brackets where it is more than a name or a constant."""
    atoms = (exp.Column, exp.Literal, exp.Boolean, exp.Cast, exp.Paren, exp.Case, exp.Anonymous, exp.Coalesce)
    return one if isinstance(one, atoms) else exp.Paren(this=one)


def negated(truth: Known) -> Known:
    """NOT."""
    if truth is None or isinstance(truth, bool):
        return kleene.negated(truth)
    inner = truth.this if isinstance(truth, exp.Paren) else truth
    return inner.this if isinstance(inner, exp.Not) else exp.Not(this=wrapped(truth))


def all_of(parts: Iterable[Known]) -> Known:
    """AND."""
    return _junction(list(parts), exp.And, decisive=False)


def any_of(parts: Iterable[Known]) -> Known:
    """OR."""
    return _junction(list(parts), exp.Or, decisive=True)


def _junction(parts: list[Known], kind: type[exp.Connector], *, decisive: bool) -> Known:
    constants: list[Truth] = [part for part in parts if part is None or isinstance(part, bool)]
    if decisive in constants:
        return decisive
    written_parts = [wrapped(part) for part in parts if isinstance(part, exp.Expr)]
    if not written_parts:
        return None if constants and None in constants else not decisive
    if None in constants:
        written_parts.append(unknown())
    whole, *others = written_parts
    for other in others:
        whole = kind(this=whole, expression=other)
    return whole


def surely(truth: Known) -> Known:
    """Whether it is true; unknown counts as no."""
    return (
        truth is True
        if truth is None or isinstance(truth, bool)
        else exp.Coalesce(this=truth, expressions=[exp.false()])
    )


def possibly(truth: Known) -> Known:
    """Whether it is not false; unknown counts as yes."""
    return (
        truth is not False
        if truth is None or isinstance(truth, bool)
        else exp.Coalesce(this=truth, expressions=[exp.true()])
    )


def case(arms: Iterable[tuple[Known, Expr]], otherwise: Expr | None = None) -> Expr:
    """The first arm that holds; NULL or ``otherwise`` when none does. Never ask it to guess: guards may be unknown."""
    made: list[exp.If] = []
    for guard, then in arms:
        if guard is True:
            otherwise = then
            break
        if isinstance(guard, exp.Expr):
            made.append(exp.If(this=guard, true=then))
    if not made:
        return otherwise if otherwise is not None else exp.null()
    return exp.Case(ifs=made, default=otherwise)


def is_in(one: Expr, values: Iterable[Expr]) -> Expr:
    """``one IN (…)``; ``=`` for a single value."""
    listed = list(values)
    return exp.EQ(this=one, expression=listed[0]) if len(listed) == 1 else exp.In(this=one, expressions=listed)


def null_if_unknown(one: Expr) -> Expr:
    """Whether it is unknown."""
    return exp.Is(this=wrapped(one), expression=exp.null())
