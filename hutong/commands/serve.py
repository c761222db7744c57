"""``hutong serve`` and ``hutong migrate``: the web application where it is to stay."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

import click

from hutong.commands.application import in_application, is_free, open_application, serve_until_stopped
from hutong.commands.stopping import EXIT_UNUSABLE
from hutong.commands.work import working_beside
from hutong.lib.translating import LANGUAGES, marked, translator
from hutong.places.errors import DivisionsMissing

NOT_MIGRATED = marked("The database is not up to date. Run first: hutong migrate")
NO_STATIC = marked("The style sheets are not prepared. Run first: hutong migrate")
PORT_TAKEN = marked("Port {port} is taken. Give another: --port {other}")
NOT_FORCED = marked("HUTONG_SECOND_FACTOR=offered: nobody has to have a second factor; a stolen password is enough.")
NO_DATABASE = marked("The database does not answer. Start it, or correct HUTONG_DATABASE; then start this again.")
WAITING = marked("The database does not answer yet; it is waited for, {seconds} seconds at most.")
WAITS_SECONDS = 60
SERVING = marked("Hutong answers at http://{host}:{port} – end it with Ctrl-C.")
MIGRATED = marked("The database is up to date.")
LOADED = marked("{count} divisions are new.")
LANG = click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Behind a server for HTTPS: leave it so.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Threads of each process.")
@LANG
def serve(host: str, port: int, workers: int, threads: int, lang: str) -> None:
    """Serve the web application; HUTONG_… variables say where its data lies (deploy/README.md)."""
    open_application()
    told = translator(lang)
    wait_for_database(told)
    if in_application("hutong.config.preparing.is_behind")():
        _stop(told(NOT_MIGRATED))
    if in_application("hutong.config.preparing.is_without_static")():
        _stop(told(NO_STATIC))
    if not is_free(host, port):
        _stop(told(PORT_TAKEN).format(port=port, other=port + 1))
    if not in_application("hutong.config.preparing.is_factor_forced")():
        say(told(NOT_FORCED))
    say(told(SERVING).format(host=host, port=port), err=False)
    with working_beside():
        serve_until_stopped(host=host, port=port, workers=workers, threads=threads)


@click.command()
@click.option("--places", multiple=True, metavar="CODE", help="Load the townships and villages of a county too.")
@LANG
def migrate(places: tuple[str, ...], lang: str) -> None:
    """Bring the database up to date, with the divisions of the country, and prepare the style sheets."""
    open_application()
    told = translator(lang)
    wait_for_database(told)
    try:
        count = in_application("hutong.config.preparing.prepare")(places)
    except DivisionsMissing as error:
        _stop(str(error))
    click.echo(told(LOADED).format(count=count))
    click.echo(told(MIGRATED))


def wait_for_database(told: Callable[[str], str], *, seconds: float = WAITS_SECONDS) -> None:
    """After a restart of the machine the database may come later than we do. Stops where it does not come at all."""
    is_there, last = in_application("hutong.config.preparing.is_database_there"), time.monotonic() + seconds
    if is_there():
        return
    say(told(WAITING).format(seconds=round(seconds)))
    while not is_there():
        if time.monotonic() > last:
            _stop(told(NO_DATABASE))
        time.sleep(1)


def say(message: str, *, err: bool = True) -> None:
    """Tell the operator; a log without space keeps nobody from serving."""
    with suppress(OSError):
        click.echo(message, err=err)


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(EXIT_UNUSABLE)
