"""The database as a file, by its own means: SQLite's online copy, or PostgreSQL's pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from hutong.exchange.backups.errors import DumpFailed, ProgramMissing

PROGRAM_FOLDERS = "/usr/lib/postgresql/*/bin"
LAST_WORDS = 2000
LIBPQ = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}


def list_tables() -> list[str]:
    """The tables that hold rows, by name; the parts of a parted table count as the whole."""
    with connection.cursor() as cursor:
        return sorted(one.name for one in connection.introspection.get_table_list(cursor) if one.type == "t")


def count_rows(tables: Sequence[str]) -> dict[str, int]:
    """How many rows each table holds, within the transaction that is open."""
    counts = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = int(cursor.fetchone()[0])
    return counts


@contextmanager
def dumped(folder: Path) -> Iterator[tuple[Path, dict[str, int]]]:
    """A file with the whole database as it stands at one moment, and the rows of each table at that moment.

    Raises ProgramMissing, DumpFailed.
    """
    file = folder / "database"
    if connection.vendor == "sqlite":
        yield file, _copy_sqlite(file)
    else:
        yield file, _dump_postgres(file)
    file.unlink()


def load(file: Path) -> None:
    """Write a dump into the empty database. Raises ProgramMissing, DumpFailed."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        connection.close()
        with sqlite3.connect(file) as source, sqlite3.connect(name) as into:
            source.backup(into)
        source.close()
        into.close()
        return
    _run([find_program("pg_restore"), "--no-owner", "--no-privileges", "--single-transaction", *_where(), str(file)])


def find_program(name: str) -> str:
    """A program of PostgreSQL: the newest that is installed. Raises ProgramMissing."""
    installed = sorted(Path("/").glob(PROGRAM_FOLDERS.lstrip("/")), key=_version_of, reverse=True)
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, installed)))
    if found is None:
        raise ProgramMissing(name=name)
    return found


def _version_of(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _copy_sqlite(file: Path) -> dict[str, int]:
    connection.ensure_connection()
    into = sqlite3.connect(file)
    file.chmod(0o600)
    try:
        connection.connection.backup(into)
    except sqlite3.Error as error:
        into.close()
        raise DumpFailed(program="SQLite", said=str(error)) from error
    tables = [row[0] for row in into.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    counts = {name: int(into.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]) for name in sorted(tables)}
    into.close()
    return {name: rows for name, rows in counts.items() if not name.startswith("sqlite_")}


def _dump_postgres(file: Path) -> dict[str, int]:
    """The counts are taken from the very snapshot that is dumped."""
    program = find_program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = str(cursor.fetchone()[0])
        counts = count_rows(list_tables())
        _run([program, "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={file}", *_where()])
    file.chmod(0o600)
    return counts


def _where() -> list[str]:
    """Words that lead a program of PostgreSQL to the database; the password goes another way."""
    given: dict[str, Any] = connection.settings_dict
    host = given["HOST"] or given.get("OPTIONS", {}).get("host", "")
    words = [f"--dbname={given['NAME']}", "--no-password"]
    named = (("--host", host), ("--port", given["PORT"]), ("--username", given["USER"]))
    return words + [f"{word}={value}" for word, value in named if value]


def _run(command: Sequence[str]) -> None:
    given: dict[str, Any] = connection.settings_dict
    secret = {"PGPASSWORD": given["PASSWORD"]} if given["PASSWORD"] else {}
    options = {LIBPQ[name]: str(value) for name, value in given.get("OPTIONS", {}).items() if name in LIBPQ}
    ran = subprocess.run(command, env={**os.environ, **secret, **options}, capture_output=True, text=True, check=False)
    if ran.returncode:
        # The program's name alone: the other words may tell where the database is.
        raise DumpFailed(program=Path(command[0]).name, said=ran.stderr[-LAST_WORDS:])
