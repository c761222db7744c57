"""The formats in which ``hutong determine`` tells what came out, each written while the rows go by."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.progress import track

from hutong.ledgers.determining_rows import DeterminedRow, LedgerDetermining
from hutong.ledgers.result_rows import RowTeller
from hutong.ledgers.result_words import get_label, say_value
from hutong.ledgers.results import open_results
from hutong.lib.csv_cells import disarmed
from hutong.policy.as_json import determination_as_json
from hutong.policy.as_text import Teller
from hutong.policy.library import Library

FEW_ROWS = 50


@dataclass(frozen=True)
class Run:
    """One call: the library, the ledger being walked, and how to tell what comes out."""

    library: Library
    determining: LedgerDetermining
    teller: Teller
    out: Path | None
    lang: str

    def walk(self) -> Iterable[DeterminedRow]:
        """The determined rows; a progress bar on the terminal when there are many."""
        ledger = self.determining.ledger
        if len(ledger.rows) < FEW_ROWS or not sys.stderr.isatty():
            return self.determining
        return track(self.determining, "", len(ledger.rows), console=Console(stderr=True), transient=True)


def _write_text(run: Run) -> None:
    with _opened(run.out) as file:
        for number, one in enumerate(run.walk()):
            file.write("\n" * bool(number) + run.teller.tell(one.determination) + "\n")


def _write_json(run: Run) -> None:
    """One object for one child; a list for several."""
    told = [determination_as_json(one.determination, run.library, lang=run.lang) for one in run.walk()]
    single = len(told) == 1 and run.determining.ledger.count == 1
    with _opened(run.out) as file:
        json.dump(told[0] if single else told, file, ensure_ascii=False, indent=2)
        file.write("\n")


def _write_jsonl(run: Run) -> None:
    with _opened(run.out) as file:
        for one in run.walk():
            # Whole lines: written piece by piece they take several times as long.
            told = determination_as_json(one.determination, run.library, lang=run.lang)
            file.write(json.dumps(told, ensure_ascii=False) + "\n")


def _write_csv(run: Run) -> None:
    """The findings as CSV with the labels that the workbook has; text that a spreadsheet would compute is disarmed."""
    rows = RowTeller(run.teller)
    with _opened(run.out, encoding="utf-8-sig") as file:
        writer: csv.DictWriter[str] | None = None
        for one in run.walk():
            for row in rows.findings(one.row, one.determination, all_verdicts=True):
                if writer is None:
                    writer = csv.DictWriter(file, list(row), lineterminator="\n")
                    writer.writerow({key: get_label(key, run.lang) for key in row})
                writer.writerow({key: as_cell(say_value(key, value, run.lang)) for key, value in row.items()})


def as_cell(value: object) -> object:
    """What a spreadsheet shows as it is: lists joined, formulas disarmed."""
    text = "; ".join(str(one) for one in value) if isinstance(value, list) else value
    if isinstance(text, str):
        return disarmed(text)
    return "" if text is None else text


def _write_xlsx(run: Run) -> None:
    rows = RowTeller(run.teller)
    assert run.out is not None
    with open_results(run.out, lang=run.lang, notes=rows.notes()) as results:
        for one in run.walk():
            results.add(
                child=rows.child(one.row, one.determination),
                findings=rows.findings(one.row, one.determination),
                questions=rows.questions(one.row, one.determination),
            )
    click.echo(str(run.out))


@contextmanager
def _opened(out: Path | None, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Standard output, or the file to write to."""
    if out is None:
        yield sys.stdout
        return
    with out.open("w", encoding=encoding, newline="") as file:
        yield file


WRITERS: dict[str, Callable[[Run], None]] = {
    "text": _write_text,
    "json": _write_json,
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "xlsx": _write_xlsx,
}
