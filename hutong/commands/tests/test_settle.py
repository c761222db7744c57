"""The nightly commands: what changed is determined, what comes is listed."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from hutong.commands.tests.running import run_hutong, surroundings

MADE_BY_HAND = """
from hutong.commands.application import open_application
open_application()
from django.utils import timezone
from hutong.children.actions import register_child
from hutong.staff.scope import EVERYTHING, acting_as
with acting_as(EVERYTHING):
    born = timezone.localdate().replace(day=1)
    register_child(area="431022100201", name="示例禾", by=None, at=timezone.now(), born=born, hukou_kind="here")
"""


def run_in_application(env: Mapping[str, str], lines: str) -> None:
    subprocess.run([sys.executable, "-c", lines], env=env, check=True, timeout=120)


def test_a_new_file_is_settled_once_and_its_birthdays_are_listed(tmp_path: Path) -> None:
    env = surroundings(tmp_path / "home")
    behind = run_hutong(env, "settle", "--lang", "en")
    assert (behind.returncode, "hutong migrate" in behind.stderr) == (2, True)
    assert run_hutong(env, "migrate").returncode == 0
    run_in_application(env, MADE_BY_HAND)
    first, second = run_hutong(env, "settle", "--lang", "en"), run_hutong(env, "settle", "--lang", "en")
    assert first.stdout.strip() == "1 files were looked at, 1 determinations are new.", first.stderr
    assert second.stdout.strip() == "0 files were looked at, 0 determinations are new."
    again = run_hutong(env, "count-months", "--again", "--lang", "en")
    assert "areas were looked at" in again.stdout, again.stderr
    listed = run_hutong(env, "coming", "--days", "1200", "--within", "431022", "--lang", "en")
    assert listed.stdout.splitlines()[0] == "Day,Place,File,Why"
    assert "turns 3" in listed.stdout
    assert "示例禾" not in listed.stdout
    elsewhere = run_hutong(env, "coming", "--within", "500110", "--lang", "en")
    assert (elsewhere.stdout, "nothing changes" in elsewhere.stderr) == ("", True)
    assert run_hutong(env, "coming", "--within", "nowhere", "--lang", "en").returncode == 2


def test_everybody_is_settled_anew_when_asked(tmp_path: Path) -> None:
    env = surroundings(tmp_path / "home")
    assert run_hutong(env, "migrate").returncode == 0
    run_in_application(env, MADE_BY_HAND)
    run_hutong(env, "settle")
    again = run_hutong(env, "settle", "--all", "--lang", "en")
    assert again.stdout.strip() == "1 files were looked at, 0 determinations are new."
