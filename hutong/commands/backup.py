"""``hutong backup`` and ``hutong restore``: everything in one sealed file, and back into an empty place."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from hutong.commands.application import in_application, open_application
from hutong.commands.serve import NOT_MIGRATED
from hutong.commands.stopping import EXIT_UNUSABLE, say_why, stopping_clearly
from hutong.lib.sealing import SealingError
from hutong.lib.translating import LANGUAGES, marked, translator

MADE = marked("{file}: {rows} rows and {files} files, {size} MB, sealed with key {number}. Copy it elsewhere.")
WHOLE = marked("{file} is whole: made {made}, {rows} rows, {files} files. Nothing was written.")
RESTORED = marked("{rows} rows and {files} files of {made} are back. Then: hutong migrate, hutong audit verify")
REMOVED = marked("{count} older backups were removed.")
NAME = "hutong-{at:%Y%m%d-%H%M%S}.backup"
LANG = click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(1), help="In a folder: keep so many backups, remove older ones.")
@LANG
@stopping_clearly
def backup(target: Path, keep: int | None, lang: str) -> None:
    """Write everything into a sealed file, or into a new one in a folder, while people work."""
    told = translator(lang)
    open_application()
    if in_application("hutong.config.preparing.is_behind")():
        _stop(told(NOT_MIGRATED))
    at = datetime.now().astimezone()
    file = target / NAME.format(at=at) if target.is_dir() else target
    contents = _try(lang, lambda: in_application("hutong.exchange.backups.making.make_backup")(file, at=at))
    size = f"{file.stat().st_size / 1e6:.1f}"
    number = in_application("hutong.staff.sealed_fields.get_keyring")().now.newest
    click.echo(told(MADE).format(file=file, size=size, number=number, **_count(contents)))
    if keep and target.is_dir() and (count := _remove_older(target, keep)):
        click.echo(told(REMOVED).format(count=count))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--check", is_flag=True, help="Only look whether the backup is whole and opens with the keys here.")
@LANG
@stopping_clearly
def restore(file: Path, check: bool, lang: str) -> None:
    """Bring a backup back into an empty database and an empty folder of files."""
    told = translator(lang)
    open_application()
    if check:
        contents = _try(lang, lambda: in_application("hutong.exchange.backups.bringing_back.check_backup")(file))
        click.echo(told(WHOLE).format(file=file, made=contents["made"], **_count(contents)))
        return
    at = datetime.now().astimezone()
    bring_back = in_application("hutong.exchange.backups.bringing_back.restore_backup")
    contents = _try(lang, lambda: bring_back(file, at=at))
    click.echo(told(RESTORED).format(made=contents["made"], **_count(contents)))


def _count(contents: dict[str, Any]) -> dict[str, int]:
    return {"rows": sum(contents["rows"].values()), "files": len(contents["sums"]) - 1}


def _remove_older(folder: Path, keep: int) -> int:
    older = sorted(folder.glob("hutong-*.backup"))[:-keep]
    for one in older:
        one.unlink()
    return len(older)


def _try(lang: str, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the act returns; where it cannot be done, why."""
    failing = in_application("hutong.exchange.backups.errors.BackupError")
    try:
        return act()
    except (SealingError, failing) as error:  # type: ignore[misc]
        _stop(say_why(error, lang))


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(EXIT_UNUSABLE)
