"""The children whom a draft changes something for, each with what was and what would be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hutong.policy.amounts import CERTAINTY
from hutong.policy.values import MONEY_UNITS
from hutong.screening.ahead.comparing import NONE, OWED, UNKNOWN, Changed, Comparing
from hutong.screening.ahead.differing_rules import DifferingRules
from hutong.screening.ahead.reading import rows_in_population
from hutong.screening.ahead.sides import ABSENT, Owing, Side
from hutong.screening.ahead.tables import CHANGES
from hutong.screening.bits import MAY, SURE, Words, nobody, rows_of, unpack
from hutong.screening.classes import Counties
from hutong.screening.columns import UsableBlock
from hutong.screening.dictionaries import words_of
from hutong.screening.sums import EXACT, OPEN, PER_MONTH
from hutong.screening.tables import CHILD

MONTHLY = "monthly"
WORDS_OF_STATES = [*CERTAINTY, None]


class Money(NamedTuple):
    """The main term of a benefit for some children, on one side: fen and state (``ABSENT`` where nothing is owed)."""

    fen: NDArray[np.int64]
    states: NDArray[np.int8]


class MainTerm(NamedTuple):
    """The term that is shown for a benefit: what is paid every month, else the first that is money."""

    name: str
    unit: str


def main_term(before: Mapping[str, Owing], after: Mapping[str, Owing]) -> MainTerm | None:
    """The main term of either side."""
    units = {name: one.unit for side in (before, after) for name, one in side.items() if one.unit in MONEY_UNITS}
    name = MONTHLY if MONTHLY in units else next(iter(units), "")
    return MainTerm(name, units[name]) if name else None


@dataclass(frozen=True)
class Listed:
    """The children of one change, with their money on both sides and the clauses that bear on it."""

    changed: Changed
    rows: NDArray[np.int64]
    counties: Counties
    term: MainTerm | None
    before: Money
    after: Money
    clauses: Mapping[str, Words]

    def differences(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of the rows whose month is exact on both sides: their numbers among the rows, and by how many fen."""
        return differences_of(self.term, self.before, self.after)


def differences_of(term: MainTerm | None, before: Money, after: Money) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which rows have a month that is exact on both sides (or nothing on one), and by how many fen it changes."""
    if term is None or term.unit != PER_MONTH:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    exact = [(one.states == EXACT) | (one.states == ABSENT) for one in (before, after)]
    chosen = np.flatnonzero(exact[0] & exact[1] & ((before.states == EXACT) | (after.states == EXACT)))
    fen = [np.where(one.states == EXACT, one.fen, 0)[chosen] for one in (before, after)]
    return chosen, fen[1] - fen[0]


def list_changed(changed: Changed, comparing: Comparing, differing: DifferingRules) -> Listed:
    """The children of a change."""
    key, rows = changed.key, rows_of(changed.children, comparing.before.children)
    terms = comparing.before.terms(key), comparing.after.terms(key)
    term = main_term(*terms)
    money = [money_at(side.get(term.name) if term else None, rows) for side in terms]
    counties = comparing.after.counties(key)[rows]
    return Listed(changed, rows, counties, term, money[0], money[1], clauses_of(changed, comparing, differing))


def money_at(owing: Owing | None, rows: NDArray[np.int64]) -> Money:
    """What these rows are owed of a term."""
    if owing is None:
        return Money(np.zeros(len(rows), np.int64), np.full(len(rows), ABSENT, np.int8))
    return Money(owing.numbers[rows], owing.states[rows])


def clauses_of(changed: Changed, comparing: Comparing, differing: DifferingRules) -> dict[str, Words]:
    """For each changed clause the children on whose change it bears: through a ground that holds, or may hold.

    Where no ground of the benefit shows it (a choice with another benefit moved the child), every clause that bears on
    the benefit or its rivals.
    """
    found: dict[str, Words] = {}
    left = changed.children.copy()
    for side, standing in ((comparing.before, changed.before), (comparing.after, changed.after)):
        if standing != NONE:
            for clause, words in _by_ground(side, changed, differing, MAY if standing == UNKNOWN else SURE):
                found[clause] = found.get(clause, nobody(side.children)) | words
                left &= ~words
    if left.any():
        for clause in differing.of_benefit(changed.key.benefit):
            found[clause] = found.get(clause, nobody(comparing.before.children)) | left
    return found


def _by_ground(side: Side, changed: Changed, differing: DifferingRules, row: int) -> list[tuple[str, Words]]:
    found = []
    for slot, children in side.pieces.get(changed.key, ()):
        for ref, ground in zip(slot.plan.grounds, slot.plan.slot.grounds, strict=True):
            clauses = differing.of_ground(ground.reached.ground)
            if clauses:
                words = side.screened.truth(ref, slot.plan)[row] & children & changed.children
                found += [(clause, words) for clause in clauses]
    return found


def as_table(listed: Listed, comparing: Comparing, block: UsableBlock) -> pa.Table:
    """The lines of one change."""
    changed, rows = listed.changed, listed.rows
    count, nothing = len(rows), np.zeros(len(rows), np.int64)
    term = listed.term or MainTerm("", "")
    is_named = ((listed.before.states != ABSENT) | (listed.after.states != ABSENT)).astype(np.int32)
    return pa.table(
        {
            CHILD: ids_of(block, rows),
            "benefit": words_of(nothing, [changed.key.benefit]),
            "place": words_of(listed.counties, comparing.after.engine.places.counties),
            "change": words_of(nothing, [changed.change]),
            "before": words_of(nothing, [changed.before]),
            "after": words_of(nothing, [changed.after]),
            "term": words_of(is_named, [None, term.name]),
            "unit": words_of(is_named, [None, term.unit]),
            "before_fen": pa.array(listed.before.fen, pa.int64(), mask=_blank(listed.before, changed.before)),
            "before_state": words_of(listed.before.states.astype(np.int32), WORDS_OF_STATES),
            "after_fen": pa.array(listed.after.fen, pa.int64(), mask=_blank(listed.after, changed.after)),
            "after_state": words_of(listed.after.states.astype(np.int32), WORDS_OF_STATES),
            "clauses": _clauses(listed, comparing.before.children, count),
        },
        schema=CHANGES,
    )


def _blank(money: Money, standing: str) -> NDArray[np.bool_]:
    """Where no number can be shown; what is owed as a number always is one."""
    blank: NDArray[np.bool_] = (money.states >= OPEN) | (standing != OWED)
    return blank


def _clauses(listed: Listed, children: int, count: int) -> pa.ListArray:
    """For each row the clauses that bear on it, in their order."""
    names = sorted(listed.clauses)
    if not names:
        return pa.array([[]] * count, pa.list_(pa.string()))
    bits = np.stack([unpack(listed.clauses[name], children)[listed.rows] for name in names], axis=1)
    offsets = np.concatenate([[0], np.cumsum(bits.sum(axis=1))]).astype(np.int32)
    values = pa.array(names, pa.string()).take(pa.array(np.nonzero(bits)[1]))
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def ids_of(block: UsableBlock, rows: NDArray[np.int64]) -> pa.Array:
    """What the children are called: by the population, else by the number of their row."""
    numbers = rows_in_population(block, rows)
    if CHILD not in block.batch.schema.names:
        return numbers
    ids = block.batch.column(CHILD).take(pa.array(rows)).cast(pa.string())
    return pc.coalesce(ids, numbers) if ids.null_count else ids
