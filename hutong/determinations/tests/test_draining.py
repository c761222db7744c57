"""Several processes settle what one would have settled, and none of it is lost when one of them is killed."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from hutong.children.models import Change, Child
from hutong.children.tests.making import NOW, TODAY
from hutong.determinations.actions import settle_waiting
from hutong.determinations.models import Determination
from hutong.determinations.tests.making import make_orphan
from hutong.staff.scope import EVERYTHING, acting_as

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


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="elsewhere one writes at a time")
def test_a_file_that_somebody_writes_to_waits_until_the_next_time() -> None:
    with acting_as(EVERYTHING):
        held, free = make_orphan(), make_orphan()
        begun, end = Event(), Event()

        def hold() -> None:
            with acting_as(EVERYTHING), transaction.atomic():
                Child.objects.select_for_update().get(pk=held.pk)
                begun.set()
                end.wait(60)
            connection.close()

        writer = Thread(target=hold)
        writer.start()
        assert begun.wait(60)
        try:
            done = settle_waiting(on=TODAY, at=NOW)
        finally:
            end.set()
            writer.join()
        assert done.files == 1
        assert set(Change.objects.values_list("child", flat=True)) == {held.pk}
        assert Determination.objects.get().child == free
        assert settle_waiting(on=TODAY, at=NOW).files == 1
