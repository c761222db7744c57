"""``hutong determine``: what children are owed on a day, and why, from a file or standard input."""

import gc
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path

import click

from hutong.commands.determine_formats import WRITERS, Run
from hutong.commands.stopping import EXIT_SOME_REFUSED, stop
from hutong.ledgers.determining_rows import LedgerDetermining
from hutong.ledgers.errors import LedgerError
from hutong.ledgers.reading import Ledger, read_ledger
from hutong.ledgers.refused import write_refused
from hutong.lib.dates import today
from hutong.lib.translating import LANGUAGES, translator
from hutong.policy.absence import bundled_absences, read_absences
from hutong.policy.as_text import Teller
from hutong.policy.errors import DocumentUnknown, PolicyError
from hutong.policy.library import Library, bundled_policies, load_library
from hutong.policy.programs import Givers


@click.command()
@click.argument("children", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="The legal day asked about; today when left out.")
@click.option("--policies", type=click.Path(path_type=Path), help="Read this folder of documents instead of the own.")
@click.option("--also", multiple=True, type=click.Path(path_type=Path), help="Read this folder besides.")
@click.option("--document", "documents", multiple=True, help="Ask only what this document gives (may be repeated).")
@click.option("--absence", type=click.Path(path_type=Path), help="Declarations of which lists say no by silence.")
@click.option("--mapping", type=click.Path(path_type=Path), help="A mapping file, as 'hutong map' proposes it.")
@click.option("--format", "form", type=click.Choice(list(WRITERS)), default="text", show_default=True)
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)
@click.option("--sensitive", is_flag=True, help="Name what is highly sensitive (HIV, harm, adoption) in any format.")
@click.option("--out", type=click.Path(path_type=Path), help="Write here instead of standard output.")
@click.option("--refused", type=click.Path(path_type=Path), help="Where refused rows go; beside the ledger by default.")
def determine(
    children: Path,
    on: datetime | None,
    policies: Path | None,
    also: tuple[Path, ...],
    documents: tuple[str, ...],
    absence: Path | None,
    mapping: Path | None,
    form: str,
    lang: str,
    sensitive: bool,
    out: Path | None,
    refused: Path | None,
) -> None:
    """Say what the children in CHILDREN are owed, why, and what to ask next.

    CHILDREN is a .json, .jsonl, .csv or .xlsx file (or "-": JSON on standard input). Exit code 0: all done; 1: some
    rows were refused, the others are done; 2: the input cannot be used.

    The formats text, csv and xlsx, which people read, leave out benefits and questions of the highest sensitivity
    unless --sensitive is given; json and jsonl, which programs read, always hold everything.
    """
    day = on.date() if on else today()
    try:
        library = load_library(policies, also=also)
        # The documents live as long as the run: the collector need not look at them again and again.
        gc.freeze()
        # What called the command from Python goes on, with modules whose owners count their leaks at its end.
        click.get_current_context().call_on_close(gc.unfreeze)
        givers = _givers(documents, library)
        absences = (
            read_absences(absence, library) if absence else bundled_absences(policies or bundled_policies(), library)
        )
        ledger = _read(children, mapping, library, day)
    except (PolicyError, LedgerError, OSError) as error:
        stop(error, lang)
    _tell_unread(ledger, lang)
    determining = LedgerDetermining(ledger, library=library, on=day, absences=absences, givers=givers)
    teller = Teller(library, lang, sensitive=sensitive)
    run = Run(library, determining, teller, _out_path(out, children, form), lang)
    WRITERS[form](run)
    handed_back = determining.hand_back()
    if handed_back.refused:
        _tell_refused(handed_back, _refused_path(refused, children), lang)
        sys.exit(EXIT_SOME_REFUSED)


def _givers(documents: tuple[str, ...], library: Library) -> Givers:
    """Raises DocumentUnknown."""
    for address in documents:
        if address not in library.linked:
            raise DocumentUnknown(address, sorted(library.linked))
    return frozenset(documents) or None


def _read(children: Path, mapping: Path | None, library: Library, day: date) -> Ledger:
    """The ledger; standard input is kept in a file while it is read."""
    if str(children) != "-":
        return read_ledger(children, mapping, facts=library.vocabulary.facts, on=day)
    text = sys.stdin.buffer.read()
    lines = (
        text.strip().count(b"\n") and not text.lstrip().startswith(b"[") and text.strip().splitlines()[0].endswith(b"}")
    )
    with tempfile.TemporaryDirectory(prefix="hutong-") as folder:
        file = Path(folder) / ("stdin.jsonl" if lines else "stdin.json")
        file.write_bytes(text)
        return read_ledger(file, mapping, facts=library.vocabulary.facts, on=day)


def _tell_unread(ledger: Ledger, lang: str) -> None:
    """What the file holds and nothing is read from: a person may want to map it."""
    say = translator(lang)
    if ledger.unread:
        columns = say(", ").join(ledger.unread)
        click.echo(
            say("Columns that no fact is read from ('hutong map' can name them): {columns}").format(columns=columns),
            err=True,
        )
    if ledger.skipped_sheets:
        click.echo(
            say("Sheets without a header, left out: {sheets}").format(sheets=say(", ").join(ledger.skipped_sheets)),
            err=True,
        )


def _out_path(out: Path | None, children: Path, form: str) -> Path | None:
    """A workbook cannot go to standard output: it is put beside the ledger."""
    if out is not None or form != "xlsx":
        return out
    return children.with_name(f"{children.stem}-determined.xlsx") if str(children) != "-" else Path("determined.xlsx")


def _refused_path(refused: Path | None, children: Path) -> Path | None:
    """A folder that one may not write to still gets the faults on the screen."""
    if refused is not None or str(children) == "-" or children.suffix.lower() in (".json", ".jsonl"):
        return refused
    return children.with_name(f"{children.stem}-refused.xlsx")


def _tell_refused(ledger: Ledger, path: Path | None, lang: str) -> None:
    say = translator(lang)
    for fault in ledger.faults:
        click.echo(fault.render(lang), err=True)
    counts = say("{refused} of {all} rows were refused; the others are done.")
    click.echo(counts.format(refused=len(ledger.refused), all=ledger.count), err=True)
    if path is not None:
        write_refused(path, ledger, lang=lang)
        click.echo(say("Refused rows, each with its fault, to be corrected: {path}").format(path=path), err=True)
