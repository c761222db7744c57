"""Generated children whose columns can be read: with three hundred facts drawn by lot few others are left."""

from datetime import date

import pyarrow as pa

from hutong.policy.library import Library
from hutong.screening.ahead.sides import screen_side
from hutong.screening.arrow import ArrowEngine
from hutong.screening.bits import rows_of
from hutong.screening.column_readers import reader_of
from hutong.screening.columns import Reading, clean
from hutong.screening.populations.pieces import Block
from hutong.screening.tests.generating import ON, table_of, usable
from hutong.screening.tests.test_equality import make_children


def make_readable_children(library: Library, count: int) -> pa.RecordBatch:
    """Up to so many children, named, none with a value that no file may hold."""
    facts = library.vocabulary.facts
    table = table_of(make_children(library, 3 * count, seed=11), usable(facts))
    table = table.append_column("child", pa.array([f"c{number}" for number in range(table.num_rows)]))
    reading, block = Reading(facts, ON, "zh"), Block(table, table.num_rows)
    cleaned = clean(block, lambda name, kind: reader_of(name, kind, reading), table.schema.names)
    rows = [row for row in range(table.num_rows) if row not in cleaned.refused]
    return table.take(pa.array(rows[:count]))


def usable_rows(library: Library, table: pa.RecordBatch, on: date) -> list[int]:
    """The children whom a full screening does not refuse on the day."""
    side = screen_side(ArrowEngine(library, on), table)
    return [int(row) for row in rows_of(side.screened.usable, table.num_rows)]
