"""What the documents conclude about every row of a ledger; what cannot be so is handed back with the refused rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hutong.ledgers.cells import Cell, get_text, is_not_collected
from hutong.ledgers.faults import CellFault, shorten
from hutong.ledgers.limits import DEFAULT_LIMITS, Limits
from hutong.ledgers.mapping import ColumnRule
from hutong.ledgers.opening import list_raw_sheets
from hutong.ledgers.reading import Ledger
from hutong.ledgers.rows import GoodRow, RefusedRow
from hutong.ledgers.who import mask_long_numbers
from hutong.policy.absence import Absence
from hutong.policy.determining import Determination, determine
from hutong.policy.errors import FactFault, SituationRefused
from hutong.policy.library import Library
from hutong.policy.programs import Givers
from hutong.vocabulary.facts import Facts

Place = tuple[str, int]  # sheet, row
READ_FROM_TEXT = ("disabled", "severely_disabled", "disability.")


@dataclass(frozen=True, slots=True)
class DeterminedRow:
    """A child's row and what the documents conclude."""

    row: GoodRow
    determination: Determination


@dataclass(frozen=True)
class LedgerDetermination:
    """Every row of a ledger accounted for: determined, or refused by the reading or by the documents' vocabulary."""

    ledger: Ledger
    determined: tuple[DeterminedRow, ...]


class LedgerDetermining:
    """Walk it for one DeterminedRow after another; then `hand_back` gives the ledger with all its refused rows.

    Nothing is kept of a row that was walked past, so that a province's ledger fits.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        library: Library,
        on: date,
        absences: Sequence[Absence] = (),
        givers: Givers = None,
    ) -> None:
        self.ledger, self.library, self.on = ledger, library, on
        self.absences, self.givers = absences, givers
        self.refusals: dict[Place, tuple[FactFault, ...]] = {}

    def __iter__(self) -> Iterator[DeterminedRow]:
        for row in self.ledger.rows:
            try:
                determination = determine(
                    row.facts | {"child": row.child},
                    library=self.library,
                    on=self.on,
                    givers=self.givers,
                    absences=self.absences,
                )
            except SituationRefused as refused:
                self.refusals[row.sheet, row.row] = refused.faults
            else:
                yield DeterminedRow(row, determination)

    def hand_back(self, *, limits: Limits = DEFAULT_LIMITS) -> Ledger:
        """The ledger, with the rows that proved impossible among its refused ones, in the order of the file."""
        if not self.refusals:
            return self.ledger
        rows = [row for row in self.ledger.rows if (row.sheet, row.row) not in self.refusals]
        order = {read.name: number for number, read in enumerate(self.ledger.sheets)}
        refused = [*self.ledger.refused, *self._list_refused(limits)]
        refused.sort(key=lambda row: (order[row.sheet], row.row))
        return replace(self.ledger, rows=rows, refused=refused)

    def _list_refused(self, limits: Limits) -> Iterator[RefusedRow]:
        """Good rows do not keep their cells: they are looked up in the file again."""
        for sheet in list_raw_sheets(self.ledger.file, limits=limits):
            wanted = {row: faults for (name, row), faults in self.refusals.items() if name == sheet.name}
            for raw in sheet.rows if wanted else ():
                if raw.number in wanted:
                    beside = tuple(
                        self._get_fault(sheet.name, raw.number, raw.cells, one) for one in wanted[raw.number]
                    )
                    yield RefusedRow(sheet.name, raw.number, raw.cells, beside)

    def _get_fault(self, sheet: str, row: int, cells: tuple[Cell, ...], fault: FactFault) -> CellFault:
        names = self.ledger.get_sheet(sheet).header.names
        column = self._find_column(names, cells, fault.fact)
        shown = shorten(mask_long_numbers(get_text(cells[column - 1]))) if column else ""
        header = names[column - 1] if column else ""
        details = {
            "fact_zh": fault.label.text("zh") or fault.fact,
            "fact_en": fault.label.text("en") or fault.fact,
            "message_zh": fault.message("zh"),
            "message_en": fault.message("en"),
            "repair_zh": fault.remedy("zh"),
            "repair_en": fault.remedy("en"),
        }
        return CellFault(sheet, row, column, header, shown, "fact_refused", details)

    def _find_column(self, names: Sequence[str], cells: tuple[Cell, ...], fact: str) -> int:
        """The filled cell that says this fact; 0, the row as a whole, when it only follows from others."""
        for column, (name, cell) in enumerate(zip(names, cells, strict=False), start=1):
            rule = self.ledger.mapping.get(name) if name else None
            says = name == fact or (rule is not None and _can_say(rule, fact, self.library.vocabulary.facts))
            if says and not is_not_collected(cell):
                return column
        return 0


def determine_ledger(
    ledger: Ledger,
    *,
    library: Library,
    on: date,
    absences: Sequence[Absence] = (),
    givers: Givers = None,
    progress: Callable[[Iterable[DeterminedRow]], Iterable[DeterminedRow]] = iter,
) -> LedgerDetermination:
    """All rows at once, for ledgers of a county; `progress` may watch the rows go by."""
    determining = LedgerDetermining(ledger, library=library, on=on, absences=absences, givers=givers)
    determined = tuple(progress(determining))
    return LedgerDetermination(determining.hand_back(), determined)


def _can_say(rule: ColumnRule, fact: str, facts: Facts) -> bool:
    if rule.reads and fact.startswith(READ_FROM_TEXT):
        return True
    for name in rule.list_facts():
        entry = facts[name].entry if name in facts else None
        spread = (part for parts in entry.spread.values() for part in parts) if entry else ()
        members = entry.members.values() if entry else ()
        if fact in (name, *spread, *members) or (entry and entry.since == fact):
            return True
    return False
