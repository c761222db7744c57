"""From a batch of children to what a screening writes of it: findings, gaps, the refused, and totals at the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from hutong.policy.absence import Absence
from hutong.policy.collection import Library
from hutong.policy.errors import SituationRefused
from hutong.policy.programs import Givers
from hutong.policy.situation import read_situation
from hutong.screening.arrow import ArrowEngine, Screened
from hutong.screening.bits import rows_of
from hutong.screening.counting import Tally
from hutong.screening.covering import Covering
from hutong.screening.details import Details, RowReader, SlotDetails
from hutong.screening.dictionaries import ids_of
from hutong.screening.findings_table import findings_table
from hutong.screening.gaps import Gaps
from hutong.screening.gaps_table import gaps_table
from hutong.screening.settling import Settling
from hutong.screening.tables import FINDINGS, GAP_KINDS, GAPS, REFUSED

FINDINGS_WANTED, GAPS_WANTED, SUMMARY_WANTED = "findings", "gaps", "summary"
EVERYTHING = frozenset({FINDINGS_WANTED, GAPS_WANTED, SUMMARY_WANTED})


@dataclass(frozen=True)
class Concluded:
    """What a screening writes of a batch (schemas in ``tables.py``); what is not wanted is empty."""

    findings: pa.Table
    gaps: pa.Table
    refused: pa.Table


@dataclass
class Concluder:
    """Screens batch after batch. One is made for each worker and kept.

    ``wanted`` is any of "findings", "gaps", "summary"; ``only`` asks for some benefits. Whose list would settle most is
    only counted beside findings.
    """

    library: Library
    on: date
    givers: Givers = None
    absences: Sequence[Absence] = ()
    wanted: frozenset[str] = EVERYTHING
    gap_kinds: frozenset[str] = frozenset(GAP_KINDS)
    lang: str = "zh"
    only: frozenset[str] | None = None
    engine: ArrowEngine = field(init=False)
    details: Details = field(init=False)
    tally: Tally = field(init=False)
    settling: Settling = field(init=False)
    screened: Screened | None = field(init=False, default=None)
    """The verdicts of the last batch; they hold until the next."""

    def __post_init__(self) -> None:
        self.engine = ArrowEngine(self.library, self.on, self.givers, self.absences, self.only)
        self.details = Details(self.engine, self.engine.absences)
        self._begin()

    def _begin(self) -> None:
        self.tally, self.settling = Tally(self.engine), Settling(self.engine)

    def conclude(self, table: pa.RecordBatch, first_row: int) -> Concluded:
        """What comes of a batch whose first child stands in this row of the population (from 1).

        Raises ColumnWrong.
        """
        screened = self.screened = self.engine.screen(table)
        covering = Covering(self.engine, screened).settle()
        gaps = Gaps(screened, covering.matrix).find()
        if SUMMARY_WANTED in self.wanted:
            self.tally.add(screened, covering.matrix, gaps.found)
        slots: list[SlotDetails] = []
        if FINDINGS_WANTED in self.wanted:
            slots = list(self.details.of(screened))
            self.settling.add(screened, slots, covering)
        gaps.found = [gap for gap in gaps.found if gap.kind in self.gap_kinds]
        return Concluded(
            findings_table(self.engine, screened, slots, covering, first_row) if slots else FINDINGS.empty_table(),
            gaps_table(self.engine, screened, gaps, first_row) if GAPS_WANTED in self.wanted else GAPS.empty_table(),
            self._refused(screened, first_row),
        )

    def take_totals(self) -> dict[str, pa.Table]:
        """The totals since they were last taken, all additive: summary, amounts, lacking, deciding, lists."""
        tables = {"summary": self.tally.summary(), "amounts": self.tally.sums(), **self.settling.tables()}
        self._begin()
        return tables

    def _refused(self, screened: Screened, first_row: int) -> pa.Table:
        """The children whose facts cannot be used, each with every reason that the explanation gives."""
        rows = rows_of(screened.batch.whole & ~screened.usable, screened.batch.children)
        ids, found = ids_of(screened, first_row, rows), []
        given = RowReader(screened.batch).given(rows.tolist()) if len(rows) else []
        for number, row in enumerate(rows.tolist()):
            try:
                read_situation(given[number], on=self.on, facts=screened.batch.facts)
            except SituationRefused as refused:
                found += [
                    {
                        "child": ids[number].as_py(),
                        "row": first_row + row,
                        "column": fault.fact,
                        "why": fault.render(self.lang),
                    }
                    for fault in refused.faults
                ]
            else:
                raise AssertionError(f"row {first_row + row} is refused by screening and not by the explanation")
        return pa.Table.from_pylist(found, schema=REFUSED)
