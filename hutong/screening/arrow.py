"""The embedded engine: bit-packed three-valued columns over Arrow, from the same trees that explain one child.

Verdicts come from the kernel for every child at once. What stands beside a verdict (amounts, grounds, what is missing)
is asked of the explanation, once for each distinct situation of the facts that bear on the slot: so both roads say the
same, by construction and checked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.policy import tree
from hutong.policy.collection import Library
from hutong.policy.findings import Finding, FindingMaker
from hutong.policy.layouts import Evaluation
from hutong.policy.programs import Givers
from hutong.policy.situation import Situation, read_situation
from hutong.screening.bits import Words, nobody, pack, unpack
from hutong.screening.classes import ChildClass, Places
from hutong.screening.evaluating import Results
from hutong.screening.kernels import Kernel, SlotPlan
from hutong.screening.population import Batch

VERDICTS = ("not_entitled", "not_offered", "unknown", "entitled")


@dataclass(frozen=True)
class SlotVerdicts:
    """What a slot came to for the children of one class."""

    plan: SlotPlan
    child_class: ChildClass
    entitled: Words
    unknown: Words
    not_offered: Words

    def codes(self, children: int) -> NDArray[np.int8]:
        """The number of the verdict in ``VERDICTS`` for every child of the class, -1 for others."""
        codes = np.where(unpack(self.child_class.children, children), 0, -1).astype(np.int8)
        for code, words in ((1, self.not_offered), (2, self.unknown), (3, self.entitled)):
            codes[unpack(words, children)] = code
        return codes


@dataclass(frozen=True)
class BatchVerdicts:
    """All verdicts of a batch, and the children whose facts cannot be used."""

    batch: Batch
    places: list[NDArray[np.int32]]
    refused: Words
    slots: tuple[SlotVerdicts, ...]
    results: Results


@dataclass
class ArrowEngine:
    """Screens batches of one population with one library on one day."""

    library: Library
    on: date
    givers: Givers = None
    places: Places = field(init=False)
    kernels: dict[Any, Kernel] = field(default_factory=dict)
    details: dict[Any, Finding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = Places(self.library, self.on, self.givers)

    def verdicts(self, table: pa.RecordBatch) -> BatchVerdicts:
        """The verdicts of every child of a batch."""
        facts = self.library.vocabulary.facts
        batch = Batch(table, facts)
        refused = batch.imply() | self._born_later(batch) | unknown_words(batch)
        places = self.places.of_batch(batch)
        classes = list(self.places.list_classes(places))
        kernel = self._kernel(classes)
        results = Results(kernel, batch)
        slots = tuple(_verdicts(plan, one, results, ~refused) for one in classes for plan in kernel.plans[one.key])
        return BatchVerdicts(batch, places, refused, slots, results)

    def _kernel(self, classes: list[ChildClass]) -> Kernel:
        key = tuple(sorted(str(one.key) for one in classes))
        if key not in self.kernels:
            kernel = Kernel(self.library.vocabulary.facts, self.on)
            for one in classes:
                kernel.add_class(one.key, one.layout)
            self.kernels[key] = kernel
        return self.kernels[key]

    def _born_later(self, batch: Batch) -> Words:
        """Children with a day of reckoning after the day asked about: the explanation refuses them too."""
        refused = nobody(batch.children)
        today = (self.on - date(1970, 1, 1)).days
        sources = {fact.entry.derive.source for fact in self.library.vocabulary.facts.values() if fact.entry.derive}
        for source in sources:
            if {source, f"{source}.from"} & set(batch.names):
                numbers = batch.numbers(source)
                refused |= pack(numbers.low > today) & numbers.known
        return refused

    def findings(self, verdicts: BatchVerdicts) -> Iterator[tuple[int, SlotVerdicts, Finding]]:
        """Every finding that asks for something, as (child's row, slot, finding)."""
        reader = RowReader(verdicts.batch)
        for slot in verdicts.slots:
            yield from self._slot_findings(slot, verdicts, reader)

    def _slot_findings(
        self, slot: SlotVerdicts, verdicts: BatchVerdicts, reader: "RowReader"
    ) -> Iterator[tuple[int, SlotVerdicts, Finding]]:
        batch = verdicts.batch
        rows = np.flatnonzero(unpack(slot.entitled | slot.unknown, batch.children))
        if not len(rows):
            return
        signatures = self._signatures(slot, verdicts, rows)
        distinct, first, which = np.unique(signatures, axis=0, return_index=True, return_inverse=True)
        found = [
            self._detail((slot.child_class.key, slot.plan.slot.index, one.tobytes()), slot, reader, int(rows[index]))
            for one, index in zip(distinct, first, strict=True)
        ]
        places = verdicts.places[slot.plan.tie]
        for row, number in zip(rows, which.ravel(), strict=True):
            yield int(row), slot, found[int(number)]._replace(place=self.places.counties[int(places[row])] or None)

    def _signatures(self, slot: SlotVerdicts, verdicts: BatchVerdicts, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """For each row all that the slot's explanation can depend on: its leaves, sums paid, what is asked."""
        batch, results = verdicts.batch, verdicts.results
        columns: list[NDArray[Any]] = []
        for atom in results.kernel.atoms_of((slot.plan.owed, *slot.plan.encouraged)):
            truths = results[atom]
            columns.append(unpack(truths.yes, batch.children)[rows] * 2 + unpack(truths.no, batch.children)[rows])
        for name in _read_besides(slot.plan, self.library):
            columns += _besides(batch, name, rows)
        if not columns:
            return np.zeros((len(rows), 1), np.int64)
        return np.stack([column.astype(np.int64) for column in columns], axis=1)

    def _detail(self, key: Any, slot: SlotVerdicts, reader: "RowReader", row: int) -> Finding:
        if key not in self.details:
            situation = reader.situation(row, on=self.on)
            maker = FindingMaker(Evaluation(situation, slot.child_class.layout), self.library.vocabulary.facts)
            self.details[key] = maker.finding(slot.plan.slot)
        return self.details[key]


def _verdicts(plan: SlotPlan, one: ChildClass, results: Results, usable: Words) -> SlotVerdicts:
    owed = results[plan.owed]
    concerned = one.children & usable
    entitled = owed.yes & concerned
    unknown = concerned & ~(owed.yes | owed.no)
    encouraged = nobody(results.batch.children)
    for ref in plan.encouraged:
        encouraged |= ~results[ref].no
    return SlotVerdicts(plan, one, entitled, unknown, encouraged & owed.no & concerned)


def unknown_words(batch: Batch) -> Words:
    """Children with a word that is no value of its enum."""
    refused = nobody(batch.children)
    for name in batch.names:
        fact = batch.facts.get(name)
        if fact is None or not fact.values:
            continue
        codes = batch.codes(name)
        wrong = np.array([word not in fact.values for word in codes.words], np.bool_)
        if wrong.any():
            refused |= pack(wrong[codes.codes]) & codes.known
    return refused


def _read_besides(plan: SlotPlan, library: Library) -> list[str]:
    """Facts that bear on a slot's explanation besides its leaves: sums, guards of amounts, the facts asked first."""
    facts = library.vocabulary.facts
    names: dict[str, None] = {}
    for ground in plan.slot.grounds:
        trees = [ground.reached.ground.gated, *(node for _, node in ground.reached.ground.amounts)]
        for node in trees:
            for leaf in _leaves(node, ground.program.shape.definitions):
                names.setdefault(leaf)
    for name in list(names):
        while name in facts and (first := facts[name].entry.after):
            names.setdefault(first)
            name = first
    return list(names)


def _leaves(node: tree.Node, definitions: Any) -> Iterator[str]:
    for leaf in tree.walk(node):
        match leaf:
            case tree.FactRead(name):
                yield name
            case tree.ReceivedAmount(benefit):
                yield f"receives.{benefit}"
                yield f"receives.{benefit}.amount"
            case tree.Defined(name):
                for way in definitions.get(name, ()):
                    yield from _leaves(way.condition, definitions)


def _besides(batch: Batch, name: str, rows: NDArray[np.int64]) -> list[NDArray[Any]]:
    """Whether the fact is known; its value too where it is a sum or a yes-or-no fact."""
    fact = batch.facts.get(name)
    if fact is None:
        return []
    if fact.type == "bool":
        truths = batch.truths(name)
        return [unpack(truths.yes, batch.children)[rows] * 2 + unpack(truths.no, batch.children)[rows]]
    if fact.type in ("money",):
        numbers = batch.numbers(name)
        return [numbers.low[rows], unpack(numbers.known, batch.children)[rows]]
    if fact.type in ("int", "date"):
        return [unpack(batch.numbers(name).known, batch.children)[rows]]
    return [unpack(batch.codes(name).known, batch.children)[rows]]


class RowReader:
    """A child's facts out of a batch, for the explanation."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch

    def given(self, row: int) -> dict[str, Any]:
        """The facts of one child as a determination takes them."""
        given: dict[str, Any] = {}
        for name, number in self.batch.names.items():
            value = self.batch.table.column(number)[row].as_py()
            if value is None:
                continue
            base, _, end = name.rpartition(".")
            if end in ("from", "to") and base in self.batch.facts:
                given.setdefault(base, {})[end] = value
            elif name in self.batch.facts:
                given[name] = value
        return given

    def situation(self, row: int, *, on: date) -> Situation:
        """The child's situation on the day."""
        return read_situation(self.given(row), on=on, facts=self.batch.facts)
