"""Processes are killed and the database is stopped under a served application: it goes on by itself, with all of it."""

import os
import re
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hutong.commands.tests.running import ask, get_free_port, is_alive, serving
from tests.faults.machine import (
    Database,
    find_runner,
    list_web_workers,
    prepare_town,
    running_database,
    wait_for,
)  # fmt: skip
from tests.faults.visiting import Answer, Visitor

ROWS = 60
MADE = "SELECT count(*) FROM exchange_importrow WHERE done = 'made'"
APPLIED = "SELECT count(*) FROM exchange_import WHERE state = 'applied'"
FILES = "SELECT count(DISTINCT identity_mark) FROM children_child WHERE identity_mark <> ''"
FILE_PAGE = re.compile(r'href="(/files/[0-9a-f-]{36})"')
IN_FLIGHT = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.fixture
def database() -> Iterator[Database]:
    with running_database() as database:
        yield database


def test_it_goes_on_after_kills_and_an_outage_and_ends_in_order(database: Database, tmp_path: Path) -> None:
    env, port = prepare_town(database, tmp_path / "home", rows=ROWS), get_free_port()
    before = database.ask(FILES)
    with serving(env, "serve", port=port) as served:
        visitor = Visitor(port)
        assert visitor.sign_in().status == 302
        kill_runner(served.pid)
        kill_web_worker(served.pid, port)
        stop_and_start(database, visitor)
        assert visitor.get("/home").status == 200, "still signed in"
        wait_for("end of the import", lambda: database.ask(APPLIED), seconds=90)
        assert (database.ask(MADE), database.ask(FILES) - before) == (ROWS, ROWS)
        assert end_while_somebody_waits(database, served, port).status == 302


@pytest.mark.endure
def test_a_full_disk_keeps_nothing_half_and_ends_with_the_fault(database: Database, tmp_path: Path) -> None:
    env, port = prepare_town(database, tmp_path / "home", rows=0), get_free_port()
    with serving(env, "serve", port=port) as served:
        visitor = Visitor(port)
        assert visitor.sign_in().status == 302
        fill_disk(served.pid, visitor, tmp_path / "home" / "files")


def kill_runner(server: int) -> None:
    """The one that writes the import."""
    runner = wait_for("runner", lambda: find_runner(server))
    os.kill(runner, signal.SIGKILL)
    wait_for("other runner", lambda: find_runner(server) not in (None, runner))


def kill_web_worker(server: int, port: int) -> None:
    """One of those that answer; the others answer meanwhile."""
    first, *others = list_web_workers(server)
    os.kill(first, signal.SIGKILL)
    assert others
    wait_for("answer of the others", lambda: is_well(port))
    wait_for("worker in its place", lambda: len(set(list_web_workers(server)) - {first}) > len(others))


def is_well(port: int) -> bool:
    """Whether it answers; a connection that the killed one had taken is reset, and a browser asks anew."""
    try:
        return ask(port, "/health")[0] == 200
    except ConnectionError:
        return False


def stop_and_start(database: Database, visitor: Visitor) -> None:
    """Pages say what is the matter and what to do; then everything answers again."""
    database.stop()
    assert ask(visitor.port, "/health") == (503, '{"status": "no database"}')
    page = visitor.get("/home")
    assert page.status == 503
    assert "数据库暂时没有应答" in page.text
    assert visitor.get("/static/hutong/hutong.css").status == 200
    database.start()
    wait_for("answer", lambda: ask(visitor.port, "/health")[0] == 200, seconds=20)


def fill_disk(server: int, visitor: Visitor, folder: Path) -> None:
    """Nothing larger than a little can be written: a paper is refused whole, reading goes on; then it is taken."""
    file = FILE_PAGE.findall(visitor.get("/children").text)[0]
    paper, kept = b"%PDF-1.4\n" + os.urandom(400_000), list_papers(folder)
    limit_files(server, to=100_000)
    refused = visitor.post(f"{file}/papers", {"title": "低保证"}, page=f"{file}/papers/new", file=paper)
    assert refused.status == 507
    assert "存储空间已满" in refused.text
    assert list_papers(folder) == kept
    assert visitor.get(file).status == 200
    limit_files(server, to=resource.RLIM_INFINITY)
    assert visitor.post(f"{file}/papers", {"title": "低保证"}, page=f"{file}/papers/new", file=paper).status == 302
    assert len(list_papers(folder)) == len(kept) + 1


def limit_files(server: int, *, to: int) -> None:
    """How large a file those may write that answer."""
    for worker in list_web_workers(server):
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (to, resource.RLIM_INFINITY))


def list_papers(folder: Path) -> set[Path]:
    """The attachments that lie there, and whatever is half."""
    return {one for one in folder.rglob("*") if one.is_file() and one.parent.name != "imports"}


def end_while_somebody_waits(database: Database, served: subprocess.Popen[str], port: int) -> Answer:
    """The server is told to end while an answer is being made; what came of it."""
    answers: list[Answer] = []
    visitor = Visitor(port)
    visitor.get("/sign-in")
    asking = threading.Thread(target=lambda: answers.append(visitor.sign_in()))
    with psycopg.connect(database.address) as connection:
        connection.execute("LOCK TABLE staff_factor IN ACCESS EXCLUSIVE MODE")
        asking.start()
        wait_for("request that waits", lambda: database.ask(IN_FLIGHT))
        served.send_signal(signal.SIGTERM)
        time.sleep(1)
    asking.join(30)
    served.wait(30)
    assert not is_alive(served.pid)
    return answers[0]
