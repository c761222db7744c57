"""The demo from end to end: make the ledgers, read them as they are, determine every child, write what came out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hutong.demo.counties import COUNTIES, make_children
from hutong.demo.ledgers import write_ledgers
from hutong.demo.summary import Summary, summarise
from hutong.demo.words import get_words
from hutong.ledgers.determining_rows import DeterminedRow, LedgerDetermination, determine_ledger
from hutong.ledgers.gaps import GAPS, get_gap, list_gaps
from hutong.ledgers.reading import read_ledger
from hutong.ledgers.refused import write_refused
from hutong.ledgers.result_rows import Row, RowTeller
from hutong.ledgers.results import open_results
from hutong.policy.as_text import Teller
from hutong.policy.discretion import Discretion
from hutong.policy.library import Library

Advance = Callable[[], None]


@dataclass(frozen=True)
class Plan:
    """What to make and where; the same plan makes the same files."""

    out: Path
    on: date
    seed: int
    children: int
    lang: str


@dataclass(frozen=True)
class DemoRun:
    """The files of a run and its counts."""

    on: date
    summary: Summary
    ledgers: tuple[Path, ...]
    refused: tuple[Path, ...]
    results: Path


def run_demo(plan: Plan, *, library: Library, advance: Advance = lambda: None) -> DemoRun:
    """Everything in one go; `advance` is called for every child that was determined.

    Raises LedgerError and OSError when the folder cannot be written to.
    """
    words = get_words(plan.lang)
    children = {
        county.key: make_children(county, count=max(1, round(plan.children * county.share)), on=plan.on, seed=plan.seed)
        for county in COUNTIES
    }
    ledgers = [one.file for one in write_ledgers(plan.out / words["ledgers_folder"], children, seed=plan.seed)]
    done = [_determine_one(file, library, plan.on, advance) for file in ledgers]
    refused = []
    for one in done:
        if one.ledger.refused:
            path = plan.out / words["refused_file"].format(name=one.ledger.file.stem)
            write_refused(path, one.ledger, lang=plan.lang)
            refused.append(path)
    results = plan.out / words["results_file"]
    _write_results(results, done, library, plan.lang)
    discretion = Discretion(library.vocabulary)
    return DemoRun(plan.on, summarise(done, discretion), tuple(ledgers), tuple(refused), results)


def _determine_one(file: Path, library: Library, on: date, advance: Advance) -> LedgerDetermination:
    def watch(rows: Iterable[DeterminedRow]) -> Iterator[DeterminedRow]:
        for row in rows:
            yield row
            advance()

    ledger = read_ledger(file, facts=library.vocabulary.facts, on=on)
    return determine_ledger(ledger, library=library, on=on, progress=watch)


def _write_results(path: Path, done: Iterable[LedgerDetermination], library: Library, lang: str) -> None:
    teller = ResultTeller(RowTeller(Teller(library, lang)), lang)
    with open_results(path, lang=lang, notes=teller.rows.notes()) as results:
        for one in done:
            name = one.ledger.file.stem
            for row in one.determined:
                results.add(
                    child=teller.child(row, name),
                    findings=teller.findings(row, name),
                    questions=teller.questions(row, name),
                )


@dataclass(frozen=True)
class ResultTeller:
    """Rows of the workbook: the ones of every determination, with the ledger's name and the gaps."""

    rows: RowTeller
    lang: str

    def child(self, one: DeterminedRow, ledger: str) -> Row:
        """The child's row, with the benefits where owed and paid part."""
        words = get_words(self.lang)
        row = self.rows.child(one.row, one.determination)
        gaps: dict[str, list[str]] = {words[gap]: [] for gap in GAPS}
        for finding, gap in list_gaps(one.determination):
            if not self.rows.teller.discretion.hides_benefit(finding.benefit):
                gaps[words[gap]].append(self.rows.teller.benefit(finding.benefit))
        # Who it is, then what asks for somebody to look, then the rest.
        return {name: row.pop(name) for name in ("child", "name")} | gaps | row | {words["ledger"]: ledger}

    def findings(self, one: DeterminedRow, ledger: str) -> Iterator[Row]:
        """Every verdict that may be told, so that the summary counts all of them; the gap beside it, to filter by."""
        words, determination = get_words(self.lang), one.determination
        for finding in self.rows.teller.discretion.list_findings(determination):
            row = self.rows.finding(one.row, determination, finding)
            gap = get_gap(finding, determination)
            told = {name: row.pop(name) for name in ("child", "name", "label", "verdict")}
            last = {words["ledger"]: ledger, "benefit": row.pop("benefit")}
            yield told | {words["gap"]: words[gap] if gap else ""} | row | last

    def questions(self, one: DeterminedRow, ledger: str) -> Iterator[Row]:
        """What to ask, best first."""
        for row in self.rows.questions(one.row, one.determination):
            yield row | {get_words(self.lang)["ledger"]: ledger}
