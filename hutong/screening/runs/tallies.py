"""Sums over batches, then over parts: whatever order they come in, the same table comes out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from hutong.screening.tables import AMOUNTS, DECIDING, LACKING, LISTS, REFUSED, SUMMARY

MANY_ROWS = 500_000


@dataclass
class Tally:
    """A table that grows by adding up: rows with equal words become one, their numbers are summed."""

    schema: pa.Schema
    waiting: list[pa.Table] = field(default_factory=list)
    rows: int = 0

    def add(self, table: pa.Table) -> None:
        """Take in some rows; they are added up when there are many."""
        if table.num_rows:
            self.waiting.append(_with_plain_words(table))
            self.rows += table.num_rows
        if self.rows > MANY_ROWS:
            self.waiting = [self._summed()]
            self.rows = 0

    def table(self) -> pa.Table:
        """All that was taken in, added up and put in order."""
        if not self.waiting:
            return self.schema.empty_table()
        summed = self._summed()
        return summed.sort_by([(name, "ascending") for name in self._keys()]).cast(self.schema)

    def _summed(self) -> pa.Table:
        keys = self._keys()
        numbers = [name for name in self.schema.names if name not in keys]
        summed = pa.concat_tables(self.waiting).group_by(keys, use_threads=False)
        table = summed.aggregate([(name, "sum") for name in numbers])
        return pa.table(
            [table.column(name if name in keys else f"{name}_sum") for name in self.schema.names],
            names=self.schema.names,
        )

    def _keys(self) -> list[str]:
        return [one.name for one in self.schema if not pa.types.is_integer(one.type)]


SUMS = {"summary": SUMMARY, "amounts": AMOUNTS, "lacking": LACKING, "deciding": DECIDING, "lists": LISTS}
"""Tables of totals that add up, by name."""


@dataclass
class Tallies:
    """What a part, or a whole run, comes to beside its lists."""

    sums: Mapping[str, Tally] = field(default_factory=lambda: {name: Tally(schema) for name, schema in SUMS.items()})
    refused: list[pa.Table] = field(default_factory=list)

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Take in the totals of some children."""
        for name, table in tables.items():
            self.sums[name].add(table)

    def tables(self) -> dict[str, pa.Table]:
        """The tables by name."""
        refused = [one for one in self.refused if one.num_rows]
        return {name: tally.table() for name, tally in self.sums.items()} | {
            "refused": pa.concat_tables(refused) if refused else REFUSED.empty_table()
        }


def with_all(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The totals, with empty tables for those that an engine does not give."""
    return {name: tables.get(name, schema.empty_table()) for name, schema in SUMS.items()}


def _with_plain_words(table: pa.Table) -> pa.Table:
    plain: Iterable[pa.Field] = (
        pa.field(one.name, pa.string()) if pa.types.is_dictionary(one.type) else one for one in table.schema
    )
    return table.cast(pa.schema(list(plain)))
