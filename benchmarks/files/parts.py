"""The parts that are measured: pages for fifty users and at the highest rate, an import, everybody determined anew."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from random import Random

from benchmarks.figures import Figure
from benchmarks.files.measuring import RUN, CommandFailed, Taken, cpu_below, postmaster, run_command, run_program
from benchmarks.files.server import kept_server, open_database
from benchmarks.files.visiting import LIST, PAGES, Times, Visit, Visitor, read_visitors, visit

PORT = 8797
THINK, USERS, COUNTED, WARM_UP = 5.0, 50, 90.0, 25.0
STEPS, STEP_SECONDS = (1, 2, 3, 4, 6, 8), 15.0
MOST_MS, MOST_SECONDS = 200.0, 120.0
MOST_TOLD = f"< {MOST_SECONDS:.0f} s"
IDLE, IDLE_SECONDS, MOST_SECONDS_TO_BEGIN = 0.15, 10, 900
"""So much of a core is used by a server with nothing to do; for so long it must not use more."""
Tell = Callable[[str], None]


def fill(data: Path, children: int, tell: Tell) -> None:
    """The population, where it is not there yet."""
    done = data / "home" / f"filled-{children}"
    if done.exists():
        return
    tell(f"filling {data} with {children:,} children, once …")
    (data / "home").mkdir(parents=True, exist_ok=True)
    with kept_server(data / "server", fills=True) as address:
        command = [sys.executable, "-m", "benchmarks.files.population", str(children), str(data / "home")]
        subprocess.run(command, env=open_database(address, data / "home"), check=True)
    done.touch()


def measure_pages(data: Path, children: int, tell: Tell) -> Iterator[Figure]:
    """Fifty users who think five seconds; then fewer who do not think, until the machine does no more."""
    fill(data, children, tell)
    with kept_server(data / "server") as address, serving(data, address) as pid:
        visitors = read_visitors(data / "home" / "visitors.json")
        head = postmaster(data / "server")
        tell("waiting until the server has begun the day …")
        wait_until_idle(pid, head, tell)
        tell(f"{USERS} users …")
        before = cpu_below(pid), cpu_below(head)
        times = visit(_all(visitors), PORT, seconds=COUNTED, pause=think, warm_up=WARM_UP, begin=Visit)
        used = cpu_below(pid) - before[0], cpu_below(head) - before[1]
        yield from _of_pages(f"{USERS} users", times)
        yield Figure(
            f"{USERS} users: requests a second; CPU ms of a request: application, database",
            f"{times.count / COUNTED:.1f}; {_each(used[0], times)}, {_each(used[1], times)}",
        )
        best: tuple[float, int, Times] | None = None
        for step in STEPS:
            tell(f"{step} at a time, without a pause …")
            times = visit(
                visitors[1 : step + 1], PORT, seconds=STEP_SECONDS, pause=lambda _: 0.0, warm_up=3.0, begin=Visit
            )
            rate = times.count / STEP_SECONDS
            if times.percentile(0.95) < MOST_MS and (best is None or rate > best[0]):
                best = rate, step, times
            tell(f"  {rate:.1f} a second, p95 {times.percentile(0.95):.0f} ms")
        if best is None:
            yield Figure("highest steady rate", "none", aim=f"p95 < {MOST_MS:.0f} ms", is_met=False)
            return
        yield Figure(f"highest steady rate with p95 < {MOST_MS:.0f} ms, {best[1]} at a time", f"{best[0]:.1f} a second")
        yield from _of_pages("at that rate", best[2])


def _each(seconds: float, times: Times) -> str:
    """CPU of one request; what the warm-up used is spread over as many more."""
    return f"{seconds * 1000 / (times.count * (COUNTED + WARM_UP) / COUNTED):.0f}"


def think(random: Random) -> float:
    """Five seconds on average."""
    return random.uniform(THINK / 2, THINK * 1.5)


def _all(visitors: list[Visitor]) -> list[Visitor]:
    return [visitors[number % len(visitors)] for number in range(USERS)]


def _of_pages(who: str, times: Times) -> Iterator[Figure]:
    for name, pages in (("all pages", PAGES), (LIST, (LIST,)), *((page, (page,)) for page in PAGES[1:])):
        p50, p95, p99 = (times.percentile(share, *pages) for share in (0.5, 0.95, 0.99))
        counted = sum(len(times.taken[page]) for page in pages)
        yield Figure(
            f"{who}: {name} ({counted:,})", f"{p50:.0f} ms", f"{p95:.0f} / {p99:.0f} ms",
            f"p95 < {MOST_MS:.0f} ms", p95 < MOST_MS,
        )  # fmt: skip


def wait_until_idle(pid: int, head: int, tell: Tell) -> None:
    """The runner beside the server begins the day first: that is not what is measured."""
    begun, quiet = time.monotonic(), 0
    last = cpu_below(pid) + cpu_below(head)
    while quiet < IDLE_SECONDS and time.monotonic() - begun < MOST_SECONDS_TO_BEGIN:
        time.sleep(1)
        now = cpu_below(pid) + cpu_below(head)
        quiet = quiet + 1 if now - last < IDLE else 0
        last = now
    tell(f"idle after {time.monotonic() - begun:.0f} s")


@contextmanager
def serving(data: Path, address: str) -> Iterator[int]:
    """``hutong serve`` as it is, on this machine; its process."""
    environment = open_database(address, data / "home")
    command = [sys.executable, "-c", RUN, "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(server)
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=120)


def _wait(server: "subprocess.Popen[bytes]") -> None:
    for _ in range(240):
        time.sleep(0.5)
        if server.poll() is not None:
            raise CommandFailed("hutong serve ended at once")
        connection = HTTPConnection("127.0.0.1", PORT, timeout=5)
        try:
            connection.request("GET", "/health")
            connection.getresponse().read()
        except OSError:
            continue
        return
    raise CommandFailed("hutong serve did not answer")


def measure_import(data: Path, rows: int, tell: Tell) -> Iterator[Figure]:
    """A ledger of the demo's families: looked at, tried, written by the runner; what of it is left is settled."""
    with _small_county(data, tell) as (environment, server):
        tell(f"a ledger of {rows:,} rows …")
        program = ["-m", "benchmarks.files.bringing_in"]
        run_program([*program, "ledger", str(rows)], environment=environment, server=server)
        took: list[tuple[str, Taken]] = []
        for act, name in (("look", "read its head"), ("plan", "trial run"), ("apply", "write")):
            run_program([*program, act], environment=environment, server=server)
            tell(f"{name} …")
            took.append((name, run_program([*program, "work"], environment=environment, server=server)))
        tell("determine what was imported …")
        settled = run_command("settle", environment=environment, server=server)
    for name, one in took:
        yield _of_work(f"import of {rows:,} rows: {name}", one)
    seconds = sum(one.seconds for _, one in took)
    yield Figure(f"import of {rows:,} rows: all", f"{seconds:.0f} s", "", MOST_TOLD, seconds < MOST_SECONDS)
    yield _of_work(f"determinations of {rows:,} new files", settled, most=MOST_SECONDS)


def measure_settling(data: Path, rows: int, tell: Tell) -> Iterator[Figure]:
    """Every file of that import anew, on the day after: nothing is the same, little has changed."""
    with kept_server(data / "import-server") as address:
        environment = open_database(address, data / "import-home")
        tell("everybody anew …")
        program = ["-m", "benchmarks.files.bringing_in", "settle-tomorrow"]
        taken = run_program(program, environment=environment, server=data / "import-server")
    yield _of_work(f"re-determination of {rows:,} files on the next day", taken, most=MOST_SECONDS)


def _of_work(what: str, taken: Taken, *, most: float | None = None) -> Figure:
    told = f"{taken.seconds:.0f} s"
    cpu = f"CPU {taken.cpu:.0f} + {taken.database_cpu:.0f} s, {taken.peak:.0f} MiB"
    if most is None:
        return Figure(what, told, cpu)
    return Figure(what, told, cpu, f"< {most:.0f} s", taken.seconds < most)


@contextmanager
def _small_county(data: Path, tell: Tell) -> Iterator[tuple[dict[str, str], Path]]:
    """A county without children, its server new."""
    server, home = data / "import-server", data / "import-home"
    for folder in (server, home):
        subprocess.run(["rm", "-rf", str(folder)], check=True)
    home.mkdir(parents=True)
    with kept_server(server) as address:
        environment = open_database(address, home)
        tell("a county …")
        run_program(["-m", "benchmarks.files.bringing_in", "county"], environment=environment, server=server)
        yield environment, server
