"""Tasks settled by several processes: as one alone would, also when one is killed."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

FILES = 24


@pytest.mark.parametrize("way", ["let", "kill"])
def test_two_processes_open_the_tasks_of_every_file_once_also_when_one_is_killed(tmp_path: Path, way: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUTONG_")}
    environment |= {"HUTONG_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "hutong.config.settings"}
    command = [sys.executable, "-m", "hutong.tasks.tests.many_processes", way]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert ("was ended" in done.stderr) == (way == "kill")
    with sqlite3.connect(tmp_path / "hutong.sqlite3") as database:
        ask = database.execute
        (waiting,) = ask("SELECT count(*) FROM determinations_concluded").fetchone()
        tasks = ask("SELECT kind, body_kind, area, count(*) FROM tasks_task WHERE child_id > 0 GROUP BY 1, 2, 3")
        counts = {count for *_, count in tasks}
        causes = ask("SELECT key FROM tasks_cause GROUP BY key HAVING count(*) > 1").fetchall()
        without = ask("SELECT count(*) FROM tasks_task WHERE id NOT IN (SELECT task_id FROM tasks_cause)").fetchone()
    # The children are alike: of each kind every one of them has as many.
    assert waiting == 0 and counts and {count % FILES for count in counts} == {0}
    assert (causes, without) == ([], (0,))
