"""Several processes settle what one would have settled, and none of it is lost when one of them is killed."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

FILES = 24


@pytest.mark.parametrize("way", ["let", "kill"])
def test_two_processes_settle_every_file_once_also_when_one_is_killed(tmp_path: Path, way: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUTONG_")}
    environment |= {"HUTONG_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "hutong.config.settings"}
    command = [sys.executable, "-m", "hutong.determinations.tests.many_processes", way]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert ("was ended" in done.stderr) == (way == "kill")
    with sqlite3.connect(tmp_path / "hutong.sqlite3") as database:
        ask = database.execute
        (made,) = ask("SELECT count(*), count(DISTINCT child_id) FROM determinations_determination")
        (waiting,) = ask("SELECT count(*) FROM children_change").fetchone()
        twice = "SELECT child_id FROM determinations_findingspan GROUP BY child_id, benefit, place HAVING count(*) > 1"
        assert (made, waiting, ask(twice).fetchall()) == ((FILES, FILES), 0, [])
