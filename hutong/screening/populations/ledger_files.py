"""Workbooks and ledgers with headers of their own: read row by row as ledgers are, then kept as one Arrow file.

Such files are small (``hutong.ledgers.limits``); their rows become columns once, before the run, and workers share it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from hutong.ledgers.determining_rows import LedgerDetermining
from hutong.ledgers.reading import Ledger, read_ledger
from hutong.ledgers.rows import GoodRow
from hutong.policy.collection import Library
from hutong.policy.errors import SituationRefused
from hutong.policy.ranges import DateRange, IntRange
from hutong.policy.situation import read_situation
from hutong.screening.tables import CHILD, REFUSED
from hutong.vocabulary.facts import Facts, FactType

ROWS_AT_ONCE = 20_000
KINDS = {
    FactType.BOOL: pa.bool_(),
    FactType.INT: pa.int64(),
    FactType.MONEY: pa.int64(),
    FactType.DATE: pa.date32(),
}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class LedgerRows:
    """A ledger read whole: the children that can be used, and the ledger with all that cannot."""

    ledger: Ledger
    children: list[Row]

    def refused(self, lang: str) -> pa.Table:
        """The refused rows as a screening lists them; the row is that of the sheet."""
        lines = [
            {"child": None, "row": fault.row, "column": fault.header, "why": fault.render(lang)}
            for fault in self.ledger.faults
        ]
        return pa.Table.from_pylist(lines, schema=REFUSED)


def read_rows(path: Path, mapping: Path | None, *, library: Library, on: date) -> LedgerRows:
    """Every row of a ledger as the facts of the day, or as a refused row. Raises LedgerError."""
    facts = library.vocabulary.facts
    ledger = read_ledger(path, mapping, facts=facts, on=on)
    determining = LedgerDetermining(ledger, library=library, on=on)
    children = []
    for row in ledger.rows:
        try:
            children.append(_facts_on_the_day(row, on=on, facts=facts))
        except SituationRefused as refused:
            determining.refusals[row.sheet, row.row] = refused.faults
    return LedgerRows(determining.hand_back(), children)


def _facts_on_the_day(row: GoodRow, *, on: date, facts: Facts) -> Row:
    """What is given for the day: not what follows from it, which the screening finds by itself."""
    situation = read_situation(row.facts, on=on, facts=facts)
    found: dict[str, Any] = {CHILD: row.child}
    for name, value in situation.known.items():
        if name in situation.because or facts[name].entry.derive:
            continue
        if isinstance(value, DateRange):
            found |= {f"{name}.from": value.low, f"{name}.to": value.high}
        elif not isinstance(value, IntRange):
            found[name] = value
    return found


def write_rows(rows: Sequence[Row], path: Path, facts: Facts) -> None:
    """The children as an Arrow file with a column for every fact that is known of anybody."""
    names = dict.fromkeys(name for row in rows for name in row if name != CHILD)
    schema = pa.schema([(CHILD, pa.string()), *((name, _kind(name, facts)) for name in sorted(names))])
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as writer:
        for some in _portions(rows):
            writer.write_batch(pa.RecordBatch.from_pylist(some, schema=schema))


def _kind(name: str, facts: Facts) -> pa.DataType:
    fact = facts.get(name)
    return pa.date32() if fact is None else KINDS.get(fact.type, pa.string())


def _portions(rows: Sequence[Row]) -> Iterator[list[Row]]:
    starts: Iterable[int] = range(0, len(rows), ROWS_AT_ONCE)
    for start in starts:
        yield list(rows[start : start + ROWS_AT_ONCE])
