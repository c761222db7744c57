"""The same write sent at once is done once, on either database."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from hutong.api.tests.at_once import SENDERS, run

DONE_ONCE = {"statuses": [200] * SENDERS, "bodies": 1, "replayed": SENDERS - 1, "facts": 1}


def _run_on_an_embedded_database(home: Path) -> Any:
    """In a process of its own: the database of the tests is in memory, where nobody waits for a lock."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUTONG_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "hutong.api.tests.at_once"],
        env={**kept, "HUTONG_HOME": str(home)}, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_the_embedded_database_does_it_once(tmp_path: Path) -> None:
    assert _run_on_an_embedded_database(tmp_path) == DONE_ONCE


@pytest.mark.django_db(transaction=True)
def test_the_database_of_a_county_does_it_once() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("this run is on SQLite; the test before does the same there")
    assert run() == DONE_ONCE
