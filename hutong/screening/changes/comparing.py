"""Findings of the same children before and after: who gained, lost, moved, became unknown.

A benefit counts for a child as a whole, at the place where most of it is owed. What is "not owed" by declared absence
alone counts as unknown: it is never by itself a loss.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hutong.policy.findings import LESS_IS_BETTER
from hutong.policy.values import MONEY_UNITS
from hutong.screening.bits import Bools
from hutong.screening.changes.tables import CAUSES, CHANGED, CHANGES, KINDS
from hutong.screening.dictionaries import words_of
from hutong.screening.gaps_table import MONTHLY

Numbers: TypeAlias = NDArray[np.int64]
NONE, COVERED, UNKNOWN, OWED = range(4)
"""What a benefit is for a child, from least to most."""
FEN_IN = 100
NOTHING = -1
LATER = ("gained", "more", "less", "restated", "moved", "became_unknown", "new_child")
"""Kinds put down to the clause of today."""


@dataclass(frozen=True)
class Side:
    """Findings with the number of the child that each is of."""

    findings: pa.Table
    children: Numbers

    def states(self) -> Numbers:
        """What each finding comes to."""
        verdict, resting = self.findings["verdict"].cast(pa.string()), _has_any(self.findings["rests_on"])
        is_owed = np.asarray(pc.equal(verdict, "entitled"))
        is_open = np.asarray(pc.equal(verdict, "unknown")) | (resting & ~is_owed)
        states = np.select([is_owed, is_open], [OWED, UNKNOWN], NONE).astype(np.int64)
        states[_has_any(self.findings["covered_by"]) & (states != NONE)] = COVERED
        return states


class Best(NamedTuple):
    """For each child and benefit the finding that comes to most: its key, its line, what it comes to."""

    keys: Numbers
    lines: Numbers
    states: Numbers


class Compared(NamedTuple):
    """Lines of findings set side by side, ``NOTHING`` where one side has none, and what each side comes to."""

    keys: Numbers
    before: Numbers
    after: Numbers
    state_before: Numbers
    state_after: Numbers


@dataclass(frozen=True)
class Children:
    """The children that are compared, by number: ids, causes (into ``CAUSES``), who is on one side only.

    ``lone`` is the kind (into ``KINDS``) of all that such a child has, ``NOTHING`` for those who are on both sides.
    """

    ids: pa.Array
    causes: Numbers
    lone: Numbers


def compare(before: Side, after: Side, children: Children, benefits: Sequence[str]) -> pa.Table:
    """The changes between two sides, in the order of the children."""
    order = {benefit: number for number, benefit in enumerate(benefits)}
    found = _side_by_side(_best(before, order), _best(after, order))
    money = _money(before.findings), _money(after.findings)
    kinds = _kinds(found, before, after, money)
    numbers = found.keys // max(len(order), 1)
    lone = children.lone[numbers]
    touched = (found.state_before >= UNKNOWN) | (found.state_after >= UNKNOWN)
    kinds = np.where(lone == NOTHING, kinds, np.where(touched, lone, NOTHING))
    chosen = np.flatnonzero(kinds != NOTHING)
    found = Compared(*(part[chosen] for part in found))
    return pa.table(
        {
            "child": children.ids.take(pa.array(numbers[chosen])).cast(pa.string()),
            "benefit": words_of(found.keys % max(len(order), 1), list(benefits)),
            "kind": words_of(kinds[chosen], KINDS),
            "cause": words_of(children.causes[numbers[chosen]], CAUSES),
            **_beside("place", found, before, after),
            **_beside("verdict", found, before, after),
            "fen_before": _taken(pa.array(money[0][0], mask=~money[0][1]), found.before),
            "fen_after": _taken(pa.array(money[1][0], mask=~money[1][1]), found.after),
            **_beside("amounts", found, before, after),
            **_beside("grounds", found, before, after),
        },
        schema=CHANGES,
    )


def count_by_clause(changes: pa.Table) -> pa.Table:
    """Children by benefit, kind, cause and clause; one with several clauses counts under each."""
    later = np.asarray(pc.is_in(changes["kind"].cast(pa.string()), pa.array(LATER)))
    grounds = []
    for name, other, chosen in (
        ("grounds_after", "grounds_before", later),
        ("grounds_before", "grounds_after", ~later),
    ):
        rows = np.flatnonzero(chosen)
        first, second = (changes[one].combine_chunks().take(pa.array(rows)) for one in (name, other))
        lists = pc.if_else(pa.array(_has_any(first)), first, second)
        parents = pc.list_parent_indices(lists)
        grounds.append((rows[np.asarray(parents)], pc.list_flatten(lists)))
        bare = rows[~_has_any(lists)]
        grounds.append((bare, pa.nulls(len(bare), pa.string())))
    rows = np.concatenate([one for one, _ in grounds])
    words = {name: changes[name].cast(pa.string()).combine_chunks() for name in ("benefit", "kind", "cause")}
    table = pa.table(
        {
            **{name: column.take(pa.array(rows)) for name, column in words.items()},
            "clause": pa.concat_arrays([clauses for _, clauses in grounds]),
        }
    )
    counted = table.group_by(["benefit", "kind", "cause", "clause"], use_threads=False).aggregate([([], "count_all")])
    return counted.rename_columns(CHANGED.names).cast(CHANGED)


def _best(side: Side, order: dict[str, int]) -> Best:
    """One line for each child and benefit: that at the place where most is owed, the first of several."""
    states = side.states()
    benefit = side.findings["benefit"].unify_dictionaries().combine_chunks()
    if isinstance(benefit, pa.ChunkedArray):
        benefit = benefit.chunk(0) if benefit.num_chunks else pa.array([], side.findings["benefit"].type)
    numbers = np.array([order[one] for one in benefit.dictionary.to_pylist()] or [0], np.int64)
    keys = side.children * len(order) + numbers[benefit.indices.to_numpy()]
    sorted_ = np.lexsort((np.arange(len(keys)), -states, keys))
    firsts = np.ones(len(sorted_), np.bool_)
    firsts[1:] = keys[sorted_][1:] != keys[sorted_][:-1]
    lines = sorted_[firsts]
    return Best(keys[lines], lines, states[lines])


def _side_by_side(before: Best, after: Best) -> Compared:
    keys = np.union1d(before.keys, after.keys)
    lines, states = [], []
    for side in (before, after):
        at = np.full(len(keys), NOTHING, np.int64)
        state = np.full(len(keys), NONE, np.int64)
        places = np.searchsorted(keys, side.keys)
        at[places], state[places] = side.lines, side.states
        lines.append(at)
        states.append(state)
    return Compared(keys, *lines, *states)


Money: TypeAlias = tuple[Numbers, Bools, Bools]


def _kinds(found: Compared, before: Side, after: Side, money: tuple[Money, Money]) -> Numbers:
    """What became of each benefit, ``NOTHING`` where all is as before."""
    one, other = found.state_before, found.state_after
    same = (one == other) & (one >= UNKNOWN)
    kinds = np.full(len(found.keys), NOTHING, np.int64)
    table = {
        "gained": (other == OWED) & (one != OWED),
        "became_unknown": (other == UNKNOWN) & (one != UNKNOWN),
        "covered": (one == OWED) & (other == COVERED),
        "lost": (one == OWED) & (other == NONE),
        "became_known": (one == UNKNOWN) & (other <= COVERED),
        "moved": same & (_texts("place", found, before, after, same)),
    }
    for kind, chosen in table.items():
        kinds[chosen] = KINDS.index(kind)
    still = np.flatnonzero((one == OWED) & (other == OWED) & (kinds == NOTHING))
    kinds[still] = _by_amount(still, found, before, after, money)
    return kinds


def _by_amount(still: Numbers, found: Compared, before: Side, after: Side, money: tuple[Money, Money]) -> Numbers:
    """What is owed on both sides at the same place: more, less, or on other grounds."""
    (first, has_first, less_is_better), (second, has_second, _) = money
    lines, others = found.before[still], found.after[still]
    both = has_first[lines] & has_second[others]
    change = np.where(less_is_better[lines], -1, 1) * (second[others] - first[lines])
    chosen = np.zeros(len(found.keys), np.bool_)
    chosen[still] = True
    restated = _texts("amounts", found, before, after, chosen) | _texts("grounds", found, before, after, chosen)
    conditions = [both & (change > 0), both & (change < 0), restated[still]]
    kinds: Numbers = np.select(conditions, [KINDS.index(one) for one in ("more", "less", "restated")], NOTHING)
    return kinds


def _texts(name: str, found: Compared, before: Side, after: Side, chosen: Bools) -> Bools:
    """Where a column says something else on both sides, among the lines that stand on both and were chosen."""
    rows = np.flatnonzero(chosen)
    differs = np.zeros(len(found.keys), np.bool_)
    one = as_text(_taken(before.findings[name], found.before[rows]))
    other = as_text(_taken(after.findings[name], found.after[rows]))
    differs[rows] = np.asarray(pc.not_equal(one, other))
    return differs


def as_text(column: pa.Array) -> pa.Array:
    """Values as text that is equal when they are."""
    if pa.types.is_list(column.type):
        parts = column.values
        if pa.types.is_struct(parts.type):
            fields = [pc.struct_field(parts, field.name).cast(pa.string()) for field in parts.type]
            parts = pc.binary_join_element_wise(*(pc.fill_null(one, "") for one in fields), "|")
        return pc.fill_null(pc.binary_join(pa.ListArray.from_arrays(_offsets(column), parts), "\n"), "")
    return pc.fill_null(column.cast(pa.string()), "")


def _offsets(column: pa.Array) -> pa.Array:
    """Where lists begin, those that are null being empty."""
    return pa.array(np.asarray(column.offsets))


def _money(findings: pa.Table) -> Money:
    """For each finding the sum a month, else its first sum of money; whether there is one; whether less is better."""
    lists = findings["amounts"].combine_chunks()
    each, parents = pc.list_flatten(lists), np.asarray(pc.list_parent_indices(lists))
    term, value, unit = (pc.struct_field(each, name) for name in ("term", "value", "unit"))
    usable = np.asarray(pc.and_(pc.is_valid(value), pc.is_in(unit, pa.array(sorted(MONEY_UNITS)))))
    monthly = np.asarray(pc.equal(term, MONTHLY))
    filled = value.fill_null(0)
    parts = np.frombuffer(filled.buffers()[1], np.int64, 2 * len(filled), filled.offset * 16)[::2]
    fen = np.zeros(findings.num_rows, np.int64)
    has = np.zeros(findings.num_rows, np.bool_)
    fewer = np.zeros(findings.num_rows, np.bool_)
    # From the last to the first, and what is monthly after all others: what is written last stays.
    for rows in (np.flatnonzero(usable & ~monthly)[::-1], np.flatnonzero(usable & monthly)[::-1]):
        fen[parents[rows]] = parts[rows] // FEN_IN
        has[parents[rows]] = True
        fewer[parents[rows]] = np.asarray(pc.is_in(term.take(pa.array(rows)), pa.array(sorted(LESS_IS_BETTER))))
    return fen, has, fewer


def _beside(name: str, found: Compared, before: Side, after: Side) -> dict[str, pa.Array]:
    return {
        f"{name}_before": _taken(before.findings[name], found.before),
        f"{name}_after": _taken(after.findings[name], found.after),
    }


def _taken(column: pa.Array | pa.ChunkedArray, lines: Numbers) -> pa.Array:
    """The values in these lines, null where there is none."""
    if isinstance(column, pa.ChunkedArray):
        column = column.unify_dictionaries() if pa.types.is_dictionary(column.type) else column
        column = column.combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = column.chunk(0) if column.num_chunks else pa.array([], column.type)
    return column.take(pa.array(lines, mask=lines == NOTHING))


def _has_any(column: pa.Array | pa.ChunkedArray) -> Bools:
    """Where a list has anything in it."""
    return np.asarray(pc.greater(pc.fill_null(pc.list_value_length(column), 0), 0))
