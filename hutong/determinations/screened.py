"""Many children at once: their situations as columns, screened; findings that are alike are explained once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from hutong.determinations.bundles import absences_of
from hutong.determinations.concluding import Kept, Line, is_kept, keep_one, kept_of, line_of
from hutong.policy.absence import Absence
from hutong.policy.determining import ChildFindings
from hutong.policy.findings import Finding
from hutong.policy.library import Library
from hutong.policy.ranges import DateRange, IntRange, Known
from hutong.policy.situation import Situation
from hutong.screening.arrow import ArrowEngine, Screened
from hutong.screening.bits import unpack
from hutong.screening.covering import Covering
from hutong.screening.details import MOST_KEPT, Details, Explaining, SlotDetails
from hutong.vocabulary.facts import Facts, FactType

FEW = 50
"""Fewer children than so many are explained one by one: columns cost more than they save."""
COLUMN_TYPES: Mapping[FactType, pa.DataType] = {
    FactType.BOOL: pa.bool_(),
    FactType.INT: pa.int64(),
    FactType.MONEY: pa.int64(),
    FactType.DATE: pa.date32(),
}


class ReadBefore(Explaining):
    """Explains children whose facts were read already."""

    def __init__(
        self, engine: ArrowEngine, screened: Screened, absences: Sequence[Absence], situations: Sequence[Situation]
    ) -> None:
        super().__init__(engine, screened, absences)
        self.situations = situations

    def read(self, rows: list[int]) -> None:
        for row in rows:
            if row not in self.children:
                layout = self.engine.places.layout([int(numbers[row]) for numbers in self.screened.places])
                self.children[row] = ChildFindings(self.situations[row], layout, self.engine.library, self.absences)


class KeptDetails(Details):
    """Explains only what a line is kept of."""

    def of_situations(self, screened: Screened, situations: Sequence[Situation]) -> Iterator[SlotDetails]:
        """The findings that are kept of every slot."""
        explaining = ReadBefore(self.engine, screened, self.absences, situations)
        for one in screened.classes:
            for column, plan in zip(screened.compiled.numbers[one.key], screened.plans(one), strict=True):
                asked = screened.entitled[column]
                if is_kept("unknown", plan.slot.benefit, self.engine.library):
                    asked = asked | screened.open[column]
                rows = np.flatnonzero(unpack(asked & one.children, screened.batch.children))
                if len(rows):
                    yield self._slot(screened, one, column, plan, rows, explaining)


@dataclass
class Many:
    """Concludes about chunk after chunk of children on one day; what was explained once is kept between chunks."""

    library: Library
    on: date
    engine: ArrowEngine = field(init=False)
    details: "KeptDetails" = field(init=False)
    lines: dict[int, tuple[Finding, Line]] = field(default_factory=dict)
    """By the identity of a finding, which is held beside its line so that nothing else gets its number."""

    def __post_init__(self) -> None:
        self.engine = ArrowEngine(self.library, self.on, absences=absences_of(self.library))
        self.details = KeptDetails(self.engine, self.engine.absences)

    def conclude(self, situations: Sequence[Situation]) -> list[Kept]:
        """What is kept of each child, in their order."""
        if len(situations) < FEW:
            return [keep_one(situation, library=self.library) for situation in situations]
        screened = self.engine.screen(batch_of(situations, self.library.vocabulary.facts))
        covered = _covered(screened, Covering(self.engine, screened).settle())
        lines: list[list[tuple[int, Line]]] = [[] for _ in situations]
        for slot in self.details.of_situations(screened, situations):
            self._add(slot, screened, covered, lines)
        usable = unpack(screened.usable, len(situations))
        return [
            kept_of(situation, _in_order(lines[row]), library=self.library)
            if usable[row]
            else keep_one(situation, library=self.library)
            for row, situation in enumerate(situations)
        ]

    def _add(
        self,
        slot: SlotDetails,
        screened: Screened,
        covered: Mapping[tuple[int, int], str],
        lines: list[list[tuple[int, Line]]],
    ) -> None:
        distinct = [self._line(finding) for finding in slot.distinct]
        counties = screened.places[slot.plan.tie][slot.rows]
        names = self.engine.places.counties
        for row, which, county in zip(slot.rows.tolist(), slot.which.tolist(), counties.tolist(), strict=True):
            line = distinct[which]
            if line is None:
                continue
            place = names[county] or ""
            by = covered.get((slot.column, row), "")
            if line.place != place or line.covered_by != by:
                line = line._replace(place=place, covered_by=by)
            lines[row].append((slot.column, line))

    def _line(self, finding: Finding) -> Line | None:
        if not is_kept(finding.verdict, finding.benefit, self.library):
            return None
        held = self.lines.get(id(finding))
        if held is None:
            if len(self.lines) >= MOST_KEPT:
                self.lines.clear()
            held = self.lines[id(finding)] = (finding, line_of(finding, self.library))
        return held[1]


def _in_order(lines: list[tuple[int, Line]]) -> list[Line]:
    return [line for _, line in sorted(lines, key=lambda pair: (pair[1].benefit, pair[1].place))]


def _covered(screened: Screened, covering: Covering) -> Mapping[tuple[int, int], str]:
    """By (column, row) the benefit that stands in its stead."""
    found = {}
    for one in covering.covered:
        for row in np.flatnonzero(unpack(one.children, screened.batch.children)).tolist():
            found[one.column, row] = one.by
    return found


def batch_of(situations: Sequence[Situation], facts: Facts) -> pa.RecordBatch:
    """The children as columns; what follows from other facts is left to the screening."""
    derived = {fact.name: rule.source for fact, rule in facts.derived}
    columns: dict[str, list[Known | None]] = {}
    children = len(situations)
    for row, situation in enumerate(situations):
        for name, value in situation.known.items():
            if name in situation.because or isinstance(value, IntRange) or derived.get(name) in situation.known:
                continue
            if isinstance(value, DateRange):
                columns.setdefault(f"{name}.from", [None] * children)[row] = value.low
                columns.setdefault(f"{name}.to", [None] * children)[row] = value.high
            else:
                columns.setdefault(name, [None] * children)[row] = value
    arrays = {name: pa.array(values, _type_of(name, facts)) for name, values in columns.items()}
    return pa.RecordBatch.from_pydict(arrays) if arrays else pa.RecordBatch.from_pydict({"age": [None] * children})


def _type_of(name: str, facts: Facts) -> pa.DataType:
    fact = facts.by_name.get(name)
    if fact is None:
        return pa.date32()
    return COLUMN_TYPES.get(fact.type, pa.string())
