"""What keeps verdicts open, and whose list would settle most of them.

A finding is settled by a list when every fact that it lacks is held by that list's body.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.screening.arrow import ArrowEngine, Screened
from hutong.screening.bits import unpack
from hutong.screening.classes import NOWHERE, UNKNOWN
from hutong.screening.covering import Covering
from hutong.screening.details import SlotDetails
from hutong.screening.tables import DECIDING, LACKING, LISTS
from hutong.vocabulary.facts import Facts


@dataclass
class Settling:
    """Totals of what is missing over a part of a population; totals of several parts add up."""

    engine: ArrowEngine
    lacking: Counter[tuple[str, int]] = field(default_factory=Counter)
    """Findings by benefit and number of missing facts."""
    deciding: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    """Findings by benefit and missing fact, and whether it alone is missing."""
    lists: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    """Children and findings that the list of a holder would settle, by holder and county of the child's hukou."""

    @property
    def facts(self) -> Facts:
        return self.engine.library.vocabulary.facts

    @cached_property
    def holders(self) -> dict[str, str]:
        """The body that holds each fact."""
        return {name: fact.entry.holder for name, fact in self.facts.items() if fact.entry.holder}

    def add(self, screened: Screened, slots: Iterable[SlotDetails], covering: Covering) -> None:
        """Count what the open findings of a batch lack; what something better covers need not be settled."""
        counties = screened.places[0]
        settled: dict[str, list[NDArray[np.signedinteger]]] = {}
        for slot in slots:
            open_ = unpack(screened.unknown[slot.column] & ~covering.matrix[slot.column], screened.batch.children)
            rows, which = slot.rows[open_[slot.rows]], slot.which[open_[slot.rows]]
            counts = np.bincount(which, minlength=len(slot.distinct))
            benefit = slot.plan.slot.benefit
            for number in np.flatnonzero(counts):
                missing = slot.distinct[number].missing
                self._count(benefit, missing, int(counts[number]))
                holders = {self.holders.get(name, "") for name in missing}
                if len(holders) == 1 and (holder := holders.pop()):
                    settled.setdefault(holder, []).append(rows[which == number])
        for holder, parts in settled.items():
            self._add_list(holder, "findings", counties[np.concatenate(parts)])
            self._add_list(holder, "children", counties[np.unique(np.concatenate(parts))])

    def _count(self, benefit: str, missing: tuple[str, ...], findings: int) -> None:
        self.lacking[benefit, len(missing)] += findings
        for name in missing:
            self.deciding[benefit, name, len(missing) == 1] += findings

    def _add_list(self, holder: str, what: str, counties: NDArray[np.signedinteger]) -> None:
        counts = np.bincount(counties)
        for county in np.flatnonzero(counts):
            of = UNKNOWN if county == NOWHERE else int(county)
            self.lists[holder, of, what] += int(counts[county])

    def tables(self) -> dict[str, pa.Table]:
        """The totals, each table in an order of its own that does not depend on what came first."""
        lacking = [
            {"benefit": benefit, "facts": f"{facts:02}", "findings": count}
            for (benefit, facts), count in self.lacking.items()
        ]
        named = {(benefit, fact) for benefit, fact, _ in self.deciding}
        deciding = [
            {
                "benefit": benefit,
                "fact": fact,
                "alone": self.deciding[benefit, fact, True],
                "among_others": self.deciding[benefit, fact, False],
            }
            for benefit, fact in named
        ]
        lists = [
            {
                "holder": holder,
                "place": self.engine.places.counties[county] or None,
                "children": self.lists[holder, county, "children"],
                "findings": self.lists[holder, county, "findings"],
            }
            for holder, county, what in self.lists
            if what == "children"
        ]
        return {
            "lacking": _table(lacking, LACKING, "benefit", "facts"),
            "deciding": _table(deciding, DECIDING, "benefit", "fact"),
            "lists": _table(lists, LISTS, "holder", "place"),
        }


def _table(rows: Sequence[Mapping[str, object]], schema: pa.Schema, *keys: str) -> pa.Table:
    ordered = sorted(rows, key=lambda row: tuple(str(row[key] or "").rjust(12) for key in keys))
    return pa.Table.from_pylist([dict(row) for row in ordered], schema=schema)
