"""The embedded engine: bit-packed three-valued columns over Arrow, from the same trees that explain one child.

It gives the verdicts of a batch of children on all benefits at once. What stands beside them is worked out from here:
sums in ``sums.py``, choices between benefits in ``covering.py``, counts in ``counting.py``, reasons in ``details.py``.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.policy.collection import Library
from hutong.policy.layouts import HAS_HUKOU, Layout
from hutong.policy.linked import Choice
from hutong.policy.programs import Givers
from hutong.policy.situation import PAYMENT
from hutong.screening.bits import MAY, SURE, Truth, Words, nobody
from hutong.screening.classes import ChildClass, Counties, Places
from hutong.screening.filling import fill
from hutong.screening.fixing import add_fixing
from hutong.screening.kernels import Kernel, Ref, SlotPlan, Step
from hutong.screening.population import Batch
from hutong.screening.refusing import refused_by_value
from hutong.screening.tapes import BAD, Register, SettledTape, Tape, Worksheet

Matrix: TypeAlias = NDArray[np.uint64]
"""A row of words for each column of a screening."""


class Column(NamedTuple):
    """A benefit at one of a child's places: 0 hukou, 1 residence, 2 event (the place that the slot is tied to)."""

    benefit: str
    tie: int


@dataclass(frozen=True)
class Compiled:
    """A kernel on its tape, for batches with the same columns and classes."""

    kernel: Kernel
    tape: SettledTape
    registers: dict[Ref, Register]
    columns: tuple[Column, ...]
    numbers: dict[Hashable, tuple[int, ...]]
    """For each class the column of each of its slots."""


@dataclass(frozen=True)
class Screened:
    """All verdicts of a batch: for every column the children who are entitled, open, merely offered, concerned at all.

    ``covered`` are those of the entitled and open for whom something more favourable stands in its stead.
    """

    batch: Batch
    places: list[Counties]
    classes: tuple[ChildClass, ...]
    compiled: Compiled
    sheet: Worksheet
    usable: Words
    entitled: Matrix
    unknown: Matrix
    not_offered: Matrix
    concerned: Matrix

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.compiled.columns

    def truth(self, ref: Ref) -> Truth:
        """The result of a step that was asked for."""
        return self.sheet[self.compiled.registers[ref]]

    def plans(self, one: ChildClass) -> tuple[SlotPlan, ...]:
        """The slots of a class."""
        return self.compiled.kernel.plans[one.key]

    def received(self, benefit: str) -> Truth | None:
        """Who is in payment of a benefit; None where the population does not say."""
        register = self.compiled.tape.leaves.get(Step("fact", (f"{PAYMENT}{benefit}",)))
        return None if register is None else self.sheet[register]


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

    def gather(self, compiled: Compiled, sheet: Worksheet, classes: Iterable[ChildClass], usable: Words) -> None:
        """Bring together what each class of children comes to."""
        entitled, unknown, not_offered, concerned = self.matrices
        for matrix in self.matrices:
            matrix[:] = 0
        for one in classes:
            children = one.children & usable
            for column, plan in zip(compiled.numbers[one.key], compiled.kernel.plans[one.key], strict=True):
                truth = sheet[compiled.registers[plan.owed]]
                self._add(entitled[column], truth[SURE], children)
                self._add(unknown[column], truth[MAY], children)
                concerned[column] |= children
                for ref in plan.encouraged:
                    self._add(not_offered[column], sheet[compiled.registers[ref]][MAY], children)
        not_offered &= ~unknown
        unknown ^= entitled

    def _add(self, into: Words, words: Words, children: Words) -> None:
        np.bitwise_and(words, children, out=self.scratch)
        np.bitwise_or(into, self.scratch, out=into)


@dataclass
class ArrowEngine:
    """Screens batches of one population with one library on one day."""

    library: Library
    on: date
    givers: Givers = None
    places: Places = field(init=False)
    compiled: dict[tuple[object, ...], Compiled] = field(default_factory=dict)
    values: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    """Values met so far, by address and number of the county: the number and its state (see ``sums.py``)."""
    sheets: dict[tuple[int, int], tuple[Worksheet, Verdicts]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = Places(self.library, self.on, self.givers)

    def batch(self, table: pa.RecordBatch) -> Batch:
        """The columns of a batch of children."""
        return Batch(table, self.library.vocabulary.facts, self.on)

    def screen(self, table: pa.RecordBatch) -> Screened:
        """The verdicts of every child of a batch. They hold until the next batch is screened.

        Raises ColumnWrong.
        """
        batch = self.batch(table)
        places = self.places.of_batch(batch, _known_no(batch, HAS_HUKOU))
        classes = tuple(self.places.list_classes(places))
        compiled = self._compiled(batch, classes)
        sheet, verdicts = self._sheet(compiled, batch.size)
        fill(sheet, batch)
        sheet.run()
        usable = batch.whole & ~sheet[BAD][SURE] & ~refused_by_value(batch)
        verdicts.gather(compiled, sheet, classes, usable)
        return Screened(batch, places, classes, compiled, sheet, usable, *verdicts.matrices)

    def _sheet(self, compiled: Compiled, words: int) -> tuple[Worksheet, Verdicts]:
        """The registers for batches of this size; those of another size are let go."""
        key = (id(compiled), words)
        if key not in self.sheets:
            self.sheets = {kept: sheet for kept, sheet in self.sheets.items() if kept[1] == words}
            self.sheets[key] = Worksheet(compiled.tape, words), Verdicts(len(compiled.columns), words)
        return self.sheets[key]

    def _compiled(self, batch: Batch, classes: Iterable[ChildClass]) -> Compiled:
        by_key = {one.key: one for one in classes}
        key = (frozenset(by_key), tuple((one.name, one.type) for one in batch.table.schema))
        if key not in self.compiled:
            kernel = Kernel(self.library.vocabulary.facts, self.on)
            for class_key in sorted(by_key):
                kernel.add_class(class_key, by_key[class_key].layout)
            self.compiled[key] = compile_kernel(kernel, [one.layout for one in by_key.values()], batch)
        return self.compiled[key]


def compile_kernel(kernel: Kernel, layouts: Iterable[Layout], batch: Batch) -> Compiled:
    """The kernel's tape for batches with these columns."""
    tape = Tape(kernel)
    plans = [plan for slots in kernel.plans.values() for plan in slots]
    refs = dict.fromkeys(ref for plan in plans for ref in _wanted(plan))
    wanted = {ref: tape.of(ref) for ref in refs}
    columns = tuple(dict.fromkeys(Column(plan.slot.benefit, plan.tie) for plan in plans))
    for column in columns:
        if f"{PAYMENT}{column.benefit}" in kernel.facts:
            tape.leaf(Step("fact", (f"{PAYMENT}{column.benefit}",)))
    for choice in _choices(layouts):
        if choice.block.by == "applicant":
            for benefit in choice.block.benefits:
                tape.leaf(Step("word", (choice.block.fact, benefit)))
    add_fixing(tape, batch)
    settled = tape.settled(wanted.values())
    registers = {ref: settled.wanted[register] for ref, register in wanted.items()}
    numbers = {
        key: tuple(columns.index(Column(plan.slot.benefit, plan.tie)) for plan in slots)
        for key, slots in kernel.plans.items()
    }
    return Compiled(kernel, settled, registers, columns, numbers)


def _choices(layouts: Iterable[Layout]) -> Iterator[Choice]:
    for layout in layouts:
        for program in layout.programs.values():
            yield from program.shape.choices


def _wanted(plan: SlotPlan) -> list[Ref]:
    return [plan.owed, *plan.encouraged, *plan.grounds, *plan.guards.values()]


def _known_no(batch: Batch, name: str) -> Words:
    found = batch.bools(name)
    if found is None:
        return nobody(batch.children)
    values, known = found
    return ~values & batch.whole if known is None else ~values & known & batch.whole
