"""The parts that are measured: tasks opened and taken on by the thousand, and pages among millions of tasks."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from benchmarks.figures import Figure
from benchmarks.files.measuring import cpu_below, postmaster
from benchmarks.files.parts import MOST_MS, PORT, USERS, WARM_UP, fill, serving, think, wait_until_idle
from benchmarks.files.server import kept_server, open_database
from benchmarks.files.visiting import Times, visit
from benchmarks.tasks.asking import INBOX, LEVELS, PAGES, TaskVisit, name_of, read_visitors

Tell = Callable[[str], None]


def measure_opening(data: Path, determinations: int, tell: Tell) -> Iterator[Figure]:
    """Tasks opened for files that were determined, and a step with ten thousand, in a county of its own."""
    folder = data / "opening"
    subprocess.run(["rm", "-rf", str(folder)], check=True)
    (folder / "home").mkdir(parents=True)
    tell(f"a county with {determinations:,} determinations …")
    with kept_server(folder / "server") as address:
        program = [sys.executable, "-m", "benchmarks.tasks.measuring", str(determinations), str(folder)]
        subprocess.run(program, env=open_database(address, folder / "home"), check=True)
    told = json.loads((folder / "figures.json").read_text())
    subprocess.run(["rm", "-rf", str(folder)], check=True)
    yield from (Figure(**one) for one in told)


def fill_tasks(data: Path, children: int, tasks: int, tell: Tell) -> None:
    """The population of the files, and tasks among it, where they are not there yet."""
    fill(data, children, tell)
    done = data / "home" / f"tasks-{tasks}"
    if done.exists():
        return
    if others := list((data / "home").glob("tasks-*")):
        raise SystemExit(f"{others[0]}: there are tasks of another number already; remove {data} or ask for as many")
    tell(f"filling {data} with {tasks:,} tasks, once …")
    with kept_server(data / "server", fills=True) as address:
        program = [sys.executable, "-m", "benchmarks.tasks.filling", str(tasks), str(data / "home")]
        subprocess.run(program, env=open_database(address, data / "home"), check=True)
    done.touch()


def measure_pages(data: Path, tell: Tell, *, seconds: float, users: int = USERS) -> Iterator[Figure]:
    """Fifty users who think five seconds, over HTTP, once the server has nothing else to do."""
    with kept_server(data / "server") as address:
        surroundings = open_database(address, data / "home")
        file = data / "home" / "task-visitors.json"
        tell("users …")
        subprocess.run([sys.executable, "-m", "benchmarks.tasks.users", str(file)], env=surroundings, check=True)
        with serving(data, address) as pid:
            head = postmaster(data / "server")
            tell("waiting until the server has begun the day …")
            wait_until_idle(pid, head, tell)
            visitors = Random(users).sample(known := read_visitors(file), min(users, len(known)))
            tell(f"{len(visitors)} users, {seconds:.0f} s …")
            before = cpu_below(pid), cpu_below(head)
            times = visit(visitors, PORT, seconds=seconds, pause=think, warm_up=WARM_UP, begin=TaskVisit)
            used = cpu_below(pid) - before[0], cpu_below(head) - before[1]
    yield from _of_pages(times)
    asked = times.count * (seconds + WARM_UP) / seconds
    told = "; ".join(f"{one * 1000 / asked:.0f}" for one in used)
    yield Figure(
        "requests a second; CPU ms of a request: application; database", f"{times.count / seconds:.1f}; {told}"
    )


def _of_pages(times: Times) -> Iterator[Figure]:
    """All pages; every inbox by level; every kind of page."""
    yield _figure("all pages", times, [name_of(page, level) for page in PAGES for level in LEVELS])
    for level in LEVELS:
        yield _figure(f"inboxes of a {level}", times, [name_of(page, level) for page in INBOX])
    for page in PAGES:
        what = f"inbox: {page}" if page in INBOX else page
        yield _figure(what, times, [name_of(page, level) for level in LEVELS])


def _figure(what: str, times: Times, names: list[str]) -> Figure:
    p50, p95, p99 = (times.percentile(share, *names) for share in (0.5, 0.95, 0.99))
    count = sum(len(times.taken.get(name, ())) for name in names)
    aim = f"p95 < {MOST_MS:.0f} ms"
    return Figure(f"{what} ({count:,})", f"{p50:.0f} ms", f"{p95:.0f} / {p99:.0f} ms", aim, p95 < MOST_MS)
