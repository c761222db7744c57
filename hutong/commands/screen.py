"""``hutong screen``: what a whole population is owed and not reached, from file to files."""

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from hutong.commands.screen_progress import ScreenProgress
from hutong.commands.screen_telling import tell_done
from hutong.commands.stopping import EXIT_INTERRUPTED, EXIT_SOME_REFUSED, stop
from hutong.ledgers.errors import LedgerError
from hutong.ledgers.refused import write_refused
from hutong.lib.translating import LANGUAGES
from hutong.policy.errors import PolicyError
from hutong.screening.column_checks import Note
from hutong.screening.errors import Interrupted, ScreeningError
from hutong.screening.runs.orders import ARROW, EVERYTHING, Order
from hutong.screening.runs.running import RunDone, Running
from hutong.screening.sql.opening import ENGINES

REFUSED_BOOK = "refused.xlsx"


@click.command()
@click.argument("children", type=click.Path(path_type=Path))
@click.option("--on", "on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The legal day asked about.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder for what comes out.")
@click.option("--policies", type=click.Path(path_type=Path), help="Read this folder of documents instead of the own.")
@click.option("--also", multiple=True, type=click.Path(path_type=Path), help="Read this folder besides.")
@click.option("--absence", type=click.Path(path_type=Path), help="Declarations of which lists say no by silence.")
@click.option("--mapping", type=click.Path(path_type=Path), help="For CSV and workbooks: a file of 'hutong map'.")
@click.option("--engine", type=click.Choice((ARROW, *ENGINES)), default=ARROW, show_default=True)
@click.option("--at", default="", help="Where it runs: the address of a PostgreSQL database, the master of Spark.")
@click.option("--only", default="findings,gaps,summary", show_default=True, help="Which of these to write.")
@click.option("--since", type=click.Path(path_type=Path), help="Go on from the finished run in this folder.")
@click.option("--resume", is_flag=True, help="Go on with the unfinished run in the folder.")
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes; one for each core when left out.")
@click.option("--ignore-columns", is_flag=True, help="Leave out columns that are nearly named like a fact.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)
@click.option("--sensitive", is_flag=True, help="Name what is highly sensitive in what people read, too.")
def screen(
    children: Path,
    on: datetime,
    out: Path,
    policies: Path | None,
    also: tuple[Path, ...],
    absence: Path | None,
    mapping: Path | None,
    engine: str,
    at: str,
    only: str,
    since: Path | None,
    resume: bool,
    workers: int | None,
    ignore_columns: bool,
    lang: str,
    sensitive: bool,
) -> None:
    """Say what all the children in CHILDREN are owed, who is not reached, and what cannot be told.

    CHILDREN is a Parquet or Arrow file or a folder of them, a .csv or a workbook. Its columns are named as facts
    (hutong facts), or as ledgers name them. Exit code 0: all done; 1: some children were refused and are listed, the
    others are done; 2: the input cannot be used, or the run could not go on; 130: interrupted. What is done is kept;
    --resume goes on with it.
    """
    order = Order(
        population=children,
        on=on.date(),
        folder=out,
        wanted=_wanted(only),
        engine=engine,
        at=at,
        lang=lang,
        policies=policies,
        also=also,
        absence=absence,
        mapping=mapping,
        since=since,
        ignore_columns=ignore_columns,
    )
    run_order(order, workers=workers or _count_cores(), resume=resume, sensitive=sensitive)


def run_order(order: Order, *, workers: int, resume: bool, sensitive: bool) -> None:
    """The command with its options read; ends the process with its exit code."""
    progress = ScreenProgress(order.lang)

    def notice(note: Note) -> None:
        click.echo(note.render(order.lang), err=True)

    running = Running(order, progress, notice, workers=workers, resume=resume, sensitive=sensitive)
    try:
        done = running.run()
    except Interrupted as stopped:
        progress.end()
        stop(stopped, order.lang, EXIT_INTERRUPTED)
    except (ScreeningError, PolicyError, LedgerError, OSError) as error:
        progress.end()
        stop(error, order.lang)
    progress.end()
    _tell(done, order, sensitive=sensitive)


def _wanted(only: str) -> frozenset[str]:
    wanted = frozenset(one.strip() for one in only.split(",") if one.strip())
    if not wanted or wanted - EVERYTHING:
        raise click.BadParameter("write one or more of findings,gaps,summary", param_hint="--only")
    return wanted


def _count_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tell(done: RunDone, order: Order, *, sensitive: bool) -> None:
    ledger = done.ledger
    if ledger is not None and ledger.refused:
        write_refused(order.folder / REFUSED_BOOK, ledger, lang=order.lang)
    for line in tell_done(done, order, sensitive=sensitive):
        click.echo(line, err=True)
    if done.told["counts"]["refused"]:
        sys.exit(EXIT_SOME_REFUSED)
