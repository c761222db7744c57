"""Gaps as a table: a line for each child and benefit, with what is owed a month and what is paid."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.policy.amounts import CERTAINTY
from hutong.policy.situation import PAYMENT
from hutong.policy.values import MONEY_UNITS
from hutong.screening.arrow import ArrowEngine, Screened
from hutong.screening.bits import rows_of, unpack
from hutong.screening.dictionaries import words_of
from hutong.screening.gaps import Gap, Gaps
from hutong.screening.sums import OPEN, Adding, Term, has_amounts
from hutong.screening.tables import CHILD, GAPS

NO_STATE = len(CERTAINTY)
MONTHLY = "monthly"


@dataclass(frozen=True)
class Owed:
    """What some children are owed a month: fen, the state of the amount (``NO_STATE``: no money is named)."""

    fen: NDArray[np.int64]
    states: NDArray[np.int8]

    def chunk(self) -> pa.Array:
        """Fen, null where the amount is not a number."""
        return pa.array(self.fen, pa.int64(), mask=self.states >= OPEN)


def gaps_table(engine: ArrowEngine, screened: Screened, gaps: Gaps, children: pa.Array) -> pa.Table:
    """The gaps of a batch. ``children`` are the ids, as text."""
    parts = [_part(engine, screened, gap, children) for gap in gaps.found]
    if not parts:
        return GAPS.empty_table()
    return pa.concat_tables(parts).unify_dictionaries().combine_chunks()


def _part(engine: ArrowEngine, screened: Screened, gap: Gap, children: pa.Array) -> pa.Table:
    rows = rows_of(gap.children, screened.batch.children)
    column = screened.columns[gap.column]
    nothing = np.zeros(len(rows), np.int32)
    owed = _owed(engine, screened, gap, rows)
    resting = (screened.open[gap.column] & ~screened.unknown[gap.column]) & gap.children
    return pa.table(
        {
            CHILD: children.take(pa.array(rows)),
            "benefit": words_of(nothing, [column.benefit]),
            "place": words_of(screened.places[column.tie][rows], engine.places.counties),
            "gap": words_of(nothing, [gap.kind]),
            "fen": owed.chunk(),
            "state": words_of(owed.states.astype(np.int32), [*CERTAINTY, None]),
            "received_fen": _received(screened, column.benefit, rows),
            "rests_on_absence": pa.array(unpack(resting, screened.batch.children)[rows]),
        },
        schema=GAPS,
    )


def _owed(engine: ArrowEngine, screened: Screened, gap: Gap, rows: NDArray[np.int64]) -> Owed:
    fen, states = np.zeros(len(rows), np.int64), np.full(len(rows), NO_STATE, np.int8)
    if gap.kind != "owed_not_received":
        return Owed(fen, states)
    for one in screened.classes:
        for number, plan in zip(screened.compiled.numbers[one.key], screened.plans(one), strict=True):
            if number != gap.column or not has_amounts(plan):
                continue
            mine = np.flatnonzero(unpack(one.children, screened.batch.children)[rows])
            if not len(mine):
                continue
            term = _money(Adding(engine, screened, plan, rows[mine]).terms())
            if term is not None:
                fen[mine] = term.sums.numbers
                states[mine] = np.where(term.present, term.sums.states, NO_STATE)
    return Owed(fen, states)


def _money(terms: dict[str, Term]) -> Term | None:
    """What is paid every month, else the first sum of money."""
    if MONTHLY in terms:
        return terms[MONTHLY]
    return next((term for term in terms.values() if term.unit in MONEY_UNITS), None)


def _received(screened: Screened, benefit: str, rows: NDArray[np.int64]) -> pa.Array:
    name = f"{PAYMENT}{benefit}.amount"
    if name not in screened.batch.facts:
        return pa.nulls(len(rows), pa.int64())
    numbers = screened.batch.numbers(name)
    known = unpack(numbers.known, screened.batch.children)[rows]
    return pa.array(numbers.low[rows].astype(np.int64), pa.int64(), mask=~known)
