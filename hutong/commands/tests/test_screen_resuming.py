"""A run that is killed, interrupted, or out of room goes on where it was, and ends with the same bytes."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from hutong.screening.runs.folders import FINISHED
from hutong.screening.tests.population_files import files_of, make_children, write_parquet

PARTS = 24
PATIENCE = 240
"""Seconds; a machine that does much else is slow."""


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_parquet(tmp_path_factory.mktemp("people") / "county.parquet", make_children(PARTS * 10), row_group=10)


@pytest.fixture(scope="module")
def undisturbed(population: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole") / "out"
    assert finish(population, folder, workers=1).returncode == 0
    return files_of(folder)


def command(population: Path, folder: Path, workers: int, *more: str) -> list[str]:
    module = "hutong.commands.tests.small_parts"
    return [sys.executable, "-m", module, str(population), str(folder), str(workers), *more]


def finish(
    population: Path, folder: Path, *more: str, workers: int, limit: Callable[[], None] | None = None
) -> "subprocess.CompletedProcess[str]":
    told = command(population, folder, workers, *more)
    return subprocess.run(told, capture_output=True, text=True, timeout=PATIENCE, preexec_fn=limit)


@contextmanager
def begun(population: Path, folder: Path, workers: int) -> Iterator["subprocess.Popen[str]"]:
    told = command(population, folder, workers, "resume")
    # A shell that was itself begun in the background ignores Ctrl-C, and all that it begins would.
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipe = subprocess.PIPE
    with subprocess.Popen(told, stderr=pipe, text=True, start_new_session=True, preexec_fn=heeding) as process:
        yield process


def wait_for_notes(folder: Path, count: int, process: "subprocess.Popen[str]") -> None:
    ends = time.monotonic() + PATIENCE
    while len(list(folder.glob("unfinished/part-*.json"))) < count and process.poll() is None:
        assert time.monotonic() < ends
        time.sleep(0.002)


def list_children(pid: int) -> list[int]:
    """The worker processes, the last begun last; the first is the tracker of shared memory."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(one) for one in told.split()]


def kill_once(population: Path, folder: Path, chance: random.Random, *, after: int, workers: int) -> None:
    """Kill -9 when some more parts are whole, and a moment later: somewhere within the next."""
    with begun(population, folder, workers) as process:
        wait_for_notes(folder, after, process)
        time.sleep(chance.random() * 0.03)
        process.kill()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_killed_five_times_ends_with_the_same_bytes(
    workers: int, population: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    chance, folder = random.Random(workers), tmp_path / "out"
    for after in (0, 3, 8, 13, 20):
        kill_once(population, folder, chance, after=after, workers=workers)
        assert not (folder / FINISHED).exists()
    ended = finish(population, folder, "resume", workers=workers)
    assert ended.returncode == 0, ended.stderr
    assert files_of(folder) == undisturbed


@pytest.mark.endure
@pytest.mark.parametrize("turn", range(100))
def test_a_run_killed_at_any_moment_ends_with_the_same_bytes(
    turn: int, population: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    chance, folder = random.Random(turn), tmp_path / "out"
    with begun(population, folder, workers=1 + turn % 2) as process:
        time.sleep(chance.random() * 3)
        process.kill()
    ended = finish(population, folder, "resume", workers=1)
    assert ended.returncode == 0, ended.stderr
    assert files_of(folder) == undisturbed


def test_ctrl_c_says_what_is_done_and_how_to_go_on(
    population: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    with begun(population, folder, workers=2) as process:
        wait_for_notes(folder, 2, process)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, told
    assert "已停止" in told and "--resume" in told and "Traceback" not in told
    assert finish(population, folder, "resume", workers=1).returncode == 0
    assert files_of(folder) == undisturbed


def test_a_full_disk_is_said_clearly_and_the_run_goes_on_when_there_is_room(
    population: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    short = finish(population, folder, workers=1, limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000)))
    assert short.returncode == 2
    assert "无法再写入" in short.stderr and "腾出空间" in short.stderr and "Traceback" not in short.stderr
    assert not (folder / FINISHED).exists() and not list(folder.rglob("*.unwritten"))
    assert finish(population, folder, "resume", workers=2).returncode == 0
    assert files_of(folder) == undisturbed


def test_a_part_that_was_changed_since_is_done_again(
    population: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    with begun(population, folder, workers=1) as process:
        wait_for_notes(folder, 3, process)
        process.kill()
    part = folder / "findings" / "part-00001.parquet"
    part.write_bytes(part.read_bytes()[:-9])
    assert finish(population, folder, "resume", workers=1).returncode == 0
    assert files_of(folder) == undisturbed


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="workers are found in /proc")
def test_a_worker_that_dies_is_reported_and_the_run_goes_on(
    population: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    with begun(population, folder, workers=2) as process:
        wait_for_notes(folder, 1, process)
        os.kill(list_children(process.pid)[-1], signal.SIGKILL)
        _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert "内存不足" in told and "--resume" in told
    assert finish(population, folder, "resume", workers=1).returncode == 0
    assert files_of(folder) == undisturbed
