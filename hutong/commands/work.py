"""``hutong work``: what waits in the background – imports, then determinations of files that changed."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from hutong.commands.application import in_application, open_application

START = "from hutong.commands.main import main; main()"


@click.command()
@click.option("--once", is_flag=True, help="Do what waits now and end.")
@click.option("--beside", type=int, default=0, hidden=True, help="End when this process is gone.")
def work(once: bool, beside: int) -> None:
    """Do what waits: imports in progress, files to be determined anew. 'hutong serve' starts one by itself.

    It may be killed at any moment: another one goes on where it was. Several may run at the same time.
    """
    open_application()
    if once:
        in_application("hutong.exchange.runner.work_once")()
        return
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    in_application("hutong.exchange.runner.work_for_ever")(stop, beside=beside)


@contextmanager
def working_beside() -> Iterator[None]:
    """A runner of its own process for as long as this one serves; it ends by itself should this one be killed."""
    command = [sys.executable, "-c", START, "work", "--beside", str(os.getpid())]
    runner = subprocess.Popen(command, start_new_session=True)
    try:
        yield
    finally:
        runner.terminate()
        try:
            runner.wait(timeout=10)
        except subprocess.TimeoutExpired:
            runner.kill()
