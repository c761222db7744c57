"""Children made up for comparing roads: unknowns everywhere, boundary birthdays, every kind of place."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from hutong.vocabulary.facts import Fact, Facts, FactType

PLACES = ("431022", "500110", "440281", "110101")
ON = date(2025, 6, 1)
BIRTHDAYS = tuple(
    date(ON.year - age, ON.month, ON.day) + timedelta(days=shift)
    for age in range(0, 22)
    for shift in (-1, 0, 1)
    if age or shift < 1
)


def usable(facts: Facts) -> list[Fact]:
    """Facts that can stand in a population: not ways of entering, not derived."""
    return [
        fact for fact in facts.values() if not fact.entry.input_only and not fact.entry.derive and fact.type != "text"
    ]


def make_child(chance: random.Random, facts: list[Fact], *, known: float) -> dict[str, Any]:
    """A child of whom a share of all facts is known; most yes-or-no facts are no."""
    child: dict[str, Any] = {}
    for fact in facts:
        if chance.random() < known:
            child[fact.name] = make_value(chance, fact)
    home = chance.choice((None, *PLACES))
    for name in ("hukou_place", "residence_place", "event_place"):
        child[name] = home if chance.random() < 0.7 else chance.choice((None, *PLACES))
    return child


def make_value(chance: random.Random, fact: Fact) -> Any:
    """A value of the fact's type."""
    match fact.type:
        case FactType.BOOL:
            return chance.random() < 0.25
        case FactType.INT:
            return chance.choice((0, 1, 2, 3, 4, 5, 6, 7, 12, 36))
        case FactType.MONEY:
            return Decimal(chance.choice((0, 100, 600, 1000))) + Decimal("0.50")
        case FactType.DATE:
            return chance.choice(BIRTHDAYS)
        case FactType.ENUM:
            return chance.choice(list(fact.values))
        case _:
            return chance.choice(PLACES)


def table_of(children: list[dict[str, Any]], facts: list[Fact]) -> pa.RecordBatch:
    """The children as an Arrow batch with a column for every fact."""
    kinds = {
        FactType.BOOL: pa.bool_(),
        FactType.INT: pa.int32(),
        FactType.MONEY: pa.decimal128(12, 2),
        FactType.DATE: pa.date32(),
        FactType.ENUM: pa.string(),
        FactType.PLACE: pa.string(),
    }
    columns = {fact.name: pa.array([child.get(fact.name) for child in children], kinds[fact.type]) for fact in facts}
    return pa.record_batch(list(columns.values()), names=list(columns))
