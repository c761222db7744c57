"""The children of a part, given an earlier run: who has to be screened and why, and whose findings are taken over."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.policy.absence import Absence
from hutong.policy.blocks import TIES
from hutong.policy.collection import Library
from hutong.screening.bits import Bools
from hutong.screening.changes.comparing import NOTHING
from hutong.screening.changes.days import Days
from hutong.screening.changes.prints import fact_prints, keys_of
from hutong.screening.changes.tables import CAUSES
from hutong.screening.columns import UsableBlock
from hutong.screening.rule_prints import RulePrints
from hutong.screening.runs.earlier import EarlierParts, EarlierRun, Index
from hutong.screening.runs.finishing import get_version
from hutong.screening.runs.orders import Order
from hutong.screening.tables import CHILD

FACTS, DOCUMENT, DAY = range(len(CAUSES))
Rows = NDArray[np.int64]
NOTHING_READ = pa.record_batch([], names=[])


@dataclass
class Sorted:
    """The children of a part. Rows count its usable children from 0."""

    ids: list[pa.Array] = field(default_factory=list)
    blocks: list[tuple[UsableBlock, int]] = field(default_factory=list)
    """Each without its columns, with how many usable children it has."""
    fresh: list[pa.RecordBatch] = field(default_factory=list)
    """Who has to be screened; instead of ids they have the numbers of their rows."""
    parts: list[tuple[Rows, Rows, Rows]] = field(default_factory=list)
    """For every block: rows, where each stands in the index, why it is screened (``NOTHING`` if it is not)."""
    children: int = 0

    def all_ids(self) -> pa.Array:
        """The ids of all usable children."""
        return pa.concat_arrays(self.ids) if self.ids else pa.array([], pa.string())

    def screened(self) -> tuple[Rows, Rows, Rows]:
        """Who has to be screened: rows, where they stand in the index, causes."""
        return self._chosen(are_screened=True)

    def taken(self) -> tuple[Rows, Rows]:
        """Whose findings are taken over: rows, where they stand in the index."""
        return self._chosen(are_screened=False)[:2]

    def _chosen(self, *, are_screened: bool) -> tuple[Rows, Rows, Rows]:
        chosen = [(causes != NOTHING) == are_screened for _, _, causes in self.parts]
        columns = [[part[number][one] for part, one in zip(self.parts, chosen, strict=True)] for number in range(3)]
        rows, at, causes = (np.concatenate([np.zeros(0, np.int64), *column]) for column in columns)
        return rows, at, causes


@dataclass
class Sorting:
    """Compares children with those of an earlier run."""

    order: Order
    library: Library
    absences: tuple[Absence, ...]
    run: EarlierRun
    index: Index
    parts: EarlierParts
    places_differ: dict[tuple[int, str | None], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.days = Days(self.library, self.absences, self.run.on, self.order.on)
        self.rules = RulePrints(self.library, self.order.on, absences=self.absences)
        same_software = self.run.told["software"] == get_version()
        self.is_all_anew = not same_software or self.run.rules.ground_rules != self.rules.ground_rules

    def add(self, found: Sorted, block: UsableBlock) -> int:
        """Put the children of a block where they belong; how many of them have to be screened."""
        batch, rows = block.batch, np.arange(found.children, found.children + block.batch.num_rows)
        ids = block.ids()
        at = self.index.find(keys_of(ids))
        causes = self._causes(batch, at)
        found.ids.append(ids)
        found.blocks.append((replace(block, batch=NOTHING_READ), batch.num_rows))
        found.children += batch.num_rows
        found.parts.append((rows, at, causes))
        numbers = np.flatnonzero(causes != NOTHING)
        if len(numbers):
            found.fresh.append(_numbered(batch.take(pa.array(numbers)), rows[numbers]))
        return len(numbers)

    def _causes(self, batch: pa.RecordBatch, at: Rows) -> Rows:
        """Why each child has to be screened."""
        same = at >= 0
        prints = fact_prints(batch)
        for half, facts in enumerate(self.index.facts):
            same[same] = facts[at[same]] == prints[same, half]
        causes = np.where(same, NOTHING, FACTS)
        causes[same & self.days.concerned(batch)] = DAY
        rows = np.flatnonzero(same)
        causes[rows[self._document_differs(at[rows])]] = DOCUMENT
        return causes

    def _document_differs(self, at: Rows) -> Bools:
        """For whom a document at one of the places decides otherwise than on the earlier day."""
        if self.is_all_anew:
            return np.ones(len(at), np.bool_)
        differs = np.zeros(len(at), np.bool_)
        for part, lines in by_part(self.index, at):
            rows = self.index.row[at[lines]].astype(np.int64)
            for tie in range(len(TIES)):
                differs[lines] |= self.parts[part].at_places(rows, tie, self._place_differs)
        return differs

    def _place_differs(self, tie: int, place: str | None) -> bool:
        if (tie, place) not in self.places_differ:
            self.places_differ[tie, place] = not self.run.rules.is_same(TIES[tie], place, self.rules)
        return self.places_differ[tie, place]


def by_part(index: Index, at: Rows) -> Iterator[tuple[int, Rows]]:
    """Children by the part of the earlier run in which they stand: its number, and which of them."""
    parts = index.part[at]
    for part in np.unique(parts):
        yield int(part), np.flatnonzero(parts == part)


def _numbered(batch: pa.RecordBatch, rows: Rows) -> pa.RecordBatch:
    """The batch with the numbers of rows for ids: what comes out can be put back into its place."""
    place = batch.schema.get_field_index(CHILD)
    return batch.set_column(place, CHILD, pa.array(rows).cast(pa.string()))
