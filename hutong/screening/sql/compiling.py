"""From a library and a population in some engine to the query: what an engine has to offer, and the steps in order."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from sqlglot import exp

from hutong.policy.blocks import TIES
from hutong.policy.collection import Library
from hutong.policy.layouts import PLACE_FACTS
from hutong.policy.programs import Givers
from hutong.screening.sql.errors import ChildrenUnnamed
from hutong.screening.sql.expressions import Expr, column
from hutong.screening.sql.givens import Kind
from hutong.screening.sql.places import Rules, county_of
from hutong.screening.sql.query import Query
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

    def put_places(self, rules: Mapping[str, int]) -> None:
        """Lay down the table that says what speaks at each county."""
        ...


def compile_query(*, library: Library, on: date, givers: Givers, source: Source) -> Query:
    """The query for the classes of children that the population has."""
    columns = source.list_columns()
    if CHILD not in columns:
        raise ChildrenUnnamed(engine=source.engine, column=CHILD)
    rules = Rules(library, on, givers)
    present: dict[int, frozenset[str]] = {tie: frozenset() for tie in range(len(TIES))}
    for tie, kind in enumerate(TIES):
        name = PLACE_FACTS[kind]
        if name in columns:
            county = county_of(column(name)).as_("county")
            rows = source.list_rows(exp.Select(expressions=[county]).from_(source.population).distinct())
            present[tie] = frozenset(str(one) for (one,) in rows if one)
            rules.add(present[tie])
    query = Query(library, on, columns, rules, present)
    if any(query.homes.is_joined(tie) for tie in present):
        source.put_places(rules.counties)
    query.add_classes(_list_labels(query, source))
    return query


def _list_labels(query: Query, source: Source) -> list[int]:
    label = query.homes.label()
    if label is None:
        return [0]
    select = query.layers.select(query.homes.source(source.population), {label: label})
    return [int(row[0]) for row in source.list_rows(select.distinct())]
