"""What an installed hutong carries: the documents and the rooms, and none of the tests."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import tree


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=tree.ROOT, check=True, capture_output=True)
    (built,) = folder.glob("hutong-*.whl")
    return built


@pytest.fixture(scope="module")
def names_in_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_every_policy_document(names_in_wheel: set[str]) -> None:
    policies = [tree.relative(path) for path in tree.list_files() if tree.relative(path).startswith("policies/")]
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


def test_an_unpacked_wheel_reads_the_documents_it_carries(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    # -P and the path in front: the checkout, also importable here, must not answer instead.
    source = "import hutong; print(hutong.__file__); from hutong.commands.main import main; main()"
    command = [sys.executable, "-P", "-c", source, "policy", "check"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    documents = [
        path for path in tree.list_files() if tree.relative(path).startswith("policies/") and path.name == "policy.md"
    ]
    assert run.stdout.startswith(str(tmp_path)), run.stderr
    assert documents
    assert f"{len(documents)} documents" in run.stdout
