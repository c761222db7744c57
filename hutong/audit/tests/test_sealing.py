"""Rows of the database are sealed once, in batches, none is missed; whoever gets round the refusal is found."""

import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from hutong.audit import jobs
from hutong.audit.acting import SYSTEM, acted_by
from hutong.audit.actions import note_act, note_look
from hutong.audit.errors import NotExported, NothingToTakeAway, StillWritten, TooYoung
from hutong.audit.exporting import export_record, list_seals
from hutong.audit.file_rows import FileRows
from hutong.audit.jobs import Sealing, get_seal_key, make_months_ahead, safe_horizon, seal_now
from hutong.audit.keeping import list_taken_away, months_past, take_away_month
from hutong.audit.models import Entry, Seal
from hutong.audit.rows import DatabaseRows
from hutong.audit.seals import read_seals
from hutong.audit.verifying import Verified, verify

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
IS_POSTGRES = connection.vendor == "postgresql"
LONG_AGO = datetime(2009, 5, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _small_seals(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setattr(jobs, "ROWS_AT_ONCE", 20)


def write(count: int, *, at: datetime = AT) -> list[Entry]:
    with acted_by(SYSTEM):
        return [
            note_look(
                at=at + timedelta(minutes=minute),
                door="child_file",
                way="read",
                child=uuid.uuid4(),
                purpose='走访, "前"',
            )
            for minute in range(count)
        ]


def check() -> Verified:
    return verify(list(list_seals()), DatabaseRows(), key=get_seal_key())


@pytest.mark.django_db
def test_what_is_written_is_sealed_once() -> None:
    seal_now()
    before = Seal.objects.count()
    write(45)
    assert seal_now() == 45
    assert seal_now() == 0
    assert Seal.objects.count() == before + 3
    found = check()
    assert found.is_whole, [one.told("en") for one in found.faults]
    assert found.rows == Entry.objects.count()


@pytest.mark.django_db
def test_rows_of_two_months_get_seals_of_their_own() -> None:
    seal_now()
    write(3, at=datetime(2026, 11, 30, 23, 58, tzinfo=UTC))
    seal_now()
    assert list(Seal.objects.order_by("-number").values_list("month", "count")[:2]) == [("202612", 1), ("202611", 2)]
    assert check().is_whole


@pytest.mark.django_db
def test_both_ways_of_reading_rows_give_the_same_bytes(tmp_path: Path) -> None:
    write(30)
    seal_now()
    done = export_record(tmp_path)
    assert (done.rows, done.seals) == (Entry.objects.count(), Seal.objects.count())
    found = verify(read_seals(tmp_path / "seals.jsonl"), FileRows(tmp_path), key=get_seal_key(), jobs=2)
    assert found.is_whole, [one.told("en") for one in found.faults]


TAMPERING = {
    "a changed purpose": "UPDATE audit_entry SET purpose = 'x' WHERE id = {id}",
    "another worker": "UPDATE audit_entry SET worker = '00000000000000000000000000000001' WHERE id = {id}",
    "an instant later": "UPDATE audit_entry SET at = '2026-11-22 09:31:07+00:00' WHERE id = {id}",
    "a deleted row": "DELETE FROM audit_entry WHERE id = {id}",
    "all rows deleted": "DELETE FROM audit_entry",
    "a seal's count": "UPDATE audit_seal SET count = count + 1 WHERE last >= {id}",
    "a seal deleted": "DELETE FROM audit_seal WHERE first <= {id} AND last >= {id}",
    "a row doubled": (
        "INSERT INTO audit_entry (id, at, way, act, worker, role, area, door, child, place, rows, purpose, about)"
        " SELECT -5, at, way, act, worker, role, area, door, child, place, rows, purpose, about"
        " FROM audit_entry WHERE id = {id}"
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("done", TAMPERING)
def test_whoever_gets_round_the_refusal_is_found(done: str) -> None:
    entry = write(30)[17]
    seal_now()
    with refusal_lifted(), connection.cursor() as cursor:
        cursor.execute(TAMPERING[done].format(id=entry.pk))
    assert not check().is_whole


class refusal_lifted:
    """As somebody with all rights in the database would do it."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            if IS_POSTGRES:
                for table in ("audit_entry", "audit_seal"):
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
                return
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")

    def __exit__(self, *raised: object) -> None:
        """The test's transaction takes it back."""


@pytest.mark.django_db
def test_a_runner_seals_when_a_minute_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    sealing = Sealing()
    write(2)
    assert sealing.seal_if_due() >= 2
    write(2)
    assert sealing.seal_if_due() == 0
    monkeypatch.setattr(sealing, "_next", 0.0)
    assert sealing.seal_if_due() == 2


@pytest.mark.django_db
def test_partitions_are_made_ahead_once() -> None:
    made = make_months_ahead(months=5)
    assert made == (2 if IS_POSTGRES else 0)
    assert make_months_ahead(months=5) == 0


@pytest.mark.django_db
def test_a_month_is_taken_away_only_after_its_time_and_with_its_seals_elsewhere(tmp_path: Path) -> None:
    if IS_POSTGRES:
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_make_month('2009-05-01')")
    write(5, at=LONG_AGO)
    file = tmp_path / "seals.jsonl"
    assert months_past(years=10, at=AT) == ["200905"]
    with pytest.raises(TooYoung):
        take_away_month("200905", seals_file=file, years=18, at=AT)
    with pytest.raises(NothingToTakeAway):
        take_away_month("200906", seals_file=file, years=10, at=AT)
    with pytest.raises(NotExported), transaction.atomic():
        take_away_month("200905", seals_file=file, years=10, at=AT)
    seal_now()
    export_record(tmp_path)
    with acted_by(SYSTEM):
        assert take_away_month("200905", seals_file=file, years=10, at=AT) == 5
    assert list_taken_away() == {"200905"}
    assert not Entry.objects.filter(at__lt=datetime(2010, 1, 1, tzinfo=UTC)).exists()
    seal_now()
    found = check()
    assert (found.is_whole, found.taken_away) == (True, ["200905"])
    with pytest.raises(Exception, match="only added to"), transaction.atomic():
        Entry.objects.filter(pk=Entry.objects.latest("pk").pk).delete()


@pytest.fixture
def elsewhere() -> Iterator[Callable[[threading.Event, threading.Event], threading.Thread]]:
    """Somebody in a connection of their own who writes a row and commits it late."""
    begun: list[threading.Thread] = []

    def start(written: threading.Event, go_on: threading.Event) -> threading.Thread:
        def write_and_wait() -> None:
            with transaction.atomic():
                with acted_by(SYSTEM):
                    note_act(at=AT, act="late")
                written.set()
                go_on.wait(10)
            connection.close()

        thread = threading.Thread(target=write_and_wait)
        thread.start()
        begun.append(thread)
        return thread

    yield start
    for thread in begun:
        thread.join()


@pytest.mark.skipif(not IS_POSTGRES, reason="on SQLite one writes at a time")
@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_committed_late_under_a_lower_number_is_not_lost(
    elsewhere: Callable[..., threading.Thread], monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_now()
    written, go_on = threading.Event(), threading.Event()
    late = elsewhere(written, go_on)
    assert written.wait(10)
    (early,) = write(1)
    monkeypatch.setattr(jobs, "WAIT_SECONDS", 0.3)
    with pytest.raises(StillWritten):
        safe_horizon()
    go_on.set()
    late.join()
    assert Entry.objects.filter(act="late", pk__lt=early.pk, pk__gt=early.pk - 2).exists()
    assert seal_now() == 2
    assert check().is_whole
