"""``python -m benchmarks.reliability``: a burst of sign-ins, steady reading, and a database that is gone for a minute.

The application is served as it comes (``hutong serve``) on a PostgreSQL of its own; visitors are on the same machine.
``--write`` renews docs/reliability.md.
"""

import asyncio
import os
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import click

from benchmarks.machine import describe_processor
from hutong.commands.tests.running import get_free_port, serving
from tests.faults.machine import Database, find_runner, list_web_workers, prepare_town, running_database, wait_for
from tests.faults.visiting import NAME, PASSWORD, Visitor, read_hidden

PAGE = Path(__file__).parent.parent / "docs" / "reliability.md"
BEGIN, END = "<!-- figures: written by make bench-reliability -->", "<!-- figures: end -->"
LONGEST_SECONDS = 180
OPEN_FILES = 8192


@dataclass
class Burst:
    """What came of many sign-ins at once."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    most_memory: int = 0

    def note(self, status: str, seconds: float) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.seconds.append(seconds)

    def percentile(self, share: float) -> float:
        """Seconds within which so many were in."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def send(port: int, method: str, path: str, cookies: dict[str, str], body: str = "") -> tuple[int, str]:
    """One request over a connection of its own; cookies are kept."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", "Accept-Language: zh-CN"]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    writer.write(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
    await writer.drain()
    answer = (await reader.read()).decode(errors="replace")
    writer.close()
    head, _, text = answer.partition("\r\n\r\n")
    for line in head.split("\r\n"):
        name, _, value = line.partition(": ")
        if name.lower() == "set-cookie":
            cookie, _, held = value.partition(";")[0].partition("=")
            cookies[cookie] = held
    return int(head.split()[1]), text


async def come_in(port: int, name: str, burst: Burst) -> None:
    """The page of signing in, the password, the overview; a refusal in error is noted by what it was."""
    begun, cookies = time.monotonic(), {}  # type: float, dict[str, str]
    try:
        _, page = await send(port, "GET", "/sign-in", cookies)
        fields = {**read_hidden(page), "username": name, "password": PASSWORD}
        status, _ = await send(port, "POST", "/sign-in", cookies, urlencode(fields))
        if status == 302:
            status, _ = await send(port, "GET", "/home", cookies)
        burst.note(str(status), time.monotonic() - begun)
    except (OSError, ValueError, IndexError) as error:
        burst.note(type(error).__name__, time.monotonic() - begun)


def sign_in_at_once(port: int, count: int, server: int) -> Burst:
    """So many people, all in the same moment, each with a name of their own."""
    burst = Burst()

    async def everybody() -> None:
        await asyncio.gather(*(come_in(port, f"{NAME}{number}", burst) for number in range(count)))

    with watched_memory(server, burst):
        asyncio.run(everybody())
    return burst


@contextmanager
def watched_memory(server: int, burst: Burst) -> Iterator[None]:
    """The most that those who answer held together, in bytes."""
    ends = threading.Event()

    def watch() -> None:
        while not ends.wait(0.2):
            held = sum(read_memory(worker) for worker in list_web_workers(server))
            burst.most_memory = max(burst.most_memory, held)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        ends.set()
        watching.join()


def read_memory(number: int) -> int:
    """What a process holds of memory alone or shared, in bytes."""
    try:
        return int((Path("/proc") / str(number) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def read_steadily(port: int, seconds: float, visitors: int) -> Burst:
    """Visitors who read one page after the other: the overview, the list, a file."""
    reads, last = Burst(), time.monotonic() + seconds
    lock = threading.Lock()

    def visit(name: str) -> None:
        visitor = Visitor(port)
        visitor.sign_in(name)
        pages = ["/home", "/children", "/library"]
        while time.monotonic() < last:
            for page in pages:
                begun = time.monotonic()
                status = visitor.get(page).status
                with lock:
                    reads.note(str(status), time.monotonic() - begun)

    threads = [threading.Thread(target=visit, args=(f"{NAME}{number}",)) for number in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return reads


def lose_the_database(database: Database, port: int, seconds: float) -> tuple[Burst, float]:
    """Stopped as if the power had gone; what visitors are answered meanwhile, and how long until all is well again."""
    visitor, answers = Visitor(port), Burst()
    visitor.sign_in(f"{NAME}0")
    database.stop()
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        begun = time.monotonic()
        answers.note(str(visitor.get("/home").status), time.monotonic() - begun)
        time.sleep(0.2)
    database.start()
    begun = time.monotonic()
    wait_for("page", lambda: visitor.get("/home").status == 200)
    return answers, time.monotonic() - begun


def measure(*, people: int, steady: float, outage: float, tell: Callable[[str], None]) -> list[tuple[str, str]]:
    """The figures, each with what it is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(OPEN_FILES, hard), hard))
    with TemporaryDirectory(prefix="hutong-reliability-") as home, running_database() as database:
        env, port = prepare_town(database, Path(home), rows=0, people=people), get_free_port()
        with serving(env, "serve", port=port) as served:
            before = sum(read_memory(worker) for worker in list_web_workers(served.pid))
            tell(f"{people} sign-ins at once")
            load = os.getloadavg()[0]
            burst = sign_in_at_once(port, people, served.pid)
            figures = tell_burst(burst, people, before, load)
            tell(str(figures))
            tell(f"steady reading for {steady:.0f} s")
            load = os.getloadavg()[0]
            figures += tell_reads(read_steadily(port, steady, 8), steady, load)
            tell(str(figures))
            tell(f"the database gone for {outage:.0f} s")
            answers, until_well = lose_the_database(database, port, outage)
            runner = "runs" if find_runner(served.pid) else "is gone"
            figures += tell_outage(answers, outage, until_well, runner)
    return figures


def tell_burst(burst: Burst, people: int, before: int, load: float) -> list[tuple[str, str]]:
    """Sign-ins."""
    served = burst.statuses.get("200", 0)
    held = [f"{one / 2**20:.0f} MiB" for one in (before, burst.most_memory)]
    refused = {status: count for status, count in burst.statuses.items() if status != "200"}
    return [
        (f"{people:,} sign-ins in one moment: served", f"{served:,}; refused in error: {refused or 'none'}"),
        ("– half were in after, 95 % after, the last after", f"{burst.percentile(0.5):.0f} s, "
         f"{burst.percentile(0.95):.0f} s, {max(burst.seconds):.0f} s (aim: {LONGEST_SECONDS} s)"),
        ("– memory of both processes before, at most", ", ".join(held)),
        ("– load of the machine when it began", f"{load:.1f}"),
    ]  # fmt: skip


def tell_reads(reads: Burst, seconds: float, load: float) -> list[tuple[str, str]]:
    """Steady reading."""
    wrong = sum(count for status, count in reads.statuses.items() if status != "200")
    rate = len(reads.seconds) / seconds
    return [
        (
            f"eight readers for {seconds:.0f} s: pages in a second",
            f"{rate:.1f}; wrong: {wrong}",
        ),
        ("– p50, p95, p99", ", ".join(f"{reads.percentile(share) * 1000:.0f} ms" for share in (0.5, 0.95, 0.99))),
        ("– load of the machine when it began", f"{load:.1f}"),
    ]


def tell_outage(answers: Burst, seconds: float, until_well: float, runner: str) -> list[tuple[str, str]]:
    """The database gone."""
    said = ", ".join(f"{count} × {status}" for status, count in sorted(answers.statuses.items()))
    return [
        (f"the database gone for {seconds:.0f} s: pages answered", f"{said}; the slowest after "
         f"{max(answers.seconds):.1f} s"),
        ("– well again after it answers, still signed in", f"{until_well:.1f} s; the runner {runner}"),
    ]  # fmt: skip


def as_table(figures: list[tuple[str, str]]) -> str:
    """For the page."""
    rows = "\n".join(f"| {name} | {value} |" for name, value in figures)
    return f"Measured on {date.today()}: {describe_processor()}.\n\n| what | figure |\n|---|---|\n{rows}"


@click.command()
@click.option("--people", default=1000, show_default=True)
@click.option("--steady", default=60.0, show_default=True, help="Seconds of reading.")
@click.option("--outage", default=60.0, show_default=True, help="Seconds without a database.")
@click.option("--write", is_flag=True, help="Renew docs/reliability.md.")
def main(people: int, steady: float, outage: float, *, write: bool) -> None:
    """Measure under load and fault."""
    figures = measure(people=people, steady=steady, outage=outage, tell=lambda line: click.echo(line, err=True))
    table = as_table(figures)
    click.echo(table)
    if write:
        text = PAGE.read_text(encoding="utf-8")
        head, _, rest = text.partition(BEGIN)
        PAGE.write_text(f"{head}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
