"""Populations for comparing roads: generated children, kept usable, with ranges for some birth dates."""

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hutong.policy.errors import SituationRefused
from hutong.policy.library import Library
from hutong.policy.ranges import DateRange, IntRange
from hutong.policy.situation import Situation, read_situation
from hutong.screening.tests.generating import ON, make_child, table_of, usable
from hutong.vocabulary.facts import FactType

HOW_MUCH_IS_KNOWN = (0.03, 0.3, 0.7, 0.95, 1)
SHARE_OF_RANGES = 0.2
LEAP = date(2008, 2, 29)
MOST_DAYS = 800


def make_children(library: Library, count: int, *, seed: int) -> list[dict[str, Any]]:
    """Children with few and with many unknowns; most could live, some contradict themselves."""
    chance = random.Random(seed)
    facts = usable(library.vocabulary.facts)
    children = [make_child(chance, facts, known=chance.choice(HOW_MUCH_IS_KNOWN)) for _ in range(count)]
    for child in children:
        if chance.random() < 0.1:
            child["birth_date"] = LEAP
        if "birth_date" in child and chance.random() < SHARE_OF_RANGES:
            first = child["birth_date"]
            child["birth_date"] = {"from": first, "to": first + timedelta(days=chance.randrange(MOST_DAYS))}
        if chance.random() < 0.9:
            _settle(child, library)
    return children


def _settle(child: dict[str, Any], library: Library) -> None:
    """Forget what cannot stand beside other facts, until the child could live."""
    while True:
        try:
            read_situation(child, on=ON, facts=library.vocabulary.facts)
        except SituationRefused as refused:
            for fault in refused.faults:
                child.pop(fault.fact, None)
        else:
            return


def columns_of(situation: Situation, library: Library) -> dict[str, Any]:
    """The canonical facts of a situation, money back in yuan, a range as its ends."""
    facts = library.vocabulary.facts
    columns: dict[str, Any] = {}
    for name, value in situation.known.items():
        if isinstance(value, DateRange):
            columns[name] = {"from": value.low, "to": value.high}
        elif facts[name].type is FactType.MONEY:
            columns[name] = Decimal(int(value)) / 100  # type: ignore[arg-type]
        elif not isinstance(value, IntRange) and facts[name].type is not FactType.TEXT:
            columns[name] = value
    return columns


def write_population(library: Library, children: list[dict[str, Any]], file: Path) -> Path:
    """The children as a Parquet file, in the order of the list; a child is called by its place in it."""
    given = dict.fromkeys(name for child in children for name in child)
    facts = [library.vocabulary.facts[name] for name in given]
    plain = [{name: None if isinstance(value, dict) else value for name, value in child.items()} for child in children]
    table = pa.Table.from_batches([table_of(plain, facts)])
    for end in ("from", "to"):
        days = [child["birth_date"][end] if isinstance(child.get("birth_date"), dict) else None for child in children]
        if any(days):
            table = table.append_column(f"birth_date.{end}", pa.array(days, pa.date32()))
    table = table.append_column("child", pa.array([str(number) for number in range(len(children))]))
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, file)
    return file
