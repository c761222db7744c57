"""The population as it is to be read: words for "unknown" are unknown, and so is a value outside its days.

Where no column needs it, which is mostly so, the population is read as it is.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlglot import exp

from hutong.policy.situation import UNKNOWN_WORDS
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
    text,
)
from hutong.vocabulary.facts import Facts

ENDS = (("since", exp.LTE), ("until", exp.GTE))


def unknown_words() -> list[Expr]:
    """The words that say that nothing is known."""
    return [text(word) for word in sorted(UNKNOWN_WORDS)]


def clean(population: Expr, columns: Mapping[str, object], *, facts: Facts, on: date, blanked: Collection[str]) -> Expr:
    """The population with such values made NULL. ``blanked`` are the columns in which words for unknown occur."""
    holding = {name: all_of(_holding(name, columns, facts, on)) for name in columns}
    for name in blanked:
        holding[name] = all_of([holding[name], negated(is_in(column(name), unknown_words()))])
    if all(one is True for one in holding.values()):
        return population
    kept = [
        column(name) if held is True else exp.alias_(case([(held, column(name))]), name, quoted=True)
        for name, held in holding.items()
    ]
    return exp.Select(expressions=kept).from_(population.copy()).subquery("clean")


def _holding(name: str, columns: Mapping[str, object], facts: Facts, on: date) -> Iterator[Known]:
    """Whether a value holds on the day, where its first or last day is given."""
    for end, kind in ENDS:
        other = f"{name}.{end}"
        if name in facts and other in columns and other not in facts:
            today = day((on - EPOCH).days)
            yield any_of([null_if_unknown(column(other)), kind(this=column(other), expression=today)])
