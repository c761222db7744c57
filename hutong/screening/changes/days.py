"""Children whom the day alone may concern: a birthday, so many months since, a value that begins or ends.

A count of years or months matters where a rule compares it. So each rule's number becomes a day, as in the kernel, and
a child is concerned when its own day lies between those of yesterday and today.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.policy import tree
from hutong.policy.absence import Absence
from hutong.policy.collection import Library
from hutong.policy.tree import Node
from hutong.screening.bits import Bools, unpack
from hutong.screening.kernels import latest_start
from hutong.screening.population import EPOCH, Batch
from hutong.vocabulary.facts import Derivation

MOST = {"whole_years": 130, "whole_months": 130 * 12}
ENDS = (".since", ".until")


@dataclass
class Days:
    """Two days on which the same children are looked at."""

    library: Library
    absences: Sequence[Absence]
    before: date
    on: date

    @cached_property
    def compared(self) -> dict[str, set[int]]:
        """For each count the numbers from which on a rule decides otherwise."""
        found: dict[str, set[int]] = {fact.name: set() for fact, _ in self.library.vocabulary.facts.derived}
        for node in self._conditions():
            self._gather(node, found)
        return found

    def _conditions(self) -> Iterator[Node]:
        for linked in self.library.linked.values():
            yield from (way.condition for way in linked.definitions)
            yield from (exclusion.condition for exclusion in linked.exclusions)
            for ground in linked.grounds:
                yield from (ground.gated, *(amount for _, amount in ground.amounts))
        yield from (absence.requires for absence in self.absences)

    def _gather(self, node: Node, found: dict[str, set[int]]) -> None:
        match node:
            case tree.Compare(_, tree.FactRead(name), tree.Literal(int(value))) if name in found:
                found[name] |= {value, value + 1}
            case tree.Compare(_, tree.Literal(int(value)), tree.FactRead(name)) if name in found:
                found[name] |= {value, value + 1}
            case tree.In(tree.FactRead(name), values) if name in found:
                found[name] |= {int(value) + more for value in values for more in (0, 1)}  # type: ignore[arg-type]
            case tree.FactRead(name) if name in found:
                found[name] |= self._every(name)
            case _:
                for part in tree.parts_of(node):
                    self._gather(part, found)

    def _every(self, name: str) -> set[int]:
        rule = self.library.vocabulary.facts[name].entry.derive
        assert rule is not None
        return set(range(MOST[rule.how]))

    def concerned(self, table: pa.RecordBatch) -> Bools:
        """The children of a batch for whom the two days differ."""
        batch = Batch(table, self.library.vocabulary.facts, self.on)
        found = np.zeros(table.num_rows, np.bool_)
        if self.before == self.on:
            return found
        for fact, rule in self.library.vocabulary.facts.derived:
            if {rule.source, f"{rule.source}.from"} & set(batch.names):
                values = self._every(fact.name) if fact.name in batch.names else self.compared[fact.name]
                found |= self._crossed(batch, rule, values)
        for name in batch.names:
            if name.endswith(ENDS) and name.rpartition(".")[0] in batch.facts:
                found |= self._turned(batch.table.column(batch.names[name]), is_end=name.endswith(".until"))
        return found

    def _crossed(self, batch: Batch, rule: Derivation, values: Iterable[int]) -> Bools:
        """Where another number of years or months is reached, or the day of reckoning has come by now."""
        numbers = batch.numbers(rule.source)
        crossed = np.zeros(batch.children, np.bool_)
        starts = [np.unique([latest_start(rule, value, day) for value in values]) for day in (self.before, self.on)]
        today = [np.array([(day - EPOCH).days]) for day in (self.before, self.on)]
        for days in (numbers.low,) if numbers.low is numbers.high else (numbers.low, numbers.high):
            for before, after in (starts, today):
                crossed |= np.searchsorted(before, days) != np.searchsorted(after, days)
        return crossed & unpack(numbers.known, batch.children)

    def _turned(self, column: pa.Array, *, is_end: bool) -> Bools:
        """Where the first day of a value has come, or its last has gone."""
        days: NDArray[np.int64] = np.asarray(column.view(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False))
        low, high = sorted(((self.before - EPOCH).days, (self.on - EPOCH).days))
        turned: Bools = (low <= days) & (days < high) if is_end else (low < days) & (days <= high)
        return np.asarray(turned & column.is_valid().to_numpy(zero_copy_only=False))
