"""From a library and a population in some engine to the query: what an engine has to offer, and the steps in order."""

from collections.abc import Iterable, Mapping, Set
from datetime import date
from typing import Any, Protocol

import pyarrow as pa
from sqlglot import exp

from hutong.policy.blocks import TIES
from hutong.policy.collection import Library
from hutong.policy.layouts import PLACE_FACTS
from hutong.policy.programs import Givers
from hutong.screening.sql.errors import ChildrenUnnamed
from hutong.screening.sql.expressions import Expr, column
from hutong.screening.sql.givens import Kind
from hutong.screening.sql.places import COUNTY_DIGITS, Rules, county_of
from hutong.screening.sql.query import Query
from hutong.screening.sql.refusing import DIGITS_OF_PLACES
from hutong.screening.sql.suspecting import list_suspects
from hutong.screening.tables import CHILD


class Source(Protocol):
    """A population in an engine."""

    engine: str
    population: Expr

    def list_columns(self) -> Mapping[str, Kind]:
        """The columns with their kinds."""
        ...

    def list_rows(self, select: exp.Query) -> list[tuple[Any, ...]]:
        """The rows of a small result."""
        ...

    def read_bounds(self) -> Mapping[str, tuple[Any, Any]]:
        """The least and most of columns of which they are told without reading them."""
        ...

    def read_words(self, names: Iterable[str]) -> Mapping[str, Set[str]]:
        """The distinct words of columns, where it takes less than a look at every row."""
        ...

    def put_places(self, places: pa.Table) -> None:
        """Lay down the table of what is looked up by county."""
        ...


def compile_query(*, library: Library, on: date, givers: Givers, source: Source) -> Query:
    """The query for the classes of children that the population has."""
    columns = source.list_columns()
    if CHILD not in columns:
        raise ChildrenUnnamed(engine=source.engine, column=CHILD)
    rules = Rules(library, on, givers)
    suspects = set(list_suspects(columns, facts=library.vocabulary.facts, on=on, source=source))
    present: dict[int, frozenset[str]] = {tie: frozenset() for tie in range(len(TIES))}
    for tie, kind in enumerate(TIES):
        name = PLACE_FACTS[kind]
        if name in columns:
            counties, is_strange = _list_counties(source, name)
            if is_strange:
                suspects.add(name)
            present[tie] = frozenset(counties)
            rules.add(counties)
    query = Query(library, on, columns, rules, present, frozenset(suspects))
    if any(query.homes.is_joined(tie) for tie in present):
        source.put_places(rules.table())
    query.add_classes(_list_labels(query, source))
    if query.figures.numbers:
        source.put_places(query.figures.add_to(rules.table(), list(rules.counties.values())))
    return query


def _list_counties(source: Source, name: str) -> tuple[list[str], bool]:
    """The counties of a column, and whether anything else stands in it."""
    length = exp.Length(this=column(name))
    select = exp.Select(expressions=[county_of(column(name)).as_("county"), exp.alias_(length, "digits")])
    found = source.list_rows(select.from_(source.population).distinct())
    rows = [(str(one), digits) for one, digits in found if one is not None]
    counties = {one for one, _ in rows if len(one) == COUNTY_DIGITS and one.isascii() and one.isdigit()}
    is_strange = any(one not in counties or digits not in DIGITS_OF_PLACES for one, digits in rows)
    return sorted(counties), is_strange


def _list_labels(query: Query, source: Source) -> list[int]:
    label = query.homes.label()
    if label is None:
        return [0]
    select = query.layers.select(query.source(source.population), {label: label})
    return [int(number) for (number,) in source.list_rows(select.distinct()) if number is not None]
