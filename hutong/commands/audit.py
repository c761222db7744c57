"""``hutong audit``: the record of looking and doing is sealed, taken out as files, verified, and kept for years."""

import re
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec

import click

from hutong.audit.errors import AuditError
from hutong.audit.file_rows import FileRows
from hutong.audit.seals import SealKey, read_seal_key, read_seals
from hutong.audit.verifying import Verified, verify
from hutong.commands.application import in_application, open_application
from hutong.commands.keys import usual_key_file
from hutong.commands.serve import NOT_MIGRATED
from hutong.commands.stopping import EXIT_FAULTS, EXIT_UNUSABLE, stopping_clearly
from hutong.lib.key_files import read_keyring
from hutong.lib.sealing import KeysUnusable
from hutong.lib.translating import LANGUAGES, marked, translator

SEALED = marked("{count} rows are sealed.")
EXPORTED = marked(
    "{rows} rows and {seals} seals are in {folder}. Keep them where this database's keepers cannot write."
)
WHOLE = marked("Whole: {rows} rows, {seals} seals; {unsealed} rows are not sealed yet.")
BROKEN = marked(
    "NOT WHOLE: {faults} faults in {rows} rows, {seals} seals. Keep everything as it is and tell the auditor."
)
GONE = marked("Taken away after their time, on record: {months}.")
ONLY_CHAIN = marked("Without a file of seals put aside before, an end that was cut off cannot be seen: --seals FILE.")
KEY_MADE = marked("The key of the seals is in {file}. It checks seals and opens nothing; give it to the auditor alone.")
TAKEN = marked("{rows} rows of {month} are taken away; their seals stay, and the record says so.")
MAY_GO = marked("Older than they must be kept: {months}.")
NONE_MAY_GO = marked("No month is older than it must be kept.")
NO_MONTH = marked("'{text}' is no month; write it like 2026-11.")
NEEDS_SEALS = marked("To verify rows of files give their seals too: --seals FILE.")
MONTH = re.compile(r"(\d{4})-?(0[1-9]|1[0-2])")
FILE = click.Path(path_type=Path, exists=True)
LANG = click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)
Given = ParamSpec("Given")


def told_clearly(command: Callable[Given, None]) -> Callable[Given, None]:
    """The command; what goes wrong with the record is said in the language asked for."""

    @wraps(command)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except AuditError as error:
            _stop(error.told(str(kwargs["lang"])))
        except KeysUnusable as error:
            _stop(str(error))

    return stopping_clearly(run)


@click.group()
def audit() -> None:
    """The record of who looked and who did what: seal it, take it out, verify it."""


@audit.command()
@LANG
@told_clearly
def seal(lang: str) -> None:
    """Seal the rows that are not sealed yet. 'hutong work' does it every minute."""
    told = _open(lang)
    click.echo(told(SEALED).format(count=in_application("hutong.audit.doors.seal_waiting")()))


@audit.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--from", "since", default="", metavar="YYYY-MM", help="The first month of rows.")
@click.option("--to", "until", default="", metavar="YYYY-MM", help="The last month of rows.")
@LANG
@told_clearly
def export(folder: Path, since: str, until: str, lang: str) -> None:
    """Write all seals (seals.jsonl) and the rows (a Parquet file a month) to a folder."""
    first, last = _month(since, lang), _month(until, lang)
    told = _open(lang)
    done = in_application("hutong.audit.doors.export_now")(folder, since=first, until=last)
    click.echo(told(EXPORTED).format(rows=done.rows, seals=done.seals, folder=folder))


@audit.command("verify")
@click.option("--from", "since", default="", metavar="YYYY-MM", help="The first month to verify.")
@click.option("--to", "until", default="", metavar="YYYY-MM", help="The last month to verify.")
@click.option("--seals", type=FILE, help="Seals that were put aside: what is there now must agree with them.")
@click.option("--rows", default="db", show_default=True, help="'db', or exported rows: a Parquet file or their folder.")
@click.option("--key", type=FILE, help="What 'hutong audit key' wrote. Otherwise the key file (HUTONG_KEYS).")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Threads.")
@LANG
@told_clearly
def verify_record(
    since: str, until: str, seals: Path | None, rows: str, key: Path | None, jobs: int, lang: str
) -> None:
    """Find whatever was changed, lost or put in. With --rows and --seals it needs neither server nor database.

    Ends with 0 where everything is whole, with 1 where it is not.
    """
    told, limits = translator(lang), {"since": _month(since, lang), "until": _month(until, lang), "jobs": jobs}
    if rows == "db":
        _open(lang)
        held = read_seal_key(key) if key else None
        found = in_application("hutong.audit.doors.verify_here")(seals_file=seals, key=held, **limits)
        if seals is None:
            click.echo(told(ONLY_CHAIN), err=True)
    else:
        found = _verify_files(Path(rows), seals, key, limits, told)
    _tell(found, told, lang)


@audit.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@LANG
@told_clearly
def key(file: Path, lang: str) -> None:
    """Write the key that checks seals to a file, for an auditor; with it nothing else opens."""
    told = _open(lang)
    in_application("hutong.audit.doors.write_key")(file)
    click.echo(told(KEY_MADE).format(file=file))


@audit.command("take-away")
@click.argument("month", required=False)
@click.option("--seals", type=FILE, help="The exported seals, which must hold those of this month.")
@LANG
@told_clearly
def take_away(month: str | None, seals: Path | None, lang: str) -> None:
    """Take away the rows of a month that is older than it must be kept; without a month, list those that are."""
    told = _open(lang)
    if month is None:
        past = in_application("hutong.audit.doors.list_past")()
        click.echo(told(MAY_GO).format(months=", ".join(past)) if past else told(NONE_MAY_GO))
        return
    if seals is None:
        _stop(told(NEEDS_SEALS))
    gone = _month(month, lang)
    rows = in_application("hutong.audit.doors.take_away")(gone, seals_file=seals)
    click.echo(told(TAKEN).format(rows=rows, month=month))


def _verify_files(
    rows: Path, seals: Path | None, key: Path | None, limits: dict[str, Any], told: Callable[[str], str]
) -> Verified:
    if seals is None:
        _stop(told(NEEDS_SEALS))
    held = read_seal_key(key) if key else SealKey.of(read_keyring(usual_key_file()))
    return verify(read_seals(seals), FileRows(rows), key=held, **limits)


def _tell(found: Verified, told: Callable[[str], str], lang: str) -> None:
    for fault in found.faults:
        click.echo(fault.told(lang))
    if found.taken_away:
        click.echo(told(GONE).format(months=", ".join(found.taken_away)))
    sentence = WHOLE if found.is_whole else BROKEN
    click.echo(
        told(sentence).format(rows=found.rows, seals=found.seals, unsealed=found.unsealed, faults=len(found.faults))
    )
    if not found.is_whole:
        sys.exit(EXIT_FAULTS)


def _month(text: str, lang: str) -> str:
    if not text:
        return ""
    found = MONTH.fullmatch(text)
    if found is None:
        _stop(translator(lang)(NO_MONTH).format(text=text))
    return "".join(found.groups())


def _open(lang: str) -> Callable[[str], str]:
    open_application()
    told = translator(lang)
    if in_application("hutong.config.preparing.is_behind")():
        _stop(told(NOT_MIGRATED))
    return told


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(EXIT_UNUSABLE)
