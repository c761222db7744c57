"""A database that can be stopped and started, and processes that can be found and killed."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import psycopg

from hutong.commands.tests.running import surroundings
from hutong.screening.sql.tests.needing import get_postgres_programs
from hutong.screening.sql.tests.serving import OWNER, USER

Found = TypeVar("Found")
PATIENCE_SECONDS, PREPARING_SECONDS = 60.0, 400.0


class Database:
    """PostgreSQL with its data in a temporary folder, on a socket there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._owner = folder, OWNER if os.geteuid() == 0 else None
        self.address = f"postgresql://{USER}@/postgres?host={quote(str(folder), safe='')}"
        if self._owner:
            shutil.chown(folder, self._owner)
        words = ("--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._run("initdb", *words, "-D", str(folder / "data"))

    def start(self) -> None:
        """It answers when this returns."""
        options, data = f"-k {self.folder} -c listen_addresses= -c fsync=off", str(self.folder / "data")
        self._run("pg_ctl", "-D", data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """As if the power had gone."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def ask(self, question: str) -> Any:
        """One value."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            row = connection.execute(question).fetchone()
            return row[0] if row else None

    def _run(self, *words: str) -> None:
        program = get_postgres_programs() / words[0]
        subprocess.run([program, *words[1:]], check=True, user=self._owner, cwd=self.folder, stdout=subprocess.DEVNULL)


@contextmanager
def running_database() -> Iterator[Database]:
    """A database that runs, however often it is stopped meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="hutong-"))
    database = Database(folder)
    database.start()
    try:
        yield database
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            database.stop()
        shutil.rmtree(folder)


def prepare_town(database: Database, home: Path, *, rows: int, people: int = 0) -> dict[str, str]:
    """The surroundings of a server with a worker, a file, an import that waits and more people who sign in."""
    env = surroundings(home, HUTONG_DATABASE=database.address, HUTONG_SECOND_FACTOR="offered")
    env["DJANGO_SETTINGS_MODULE"] = "hutong.config.settings"
    home.mkdir(exist_ok=True)
    words = [sys.executable, "-m", "tests.faults.town", str(rows), str(people)]
    subprocess.run(words, env=env, check=True, timeout=PREPARING_SECONDS)
    return env


def list_children(number: int) -> list[int]:
    """The processes that a process started, as the kernel lists them."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == number and fields[0] != "Z":
            found.append(int(file.parent.name))
    return sorted(found)


def find_runner(number: int) -> int | None:
    """The runner that works beside a server, by its process number."""
    return next((one for one in list_children(number) if b"--beside" in read_command(one)), None)


def list_web_workers(number: int) -> list[int]:
    """The processes of a server that answer requests."""
    return [one for one in list_children(number) if b"--beside" not in read_command(one)]


def read_command(number: int) -> bytes:
    """With which words a process was started; nothing of one that ended."""
    try:
        return (Path("/proc") / str(number) / "cmdline").read_bytes()
    except OSError:
        return b""


def wait_for(what: str, find: Callable[[], Found | None], *, seconds: float = PATIENCE_SECONDS) -> Found:
    """What is found at last; fails where it never comes."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if found := find():
            return found
        time.sleep(0.1)
    raise AssertionError(f"after {seconds:.0f} seconds there is still no {what}")
