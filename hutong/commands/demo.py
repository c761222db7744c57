"""``hutong demo``: the whole application with two fictitious counties, from nothing, until Ctrl-C."""

import os
import shutil
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from secrets import token_urlsafe
from threading import Thread
from typing import NoReturn

import click
from rich.console import Console
from rich.table import Table

from hutong.commands.application import LOOPBACK, in_application, is_free, open_application, serve_until_stopped
from hutong.commands.stopping import EXIT_UNUSABLE, stopping_clearly
from hutong.commands.work import working_beside
from hutong.lib.translating import LANGUAGES, marked, translator

CHILDREN, SEED = 2_000, 20260101
PASSWORD = "hutong-demo"
"""Known to all: who serves the demo to others than themselves gets another one."""
PORTS = range(8000, 8020)
MARK, RUNNING = ".hutong-demo", "running"
NOT_OURS = ("HUTONG_PRODUCTION", "HUTONG_DATABASE", "HUTONG_KEYS", "HUTONG_SECRET", "HUTONG_HOSTS")
WIDTH_WITHOUT_TERMINAL = 100

NOT_A_DEMO = marked("{folder} holds something else than a demo; name another folder with --home.")
STILL_RUNNING = marked("A demo is running in {folder} (process {number}); end it, or name another folder with --home.")
KNOWN_PASSWORD = marked("Everybody knows the password of this demo; to serve it to others begin anew, without --keep.")
NO_PORT = marked("Port {port} is taken. Give another: --port {other}")
MAKING = marked("Making two fictitious counties …")
MADE = marked("Ready after {seconds} seconds: {children} children in two counties. All people are invented.")
KEPT = marked("The demo of an earlier start goes on.")
OPEN = marked("Open {address} in a browser.")
ALL_ONE = marked("The password of everyone is {password}")
TRY = (
    marked("To try: sign in as yizhang-village and open a child's file; record a fact and see what changes."),
    marked("As yizhang-town: verify a candidate; look at who is owed what they do not receive; import a ledger."),
    marked("As yizhang-county: confirm what the township verified. Ledgers to import: make demo-cli writes some."),
    marked("Without signing in: ask what a child is owed, and read the policy library."),
)
NO_FORCE = marked("A second factor is offered here and forced on nobody; a real county forces it on wide posts.")
END = marked("End it with Ctrl-C. The next start begins anew, unless with --keep.")
HEADS = (marked("User name"), marked("Name"), marked("Role"), marked("Place"))
Told = Callable[[str], str]


@click.command()
@click.option("--home", type=click.Path(path_type=Path), default=Path("demo-home"), show_default=True)
@click.option("--keep", is_flag=True, help="Go on with what an earlier start left in the folder.")
@click.option("--children", type=click.IntRange(2, 20_000), default=CHILDREN, show_default=True)
@click.option("--seed", type=int, default=SEED, show_default=True, help="Another seed makes other families.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), help="The first free one from 8000 on when left out.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)
@stopping_clearly
def demo(home: Path, keep: bool, children: int, seed: int, host: str, port: int | None, lang: str) -> None:
    """Serve the application with a fictitious county in Chenzhou and one in Qijiang, and say whom to sign in as."""
    told, console = translator(lang), Console()
    if not console.is_terminal:
        console = Console(width=WIDTH_WITHOUT_TERMINAL)
    home = home.absolute()
    port = _choose_port(host, port, told)
    is_kept = _take_folder(home, told, keep=keep)
    _set_surroundings(home, host)
    open_application()
    if is_kept:
        _take_up(home, host, console, told)
    else:
        _make(home, children, seed, host, console, told)
    _tell(home, console, lang)
    Thread(target=_tell_when_open, args=(host, port, console, told), daemon=True).start()
    try:
        with working_beside():
            serve_until_stopped(host=host, port=port, workers=2, threads=4)
    finally:
        (home / RUNNING).unlink(missing_ok=True)


def _take_up(home: Path, host: str, console: Console, told: Told) -> None:
    """Go on with a demo, which an older version may have made, unless everybody knows its password."""
    sign_ins = in_application("hutong.demo.town.making.read_sign_ins")(home)
    if host not in LOOPBACK and sign_ins[0].password == PASSWORD:
        (home / RUNNING).unlink()
        _stop(told(KNOWN_PASSWORD))
    in_application("hutong.config.preparing.prepare")()
    console.print(told(KEPT))


def _choose_port(host: str, port: int | None, told: Told) -> int:
    found = next((one for one in ([port] if port else PORTS) if is_free(host, one)), None)
    if found is None:
        last = port or PORTS[-1]
        _stop(told(NO_PORT).format(port=last, other=last + 1))
    return found


def _take_folder(home: Path, told: Told, *, keep: bool) -> bool:
    """Empty the folder, or keep it; True when there is something kept. Never empties what no demo made."""
    mark = home / MARK
    if home.exists() and any(home.iterdir()) and not mark.exists():
        _stop(told(NOT_A_DEMO).format(folder=home))
    number = _running(home)
    if number:
        _stop(told(STILL_RUNNING).format(folder=home, number=number))
    is_kept = keep and mark.exists() and mark.read_text(encoding="utf-8") == "made"
    if not is_kept:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True, mode=0o700)
        mark.write_text("begun", encoding="utf-8")
    (home / RUNNING).write_text(str(os.getpid()), encoding="utf-8")
    return is_kept


def _running(home: Path) -> int:
    """The process that serves this folder; 0 when none does."""
    file = home / RUNNING
    number = int(file.read_text(encoding="utf-8") or 0) if file.exists() else 0
    if not number:
        return 0
    try:
        os.kill(number, 0)
    except OSError:
        return 0
    return number


def _set_surroundings(home: Path, host: str) -> None:
    for name in NOT_OURS:
        os.environ.pop(name, None)
    os.environ["HUTONG_HOME"] = str(home)
    os.environ["HUTONG_SECOND_FACTOR"] = "offered"
    if host not in LOOPBACK:
        os.environ["HUTONG_HOSTS"] = f"{host},127.0.0.1,localhost" if host != "0.0.0.0" else "*"


def _make(home: Path, children: int, seed: int, host: str, console: Console, told: Told) -> None:
    begun = time.monotonic()
    password = PASSWORD if host in LOOPBACK else token_urlsafe(9)
    with console.status(told(MAKING)):
        count = in_application("hutong.demo.town.making.make_demo")(
            home, children=children, seed=seed, password=password
        )
    (home / MARK).write_text("made", encoding="utf-8")
    console.print(told(MADE).format(seconds=round(time.monotonic() - begun), children=count))


def _tell(home: Path, console: Console, lang: str) -> None:
    told, name_choice = translator(lang), in_application("hutong.pages.choices.name_choice")
    sign_ins = in_application("hutong.demo.town.making.read_sign_ins")(home)
    table = Table(*map(told, HEADS))
    for one in sign_ins:
        table.add_row(one.username, one.name, name_choice("role", one.role, lang), one.place)
    console.print(table)
    console.print(told(ALL_ONE).format(password=f"[bold]{sign_ins[0].password}[/bold]"), soft_wrap=True)
    for sentence in TRY:
        console.print(f"· {told(sentence)}", soft_wrap=True)
    console.print(told(NO_FORCE), soft_wrap=True)


def _tell_when_open(host: str, port: int, console: Console, told: Told) -> None:
    """The address, once a browser that opens it finds somebody there."""
    here = "127.0.0.1" if host == "0.0.0.0" else host
    while True:
        try:
            socket.create_connection((here, port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    console.print(told(OPEN).format(address=f"[bold]http://{host}:{port}/[/bold]"), soft_wrap=True)
    console.print(told(END), soft_wrap=True)


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(EXIT_UNUSABLE)
