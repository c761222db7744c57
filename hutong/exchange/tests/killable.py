"""Run by the tests of killed imports as a process of its own: ``python -m hutong.exchange.tests.killable ACT``."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django

django.setup()

# After the settings are read: this is a program, and models cannot be imported before.
from django.core.management import call_command  # noqa: E402

from hutong.exchange import applying, applying_together, jobs, runner, undoing  # noqa: E402
from hutong.exchange.actions import confirm  # noqa: E402
from hutong.exchange.actions import undo as ask_to_undo  # noqa: E402
from hutong.exchange.models import Import  # noqa: E402
from hutong.exchange.tests.making import AT, make_children, make_officer, scope, try_out  # noqa: E402
from hutong.staff.models import Worker  # noqa: E402
from hutong.staff.scope import acting_as  # noqa: E402

ROWS = 150


def begin() -> None:
    """An empty database, and an import of made-up children waiting to be written."""
    call_command("migrate", verbosity=0)
    officer = make_officer()
    with acting_as(scope(officer)):
        batch = try_out(Path(os.environ["HUTONG_HOME"]), officer, make_children(ROWS))
        confirm(batch=batch, by=officer, at=AT)


def work() -> None:
    """Do what waits in small chunks, as slowly as a loaded machine; say when it begins."""
    applying.CHUNK = undoing.CHUNK = 6
    jobs.BREATH_SECONDS = 0.02
    jobs.release_leases()
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    runner.work_on_imports()


def work_together() -> None:
    """The same by two processes."""
    with patch.object(jobs, "count_processes", return_value=2):
        work()


def lose_a_process() -> None:
    """The same by two processes, of which one is killed after the first rows."""

    def write(*given: Any, **named: Any) -> Iterator[int]:
        for number, count in enumerate(applying_together.write_together(*given, **named)):
            if number == 0:
                process = multiprocessing.active_children()[0]
                assert process.pid is not None
                os.kill(process.pid, signal.SIGKILL)
            yield count

    with patch.object(jobs, "write_together", write):
        work_together()


def undo() -> None:
    """Ask for the import to be undone."""
    officer = Worker.objects.get()
    with acting_as(scope(officer)):
        ask_to_undo(batch=Import.objects.get(), by=officer, at=AT)


if __name__ == "__main__":
    acts = {"begin": begin, "work": work, "undo": undo, "together": work_together, "lose": lose_a_process}
    acts[sys.argv[1]]()
