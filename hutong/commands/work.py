"""``hutong work``: what waits in the background – imports, then determinations of files that changed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from hutong.commands.application import in_application, open_application

START = "from hutong.commands.main import main; main()"
SHORTEST_WAIT, LONGEST_WAIT, LASTED = 0.5, 30.0, 60.0
"""Seconds until a runner that ended is started anew; doubled each time it did not even last for a while."""
PATIENCE_SECONDS = 10


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
    kept = KeptRunner()
    kept.start()
    try:
        yield
    finally:
        kept.end()


class KeptRunner(threading.Thread):
    """Starts a runner, and another one whenever it ended: killed for want of memory, or by somebody's mistake.

    The first one is there before the server makes processes of its own: one that came about in the same moment would
    hold the pipe by which a started program says that it began.
    """

    def __init__(self) -> None:
        super().__init__(name="runner", daemon=True)
        self._ends = threading.Event()
        self._lock = threading.Lock()
        self._runner: subprocess.Popen[bytes] | None = self._begin()

    def run(self) -> None:
        """Until it is told to end."""
        wait = SHORTEST_WAIT
        while self._runner is not None:
            begun = time.monotonic()
            self._runner.wait()
            wait = SHORTEST_WAIT if time.monotonic() - begun > LASTED else min(wait * 2, LONGEST_WAIT)
            self._ends.wait(wait)
            self._renew()

    def end(self) -> None:
        """End the runner, and start none any more."""
        self._ends.set()
        with self._lock:
            runner = self._runner
        if runner is None:
            return
        runner.terminate()
        try:
            runner.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            runner.kill()

    def _renew(self) -> None:
        """Another one; none where none is wanted any more."""
        with self._lock:
            self._runner = None if self._ends.is_set() else self._begin()

    @staticmethod
    def _begin() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-c", START, "work", "--beside", str(os.getpid())]
        return subprocess.Popen(command, start_new_session=True)
