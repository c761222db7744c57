"""Makes a backup: one sealed file with the database, every kept file, and a list of what it holds."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from hutong.audit.actions import note_act
from hutong.exchange.backups.databases import dumped
from hutong.exchange.backups.errors import BackupError, FileThere
from hutong.lib.sealed_streams import SealingStream
from hutong.lib.whole_files import UNFINISHED, written_whole
from hutong.staff.sealed_fields import get_keyring

FORMAT = 1
PURPOSE = "backup"
LIST, DATABASE, FILES = "contents.json", "database", "files/"
PIECE = 1 << 20


def make_backup(file: Path, *, at: datetime) -> dict[str, Any]:
    """Write a backup to a new file, whole or not at all; returns what it holds.

    Taken while people work, it holds one moment. The keys are not in it. Raises FileThere, ProgramMissing, DumpFailed.
    """
    if file.exists():
        raise FileThere(file=file)
    with transaction.atomic():
        note_act(at=at, act="backup.made")
    try:
        with written_whole(file) as written:
            stream = SealingStream(written, get_keyring().now, purpose=PURPOSE)
            contents = _write_contents(stream, at=at)
            stream.close()
    except (OSError, BackupError):
        # Where the disk is full the database may not take it either; what went wrong is said all the same.
        with suppress(DatabaseError):
            note_act(at=at, act="backup.failed")
        raise
    return contents


def _write_contents(stream: SealingStream, *, at: datetime) -> dict[str, Any]:
    sums = {}
    # What a zip file asks of what it is written to, a sealing stream has.
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        tempfile.TemporaryDirectory(dir=settings.HOME, prefix="backup-") as folder,
    ):
        with dumped(Path(folder)) as (dump, rows):
            sums[DATABASE] = _add(packed, dump, DATABASE)
        for kept in _list_files():
            name = FILES + kept.relative_to(settings.HOME / "files").as_posix()
            # One that was removed meanwhile is no part of the backup.
            if (total := _add(packed, kept, name)) is not None:
                sums[name] = total
        contents = {
            "format": FORMAT,
            "made": at.isoformat(timespec="seconds"),
            "version": version("hutong"),
            "database": connection.vendor,
            "rows": rows,
            "sums": sums,
        }
        packed.writestr(LIST, json.dumps(contents, ensure_ascii=False, indent=1))
    return contents


def _list_files() -> Iterator[Path]:
    folder = Path(settings.HOME) / "files"
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix != UNFINISHED and not _is_open(file, folder):
            yield file


def _is_open(file: Path, folder: Path) -> bool:
    """Whether it lies in a folder into which something was opened for a moment."""
    return file.relative_to(folder).parts[0].startswith("opened-")


def _add(packed: zipfile.ZipFile, file: Path, name: str) -> str | None:
    """The checksum of what was added; None where the file is gone."""
    try:
        source = file.open("rb")
    except FileNotFoundError:
        return None
    with source, packed.open(name, "w", force_zip64=True) as into:
        return copy_summing(source, into)


def copy_summing(source: IO[bytes], into: IO[bytes]) -> str:
    """Copy, and return the SHA-256 of what was copied."""
    total = sha256()
    while piece := source.read(PIECE):
        total.update(piece)
        into.write(piece)
    return total.hexdigest()
