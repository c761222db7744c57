"""``python -m benchmarks.tasks.measuring DETERMINATIONS FOLDER``: in the database that the surroundings name."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

import django

django.setup()

# After the settings are read: this is a program, and models cannot be imported before.
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.figures import Figure  # noqa: E402
from benchmarks.tasks.county import BUSY_VILLAGE, fill_files, make_county  # noqa: E402
from hutong.determinations.processes import count_processes  # noqa: E402
from hutong.staff.models import Worker  # noqa: E402
from hutong.staff.scope import EVERYTHING, acting_as, scope_of  # noqa: E402
from hutong.tasks.draining import settle_tasks_waiting  # noqa: E402
from hutong.tasks.models import Task  # noqa: E402
from hutong.tasks.together import take_step_of_many  # noqa: E402

AT_ONCE, MOST_SECONDS = 10_000, 10.0


def main(determinations: int, folder: Path) -> None:
    """The figures, one after the other, kept as JSON."""
    make_county()
    fill_files(determinations)
    found = [*measure_opening(determinations), *measure_steps()]
    (folder / "figures.json").write_text(json.dumps([asdict(one) for one in found]))


def tell(what: str) -> None:
    sys.stderr.write(f"{what}\n")


def measure_opening(children: int) -> Iterator[Figure]:
    """Tasks for everybody, then again when nothing has changed."""
    for what in ("tasks opened for {:,} determinations", "looked at again, nothing having changed: {:,}"):
        begun = perf_counter()
        with acting_as(EVERYTHING):
            done = settle_tasks_waiting(on=timezone.localdate(), at=timezone.now(), processes=count_processes())
        seconds = perf_counter() - begun
        tell(f"{what.format(children)}: {seconds:.1f} s {done}")
        yield Figure(what.format(children), f"{seconds:.1f} s", f"{done.opened:,} tasks, {done.causes:,} causes")
        fill_again()


def fill_again() -> None:
    """Word is left of every file once more."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO determinations_concluded (child_id, "on") SELECT id, current_date FROM children_child'
        )


def measure_steps() -> Iterator[Figure]:
    """One step on ten thousand tasks of one post."""
    worker = Worker.objects.get(posts__area=BUSY_VILLAGE)
    with acting_as(scope_of(worker, on=timezone.localdate())):
        uids = list(Task.objects.filter(area=BUSY_VILLAGE, state="open").values_list("uid", flat=True)[:AT_ONCE])
        for step in ("accept", "pause", "resume", "finish"):
            begun = perf_counter()
            many = take_step_of_many(tasks=uids, step=step, by=worker, at=timezone.now(), words="measured")
            seconds = perf_counter() - begun
            tell(f"{step}: {many.taken} in {seconds:.1f} s")
            what = f"{step} {many.taken:,} tasks at once"
            yield Figure(what, f"{seconds:.1f} s", "", f"< {MOST_SECONDS:.0f} s", seconds < MOST_SECONDS)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
