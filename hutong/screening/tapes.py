"""A kernel as a tape: one flat list of operations over registers, ready to run on batch after batch.

A register is a truth of a whole batch (see ``bits``). What the columns say is filled into the first registers; then
come the facts that other facts fix; then the steps of the kernel. Negation is pushed down to the leaves, where NOT is
one operation; a register is used again as soon as nobody reads it any more, so that all of them stay in cache.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from hutong.policy import tree
from hutong.policy.situation import PAYMENT
from hutong.screening.bits import MAY, SURE, Truth, Words
from hutong.screening.kernels import Kernel, Ref, Step

Register: TypeAlias = int
FALSE, TRUE, UNKNOWN, BAD = 0, 1, 2, 3
"""Registers with a fixed meaning; ``BAD`` gathers the children whose facts contradict each other."""
FIRST_LEAF = 4
COMPUTED = 1_000_000
"""Computed registers are numbered from here until the tape is settled, so that leaves may still be added."""
Act: TypeAlias = Callable[..., Any]
AND, OR, XOR = np.bitwise_and, np.bitwise_or, np.bitwise_xor


class Cell(NamedTuple):
    """A register, one row of it, or both rows turned round."""

    register: Register
    part: Literal["both", "sure", "may", "turned"] = "both"


class Operation(NamedTuple):
    act: Act
    left: Cell
    right: Cell
    into: Cell


def _words(words: object) -> tuple[str, ...]:
    assert isinstance(words, tuple)
    return words


def benefits_of(step: Step) -> list[str]:
    """The benefits whose sums in payment a comparison reads."""
    if step.kind == "received":
        return [str(step.on[0])]
    return [part.benefit for part in step.on if isinstance(part, tree.ReceivedAmount)]


@dataclass
class Tape:
    """Operations under construction. Leaves are numbered first, then everything that is computed."""

    kernel: Kernel
    leaves: dict[Step, Register] = field(default_factory=dict)
    fixing: list[Operation] = field(default_factory=list)
    steps: list[Operation] = field(default_factory=list)
    done: dict[Ref, Register] = field(default_factory=dict)
    numbers: Iterator[Register] = field(default_factory=lambda: count(COMPUTED))

    def leaf(self, step: Step) -> Register:
        """The register of something that columns say."""
        return self.leaves.setdefault(step, FIRST_LEAF + len(self.leaves))

    def new(self) -> Register:
        return next(self.numbers)

    def inverted(self, register: Register) -> Register:
        """NOT."""
        if register in (FALSE, TRUE, UNKNOWN):
            return {FALSE: TRUE, TRUE: FALSE, UNKNOWN: UNKNOWN}[register]
        into = self.new()
        self.steps.append(Operation(XOR, Cell(register, "turned"), Cell(TRUE), Cell(into)))
        return into

    def joined(self, act: Act, parts: Iterable[Register]) -> Register:
        """AND or OR over registers."""
        decides, empty = (FALSE, TRUE) if act is AND else (TRUE, FALSE)
        distinct = dict.fromkeys(parts)
        if decides in distinct:
            return decides
        distinct.pop(empty, None)
        if len(distinct) < 2:
            return next(iter(distinct), empty)
        first, second, *others = distinct
        into = self.new()
        self.steps.append(Operation(act, Cell(first), Cell(second), Cell(into)))
        self.steps += [Operation(act, Cell(into), Cell(other), Cell(into)) for other in others]
        return into

    def of(self, ref: Ref) -> Register:
        """The register of a step, or of its negation."""
        if ref not in self.done:
            self.done[ref] = self._compute(self.kernel.steps[abs(ref) - 1], negated=ref < 0, ref=ref)
        return self.done[ref]

    def _compute(self, step: Step, *, negated: bool, ref: Ref) -> Register:
        sign = -1 if negated else 1
        match step.kind:
            case "and" | "or":
                act = AND if (step.kind == "and") is not negated else OR
                return self.joined(act, [self.of(sign * part) for part in step.on])  # type: ignore[operator]
            case "constant":
                return TRUE if bool(step.on[0]) is not negated else FALSE
            case "unknown":
                return UNKNOWN
            case _ if negated:
                return self.inverted(self.of(-ref))
            case "case":
                return self._case(*step.on)  # type: ignore[arg-type]
            case "doubt":
                return self._doubt(self.of(step.on[0]))  # type: ignore[arg-type]
            case "one_of_words":
                name, words = step.on
                return self.joined(OR, [self.leaf(Step("word", (name, word))) for word in _words(words)])
            case "received" | "compare":
                for benefit in benefits_of(step):
                    self.leaf(Step("fact", (f"{PAYMENT}{benefit}",)))
        return self.leaf(step)

    def _case(self, guard: Ref, then: Ref, otherwise: Ref) -> Register:
        """CASE: where the guard is unknown, so is all."""
        chosen = self.joined(AND, [self.of(guard), self.of(then)])
        other = self.joined(AND, [self.of(-guard), self.of(otherwise)])
        either, into, open_ = self.joined(OR, [chosen, other]), self.new(), self.new()
        guarded = self.of(guard)
        self.steps += [
            Operation(XOR, Cell(guarded, "sure"), Cell(TRUE, "sure"), Cell(open_, "may")),
            Operation(AND, Cell(guarded, "may"), Cell(open_, "may"), Cell(open_, "may")),
            Operation(OR, Cell(either, "sure"), Cell(FALSE, "sure"), Cell(into, "sure")),
            Operation(OR, Cell(either, "may"), Cell(open_, "may"), Cell(into, "may")),
        ]
        return into

    def _doubt(self, register: Register) -> Register:
        """What holds is unknown, what does not hold stays so."""
        return self.joined(AND, [register, UNKNOWN])

    def settled(self, wanted: Iterable[Register]) -> "SettledTape":
        """The tape with as few registers as it takes; those wanted are kept to the end."""
        ends = {register: len(self.steps) for register in wanted}
        for number, operation in enumerate(self.steps):
            for cell in operation[1:]:
                ends[cell.register] = max(number, ends.get(cell.register, 0))
        numbers = {fixed: fixed for fixed in range(FIRST_LEAF + len(self.leaves))}
        free: list[Register] = []
        ending: dict[int, list[Register]] = {}
        used = len(numbers)
        for number, operation in enumerate(self.steps):
            register = operation.into.register
            if register not in numbers:
                numbers[register] = free.pop() if free else used
                used = max(used, numbers[register] + 1)
                ending.setdefault(ends[register], []).append(register)
            free += [numbers[register] for register in ending.pop(number, ())]
        steps = [_renumbered(operation, numbers) for operation in self.steps]
        # What fixing reads for a moment it has written the moment before, so that one register does for all.
        written = {operation.into.register for operation in self.fixing}
        scratch = {register: used for register in written if register >= COMPUTED}
        fixing = [_renumbered(operation, numbers | scratch) for operation in self.fixing]
        return SettledTape(
            used + (1 if scratch else 0), dict(self.leaves), tuple(fixing), tuple(steps),
            {register: numbers[register] for register in wanted},
        )  # fmt: skip


def _renumbered(operation: Operation, numbers: dict[Register, Register]) -> Operation:
    left, right, into = (Cell(numbers[cell.register], cell.part) for cell in operation[1:])
    return Operation(operation.act, left, right, into)


@dataclass(frozen=True)
class SettledTape:
    """What to fill, and what to do with it; ``wanted`` says where the results that were asked for stand."""

    registers: int
    leaves: dict[Step, Register]
    fixing: tuple[Operation, ...]
    steps: tuple[Operation, ...]
    wanted: dict[Register, Register]


Bound: TypeAlias = tuple[Act, Words, Words, Words]


class Worksheet:
    """The registers of a tape for batches of one size, used again for each."""

    def __init__(self, tape: SettledTape, words: int) -> None:
        self.tape = tape
        self.cells = np.zeros((tape.registers, 2, words), np.uint64)
        self.cells[TRUE] = self.cells[UNKNOWN, MAY] = ~np.uint64(0)
        self.fixing = [self._bound(operation) for operation in tape.fixing]
        self.steps = [self._bound(operation) for operation in tape.steps]

    def __getitem__(self, register: Register) -> Truth:
        truth: Truth = self.cells[register]
        return truth

    def _bound(self, operation: Operation) -> Bound:
        left, right, into = (self._view(cell) for cell in operation[1:])
        return operation.act, left, right, into

    def _view(self, cell: Cell) -> Words:
        rows: dict[str, int | slice] = {
            "both": slice(None), "turned": slice(None, None, -1), "sure": SURE, "may": MAY,
        }  # fmt: skip
        view: Words = self.cells[cell.register][rows[cell.part]]
        return view

    def fix(self) -> None:
        """Fill in what known facts fix about others."""
        self.cells[BAD] = 0
        for act, left, right, into in self.fixing:
            act(left, right, into)

    def run(self) -> None:
        """Run the steps of the kernel."""
        for act, left, right, into in self.steps:
            act(left, right, into)
