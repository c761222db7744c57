"""Run by the tests of killed imports as a process of its own: ``python -m hutong.exchange.tests.killable ACT``."""

import os
import sys
from pathlib import Path

import django

ROWS = 150


def begin() -> None:
    """An empty database, and an import of made-up children waiting to be written."""
    from django.core.management import call_command

    from hutong.exchange.actions import confirm
    from hutong.exchange.tests import making
    from hutong.staff.scope import acting_as

    call_command("migrate", verbosity=0)
    officer = making.make_officer()
    with acting_as(making.scope(officer)):
        folder = Path(os.environ["HUTONG_HOME"])
        batch = making.try_out(folder, officer, making.make_children(ROWS))
        confirm(batch=batch, by=officer, at=making.AT)


def work() -> None:
    """Do what waits in small chunks, as slowly as a loaded machine; say when it begins."""
    from hutong.exchange import applying, jobs, runner, undoing

    applying.CHUNK = undoing.CHUNK = 6
    jobs.BREATH_SECONDS = 0.02
    jobs.release_leases()
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    runner.work_on_imports()


def undo() -> None:
    """Ask for the import to be undone."""
    from hutong.exchange import actions
    from hutong.exchange.models import Import
    from hutong.exchange.tests import making
    from hutong.staff.models import Worker
    from hutong.staff.scope import acting_as

    officer = Worker.objects.get()
    with acting_as(making.scope(officer)):
        actions.undo(batch=Import.objects.get(), by=officer, at=making.AT)


if __name__ == "__main__":
    django.setup()
    {"begin": begin, "work": work, "undo": undo}[sys.argv[1]]()
