"""``hutong reseal``: seal everything with the newest key while people work, and take the older keys out of use."""

import sys
import time
from collections.abc import Callable
from datetime import datetime

import click

from hutong.commands.application import in_application, open_application
from hutong.commands.keys import usual_key_file
from hutong.commands.serve import NOT_MIGRATED
from hutong.commands.stopping import EXIT_UNUSABLE, stopping_clearly
from hutong.lib.key_files import SECONDS_BETWEEN_LOOKS, read_keyring, write_keyring
from hutong.lib.sealing import without_older_keys
from hutong.lib.translating import LANGUAGES, marked, translator

DOORS = (
    "hutong.staff.resealing.reseal_columns",
    "hutong.children.evidence.reseal_papers",
    "hutong.protection.attaching.reseal_attachments",
    "hutong.exchange.sealed_files.reseal_kept_files",
)
RESEALED = marked("{count} values and files are sealed with key {number} now; nothing is left under an older key.")
RETIRED = marked(
    "The older keys are out of use; they lie in {file}. Backups made before today open with that file alone: "
    "keep it as long as those backups, in another place."
)
ONE_KEY = marked("There is only one key, number {number}. A new one: hutong keys --renew")


@click.command()
@click.option("--retire", is_flag=True, help="Afterwards take the older keys out of the key file.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)
@stopping_clearly
def reseal(retire: bool, lang: str) -> None:
    """Seal everything with the newest key. People go on working meanwhile; stopped, it goes on when run again."""
    told = translator(lang)
    open_application()
    if in_application("hutong.config.preparing.is_behind")():
        click.echo(told(NOT_MIGRATED), err=True)
        sys.exit(EXIT_UNUSABLE)
    count = _reseal_all()
    keyring = read_keyring(usual_key_file())
    click.echo(told(RESEALED).format(count=count, number=keyring.newest))
    if retire and len(keyring.keys) == 1:
        click.echo(told(ONE_KEY).format(number=keyring.newest))
    elif retire:
        _retire(told)


def _reseal_all() -> int:
    """Until a pass finds nothing more: a process may seal with the older key for a second after a newer one came."""
    count = 0
    with click.progressbar(length=0, file=sys.stderr, hidden=not sys.stderr.isatty(), show_pos=True) as bar:
        while done := _pass_over(bar.update):
            count += done
            time.sleep(2 * SECONDS_BETWEEN_LOOKS)
    return count


def _pass_over(advance: Callable[[int], None]) -> int:
    scope = in_application("hutong.staff.scope.acting_as")
    with scope(in_application("hutong.staff.scope.EVERYTHING")):
        return sum(in_application(door)(advance=advance) for door in DOORS)


def _retire(told: Callable[[str], str]) -> None:
    file = usual_key_file()
    older = file.with_name(f"{file.stem}-until-{datetime.now().astimezone():%Y%m%d-%H%M%S}{file.suffix}")
    keyring = read_keyring(file)
    write_keyring(keyring, older)
    write_keyring(without_older_keys(keyring), file)
    click.echo(told(RETIRED).format(file=older))
