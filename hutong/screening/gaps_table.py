"""Gaps as a table: a line for each child and benefit, with what is owed a month and what is paid."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.policy.amounts import CERTAINTY
from hutong.policy.situation import PAYMENT
from hutong.policy.values import MONEY_UNITS
from hutong.screening.arrow import ArrowEngine, Screened
from hutong.screening.bits import Bools, bits_at, rows_of
from hutong.screening.classes import Counties
from hutong.screening.dictionaries import ids_of, words_of
from hutong.screening.gaps import Gap, Gaps
from hutong.screening.sums import OPEN, Adding, Term
from hutong.screening.tables import CHILD, GAP_KINDS, GAPS

NO_STATE = len(CERTAINTY)
MONTHLY = "monthly"


class Part(NamedTuple):
    """The lines of one gap, as numbers; ``states`` beyond those of amounts say that no money is named."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    places: Counties
    kinds: NDArray[np.int64]
    fen: NDArray[np.int64]
    states: NDArray[np.int8]
    received: NDArray[np.int64]
    is_received: Bools
    resting: Bools


def gaps_table(engine: ArrowEngine, screened: Screened, gaps: Gaps, first_row: int) -> pa.Table:
    """The gaps of a batch whose first child stands in this row of the population."""
    parts = [_part(engine, screened, gap) for gap in gaps.found]
    if not parts:
        return GAPS.empty_table()
    all_ = Part(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
    return pa.table(
        {
            CHILD: ids_of(screened, first_row, all_.rows),
            "benefit": words_of(all_.columns, [column.benefit for column in screened.columns]),
            "place": words_of(all_.places, engine.places.counties),
            "gap": words_of(all_.kinds, GAP_KINDS),
            "fen": pa.array(all_.fen, pa.int64(), mask=all_.states >= OPEN),
            "state": words_of(all_.states.astype(np.int32), [*CERTAINTY, None]),
            "received_fen": pa.array(all_.received, pa.int64(), mask=~all_.is_received),
            "rests_on_absence": pa.array(all_.resting),
        },
        schema=GAPS,
    )


def _part(engine: ArrowEngine, screened: Screened, gap: Gap) -> Part:
    rows = rows_of(gap.children, screened.batch.children)
    column = screened.columns[gap.column]
    fen, states = _owed(engine, screened, gap, rows)
    received, is_received = _received(screened, column.benefit, rows)
    resting = screened.resting(gap.column)
    return Part(
        rows,
        np.full(len(rows), gap.column),
        screened.places[column.tie][rows],
        np.full(len(rows), GAP_KINDS.index(gap.kind)),
        fen,
        states,
        received,
        is_received,
        np.zeros(len(rows), np.bool_) if resting is None else bits_at(resting, rows, screened.batch.children),
    )


def _owed(
    engine: ArrowEngine, screened: Screened, gap: Gap, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Fen a month and their state, of what is owed and not received."""
    fen, states = np.zeros(len(rows), np.int64), np.full(len(rows), NO_STATE, np.int8)
    if gap.kind != "owed_not_received":
        return fen, states
    for slot in screened.compiled.slots_of[gap.column]:
        children = screened.unions.of(slot.classes) if slot.has_amounts else None
        if children is None:
            continue
        mine = np.flatnonzero(bits_at(children, rows, screened.batch.children))
        term = _money(Adding(engine, screened, slot.plan, rows[mine]).terms()) if len(mine) else None
        if term is not None:
            fen[mine] = term.sums.numbers
            states[mine] = np.where(term.present, term.sums.states, NO_STATE)
    return fen, states


def _money(terms: dict[str, Term]) -> Term | None:
    """What is paid every month, else the first sum of money."""
    if MONTHLY in terms:
        return terms[MONTHLY]
    return next((term for term in terms.values() if term.unit in MONEY_UNITS), None)


def _received(screened: Screened, benefit: str, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Bools]:
    """Fen a month in payment, and of whom that is known."""
    name = f"{PAYMENT}{benefit}.amount"
    if name not in screened.batch.facts:
        return np.zeros(len(rows), np.int64), np.zeros(len(rows), np.bool_)
    numbers = screened.batch.numbers(name)
    return numbers.low[rows].astype(np.int64), bits_at(numbers.known, rows, screened.batch.children)
