"""What a command took: seconds, CPU seconds of it and of the database, the most memory it held."""

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
RUN = "from hutong.commands.main import main; main()"
EVERY = 0.2


class CommandFailed(Exception):
    """A command that was to be timed gave up."""


@dataclass(frozen=True)
class Taken:
    """What a command took; memory of all its processes together, without what they share with files."""

    seconds: float
    cpu: float
    database_cpu: float
    peak: float
    """MiB."""
    told: str


def run_command(*words: str, environment: dict[str, str], server: Path) -> Taken:
    """A command of ours, as a process of its own."""
    return run_program(["-c", RUN, *words], environment=environment, server=server)


def run_program(words: list[str], *, environment: dict[str, str], server: Path) -> Taken:
    """The same for any Python program."""
    head = postmaster(server)
    before, begun, children = cpu_below(head), time.perf_counter(), sum(os.times()[2:4])
    process = subprocess.Popen(
        [sys.executable, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    peak = [0.0]

    def watch() -> None:
        while process.poll() is None:
            peak[0] = max(peak[0], sum(memory_of(pid) for pid in below(process.pid)))
            time.sleep(EVERY)

    watching = threading.Thread(target=watch)
    watching.start()
    told = process.communicate()[0]
    watching.join()
    if process.returncode:
        raise CommandFailed(f"{' '.join(words)}: {told[-2000:]}")
    return Taken(
        time.perf_counter() - begun, sum(os.times()[2:4]) - children, cpu_below(head) - before, peak[0], told.strip()
    )


def postmaster(server: Path) -> int:
    """The process of the database server whose data lie in a folder."""
    return int((server / "data" / "postmaster.pid").read_text().split()[0])


def below(pid: int) -> list[int]:
    """A process and all that come from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (found := _stat(int(entry.name))):
            parents[int(entry.name)] = int(found[1])
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += [child for child, parent in parents.items() if parent == one]
    return found


def cpu_below(pid: int) -> float:
    """CPU seconds of a process, of those that come from it and of those it waited for."""
    return sum(sum(map(int, found[11:15])) for one in below(pid) if (found := _stat(one))) / TICK


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on; none for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def memory_of(pid: int) -> float:
    """MiB that belong to a process alone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    held = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith(("RssAnon", "RssShmem"))}
    return int(held.get("RssAnon", 0)) / 1024
