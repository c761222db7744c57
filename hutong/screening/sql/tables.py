"""What comes out of the query: a row for each finding, or only the sums of them.

``findings`` reads a wide table (a row for each child, a few columns for each slot) once for each slot, so that columns
that a slot does not need are not touched. ``totals`` makes no findings at all: it counts, place by place.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from hutong.policy.blocks import TIES
from hutong.screening.sql.choosing import Option, Term
from hutong.screening.sql.expressions import (
    Expr,
    all_of,
    any_of,
    case,
    column,
    negated,
    null_if_unknown,
    number,
    possibly,
    text,
    unknown,
    written,
)
from hutong.screening.sql.places import PLACES
from hutong.screening.sql.query import Query, SlotColumns
from hutong.screening.tables import AMOUNTS, CHILD, SUMMARY

WIDE = "hutong_wide"
MONEY = exp.DataType.build("decimal(18, 4)")
UNIT = {1: "0.01", 10_000: "0.0001"}
"""What a scaled number is multiplied by: fen to yuan, ten-thousandths to whole."""


def wide(query: Query, source: Expr, *, fenced: bool) -> exp.Select:
    """A row for every child whose facts can be used, with the columns of all slots."""
    names = [CHILD, *_counties(query).values(), *(part for slot in query.slots for part in _parts(slot))]
    outputs = {name: name for name in dict.fromkeys(names)}
    return query.layers.select(source, outputs, where=query.givens.accepted(), fenced=fenced)


def refused(query: Query, source: Expr) -> exp.Select:
    """The children whose facts cannot be used."""
    child = query.layers.add_written("child as text", _child())
    return query.layers.select(source, {CHILD: child}, where=query.givens.refused())


def _child() -> Expr:
    return exp.cast(column(CHILD), "varchar")


def _counties(query: Query) -> dict[int, str]:
    found = {tie: query.homes.county(tie) for tie in range(len(TIES))}
    return {tie: county for tie, county in found.items() if county is not None}


def _parts(slot: SlotColumns) -> Iterator[str]:
    yield slot.owed
    yield from (part for part in (slot.encouraged, slot.exists, slot.covered) if part)
    for term in slot.terms:
        yield from (part for part in (term.chosen, term.counted) if part)


def findings(query: Query, slot: SlotColumns, amounts: Expr | None) -> exp.Select:
    """The findings of a slot, out of the wide table; ``amounts`` as the engine writes lists, if it can."""
    county = _counties(query).get(slot.key.tie)
    place = exp.Nullif(this=column(county), expression=text("")) if county else unknown("varchar")
    columns = {
        CHILD: _child(),
        "benefit": text(slot.key.benefit),
        "place": place,
        "verdict": verdict(slot),
        "covered": column(slot.covered) if slot.covered else exp.false(),
    }
    if amounts is not None:
        columns["amounts"] = amounts
    select = exp.Select(expressions=[exp.alias_(one, name, quoted=True, copy=False) for name, one in columns.items()])
    select = select.from_(exp.to_table(WIDE)).where(is_listed(slot))
    if county is None or not any(isinstance(one.number, str) for term in slot.terms for one in term.options):
        return select
    own = exp.EQ(this=column(county), expression=column("county"))
    return select.join(exp.to_table(PLACES), on=own, join_type="left")


def is_listed(slot: SlotColumns) -> Expr:
    """Whether there is a finding at all: owed, perhaps owed, or merely encouraged."""
    listed = possibly(column(slot.owed))
    if slot.encouraged:
        listed = any_of([listed, column(slot.encouraged)])
    return written(listed)


def verdict(slot: SlotColumns) -> Expr:
    """The verdict of a listed finding in a word."""
    owed = column(slot.owed)
    return case([(owed, text("entitled")), (null_if_unknown(owed), text("unknown"))], text("not_offered"))


def columns_of(term: Term) -> dict[str, Expr]:
    """What a term comes to; all NULL where the child is not owed it."""
    return {"value": exp.cast(value_of(term), MONEY), "unit": word_of(term, "unit"), "state": word_of(term, "state")}


def value_of(term: Term) -> Expr:
    """The number of a term in yuan or whole units; NULL where it has none."""
    return case((_is(term, place), _value(term, one)) for place, one in enumerate(term.options) if _has_number(one))


def word_of(term: Term, kind: str) -> Expr:
    """The ``state`` or ``unit`` of a term."""
    words: dict[str, list[int]] = {}
    for place, one in enumerate(term.options):
        words.setdefault(str(getattr(one, kind)), []).append(place)
    return case(
        [(any_of(_is(term, place) for place in places), text(word)) for word, places in words.items()],
        unknown("varchar"),
    )


def _is(term: Term, place: int) -> Expr:
    return exp.EQ(this=column(term.chosen), expression=number(place + 1))


def _has_number(one: Option) -> bool:
    return one.is_counted or one.number is not None


def _value(term: Term, one: Option) -> Expr:
    if isinstance(one.number, int):
        return exp.cast(
            exp.Literal.number(f"{one.number / one.scale if one.scale > 1 else one.number / 100:.4f}"), MONEY
        )
    share = exp.cast(exp.Literal.number(UNIT[one.scale]), exp.DataType.build("decimal(5, 4)"))
    told = term.counted if one.number is None else one.number
    return exp.cast(exp.Mul(this=column(told), expression=share), MONEY)


def counted(query: Query, source: Expr, *, fenced: bool) -> Expr:
    """What ``totals`` reads where there is no wide table: the same columns, without the children's names."""
    names = [*_counties(query).values(), *(part for slot in query.slots for part in _parts(slot))]
    outputs = {name: name for name in dict.fromkeys(names)}
    return query.layers.select(source, outputs, where=query.givens.accepted(), fenced=fenced).subquery(
        "wide", copy=False
    )


def totals(query: Query, below: Expr) -> exp.Select:
    """A row for each place (of each tie): how many children, and for each slot how many of each verdict and amount."""
    counties = _counties(query)
    grouped = [counties[tie] for tie in sorted({slot.key.tie for slot in query.slots}) if tie in counties]
    counts = {"children": _count(None)} | {name: one for slot in query.slots for name, one in _counts(slot)}
    keys: list[Expr] = [column(name) for name in grouped]
    select = exp.Select(
        expressions=keys + [exp.alias_(one, name, quoted=True, copy=False) for name, one in counts.items()]
    )
    select = select.from_(below, copy=False)
    if keys:
        select = select.group_by(*[key.copy() for key in keys], copy=False)
    return select if len(keys) < 2 else _by_each(select, grouped, list(counts))


def _by_each(together: exp.Select, grouped: list[str], counts: list[str]) -> exp.Select:
    """From a row for each combination of places to a row for each place: children are counted once, not by each tie."""
    keys: list[Expr] = [column(name) for name in grouped]
    sums = [exp.alias_(_sum(column(name)), name, quoted=True) for name in counts]
    which = [
        exp.alias_(exp.Anonymous(this="GROUPING", expressions=[column(name)]), f"is_{name}", quoted=True)
        for name in grouped
    ]
    select = exp.Select(expressions=[*keys, *sums, *which]).from_(together.subquery("together", copy=False), copy=False)
    sets = exp.GroupingSets(expressions=[exp.Tuple(expressions=[key.copy()]) for key in keys])
    select.set("group", exp.Group(grouping_sets=[sets]))
    return select


def _count(what: Expr | None) -> Expr:
    """How many rows, or for how many it holds."""
    if what is None:
        return exp.Count(this=exp.Star())
    return exp.Count(this=case([(what, number(1))]))


def _sum(what: Expr) -> Expr:
    """A sum as an integer: the engines' own types for sums are wider, and one of them is no integer."""
    return exp.cast(exp.Sum(this=what), "bigint")


def _counts(slot: SlotColumns) -> Iterator[tuple[str, Expr]]:
    owed = column(slot.owed)
    yield f"owed {slot.owed}", _count(owed)
    yield f"known {slot.owed}", exp.Count(this=owed.copy())
    if slot.exists:
        yield f"exists {slot.owed}", _count(column(slot.exists))
    if slot.encouraged:
        yield f"encouraged {slot.owed}", _count(written(all_of([negated(owed.copy()), column(slot.encouraged)])))
    if slot.covered:
        yield f"covered {slot.owed}", _count(written(all_of([owed.copy(), column(slot.covered)])))
    for term in slot.terms:
        if term.is_owed_amount and len(term.options) == 1 and not term.counted:
            continue
        for place, one in enumerate(term.options):
            paid = all_of([_is(term, place), negated(column(slot.covered)) if slot.covered else True])
            yield f"{term.chosen}={place}", _count(written(paid))
            if one.is_counted:
                yield f"sum {term.chosen}={place}", _sum(case([(paid, column(term.counted))]))


def summary(query: Query, rows: Iterable[Mapping[str, Any]]) -> tuple[pa.Table, pa.Table]:
    """The tables SUMMARY and AMOUNTS from the rows of ``totals``."""
    verdicts: list[dict[str, object]] = []
    amounts: list[dict[str, object]] = []
    counties = _counties(query)
    for row in rows:
        for slot in query.slots:
            county = counties.get(slot.key.tie)
            if county is not None and row.get(f"is_{county}", 0):
                continue
            place = (row[county] or None) if county else None
            _add_slot(slot, _At(query, place), row, verdicts, amounts)
    return added_up(verdicts, SUMMARY), added_up(amounts, AMOUNTS)


class _At(NamedTuple):
    """A place, and what is paid there."""

    query: Query
    place: str | None

    def number(self, one: Option) -> int:
        """What an option comes to for one child."""
        if not isinstance(one.number, str):
            return one.number or 0
        assert self.place is not None
        return self.query.figures.numbers[one.number][self.query.rules.counties[self.place]]


def _add_slot(
    slot: SlotColumns,
    at: _At,
    row: Mapping[str, Any],
    verdicts: list[dict[str, object]],
    amounts: list[dict[str, object]],
) -> None:
    everyone = row["children"]
    having = row.get(f"exists {slot.owed}", everyone)
    if not having:
        return
    entitled, open_ = row[f"owed {slot.owed}"], everyone - row[f"known {slot.owed}"]
    covered = row.get(f"covered {slot.owed}", 0)
    offered = row.get(f"encouraged {slot.owed}", 0)
    where = {"benefit": slot.key.benefit, "place": at.place}
    verdicts.append(
        where
        | {"entitled": entitled, "covered": covered, "unknown": open_, "not_offered": offered}
        | {"not_entitled": having - entitled - open_ - offered}
    )
    for term in slot.terms:
        for number_, one in enumerate(term.options):
            children = row.get(f"{term.chosen}={number_}", entitled - covered)
            if children:
                total = row[f"sum {term.chosen}={number_}"] if one.is_counted else at.number(one) * children
                amounts.append(
                    where
                    | {
                        "term": term.name,
                        "unit": one.unit or _unit(term),
                        "state": one.state,
                        "children": children,
                        "total": int(total),
                    }
                )


def _unit(term: Term) -> str:
    """The unit of a term, also where an amount is unknown and names none."""
    return next((one.unit for one in term.options if one.unit), "")


def added_up(rows: list[dict[str, object]], schema: pa.Schema) -> pa.Table:
    """Rows of one place and benefit added up; one slot may stand at a place by way of several ties."""
    numbers = [one.name for one in schema if pa.types.is_integer(one.type)]
    keys = [name for name in schema.names if name not in numbers]
    added = pa.Table.from_pylist(rows, schema=schema).group_by(keys, use_threads=False)
    sums = added.aggregate([(name, "sum") for name in numbers])
    columns = [sums[name] for name in keys] + [pc.fill_null(sums[f"{name}_sum"], 0) for name in numbers]
    return pa.table(columns, [*keys, *numbers]).select(schema.names).cast(schema)
