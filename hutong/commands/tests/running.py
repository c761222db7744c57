"""Runs a command that serves, asks it something over HTTP, and ends it as Ctrl-C does."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

PATIENCE = 120.0
HUTONG = (sys.executable, "-c", "from hutong.commands.main import main; main()")


def surroundings(home: Path, **given: str) -> dict[str, str]:
    """The environment of a command, without what the tests' own holds."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUTONG_", "DJANGO_"))}
    return {**kept, "HUTONG_HOME": str(home), **given}


def run_hutong(env: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    command = [*HUTONG, *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE)


def get_free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextmanager
def serving(env: Mapping[str, str], *words: str, port: int, host: str = "localhost") -> Iterator[subprocess.Popen[str]]:
    """The command in a group of its own, answering; afterwards nothing of the group is left."""
    command = [*HUTONG, *words, "--port", str(port)]
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        _wait_until_well(process, port, host)
        yield process
    finally:
        _end(process)


def ask(port: int, path: str, *, host: str = "localhost") -> tuple[int, str]:
    """What is answered at an address: the status and the text."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def _wait_until_well(process: subprocess.Popen[str], port: int, host: str) -> None:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        if process.poll() is not None:
            raise AssertionError(process.communicate()[0])
        try:
            if ask(port, "/health", host=host)[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("it never answered")


def _end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
        left = is_alive(process.pid) or has_runner(process.pid)
    finally:
        if is_alive(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        if process.stdout:
            process.stdout.close()
    assert not left, "a worker was left behind"


def has_runner(number: int) -> bool:
    """Whether the one that works beside a process outlives it."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        # A process may end between being listed and being read.
        with suppress(OSError):
            if f"--beside\0{number}\0".encode() in file.read_bytes():
                return True
    return False


def is_alive(group: int) -> bool:
    """Whether any process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
