"""What an installed hutong carries: the documents and the rooms, and none of the tests."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import tree


@pytest.fixture(scope="module")
def names_in_wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder: Path = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=tree.ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("hutong-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_every_policy_document(names_in_wheel: set[str]) -> None:
    policies = [
        tree.relative(path) for path in tree.list_files() if tree.relative(path).startswith("policies/")
    ]
    assert "policies/facts.toml" in policies
    assert [name for name in policies if "hutong/bundled_" + name not in names_in_wheel] == []


def test_the_wheel_carries_every_room(names_in_wheel: set[str]) -> None:
    rooms = tree.list_rooms()
    assert rooms
    assert [room for room in rooms if f"hutong/{room}/__init__.py" not in names_in_wheel] == []
    assert "hutong/py.typed" in names_in_wheel


def test_the_wheel_carries_no_tests(names_in_wheel: set[str]) -> None:
    assert [name for name in names_in_wheel if "/tests/" in name or "/test_" in name] == []


def test_the_wheel_puts_nothing_beside_the_package(names_in_wheel: set[str]) -> None:
    assert {name.split("/")[0] for name in names_in_wheel} == {"hutong", "hutong-0.1.0.dist-info"}
