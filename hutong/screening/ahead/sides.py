"""One batch as one library sees it on one day: who is owed what and how much, by benefit and kind of place.

Two sides of the same children can be compared only by what a finding is about: a benefit at a place. A benefit tied to
two kinds of place that are one place for a child is one finding, put down under the first of them.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.policy.amounts import CERTAINTY
from hutong.screening.arrow import ArrowEngine, Matrix, Screened
from hutong.screening.bits import Words, nobody, rows_of
from hutong.screening.classes import NOWHERE, SAME_PLACES, ClassKey, Counties
from hutong.screening.counting import Spread
from hutong.screening.covering import Covering
from hutong.screening.grouping import SlotGroup
from hutong.screening.sums import Adding, Term

ABSENT = len(CERTAINTY)
"""The state of a term that a child does not get at all."""


class Key(NamedTuple):
    """A benefit at one of a child's places: 0 hukou, 1 residence, 2 event."""

    benefit: str
    tie: int


class State(NamedTuple):
    """Children by how a benefit stands: owed, owed but covered by something better, cannot be told; and all asked."""

    owed: Words
    covered: Words
    unknown: Words
    concerned: Words


class Owing(NamedTuple):
    """One term for every child of a batch: the number, and its state (an index into ``CERTAINTY``, or ``ABSENT``)."""

    unit: str
    numbers: NDArray[np.int64]
    states: NDArray[np.int8]


class Piece(NamedTuple):
    """A slot with the children of its classes for whom it counts under one key."""

    slot: SlotGroup
    children: Words


@dataclass
class Whereabouts:
    """Where the children of a batch are: the same for every side, since both meet the same places in the same order."""

    places: list[Counties]
    known: dict[int, Counties] = field(default_factory=dict)
    spreads: dict[int, Spread] = field(default_factory=dict)

    def counties(self, tie: int) -> Counties:
        """For every child the number of its place of a kind; children without one have one number."""
        if tie not in self.known:
            self.known[tie] = np.where(self.places[tie] == NOWHERE, 0, self.places[tie])
        return self.known[tie]

    def spread(self, tie: int) -> Spread:
        """How the children are spread over these places."""
        if tie not in self.spreads:
            self.spreads[tie] = Spread(self.counties(tie))
        return self.spreads[tie]


@dataclass
class Side:
    """A screened batch with its choices settled. It holds until its engine screens the next batch."""

    engine: ArrowEngine
    screened: Screened
    covered: Matrix
    where: Whereabouts
    states: dict[Key, State] = field(default_factory=dict)
    owing: dict[Key, dict[str, Owing]] = field(default_factory=dict)
    counts: dict[Key, NDArray[np.int64]] = field(default_factory=dict)
    sums: dict[Key, list[Any]] = field(default_factory=dict)
    """States counted, and terms added up, by county: filled by ``totals.py``."""
    like: "Side | None" = None
    """Another side of the same children, and the benefits that no rule decides otherwise there."""
    alike: frozenset[str] = frozenset()

    @property
    def children(self) -> int:
        count: int = self.screened.batch.children
        return count

    @cached_property
    def pieces(self) -> dict[Key, list[Piece]]:
        """The slots of the batch by what they are about."""
        found: dict[Key, list[Piece]] = {}
        for slot in self.screened.compiled.slots:
            by_tie: dict[int, list[ClassKey]] = {}
            for one in slot.classes:
                by_tie.setdefault(first_tie(one, slot.plan.tie), []).append(one)
            for tie, classes in by_tie.items():
                children = self.screened.unions.of(tuple(classes))
                if children is not None:
                    found.setdefault(Key(slot.plan.slot.benefit, tie), []).append(Piece(slot, children))
        return found

    def counties(self, key: Key) -> Counties:
        """For every child the number of the place that the key is about."""
        return self.where.counties(key.tie)

    def state(self, key: Key) -> State:
        """How a benefit stands for every child."""
        if key not in self.states:
            state = self._state(key)
            other = self.like.state(key) if self.like is not None else state
            is_same = all(np.array_equal(mine, theirs) for mine, theirs in zip(state, other, strict=True))
            self.states[key] = other if is_same else state
        return self.states[key]

    def _state(self, key: Key) -> State:
        owed, covered, unknown, concerned = (nobody(self.children) for _ in range(4))
        for slot, children in self.pieces.get(key, ()):
            column = slot.column
            entitled, open_ = self.screened.entitled[column] & children, self.screened.unknown[column] & children
            instead = self.covered[column]
            owed |= entitled & ~instead
            unknown |= open_ & ~instead
            covered |= (entitled | open_) & instead
            concerned |= children
        return State(owed, covered, unknown, concerned)

    def has_amounts(self, key: Key) -> bool:
        """Whether anything that is owed for a benefit here has an amount."""
        return any(slot.has_amounts for slot, _ in self.pieces.get(key, ()))

    def terms(self, key: Key) -> dict[str, Owing]:
        """What is owed for a benefit, term by term, to everybody to whom it is owed."""
        if key not in self.owing:
            self.owing[key] = self._terms_of_other(key) or self._terms(key)
        return self.owing[key]

    def _terms_of_other(self, key: Key) -> dict[str, Owing] | None:
        """What the other side owes, where the same is owed to the same children."""
        if self.like is None or key.benefit not in self.alike or self.state(key) is not self.like.state(key):
            return None
        return self.like.terms(key)

    def _terms(self, key: Key) -> dict[str, Owing]:
        found: dict[str, Owing] = {}
        owed = self.state(key).owed
        for slot, children in self.pieces.get(key, ()):
            rows = rows_of(owed & children, self.children)
            if slot.has_amounts and len(rows):
                for name, term in Adding(self.engine, self.screened, slot.plan, rows).terms().items():
                    self._put(found, name, term, rows)
        return found

    def _put(self, found: dict[str, Owing], name: str, term: Term, rows: NDArray[np.int64]) -> None:
        if name not in found:
            states = np.full(self.children, ABSENT, np.int8)
            found[name] = Owing(term.unit, np.zeros(self.children, np.int64), states)
        owing = found[name]
        chosen = rows[term.present]
        owing.numbers[chosen] = term.sums.numbers[term.present]
        owing.states[chosen] = term.sums.states[term.present]


def first_tie(key: ClassKey, tie: int) -> int:
    """The first kind of place that is the same place as this one, for the children of a class."""
    for (left, right), is_same in zip(SAME_PLACES, key.same, strict=True):
        if right == tie and (is_same or (key.rules[left] <= NOWHERE and key.rules[right] <= NOWHERE)):
            return left
    return tie


def screen_side(
    engine: ArrowEngine, table: pa.RecordBatch, like: Side | None = None, alike: frozenset[str] = frozenset()
) -> Side:
    """Screen a batch for one side. Raises ColumnWrong.

    ``like`` is another side of the same batch; of ``alike`` benefits every ground decides and gives the same there.
    """
    screened = engine.screen(table)
    where = Whereabouts(screened.places) if like is None else like.where
    covered = Covering(engine, screened).settle().matrix
    return Side(engine, screened, covered, where, like=like if alike else None, alike=alike)


def with_other_figures(side: Side, engine: ArrowEngine) -> Side:
    """The same verdicts with the figures of another library, which has the same rules."""
    return Side(engine, side.screened, Covering(engine, side.screened).settle().matrix, side.where, like=side)
