"""The embedded engine: bit-packed three-valued columns over Arrow, from the same trees that explain one child.

It gives the verdicts of a batch of children on all benefits at once. What stands beside them is worked out from here:
sums in ``sums.py``, choices between benefits in ``covering.py``, counts in ``counting.py``, reasons in ``details.py``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.policy.absence import Absence
from hutong.policy.collection import Library
from hutong.policy.layouts import HAS_HUKOU
from hutong.policy.programs import Givers
from hutong.policy.situation import PAYMENT
from hutong.screening.bits import MAY, SURE, Bools, Truth, Words, bits_at, nobody
from hutong.screening.classes import ChildClass, ClassKey, Counties, Places
from hutong.screening.compiling import Column, Compiled, compile_classes, with_rivals
from hutong.screening.filling import fill
from hutong.screening.kernels import Kernel, Ref, SlotPlan, Step
from hutong.screening.population import Batch, Dictionaries
from hutong.screening.refusing import refused_by_value
from hutong.screening.supposing import speaking_of, suppose
from hutong.screening.tapes import BAD, Worksheet
from hutong.screening.value_tables import ValueTable

MOST_CLASSES = 64
"""A kernel for more classes than so many begins again with those of the batch at hand."""
Matrix: TypeAlias = NDArray[np.uint64]
"""A row of words for each column of a screening."""


@dataclass
class Unions:
    """The children of several classes together; a batch may have none of some."""

    classes: Mapping[ClassKey, Words]
    kept: dict[tuple[ClassKey, ...], Words | None] = field(default_factory=dict)

    def of(self, keys: tuple[ClassKey, ...]) -> Words | None:
        """The children of these classes; None when there is nobody."""
        if keys not in self.kept:
            words = [self.classes[key] for key in keys if key in self.classes]
            self.kept[keys] = reduce(np.bitwise_or, words) if words else None
        return self.kept[keys]


@dataclass(frozen=True)
class Screened:
    """All verdicts of a batch: for every column the children who are entitled, open, merely offered, concerned at all.

    ``open`` were unknown before declared absence was believed; ``supposed`` is the sheet on which it was, if any was.
    """

    batch: Batch
    places: list[Counties]
    classes: tuple[ChildClass, ...]
    compiled: Compiled
    sheet: Worksheet
    unions: Unions
    """Of the usable children."""
    usable: Words
    entitled: Matrix
    unknown: Matrix
    not_offered: Matrix
    concerned: Matrix
    open: Matrix
    supposed: Worksheet | None = None
    speaking: tuple[Words, ...] = ()
    """For each declaration of absence the children of whom it speaks."""

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.compiled.columns

    def resting(self, column: int) -> Words | None:
        """The children whose verdict in a column rests on declared absence; None where nobody's can."""
        if self.supposed is None:
            return None
        words: Words = self.open[column] & ~self.unknown[column]
        return words

    def plans(self, one: ChildClass) -> tuple[SlotPlan, ...]:
        """The slots of a class."""
        return self.compiled.kernel.plans[one.key]

    def truth(self, ref: Ref, plan: SlotPlan) -> Truth:
        """The result of a step that was asked for, as the verdict of a slot took it."""
        register = self.compiled.registers[ref]
        if self.supposed is None:
            return self.sheet[register]
        open_ = self.open[self.compiled.number_of[Column(plan.slot.benefit, plan.tie)]]
        truth: Truth = (self.sheet[register] & ~open_) | (self.supposed[register] & open_)
        return truth

    def is_known_of(self, benefit: str) -> bool:
        """Whether the population could say who is in payment of a benefit."""
        return Step("fact", (f"{PAYMENT}{benefit}",)) in self.compiled.tape.leaves

    def paid(self, benefit: str) -> Truth:
        """Who is in payment of a benefit."""
        return (self.supposed or self.sheet)[self.compiled.tape.leaves[Step("fact", (f"{PAYMENT}{benefit}",))]]

    def sums_paid(self, benefit: str, plan: SlotPlan, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Bools]:
        """Fen a month that some children are paid of a benefit, as the verdict of a slot took it, and who is known."""
        none = ~self.paid(benefit)[MAY] if self.supposed is None else self._unpaid(benefit, plan)
        numbers = self.batch.numbers(f"{PAYMENT}{benefit}.amount")
        is_none, known = (bits_at(words, rows, self.batch.children) for words in (none, numbers.known | none))
        return np.where(is_none, 0, numbers.low[rows]), known

    def _unpaid(self, benefit: str, plan: SlotPlan) -> Words:
        """Who is not paid: for what was open, declared absence is believed."""
        assert self.supposed is not None
        register = self.compiled.tape.leaves[Step("fact", (f"{PAYMENT}{benefit}",))]
        open_ = self.open[self.compiled.number_of[Column(plan.slot.benefit, plan.tie)]]
        may: Words = (self.sheet[register][MAY] & ~open_) | (self.supposed[register][MAY] & open_)
        return ~may


@dataclass
class Verdicts:
    """Verdict matrices for batches of one size, used again for each."""

    columns: int
    words: int
    matrices: list[Matrix] = field(init=False)
    scratch: Words = field(init=False)

    def __post_init__(self) -> None:
        self.matrices = [np.empty((self.columns, self.words), np.uint64) for _ in range(4)]
        self.scratch = np.empty(self.words, np.uint64)

    def gather(self, compiled: Compiled, sheet: Worksheet, unions: "Unions") -> None:
        """Bring together what the slots come to for the classes of children that have them."""
        entitled, unknown, not_offered, concerned = self.matrices
        for matrix in self.matrices:
            matrix[:] = 0
        for slot in compiled.slots:
            children = unions.of(slot.classes)
            if children is None:
                continue
            truth = sheet[compiled.registers[slot.plan.owed]]
            self._add(entitled[slot.column], truth[SURE], children)
            self._add(unknown[slot.column], truth[MAY], children)
            np.bitwise_or(concerned[slot.column], children, out=concerned[slot.column])
            for ref in slot.plan.encouraged:
                self._add(not_offered[slot.column], sheet[compiled.registers[ref]][MAY], children)
        not_offered &= ~unknown
        unknown ^= entitled

    def _add(self, into: Words, words: Words, children: Words) -> None:
        np.bitwise_and(words, children, out=self.scratch)
        np.bitwise_or(into, self.scratch, out=into)


@dataclass
class Sheets:
    """Registers and matrices for batches of one size."""

    certain: Worksheet
    verdicts: Verdicts
    supposed: Worksheet | None
    again: Verdicts | None


@dataclass
class ArrowEngine:
    """Screens batches of one population with one library on one day.

    ``only`` asks for some benefits; those between which and them a choice is made come along.
    """

    library: Library
    on: date
    givers: Givers = None
    absences: Sequence[Absence] = ()
    only: frozenset[str] | None = None
    places: Places = field(init=False)
    dictionaries: Dictionaries = field(init=False)
    met: dict[object, dict[ClassKey, ChildClass]] = field(default_factory=dict)
    """By columns the classes that the kernel holds."""
    compiled: dict[tuple[object, ...], Compiled] = field(default_factory=dict)
    values: dict[str, ValueTable] = field(default_factory=dict)
    """Values met so far, by address."""
    amount_kinds: dict[int, tuple[str, bool]] = field(default_factory=dict)
    """By the identity of an amount its unit, and whether it is in fen."""
    sheets: dict[tuple[int, int], Sheets] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = Places(self.library, self.on, self.givers)
        self.dictionaries = Dictionaries(self.library.vocabulary.facts)
        self.absences = [one for one in self.absences if one.holds_on(self.on)]
        if self.only is not None:
            self.only = with_rivals(self.only, self.library)

    def batch(self, table: pa.RecordBatch) -> Batch:
        """The columns of a batch of children."""
        return Batch(table, self.library.vocabulary.facts, self.on, self.dictionaries)

    def screen(self, table: pa.RecordBatch) -> Screened:
        """The verdicts of every child of a batch. They hold until the next batch is screened.

        Raises ColumnWrong.
        """
        batch = self.batch(table)
        places = self.places.of_batch(batch, _known_no(batch, HAS_HUKOU))
        classes = tuple(self.places.list_classes(places))
        compiled = self._compiled(batch, classes)
        sheets = self._sheets(compiled, batch.size)
        fill(sheets.certain, batch)
        sheets.certain.run()
        usable = batch.whole & ~sheets.certain[BAD][SURE] & ~refused_by_value(batch)
        unions = Unions({one.key: one.children & usable for one in classes})
        sheets.verdicts.gather(compiled, sheets.certain, unions)
        entitled, unknown, not_offered, concerned = sheets.verdicts.matrices
        verdicts = (entitled, unknown, not_offered, concerned, unknown)
        certain = Screened(batch, places, classes, compiled, sheets.certain, unions, usable, *verdicts)
        return self._supposing(certain, sheets)

    def _supposing(self, certain: Screened, sheets: Sheets) -> Screened:
        """With what is open decided by "not on this list means no", where such a declaration speaks."""
        if sheets.supposed is None or sheets.again is None:
            return certain
        speaking = speaking_of(
            self.absences, self.library, certain.classes, certain.compiled, certain.sheet, certain.batch
        )
        if not any(words.any() for words in speaking):
            return replace(certain, speaking=speaking)
        suppose(sheets.supposed, certain.sheet, self.absences, speaking, certain.batch)
        sheets.again.gather(certain.compiled, sheets.supposed, certain.unions)
        entitled, unknown, not_offered, _ = sheets.again.matrices
        open_ = certain.open
        return replace(
            certain,
            entitled=certain.entitled | (open_ & entitled),
            unknown=open_ & unknown,
            not_offered=certain.not_offered | (open_ & not_offered),
            supposed=sheets.supposed,
            speaking=speaking,
        )

    def _sheets(self, compiled: Compiled, words: int) -> Sheets:
        """The registers for batches of this size; those of another size are let go."""
        key = (id(compiled), words)
        if key not in self.sheets:
            self.sheets = {}
            supposing = bool(self.absences)
            self.sheets[key] = Sheets(
                Worksheet(compiled.tape, words),
                Verdicts(len(compiled.columns), words),
                Worksheet(compiled.tape, words) if supposing else None,
                Verdicts(len(compiled.columns), words) if supposing else None,
            )
        return self.sheets[key]

    def _compiled(self, batch: Batch, classes: Iterable[ChildClass]) -> Compiled:
        """A kernel for these classes and those met before, so that soon no batch needs another one."""
        columns = tuple((one.name, one.type) for one in batch.table.schema)
        met = {one.key: one for one in classes}
        earlier = self.met.setdefault(columns, {})
        if not met.keys() <= earlier.keys():
            self.met[columns] = earlier | met if len(earlier) + len(met) <= MOST_CLASSES else met
        key = (frozenset(self.met[columns]), columns)
        if key not in self.compiled:
            self.compiled = {kept: compiled for kept, compiled in self.compiled.items() if kept[1] != columns}
            kernel = Kernel(self.library.vocabulary.facts, self.on)
            ordered = [self.met[columns][one] for one in sorted(self.met[columns])]
            self.compiled[key] = compile_classes(self.library, kernel, ordered, batch, self.absences, self.only)
        return self.compiled[key]


def _known_no(batch: Batch, name: str) -> Words:
    found = batch.bools(name)
    if found is None:
        return nobody(batch.children)
    values, known = found
    return ~values & batch.whole if known is None else ~values & known & batch.whole
