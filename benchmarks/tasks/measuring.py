"""``python -m benchmarks.tasks.measuring CHILDREN TASKS FOLDER``: in the database that the surroundings name."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

import django

django.setup()

# After the settings are read: this is a program, and models cannot be imported before.
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.figures import Figure  # noqa: E402
from benchmarks.tasks.county import BUSY_VILLAGE, fill_files, fill_tasks, make_county  # noqa: E402
from hutong.staff.models import Post, Worker  # noqa: E402
from hutong.staff.scope import EVERYTHING, acting_as, scope_of  # noqa: E402
from hutong.tasks.draining import settle_tasks_waiting  # noqa: E402
from hutong.tasks.listing import OVERDUE, TO_DO, TODAY, WAITING, Narrowed, count_up_to, list_page  # noqa: E402
from hutong.tasks.models import Task  # noqa: E402
from hutong.tasks.queries import list_workload  # noqa: E402
from hutong.tasks.ticking import tick_clocks  # noqa: E402
from hutong.tasks.together import take_step_of_many  # noqa: E402

AT_ONCE, MOST_SECONDS, MOST_MS, TIMES = 10_000, 10.0, 200.0, 40


def main(children: int, tasks: int, folder: Path) -> None:
    """The figures, one after the other, kept as JSON."""
    make_county()
    fill_files(children)
    found = [*measure_opening(children), *measure_steps()]
    fill_tasks(tasks)
    found += measure_inboxes(tasks)
    (folder / "figures.json").write_text(json.dumps([asdict(one) for one in found]))


def tell(what: str) -> None:
    sys.stderr.write(f"{what}\n")


def measure_opening(children: int) -> Iterator[Figure]:
    """Tasks for everybody, then again when nothing has changed."""
    for what in ("tasks opened for {:,} determinations", "looked at again, nothing having changed: {:,}"):
        begun = perf_counter()
        with acting_as(EVERYTHING):
            done = settle_tasks_waiting(on=timezone.localdate(), at=timezone.now())
            fill_again()
        seconds = perf_counter() - begun
        tell(f"{what.format(children)}: {seconds:.1f} s {done}")
        yield Figure(what.format(children), f"{seconds:.1f} s ({done.opened:,} tasks, {done.causes:,} causes)")


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


def measure_inboxes(tasks: int) -> Iterator[Figure]:
    """The inbox of a village, a township, the county, a department; the workload; a tick."""
    now = timezone.now()
    for kind, name in (
        ("village_committee", "village"), ("township_civil_affairs_office", "township"), ("civil_affairs", "county"),
        ("education", "department"),
    ):  # fmt: skip
        post = Post.objects.filter(body__kind=kind).order_by("pk").first()
        assert post is not None
        with acting_as(scope_of(post.worker, on=timezone.localdate())) as scope:

            def read(scope=scope) -> None:
                count_up_to(Narrowed(), (TODAY, OVERDUE), scope=scope, at=now)
                for tab in (TO_DO, OVERDUE, WAITING):
                    list_page(Narrowed(tab=tab), scope=scope, at=now)

            yield timed(f"inbox of a {name} among {tasks:,} tasks", read)
            yield timed(f"workload seen from there ({name})", lambda area=post.area: list_workload(area, now=now))
    begun = perf_counter()
    with acting_as(EVERYTHING):
        done = tick_clocks(now=now)
    yield Figure(f"a tick: {done.reminded:,} reminders, {done.escalated:,} told up", f"{perf_counter() - begun:.1f} s")


def timed(what: str, act: Callable[[], object]) -> Figure:
    """The middle and the slow end of some repetitions."""
    taken = []
    for _ in range(TIMES):
        begun = perf_counter()
        act()
        taken.append((perf_counter() - begun) * 1000)
    taken.sort()
    middle, slow = taken[TIMES // 2], taken[int(TIMES * 0.95)]
    tell(f"{what}: {middle:.0f} / {slow:.0f} ms")
    return Figure(what, f"{middle:.0f} ms", f"{slow:.0f} ms", f"p95 < {MOST_MS:.0f} ms", slow < MOST_MS)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
