"""Brings a backup back into an empty place, after looking that it is whole."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from hutong.audit.actions import note_act
from hutong.exchange.backups.databases import count_rows, list_tables, load
from hutong.exchange.backups.errors import BackupDamaged, NotEmpty, OtherDatabase, RowsLost
from hutong.exchange.backups.making import DATABASE, FILES, FORMAT, LIST, PURPOSE, copy_summing
from hutong.lib.sealed_streams import open_stream
from hutong.lib.sealing import SealBroken
from hutong.staff.sealed_fields import get_keyring

ONLY_OWNER = 0o700


def check_backup(file: Path) -> dict[str, Any]:
    """What a backup holds, after every byte of it was looked at. Raises BackupDamaged, KeyUnknown."""
    with _opened(file) as (contents, _):
        return contents


def restore_backup(file: Path, *, at: datetime) -> dict[str, Any]:
    """Bring everything back; returns what the backup holds.

    The database and the folder of files must be empty. Raises BackupDamaged, KeyUnknown, NotEmpty, OtherDatabase,
    ProgramMissing, DumpFailed, RowsLost.
    """
    if list_tables():
        raise NotEmpty(what=str(connection.settings_dict["NAME"]))
    home = Path(settings.HOME)
    files = home / "files"
    if files.exists() and any(files.iterdir()):
        raise NotEmpty(what=str(files))
    with _opened(file) as (contents, folder):
        if contents["database"] != connection.vendor:
            raise OtherDatabase(backup=contents["database"], here=connection.vendor)
        load(folder / DATABASE)
        counted = count_rows(sorted(contents["rows"]))
        if counted != contents["rows"]:
            raise RowsLost(why=_differing(contents["rows"], counted))
        _put_files(folder / FILES, files)
    with transaction.atomic():
        note_act(at=at, act="backup.restored", about=str(contents["made"]))
    return contents


def _differing(told: dict[str, int], counted: dict[str, int]) -> str:
    return ", ".join(f"{name}: {counted[name]} of {rows}" for name, rows in told.items() if counted[name] != rows)


def _put_files(unpacked: Path, files: Path) -> None:
    if unpacked.exists():
        if files.exists():
            files.rmdir()
        unpacked.replace(files)


@contextmanager
def _opened(file: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """What the backup says it holds, and a folder with all of it, gone afterwards."""
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix="restore-") as name:
        folder = Path(name)
        packed = folder / "packed"
        try:
            with file.open("rb") as sealed, packed.open("wb") as to:
                open_stream(sealed, to, get_keyring().now, purpose=PURPOSE)
            contents = _unpack(packed, folder)
        except (SealBroken, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise BackupDamaged(file=file, why=str(error)) from error
        packed.unlink()
        yield contents, folder


def _unpack(packed: Path, folder: Path) -> dict[str, Any]:
    """Raises ValueError where it does not hold what its list says."""
    with zipfile.ZipFile(packed) as held:
        contents: dict[str, Any] = json.loads(held.read(LIST))
        if contents["format"] != FORMAT:
            raise ValueError(f"format {contents['format']} is not known here; update first")
        sums = {}
        for name in held.namelist():
            if name != LIST:
                sums[name] = _unpack_one(held, name, folder)
    if sums != contents["sums"]:
        raise ValueError("it does not hold what its list says")
    return contents


def _unpack_one(held: zipfile.ZipFile, name: str, folder: Path) -> str:
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise ValueError("a name in it leads elsewhere")
    target.parent.mkdir(parents=True, exist_ok=True, mode=ONLY_OWNER)
    with held.open(name) as source, target.open("wb") as into:
        return copy_summing(source, into)
