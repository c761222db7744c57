"""One contender in a process of its own: seconds, CPU seconds, the most memory of all its processes."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

import psutil

SAMPLE_EVERY = 0.02
MOST_MEMORY = 0.8 * psutil.virtual_memory().total
"""Who takes more is ended before the machine ends something else."""
QUIET = 0.05
"""At most this share of the machine's cores may have been somebody else's."""


class ContenderFailed(Exception):
    """A contender gave up."""

    def __init__(self, *, name: str, code: int, told: str) -> None:
        super().__init__(f"{name} ended with {code}: {told[-3000:]}")


@dataclass(frozen=True)
class Run:
    """What one run took. ``peak`` is without the pages of mapped files, ``peak_with_files`` with them; in bytes."""

    seconds: float
    cpu: float
    peak: int
    peak_with_files: int
    foreign: float

    @property
    def is_quiet(self) -> bool:
        return self.foreign <= QUIET


def run(name: str, population: Path, children: int, out: Path) -> Run:
    """The contender's run from its first line after the imports to its last."""
    command = [sys.executable, "-m", "benchmarks.screening.run_one", name, str(population), str(children), str(out)]
    before, machine, start = _get_cpu_of_children(), _get_busy(), perf_counter()
    with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stdout=told, stderr=errors)
        watch = Watch(process.pid)
        watch.start()
        code = process.wait()
        watch.stop()
        whole, busy = perf_counter() - start, _get_busy() - machine
        told.seek(0), errors.seek(0)
        if code:
            raise ContenderFailed(name=name, code=code, told=errors.read())
        took = json.loads(told.read().splitlines()[-1])
    foreign = max(0.0, busy - (_get_cpu_of_children() - before)) / (whole * (os.cpu_count() or 1))
    handed_in = subprocess.run([*command, "hand-in"], capture_output=True, text=True, check=False)
    if handed_in.returncode:
        raise ContenderFailed(name=name, code=handed_in.returncode, told=handed_in.stderr)
    return Run(took["seconds"], took["cpu"], watch.peak, watch.peak_with_files, foreign)


def _get_cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _get_busy() -> float:
    """CPU seconds that the whole machine has worked."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system)


class Watch(Thread):
    """Looks now and then at the memory of a process and all it started."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.process, self.ended = psutil.Process(pid), Event()
        self.peak = self.peak_with_files = 0

    def run(self) -> None:
        while not self.ended.wait(SAMPLE_EVERY):
            try:
                family = [self.process, *self.process.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            sizes = [_get_memory(one.pid) for one in family]
            self.peak = max(self.peak, sum(size for size, _ in sizes))
            self.peak_with_files = max(self.peak_with_files, sum(whole for _, whole in sizes))
            if self.peak > MOST_MEMORY:
                for one in family:
                    one.kill()

    def stop(self) -> None:
        self.ended.set()
        self.join()


def _get_memory(pid: int) -> tuple[int, int]:
    """Bytes of its own, and with mapped files; nothing of a process that has just ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0, 0
    sizes = {line.partition(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.startswith(("Rss", "VmRSS"))}
    own = sizes.get("RssAnon", 0) + sizes.get("RssShmem", 0)
    return own, sizes.get("VmRSS", 0)


def warm(path: Path) -> None:
    """Bring files into the page cache."""
    for file in _list_files(path):
        with file.open("rb", buffering=0) as source:
            while source.read(8 << 20):
                pass


def evict(path: Path) -> None:
    """Take files out of the page cache; the disk has to be read again."""
    for file in _list_files(path):
        with file.open("rb") as source:
            os.fsync(source.fileno())
            os.posix_fadvise(source.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _list_files(path: Path) -> list[Path]:
    return sorted(path.iterdir()) if path.is_dir() else [path]
