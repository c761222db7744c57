"""What ``hutong policy rehearse`` and ``hutong policy project`` share: options, progress, how they stop."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn, TypeVar

import click

from hutong.commands.screen_progress import ScreenProgress
from hutong.ledgers.errors import LedgerError
from hutong.lib.dates import today
from hutong.lib.translating import LANGUAGES, marked, translator
from hutong.policy.errors import PolicyError
from hutong.screening.ahead.reading import Asked
from hutong.screening.ahead.rehearsing import Documents
from hutong.screening.ahead.spreading import Looker, Spreading
from hutong.screening.column_checks import Note
from hutong.screening.errors import FolderTaken, ScreeningError
from hutong.vocabulary.errors import VocabularyError

EXIT_SOME_REFUSED, EXIT_UNUSABLE, EXIT_INTERRUPTED = 1, 2, 130
FORMATS = ("text", "json", "xlsx")
Command = TypeVar("Command", bound=Callable[..., Any])
Seen = TypeVar("Seen")


def looking_options(command: Command) -> Command:
    """The options of both commands."""
    folder = click.Path(path_type=Path)
    for option in (
        click.option(
            "--population", required=True, type=folder, help="Children: a file or folder as for hutong screen."
        ),
        click.option("--place", default="", help="Only this place, or what lies in it: a code or a name."),
        click.option("--policies", type=folder, help="Read this folder of documents instead of the own."),
        click.option("--also", multiple=True, type=folder, help="Read this folder besides; may be repeated."),
        click.option("--absence", type=folder, help="Declarations of which lists say no by silence."),
        click.option("--mapping", type=folder, help="For CSV and workbooks: a file of 'hutong map'."),
        click.option("--out", type=folder, help="A new folder for the workbook, the chart and the Parquet files."),
        click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True),
        click.option("--workers", type=click.IntRange(min=1), help="Worker processes; one for each core if left out."),
        click.option("--ignore-columns", is_flag=True, help="Leave out columns that are nearly named like a fact."),
        click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True),
        click.option("--sensitive", is_flag=True, help="Name what is highly sensitive, too."),
    ):
        command = option(command)
    return command


@dataclass(frozen=True)
class Options:
    """The options of a call, read."""

    population: Path
    place: str
    policies: Path | None
    also: tuple[Path, ...]
    absence: Path | None
    mapping: Path | None
    out: Path | None
    form: str
    workers: int | None
    ignore_columns: bool
    lang: str
    sensitive: bool

    @property
    def documents(self) -> Documents:
        return Documents(self.policies, tuple(self.also), self.absence)

    def asked(self, on: date) -> Asked:
        """The population and the day."""
        return Asked(self.population, on, self.lang, self.mapping, self.ignore_columns)

    def check(self) -> None:
        """Raises UsageError when what is to be written has no place."""
        if self.form == "xlsx" and self.out is None:
            raise click.BadParameter("name a folder for the workbook with --out", param_hint="--format xlsx")

    def tell_failing(self, examples: Sequence[str]) -> None:
        """Say that examples of a draft do not hold."""
        if examples:
            sentence = marked("{count} examples of the draft do not hold with it; correct the rules or the examples.")
            click.echo(translator(self.lang)(sentence).format(count=len(examples)), err=True)

    def notice(self, note: Note) -> None:
        """Say what is no fault but should be known."""
        click.echo(note.render(self.lang), err=True)


@contextmanager
def stopping_on_faults(lang: str) -> Iterator[None]:
    """Whatever a user can cause is one message on standard error and exit code 2; Ctrl-C is 130."""
    try:
        yield
    except (PolicyError, VocabularyError, ScreeningError, LedgerError) as error:
        _stop(error, lang)
    except OSError as error:
        click.echo(f"{error.filename or 'a file'}: {error.strerror or error}", err=True)
        raise click.exceptions.Exit(EXIT_UNUSABLE) from error
    except KeyboardInterrupt:
        say = translator(lang)
        click.echo(say("Stopped; nothing was written."), err=True)
        raise click.exceptions.Exit(EXIT_INTERRUPTED) from None


def _stop(error: Exception, lang: str) -> NoReturn:
    render = getattr(error, "render", None)
    click.echo(render(lang) if callable(render) else str(error), err=True)
    raise click.exceptions.Exit(EXIT_UNUSABLE)


@contextmanager
def whole_folder(out: Path | None) -> Iterator[Path]:
    """A folder to write to that takes its name when all went well; a passing one when none is asked for.

    Raises FolderTaken.
    """
    if out is None:
        with TemporaryDirectory(prefix="hutong-") as passing:
            yield Path(passing)
        return
    found = sorted(one.name for one in out.iterdir()) if out.is_dir() else []
    if found or out.is_file():
        raise FolderTaken(folder=out, found=", ".join(found[:3]) or out.name)
    unfinished = out.with_name(f".{out.name}.{os.getpid()}.unfinished")
    unfinished.mkdir(parents=True)
    try:
        yield unfinished
        unfinished.replace(out)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def look_through(
    make: Callable[[], Looker[Seen]], here: Looker[Seen], options: Options, take: Callable[[Seen], None]
) -> None:
    """All that is to be looked at, with progress; ``take`` is handed what each lot comes to."""
    lots, done = here.reader.plan(), 0
    progress = ScreenProgress(options.lang)
    progress.begin(children=sum(lot.children for lot in lots), done=0)
    try:
        for lot, seen in Spreading(here, make, workers=options.workers or count_cores()).look(lots):
            take(seen)
            done += lot.children
            progress.reach(done)
    finally:
        progress.end()


def count_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def today_or(on: datetime | None) -> date:
    """The day that was named, else today: here, and nowhere below, the clock is read."""
    return today() if on is None else on.date()


def tell(
    options: Options, *, lines: Callable[[], Iterable[str]], as_json: Callable[[], Any], files: Sequence[str]
) -> None:
    """Say what came out in the form asked for, and what was written; the workbook is the first of the files."""
    if options.form == "json":
        click.echo(json.dumps(as_json(), ensure_ascii=False, indent=1))
    elif options.form == "text":
        click.echo("\n".join(lines()))
    if options.out is not None and options.form == "xlsx":
        click.echo(str(options.out / files[0]))
    elif options.out is not None:
        sentence = marked("Written to {folder}: {files}")
        click.echo(translator(options.lang)(sentence).format(folder=options.out, files=", ".join(files)), err=True)


def exit_if_refused(refused: int) -> None:
    """Exit code 1 when some children were refused."""
    if refused:
        raise click.exceptions.Exit(EXIT_SOME_REFUSED)
