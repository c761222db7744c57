"""Which columns hold anything that has to be looked at child by child: told from one look at each column as a whole.

Hardly any column does, and then the query asks nothing of the kind.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from typing import Any, Protocol

from sqlglot import exp

from hutong.lib.money import FEN_PER_YUAN
from hutong.policy.fact_values import EARLIEST, MOST_NUMBER
from hutong.policy.layouts import PLACE_FACTS
from hutong.screening.sql.expressions import Expr, case, column, is_in, number, text
from hutong.screening.sql.givens import Kind, feeds
from hutong.vocabulary.facts import Fact, Facts, FactType

ENDS = (".from", ".to")
BOUNDED = (FactType.INT, FactType.MONEY, FactType.DATE)


class Rows(Protocol):
    """Where the columns are."""

    population: Expr

    def list_rows(self, select: exp.Query) -> list[tuple[Any, ...]]:
        """The rows of a small result."""
        ...

    def read_bounds(self) -> Mapping[str, tuple[Any, Any]]:
        """The least and most of columns of which they are told without reading them."""
        ...

    def read_words(self, names: Iterable[str]) -> Mapping[str, Set[str]]:
        """The distinct words of columns, where it takes less than a look at every row."""
        ...


def list_suspects(columns: Mapping[str, Kind], *, facts: Facts, on: date, source: Rows) -> Iterator[str]:
    """The columns with a value out of bounds, or with a word that is none of the fact's. Places are looked at apart."""
    asked = {name: fact for name in columns if (fact := _fact_of(name, facts, columns)) is not None}
    bounds = source.read_bounds()
    told = {name: bounds[name] for name, fact in asked.items() if name in bounds and fact.type in BOUNDED}
    words = source.read_words(name for name, fact in asked.items() if fact.values and columns[name] == "text")
    told |= {name: (len(found), len(found & set(asked[name].values))) for name, found in words.items()}
    told |= _look([(name, fact) for name, fact in asked.items() if name not in told], source)
    yield from (name for name, fact in asked.items() if _is_suspect(fact, columns[name], on, *told[name]))


def _look(asked: list[tuple[str, Fact]], source: Rows) -> dict[str, tuple[Any, Any]]:
    """The two figures of each column, from one query."""
    if not asked:
        return {}
    wanted = [one for name, fact in asked for one in _looks(name, fact)]
    named = [exp.alias_(one, f"look{at}", quoted=True) for at, one in enumerate(wanted)]
    [row] = source.list_rows(exp.Select(expressions=named).from_(source.population))
    return {name: (row[2 * at], row[2 * at + 1]) for at, (name, _) in enumerate(asked)}


def _fact_of(name: str, facts: Facts, columns: Mapping[str, Kind]) -> Fact | None:
    if name not in facts and (first_day := feeds(name.removesuffix(".since"), facts, columns)):
        return facts[first_day]
    fact = facts.get(name.removesuffix(".from").removesuffix(".to") if name not in facts else name)
    if fact is None or fact.name in PLACE_FACTS.values():
        return None
    is_asked = fact.values or fact.type in (*BOUNDED, FactType.PLACE)
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
