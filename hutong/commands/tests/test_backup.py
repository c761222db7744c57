"""Everything goes into one sealed file and comes back the same into an empty place, on both databases."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from hutong.commands.tests.running import run_hutong, surroundings
from hutong.commands.tests.test_reseal import MADE, READ
from hutong.commands.tests.test_settle import run_in_application
from hutong.screening.sql.tests.needing import get_postgres_programs
from hutong.screening.sql.tests.serving import USER, temporary_server

TOLD = """
import hashlib, json
from hutong.commands.application import open_application
open_application()
from django.db import connection
from hutong.exchange.backups.databases import list_tables
told = {}
with connection.cursor() as cursor:
    for table in list_tables():
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows = sorted(repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall())
        told[table] = [len(rows), hashlib.sha256("\\n".join(rows).encode()).hexdigest()]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    with temporary_server(get_postgres_programs()) as folder:
        yield folder


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def places(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, str], dict[str, str]]:
    """Where something is, and where nothing is yet; both have the same keys."""
    folder = tmp_path_factory.mktemp("places")
    keys = str(folder / "keys.json")
    full = surroundings(folder / "full", HUTONG_KEYS=keys)
    empty = surroundings(folder / "empty", HUTONG_KEYS=keys)
    if request.param == "postgresql":
        host = quote(str(request.getfixturevalue("server")), safe="")
        with psycopg.connect(f"postgresql://{USER}@/postgres?host={host}", autocommit=True) as connection:
            for name, env in (("full", full), ("empty", empty)):
                connection.execute(f'CREATE DATABASE "{name}"')
                env["HUTONG_DATABASE"] = f"postgresql://{USER}@/{name}?host={host}"
    assert run_hutong(full, "migrate").returncode == 0
    run_in_application(full, MADE)
    return full, empty


def tell_rows(env: Mapping[str, str]) -> dict[str, list[object]]:
    ran = subprocess.run([sys.executable, "-c", TOLD], env=env, capture_output=True, text=True, check=True, timeout=120)
    told: dict[str, list[object]] = json.loads(ran.stdout)
    return told


def test_a_backup_comes_back_the_same_into_an_empty_place(
    places: tuple[dict[str, str], dict[str, str]], tmp_path: Path
) -> None:
    full, empty = places
    file = tmp_path / "all.backup"
    made = run_hutong(full, "backup", str(file), "--lang", "en")
    assert made.returncode == 0, made.stderr
    assert "and 1 files" in made.stdout and file.stat().st_mode & 0o777 == 0o600
    sealed = file.read_bytes()
    assert "示例禾".encode() not in sealed and b"PDF" not in sealed
    whole = run_hutong(empty, "restore", "--check", str(file), "--lang", "en")
    assert "is whole" in whole.stdout and "Nothing was written" in whole.stdout, whole.stderr
    back = run_hutong(empty, "restore", str(file), "--lang", "en")
    assert back.returncode == 0, back.stderr
    before, after = tell_rows(full), tell_rows(empty)
    # That it was brought back is the one thing that is new.
    recorded = "audit_entry"
    assert {name: rows for name, rows in after.items() if name != recorded} == {
        name: rows for name, rows in before.items() if name != recorded
    }
    assert after[recorded][0] == int(str(before[recorded][0])) + 1
    run_in_application(empty, READ)
    again = run_hutong(empty, "restore", str(file), "--lang", "en")
    assert again.returncode == 2 and "is not empty" in again.stderr


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("migrated") / "home"
    assert run_hutong(surroundings(home), "migrate").returncode == 0
    return home


@pytest.fixture
def backup_file(migrated: Path, tmp_path: Path) -> tuple[dict[str, str], Path]:
    shutil.copytree(migrated, tmp_path / "full")
    env = surroundings(tmp_path / "full")
    file = tmp_path / "all.backup"
    assert run_hutong(env, "backup", str(file)).returncode == 0
    return env, file


def test_a_damaged_backup_writes_nothing(backup_file: tuple[dict[str, str], Path], tmp_path: Path) -> None:
    env, file = backup_file
    sealed = bytearray(file.read_bytes())
    sealed[len(sealed) // 2] ^= 1
    file.write_bytes(sealed)
    empty = surroundings(tmp_path / "empty", HUTONG_KEYS=str(tmp_path / "full" / "keys.json"))
    back = run_hutong(empty, "restore", str(file), "--lang", "en")
    assert (back.returncode, "not a whole backup" in back.stderr) == (2, True), back.stderr
    with sqlite3.connect(tmp_path / "empty" / "hutong.sqlite3") as connection:
        assert connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() == (0,)
    assert {one.name for one in (tmp_path / "empty").iterdir()} <= {
        "secret", "hutong.sqlite3", "hutong.sqlite3-wal", "hutong.sqlite3-shm",
    }  # fmt: skip


def test_without_its_keys_a_backup_says_which_key_it_needs(
    backup_file: tuple[dict[str, str], Path], tmp_path: Path
) -> None:
    env, file = backup_file
    assert run_hutong(env, "keys", "--renew").returncode == 0
    newer = tmp_path / "newer.backup"
    assert run_hutong(env, "backup", str(newer)).returncode == 0
    stranger = surroundings(tmp_path / "empty")
    assert "key 2" in run_hutong(stranger, "restore", str(newer), "--lang", "en").stderr
    assert "not a whole backup" in run_hutong(stranger, "restore", str(file), "--lang", "en").stderr


def test_in_a_folder_the_newest_backups_are_kept_and_nothing_is_written_over(
    backup_file: tuple[dict[str, str], Path], tmp_path: Path
) -> None:
    env, file = backup_file
    there = run_hutong(env, "backup", str(file), "--lang", "en")
    assert (there.returncode, "is there already" in there.stderr) == (2, True)
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("hutong-20200101-010101.backup", "hutong-20200102-010101.backup"):
        (folder / name).write_bytes(b"x")
    done = run_hutong(env, "backup", str(folder), "--keep", "2", "--lang", "en")
    assert "1 older backups were removed" in done.stdout
    kept = sorted(one.name for one in folder.iterdir())
    assert len(kept) == 2 and kept[0] == "hutong-20200102-010101.backup"
