"""``hutong emergency-lists``: every night, what a township needs on the day on which the server is gone."""

import sys
from datetime import datetime
from pathlib import Path

import click

from hutong.commands.application import in_application, open_application
from hutong.commands.serve import NOT_MIGRATED
from hutong.commands.stopping import EXIT_FAULTS, EXIT_UNUSABLE, stopping_clearly
from hutong.lib.dates import HERE, today
from hutong.lib.translating import LANGUAGES, marked, translator

WRITTEN = marked("{file}: {children} children, any two of {keepers} keepers open it.")
TOO_FEW = marked("{area}: no list, {keepers} keepers are ready and two are needed. The county names them: /emergency")
NOBODY = marked("No township has keepers yet. The county names them: /emergency")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)
@stopping_clearly
def emergency_lists(folder: Path, lang: str) -> None:
    """Write the emergency list of each township over yesterday's. Keep the folder where people reach it without us."""
    told = translator(lang)
    open_application()
    if in_application("hutong.config.preparing.is_behind")():
        click.echo(told(NOT_MIGRATED), err=True)
        sys.exit(EXIT_UNUSABLE)
    at = datetime.now(HERE)
    scope = in_application("hutong.staff.scope.acting_as")
    with scope(in_application("hutong.staff.scope.EVERYTHING")):
        written = in_application("hutong.exchange.emergency.writing.write_lists")(folder, on=today(), at=at)
    if not written:
        click.echo(told(NOBODY), err=True)
    for one in written:
        if one.file:
            click.echo(told(WRITTEN).format(file=one.file, children=one.children, keepers=one.keepers))
        else:
            click.echo(told(TOO_FEW).format(area=one.area, keepers=one.keepers), err=True)
    if any(one.file is None for one in written):
        sys.exit(EXIT_FAULTS)
