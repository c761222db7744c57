"""Run by a test as a program of its own: tasks settled by two processes, of which one is killed on the way."""

import multiprocessing
import os
import signal
import sys

import django

django.setup()

# After the settings are read: this is a program, and models cannot be imported before.
from django.core.management import call_command  # noqa: E402

from hutong.children.tests.making import NOW, TODAY  # noqa: E402
from hutong.determinations.actions import settle_waiting  # noqa: E402
from hutong.determinations.tests.making import make_orphan  # noqa: E402
from hutong.staff.scope import EVERYTHING, acting_as  # noqa: E402
from hutong.tasks import draining  # noqa: E402

FILES, IN_A_LOT = 24, 2


def main(*, kills: bool) -> None:
    """An empty database with files that were determined; their tasks are settled, and how many is told."""
    call_command("migrate", verbosity=0)
    draining.AT_ONCE = IN_A_LOT
    left = [kills]

    def kill_one(files: int) -> None:
        if left.pop() if left else False:
            process = multiprocessing.active_children()[0]
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)

    with acting_as(EVERYTHING):
        for _ in range(FILES):
            make_orphan()
        settle_waiting(on=TODAY, at=NOW)
        done = draining.settle_tasks_waiting(on=TODAY, at=NOW, processes=2, advance=kill_one)
    sys.stdout.write(f"{done.files} {done.opened}\n")


if __name__ == "__main__":
    main(kills=sys.argv[1] == "kill")
