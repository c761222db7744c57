"""Choices between benefits for a whole batch: for whom something better, chosen or earlier stands in a benefit's stead.

The same rules as ``hutong.policy.choices``, over bitmaps; sums are compared only for children who hold two benefits.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hutong.policy.findings import LESS_IS_BETTER
from hutong.policy.linked import Choice
from hutong.screening.arrow import ArrowEngine, Matrix, Screened
from hutong.screening.bits import MAY, SURE, Bools, Words, bits_at, nobody, pack, rows_of
from hutong.screening.grouping import ChoiceGroup
from hutong.screening.kernels import SlotPlan, Step
from hutong.screening.sums import EXACT, TEN_THOUSANDTHS, UNSET, Adding, Sums, Term

WHOLE_PERCENT = 100 * TEN_THOUSANDTHS
LEAST = np.iinfo(np.int64).min


class Held(NamedTuple):
    """A slot that a choice speaks about: the children who hold it, and those who may."""

    column: int
    plan: SlotPlan
    entitled: Words
    unknown: Words


class Covered(NamedTuple):
    """Children for whom a column is covered by another benefit."""

    column: int
    by: str
    children: Words


@dataclass
class Covering:
    """The choices of a screened batch, settled one after another: what is covered takes part in none any more."""

    engine: ArrowEngine
    screened: Screened
    matrix: Matrix = field(init=False)
    """For every column the children for whom it is covered."""
    covered: list[Covered] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.matrix = np.zeros_like(self.screened.entitled)

    def settle(self) -> "Covering":
        """Settle the choices that all classes of children meet."""
        for group in self.screened.compiled.choices:
            children = self.screened.unions.of(group.classes)
            if children is not None:
                held = list(self._held(group, children))
                if len({each.plan.slot.benefit for each in held}) > 1:
                    SETTLERS[group.choice.block.by](self, group.choice, held)
        return self

    def _held(self, group: ChoiceGroup, children: Words) -> Iterator[Held]:
        """What the choice speaks about, in the order in which it names the benefits."""
        for slot in group.slots:
            free = children & ~self.matrix[slot.column]
            entitled, unknown = self.screened.entitled[slot.column] & free, self.screened.unknown[slot.column] & free
            if group.choice.block.reaches != "all":
                sure, open_ = self._by_document(slot.plan, group.choice.rule.document)
                entitled, unknown = entitled & sure, unknown & open_
            if entitled.any() or unknown.any():
                yield Held(slot.column, slot.plan, entitled, unknown)

    def _by_document(self, plan: SlotPlan, document: str) -> tuple[Words, Words]:
        """Whom the document itself grants it, and whom it may grant it."""
        children = self.screened.batch.children
        sure, open_ = nobody(children), nobody(children)
        for ref, ground in zip(plan.grounds, plan.slot.grounds, strict=True):
            granted = ground.reached.ground
            if granted.rule.document == document and granted.is_offered:
                truth = self.screened.truth(ref, plan)
                sure |= truth[SURE]
                open_ |= truth[MAY] & ~truth[SURE]
        return sure, open_

    def _cover(self, held: Held, by: str, children: Words) -> None:
        if held.plan.slot.benefit != by and children.any():
            self.matrix[held.column] |= children
            self.covered.append(Covered(held.column, by, children))

    def by_order(self, choice: Choice, held: list[Held]) -> None:
        """The first that is owed stands for all after it, also for those of which it cannot be told yet."""
        first: dict[str, Words] = {}
        taken = nobody(self.screened.batch.children)
        for each in held:
            for winner, children in first.items():
                self._cover(each, winner, children & (each.entitled | each.unknown))
            won = each.entitled & ~taken
            taken |= won
            benefit = each.plan.slot.benefit
            first[benefit] = first[benefit] | won if benefit in first else won

    def by_applicant(self, choice: Choice, held: list[Held]) -> None:
        """What the child's side chose, among what it holds."""
        several = self._several(held)
        for benefit in dict.fromkeys(each.plan.slot.benefit for each in held):
            chose = self._chose(choice.block.fact, benefit) & several & _of_benefit(held, benefit)
            for each in held:
                self._cover(each, benefit, chose & each.entitled)

    def _chose(self, fact: str, benefit: str) -> Words:
        register = self.screened.compiled.tape.leaves[Step("word", (fact, benefit))]
        chose: Words = self.screened.sheet[register][SURE]
        return chose

    def by_favour(self, choice: Choice, held: list[Held]) -> None:
        """What surely gives most; nothing while a blank keeps that open."""
        children = self.screened.batch.children
        rows = rows_of(self._several(held), children)
        if not len(rows):
            return
        winners = Favour(self, held, rows).winners()
        for number, benefit in enumerate(dict.fromkeys(each.plan.slot.benefit for each in held)):
            won = np.zeros(children, np.bool_)
            won[rows] = winners == number
            for each in held:
                self._cover(each, benefit, pack(won) & each.entitled)

    def _several(self, held: list[Held]) -> Words:
        """Children who hold at least two benefits."""
        once = several = nobody(self.screened.batch.children)
        for benefit in dict.fromkeys(each.plan.slot.benefit for each in held):
            mine = _of_benefit(held, benefit)
            several = several | (once & mine)
            once = once | mine
        return several


def _of_benefit(held: list[Held], benefit: str) -> Words:
    words = [each.entitled for each in held if each.plan.slot.benefit == benefit]
    mine: Words = np.bitwise_or.reduce(words)
    return mine


SETTLERS = {
    "order": Covering.by_order,
    "applicant": Covering.by_applicant,
    "most_favourable": Covering.by_favour,
}


@dataclass
class Favour:
    """Which of several benefits gives most, for children who hold at least two."""

    covering: Covering
    held: list[Held]
    rows: NDArray[np.int64]

    def winners(self) -> NDArray[np.int64]:
        """For each row the number of the benefit that surely gives most, -1 where none does."""
        engine, screened = self.covering.engine, self.covering.screened
        holds = [_bits(each.entitled, screened, self.rows) for each in self.held]
        terms = [Adding(engine, screened, each.plan, self.rows).terms() for each in self.held]
        names = list(dict.fromkeys(name for one in terms for name in one))
        winners = np.full(len(self.rows), -1, np.int64)
        has = {
            name: np.any(
                [held & one[name].present for held, one in zip(holds, terms, strict=True) if name in one], axis=0
            )
            for name in names
        }
        if not names:
            return winners
        single = np.sum(list(has.values()), axis=0) == 1
        for name in names:
            decided = single & has[name]
            if decided.any():
                winners = np.where(decided, self._by_term(name, terms, holds), winners)
        return winners

    def _by_term(self, name: str, terms: list[dict[str, Term]], holds: list[Bools]) -> NDArray[np.int64]:
        """The winner where all that is given is one term."""
        benefits = list(dict.fromkeys(each.plan.slot.benefit for each in self.held))
        count = len(self.rows)
        best = np.full(count, -1, np.int64)
        best_number = np.full(count, LEAST, np.int64)
        whole = np.full(count, -1, np.int64)
        blank = np.zeros(count, np.bool_)
        for each, one, held in zip(self.held, terms, holds, strict=True):
            number = benefits.index(each.plan.slot.benefit)
            sums = _sums(one.get(name), count)
            exact = sums.states == EXACT
            is_whole = held & exact & _is_whole(name, one.get(name), sums)
            whole = np.where(is_whole & (whole < 0), number, whole)
            blank |= held & ~exact
            more = held & exact & (sums.numbers > best_number)
            best, best_number = np.where(more, number, best), np.where(more, sums.numbers, best_number)
        return np.where(whole >= 0, whole, np.where(blank, -1, best))


def _sums(term: Term | None, count: int) -> Sums:
    """The sums of a term; a benefit that does not give it here counts as unset."""
    unset = Sums(np.zeros(count, np.int64), np.full(count, UNSET, np.int8))
    return unset if term is None else term.sums.where(term.present, unset)


def _is_whole(name: str, term: Term | None, sums: Sums) -> Bools:
    """Nothing is more than the whole: 100 percent, or a fee of 0."""
    wholes = [WHOLE_PERCENT] if term is not None and term.unit == "percent" else []
    return np.isin(sums.numbers, [*wholes, 0] if name in LESS_IS_BETTER else wholes)


def _bits(words: Words, screened: Screened, rows: NDArray[np.int64]) -> Bools:
    return bits_at(words, rows, screened.batch.children)
