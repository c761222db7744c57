"""An import that is killed at any moment goes on where it was: nothing is lost, nothing is done twice."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hutong.exchange.tests.killable import ROWS

LONGEST_UNTIL_KILLED = 1.2


def start(act: str, home: Path) -> subprocess.Popen[str]:
    """The process, in its own home."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUTONG_")}
    environment |= {"HUTONG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "hutong.config.settings"}
    command = [sys.executable, "-m", "hutong.exchange.tests.killable", act]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def finish(act: str, home: Path) -> None:
    """Let it come to its end."""
    process = start(act, home)
    process.communicate(timeout=300)
    assert process.returncode == 0


def kill_at_a_random_moment(
    home: Path, chance: random.Random, *, act: str = "work", longest: float = LONGEST_UNTIL_KILLED
) -> None:
    """Start the work and end it with a signal that nobody can catch."""
    process = start(act, home)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(chance.uniform(0, longest))
    process.kill()
    process.communicate()


def ask(home: Path, question: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / "hutong.sqlite3") as database:
        return database.execute(question).fetchall()


def check_whole(home: Path) -> None:
    """Every row became one file with its facts, family and keys, each once."""
    assert ask(home, "SELECT done, count(*) FROM exchange_importrow GROUP BY done") == [("made", ROWS)]
    assert ask(home, "SELECT count(*), count(DISTINCT identity_mark) FROM children_child") == [(ROWS, ROWS)]
    twice = "SELECT child_id, name FROM children_recordedfact GROUP BY child_id, name HAVING count(*) > 1"
    assert ask(home, twice) == []
    without = "SELECT id FROM children_child WHERE id NOT IN (SELECT child_id FROM {})"
    for table in ("children_recordedfact", "children_kinship", "children_namekey", "children_step", "children_change"):
        assert ask(home, without.format(table)) == [], table
    assert ask(home, "SELECT count(*) FROM children_kinship") == [(2 * ROWS,)]
    assert ask(home, "SELECT state FROM exchange_import") == [("applied",)]


def check_undone(home: Path) -> None:
    """Every file is closed once, and nothing in it is believed any more."""
    assert ask(home, "SELECT done, count(*) FROM exchange_importrow GROUP BY done") == [("undone", ROWS)]
    assert ask(home, "SELECT state, count(*) FROM children_child GROUP BY state") == [("closed", ROWS)]
    assert ask(home, "SELECT count(*) FROM children_recordedfact WHERE corrected_at IS NULL") == [(0,)]
    assert ask(home, "SELECT count(*) FROM children_step WHERE after = 'closed'") == [(ROWS,)]


def import_under_kills(home: Path, *, kills: int, seed: int) -> None:
    home.mkdir()
    chance = random.Random(seed)
    finish("begin", home)
    for _ in range(kills):
        kill_at_a_random_moment(home, chance)
    finish("work", home)
    check_whole(home)


def test_an_import_killed_ten_times_loses_and_doubles_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    import_under_kills(home, kills=8, seed=4)
    finish("undo", home)
    for seed in range(2):
        kill_at_a_random_moment(home, random.Random(seed))
    finish("work", home)
    check_undone(home)


def test_two_processes_write_every_row_once_also_when_one_is_killed(tmp_path: Path) -> None:
    finish("begin", tmp_path)
    finish("lose", tmp_path)
    check_whole(tmp_path)


def test_an_import_by_two_processes_goes_on_after_all_are_killed(tmp_path: Path) -> None:
    finish("begin", tmp_path)
    kill_at_a_random_moment(tmp_path, random.Random(7), act="together", longest=9.0)
    finish("together", tmp_path)
    check_whole(tmp_path)


@pytest.mark.endure
def test_an_import_killed_a_hundred_times_loses_and_doubles_nothing(tmp_path: Path) -> None:
    for number in range(10):
        import_under_kills(tmp_path / str(number), kills=10, seed=number)
