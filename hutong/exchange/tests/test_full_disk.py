"""Where the disk has no space left, nothing half stays behind: no kept file, no backup; and it is said what to do."""

import errno
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from hutong.audit.models import Entry
from hutong.children.tests.making import make_worker
from hutong.exchange.backups import databases
from hutong.exchange.backups.errors import DumpFailed
from hutong.exchange.backups.making import make_backup
from hutong.exchange.jobs import enqueue, take_job
from hutong.exchange.models import Import, Job
from hutong.exchange.sealed_files import keep_file
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
FULL = OSError(errno.ENOSPC, "No space left on device")


def failing(error: Exception) -> Callable[..., Any]:
    def fail(*given: Any, **named: Any) -> Any:
        raise error

    return fail


def list_files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file())


def test_a_file_that_cannot_be_kept_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(os, "fsync", failing(FULL))
    with pytest.raises(OSError, match="No space"):
        keep_file(b"x", suffix=".xlsx")
    assert list_files(tmp_path) == []


def test_a_backup_that_cannot_be_written_is_not_there_and_is_on_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for copy in ("_copy_sqlite", "_dump_postgres"):
        # Within the transaction of a test the database itself cannot be copied.
        monkeypatch.setattr(databases, copy, lambda file: {"rows": file.write_bytes(b"x")})
    monkeypatch.setattr(os, "fsync", failing(FULL))
    with pytest.raises(OSError, match="No space"):
        make_backup(tmp_path / "a.backup", at=timezone.now())
    assert list_files(tmp_path) == []
    acts = Entry.objects.filter(act__startswith="backup").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["backup.made", "backup.failed"]


def test_a_database_that_cannot_be_copied_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "_copy_sqlite", failing(DumpFailed(program="SQLite", said="database is full")))
    monkeypatch.setattr(databases, "_dump_postgres", failing(DumpFailed(program="pg_dump", said="database is full")))
    with pytest.raises(DumpFailed, match="database is full"):
        make_backup(tmp_path / "a.backup", at=timezone.now())
    assert list_files(tmp_path) == []


def test_work_that_failed_for_want_of_space_is_taken_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now, officer = timezone.now(), make_worker()
    with acting_as(EVERYTHING):
        batch = Import.objects.create(
            area="431022000000", as_of=timezone.localdate(), file_name="台账.xlsx", made_at=now, made_by=officer
        )
    enqueue(batch=batch, kind=Job.Kind.LOOK, by=officer, at=now)
    first = take_job(batch=batch)
    assert first is not None and take_job(batch=batch) is None, "held by whoever failed"
    Job.objects.update(leased_until=now)
    assert take_job(batch=batch) == first


def test_a_lease_of_a_time_when_the_clock_was_ahead_holds_nobody_up() -> None:
    now, officer = timezone.now(), make_worker()
    with acting_as(EVERYTHING):
        batch = Import.objects.create(
            area="431022000000", as_of=timezone.localdate(), file_name="台账.xlsx", made_at=now, made_by=officer
        )
    enqueue(batch=batch, kind=Job.Kind.LOOK, by=officer, at=now)
    assert take_job(batch=batch) is not None
    Job.objects.update(leased_until=now + timedelta(days=365))
    assert take_job(batch=batch) is not None
