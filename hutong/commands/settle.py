"""``hutong settle`` and ``hutong coming``: determinations kept up to date, and the days on which they will change."""

import csv
import sys
from collections.abc import Callable
from typing import NoReturn

import click

from hutong.commands.application import in_application, open_application
from hutong.commands.serve import NOT_MIGRATED
from hutong.commands.stopping import EXIT_UNUSABLE, say_why, stopping_clearly
from hutong.lib.csv_cells import disarmed
from hutong.lib.translating import LANGUAGES, marked, translator
from hutong.places.codes import NATION, CodeWrong

DAYS_AHEAD = 60
SETTLED = marked("{files} files were looked at, {stored} determinations are new.")
FOLLOWED = marked("{opened} tasks were opened, {withdrawn} were withdrawn for their cause is gone.")
LEFT = marked("{later} files were determined for a later day already and wait until then.")
SEALED = marked("{count} files are over and were sealed from former posts.")
NOTHING_COMES = marked("In the next {days} days nothing changes by itself.")
HEADS = (marked("Day"), marked("Place"), marked("File"), marked("Why"))
LANG = click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)


@click.command()
@click.option("--all", "everyone", is_flag=True, help="Determine every file anew: after the documents changed.")
@click.option("--limit", type=click.IntRange(1), help="Stop after so many files; the next run goes on.")
@click.option(
    "--processes", type=click.IntRange(0, 64), default=0, help="So many at once; as many as is good when left out."
)
@LANG
@stopping_clearly
def settle(everyone: bool, limit: int | None, processes: int, lang: str) -> None:
    """Determine anew what changed, and whose day has come (a birthday, a release, an expiry). Run it every night.

    It also forgets sessions that ended and failed sign-ins of the day before, and counts anew what the first pages and
    the boards show.
    """
    told = _open(lang)
    in_application("hutong.staff.jobs.tidy_sign_ins")()
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=0, file=sys.stderr, hidden=hidden, show_pos=True, show_percent=False) as bar:
        done = in_application("hutong.determinations.jobs.settle_now")(
            everyone=everyone, limit=limit, processes=processes, advance=bar.update
        )
    click.echo(told(SETTLED).format(files=done.files, stored=done.stored))
    in_application("hutong.tasks.jobs.begin_day_of_tasks")()
    followed = in_application("hutong.tasks.jobs.settle_tasks_now")(processes=processes)
    in_application("hutong.tasks.jobs.tick")()
    if followed.opened or followed.withdrawn:
        click.echo(told(FOLLOWED).format(opened=followed.opened, withdrawn=followed.withdrawn), err=True)
    if sealed := _seal_files(lang):
        click.echo(told(SEALED).format(count=sealed), err=True)
    in_application("hutong.exchange.counting.keep_sums_now")()
    in_application("hutong.exchange.counting.count_months_now")()
    if done.later:
        click.echo(told(LEFT).format(later=done.later), err=True)


@click.command()
@click.option("--days", type=click.IntRange(0, 3660), default=DAYS_AHEAD, show_default=True)
@click.option("--within", default=NATION, help="Only files in this place: a code of six or twelve digits.")
@LANG
@stopping_clearly
def coming(days: int, within: str, lang: str) -> None:
    """List as CSV on which days determinations will change by themselves; files by their number, nobody by name."""
    told = _open(lang)
    try:
        found = in_application("hutong.determinations.jobs.list_coming_now")(days=days, within=within, lang=lang)
    except CodeWrong as wrong:
        _stop(str(wrong))
    if not found:
        click.echo(told(NOTHING_COMES).format(days=days), err=True)
        return
    lines = csv.writer(sys.stdout)
    lines.writerow(told(head) for head in HEADS)
    lines.writerows((one.on.isoformat(), one.area, one.child, disarmed(one.why)) for one in found)


def _open(lang: str) -> Callable[[str], str]:
    """The application, whose database is up to date; the translator."""
    open_application()
    told = translator(lang)
    if in_application("hutong.config.preparing.is_behind")():
        _stop(told(NOT_MIGRATED))
    return told


def _seal_files(lang: str) -> int:
    """Seal the files that are over, by the place's table."""
    wrong = in_application("hutong.privacy.errors.TableWrong")
    try:
        return int(in_application("hutong.privacy.jobs.seal_files_of_day")())
    except wrong as error:  # type: ignore[misc]
        _stop(say_why(error, lang))


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(EXIT_UNUSABLE)
