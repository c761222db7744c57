"""The record is sealed, taken out and verified from the command line; a change made in the database is found."""

import sqlite3
from pathlib import Path

import pyarrow.parquet as pq

from hutong.commands.tests.running import run_hutong, surroundings

LOOKED = (
    "INSERT INTO audit_entry (at, way, act, worker, role, area, door, child, place, rows, purpose, about)"
    " VALUES ('2026-11-22 09:30:00', 'read', '', NULL, 'system', '', 'child_file', NULL, '', 1, '', '')"
)


def test_from_sealing_to_what_an_auditor_finds_without_the_server(tmp_path: Path) -> None:
    home, out, key = tmp_path / "home", tmp_path / "out", tmp_path / "auditor.json"
    env = surroundings(home)
    assert run_hutong(env, "migrate").returncode == 0
    with sqlite3.connect(home / "hutong.sqlite3") as database:
        for _ in range(5):
            database.execute(LOOKED)
    sealed = run_hutong(env, "audit", "seal", "--lang", "en")
    assert (sealed.returncode, sealed.stdout) == (0, "5 rows are sealed.\n")
    assert run_hutong(env, "audit", "export", str(out), "--lang", "en").stdout.startswith("5 rows and 1 seals")
    assert run_hutong(env, "audit", "key", str(key)).returncode == 0
    whole = run_hutong(env, "audit", "verify", "--seals", str(out / "seals.jsonl"))
    assert (whole.returncode, "完整" in whole.stdout) == (0, True)

    with sqlite3.connect(home / "hutong.sqlite3") as database:
        database.execute("DROP TRIGGER audit_entry_no_update")
        database.execute("UPDATE audit_entry SET door = 'home' WHERE id = 3")
    broken = run_hutong(env, "audit", "verify", "--lang", "en")
    assert broken.returncode == 1
    assert "changed: 3." in broken.stdout and "NOT WHOLE: 1 faults" in broken.stdout

    nowhere = surroundings(tmp_path / "nowhere")
    words = [
        "audit",
        "verify",
        "--rows",
        str(out),
        "--seals",
        str(out / "seals.jsonl"),
        "--key",
        str(key),
        "--jobs",
        "2",
    ]
    assert run_hutong(nowhere, *words).returncode == 0
    assert not (tmp_path / "nowhere").exists(), "an auditor needs no database"
    (file,) = out.glob("*.parquet")
    pq.write_table(pq.read_table(file).slice(1), file)
    lost = run_hutong(nowhere, *words, "--lang", "en")
    assert (lost.returncode, "1 missing" in lost.stdout) == (1, True)


def test_what_is_asked_wrongly_is_said(tmp_path: Path) -> None:
    env = surroundings(tmp_path / "home")
    no_month = run_hutong(env, "audit", "verify", "--from", "November", "--lang", "en")
    assert (no_month.returncode, "no month" in no_month.stderr) == (2, True)
    no_seals = run_hutong(env, "audit", "verify", "--rows", str(tmp_path), "--lang", "en")
    assert (no_seals.returncode, "--seals FILE" in no_seals.stderr) == (2, True)
