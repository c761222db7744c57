"""Which columns hold anything that has to be looked at child by child: told from one look at each column as a whole.

Hardly any column does, and then the query asks nothing of the kind.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Protocol

from sqlglot import exp

from hutong.lib.money import FEN_PER_YUAN
from hutong.policy.fact_values import EARLIEST, MOST_NUMBER
from hutong.policy.layouts import PLACE_FACTS
from hutong.screening.sql.expressions import Expr, case, column, is_in, number, text
from hutong.screening.sql.givens import Kind
from hutong.vocabulary.facts import Fact, Facts, FactType

ENDS = (".from", ".to")


class Rows(Protocol):
    """Where the columns are."""

    population: Expr

    def list_rows(self, select: exp.Query) -> list[tuple[Any, ...]]:
        """The rows of a small result."""
        ...


def list_suspects(columns: Mapping[str, Kind], *, facts: Facts, on: date, source: Rows) -> Iterator[str]:
    """The columns with a value out of bounds, or with a word that is none of the fact's. Places are looked at apart."""
    asked = {name: fact for name in columns if (fact := _fact_of(name, facts)) is not None}
    looks = {name: _looks(name, fact) for name, fact in asked.items()}
    wanted = [one for pair in looks.values() for one in pair]
    if not wanted:
        return
    named = [exp.alias_(one, f"look{at}", quoted=True) for at, one in enumerate(wanted)]
    [row] = source.list_rows(exp.Select(expressions=named).from_(source.population))
    for at, (name, fact) in enumerate(asked.items()):
        if _is_suspect(fact, columns[name], on, row[2 * at], row[2 * at + 1]):
            yield name


def _fact_of(name: str, facts: Facts) -> Fact | None:
    fact = facts.get(name.removesuffix(".from").removesuffix(".to") if name not in facts else name)
    if fact is None or fact.name in PLACE_FACTS.values():
        return None
    is_asked = fact.values or fact.type in (FactType.INT, FactType.MONEY, FactType.DATE, FactType.PLACE)
    return fact if is_asked else None


def _looks(name: str, fact: Fact) -> tuple[Expr, Expr]:
    """Two figures of a column: least and most, or how many values and how many of them are sound."""
    if fact.values:
        sound = is_in(column(name), [text(word) for word in fact.values])
        return exp.Count(this=column(name)), exp.Count(this=case([(sound, number(1))]))
    if fact.type is FactType.PLACE:
        length = exp.Length(this=column(name))
        return exp.Min(this=length), exp.Max(this=length.copy())
    return exp.Min(this=column(name)), exp.Max(this=column(name))


def _is_suspect(fact: Fact, kind: Kind, on: date, first: Any, second: Any) -> bool:
    if fact.values:
        return bool(first != second)
    if first is None:
        return False
    if fact.type is FactType.DATE:
        return bool(first < EARLIEST or second > on)
    if fact.type is FactType.PLACE:
        return True
    most = MOST_NUMBER // FEN_PER_YUAN if kind == "decimal" else MOST_NUMBER
    return bool(first < 0 or second > most)
