"""What stands beside a verdict, asked of the explanation once for every distinct situation of what bears on it.

Two children in the same class, for whom everything that a benefit's rules read came out alike, have the same finding
but for its place. So both roads say the same: by construction, and checked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.lib.money import FEN_PER_YUAN
from hutong.policy.absence import Absence
from hutong.policy.blocks import TIES
from hutong.policy.determining import ChildFindings
from hutong.policy.findings import Finding
from hutong.policy.situation import Situation, read_situation
from hutong.screening.arrow import ArrowEngine, Screened
from hutong.screening.bits import MAY, SURE, Words, unpack
from hutong.screening.classes import ChildClass
from hutong.screening.compiling import leaves_of
from hutong.screening.filling import received
from hutong.screening.kernels import SlotPlan, Step
from hutong.screening.population import Batch
from hutong.vocabulary.facts import FactType

MOST_KEPT = 300_000
BYTE = 8
Rows = NDArray[np.int64]


class SlotDetails(NamedTuple):
    """The findings of a slot: for each of the children concerned (rows), which of the distinct findings is theirs."""

    column: int
    plan: SlotPlan
    rows: Rows
    which: Rows
    distinct: tuple[Finding, ...]


@dataclass
class Details:
    """Findings that were asked for, kept from batch to batch."""

    engine: ArrowEngine
    absences: Sequence[Absence] = ()
    kept: dict[tuple[Any, ...], Finding] = field(default_factory=dict)
    _random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(20250601))
    _lots: NDArray[np.uint64] = field(init=False)

    def __post_init__(self) -> None:
        self._lots = self._random.integers(0, 2**64, (64, 256, 2), np.uint64)

    def of(self, screened: Screened) -> Iterator[SlotDetails]:
        """The findings of every slot that anybody is entitled to, or may be."""
        explaining = Explaining(self.engine, screened, self.absences)
        for one in screened.classes:
            for column, plan in zip(screened.compiled.numbers[one.key], screened.plans(one), strict=True):
                asked = (screened.entitled[column] | screened.open[column]) & one.children
                rows = np.flatnonzero(unpack(asked, screened.batch.children))
                if len(rows):
                    yield self._slot(screened, one, column, plan, rows, explaining)

    def _slot(
        self, screened: Screened, one: ChildClass, column: int, plan: SlotPlan, rows: Rows, explaining: "Explaining"
    ) -> SlotDetails:
        lots = self._lots_of(screened, one, plan, rows)
        distinct, first, which = _grouped(lots)
        keys = [(one.key, plan.slot.index, *lot) for lot in distinct.tolist()]
        new = {key: int(rows[index]) for key, index in zip(keys, first, strict=True) if key not in self.kept}
        if len(self.kept) + len(new) > MOST_KEPT:
            self.kept.clear()
            new = {key: int(rows[index]) for key, index in zip(keys, first, strict=True)}
        explaining.read(list(new.values()))
        for key, row in new.items():
            self.kept[key] = explaining.finding(row, plan)
        return SlotDetails(column, plan, rows, which, tuple(self.kept[key] for key in keys))

    def _lots_of(self, screened: Screened, one: ChildClass, plan: SlotPlan, rows: Rows) -> NDArray[np.uint64]:
        """For each row a number of 128 bits that tells situations apart: all that the finding can depend on."""
        lots = np.zeros((len(rows), 2), np.uint64)
        bearing = Bearing(self.engine, screened, one, plan)
        bits = bearing.bits()
        for start in range(0, len(bits), BYTE):
            group = [unpack(words, screened.batch.children)[rows] for words in bits[start : start + BYTE]]
            byte = np.packbits(np.stack(group), axis=0, bitorder="little")[0]
            lots ^= _table(self._lots, start // BYTE)[byte]
        for number, values in enumerate(bearing.numbers()):
            lots ^= _mixed(values[rows].astype(np.int64).view(np.uint64), number)
        return lots


def _table(lots: NDArray[np.uint64], number: int) -> NDArray[np.uint64]:
    """The drawn numbers of a group; beyond those that were drawn, earlier ones turned round."""
    turn, place = divmod(number, len(lots))
    table: NDArray[np.uint64] = (
        lots[place]
        if not turn
        else np.bitwise_left_shift(lots[place], np.uint64(turn))
        | (np.bitwise_right_shift(lots[place], np.uint64(64 - turn)))
    )
    return table


def _mixed(values: NDArray[np.uint64], number: int) -> NDArray[np.uint64]:
    """Numbers spread over 128 bits (the finaliser of splitmix64, with two seeds for each column)."""
    parts = []
    for half in range(2):
        mixed = values + np.uint64((0x9E3779B97F4A7C15 * (2 * number + half + 1)) % 2**64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        parts.append(mixed ^ (mixed >> np.uint64(31)))
    return np.stack(parts, axis=1)


def _grouped(lots: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], Rows, Rows]:
    """The distinct lots in the order in which they occur, the row of each, and for each row which is its own."""
    encoded = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(16), len(lots), [None, pa.py_buffer(np.ascontiguousarray(lots))]
    ).dictionary_encode()
    which = encoded.indices.to_numpy().astype(np.int64)
    first = np.full(len(encoded.dictionary), len(lots), np.int64)
    np.minimum.at(first, which, np.arange(len(lots)))
    return lots[first], first, which


class Bearing:
    """What the finding of a slot can depend on besides its class: truths, what is known at all, sums, texts."""

    def __init__(self, engine: ArrowEngine, screened: Screened, one: ChildClass, plan: SlotPlan) -> None:
        self.engine, self.screened, self.plan = engine, screened, plan
        self.facts = engine.library.vocabulary.facts
        self.read = screened.compiled.besides[one.key, plan.slot.index]

    def bits(self) -> list[Words]:
        """Bitmaps: truths of the leaves, and whether facts that are asked for, or first, are known."""
        screened = self.screened
        refs = (self.plan.owed, *self.plan.encouraged, *self.plan.guards.values())
        found: dict[int, None] = {}
        for ref in screened.compiled.kernel.atoms_of(refs):
            for step in leaves_of(screened.compiled.kernel.steps[ref - 1]):
                found.setdefault(screened.compiled.tape.leaves[step])
        bits = [row for register in found for row in (screened.sheet[register][SURE], screened.sheet[register][MAY])]
        for name in self.read.known:
            bits += self._known(name)
        return [*bits, *screened.speaking]

    def _known(self, name: str) -> list[Words]:
        fact, leaves = self.facts[name], self.screened.compiled.tape.leaves
        if fact.type is FactType.BOOL:
            register = leaves.get(Step("fact", (name,)))
            return [] if register is None else list(self.screened.sheet[register])
        if fact.type in (FactType.ENUM, FactType.PLACE):
            words = [self.screened.sheet[register][SURE] for step, register in leaves.items() if step.on[0] == name]
            return [np.bitwise_or.reduce([self.screened.batch.codes(name).known, *words])]
        return [self.screened.batch.numbers(name).known]

    def numbers(self) -> list[NDArray[np.int64]]:
        """For every child the sums that amounts are made of, and which texts set the values at the place."""
        batch, sheet = self.screened.batch, self.screened.sheet
        texts = np.array(self.engine.places.texts, np.int64)
        found = [texts[self.screened.places[self.plan.tie]]]
        numbers = [batch.numbers(name) for name in self.read.sums]
        numbers += [received(sheet, batch, benefit) for benefit in self.read.received]
        for one in numbers:
            known = unpack(one.known, batch.children)
            found += [known.astype(np.int64), np.where(known, one.low, 0), np.where(known, one.high, 0)]
        return found


class Explaining:
    """Explains single children of a batch; what was read of a child is kept as long as the batch."""

    def __init__(self, engine: ArrowEngine, screened: Screened, absences: Sequence[Absence]) -> None:
        self.engine, self.screened, self.absences = engine, screened, absences
        self.reader = RowReader(screened.batch)
        self.children: dict[int, ChildFindings] = {}

    def read(self, rows: list[int]) -> None:
        """Read the facts of the children in these rows."""
        new = [row for row in dict.fromkeys(rows) if row not in self.children]
        for row, situation in zip(new, self.reader.situations(new), strict=True):
            layout = self.engine.places.layout([int(numbers[row]) for numbers in self.screened.places])
            self.children[row] = ChildFindings(situation, layout, self.engine.library, self.absences)

    def finding(self, row: int, plan: SlotPlan) -> Finding:
        """The finding of a slot for the child of a row that was read."""
        child = self.children[row]
        place = child.layout.programs[TIES[plan.tie]].place
        slot = next(slot for slot in child.layout.by_benefit[plan.slot.benefit] if slot.place == place)
        return child.finding(slot)


class RowReader:
    """Facts of single children out of a batch, for the explanation."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.money = frozenset(name for name in batch.names if _is_fen(batch, name))

    def given(self, rows: Sequence[int]) -> list[dict[str, Any]]:
        """The facts of some children as a determination takes them."""
        children = self.batch.table.take(pa.array(rows, pa.int64())).to_pylist()
        return [self._given({name: value for name, value in child.items() if value is not None}) for child in children]

    def _given(self, child: dict[str, Any]) -> dict[str, Any]:
        facts = self.batch.facts
        given: dict[str, Any] = {
            name: Decimal(value) / FEN_PER_YUAN if name in self.money else value
            for name, value in child.items()
            if name in facts
        }
        for name in self.batch.dated & given.keys():
            given[name] = {"value": given[name], **{end: child.get(f"{name}.{end}") for end in ("since", "until")}}
        for name, value in child.items():
            base, _, end = name.rpartition(".")
            if end in ("from", "to") and name not in facts and base in facts and base not in child:
                given.setdefault(base, {})[end] = value
        return given

    def situations(self, rows: Sequence[int]) -> Iterator[Situation]:
        """The situations of some children on the day. Raises SituationRefused when it comes to one who is refused."""
        for given in self.given(rows):
            yield read_situation(given, on=self.batch.on, facts=self.batch.facts)


def _is_fen(batch: Batch, name: str) -> bool:
    fact = batch.facts.get(name)
    is_integer = pa.types.is_integer(batch.table.schema.field(name).type)
    return is_integer and fact is not None and fact.type is FactType.MONEY
