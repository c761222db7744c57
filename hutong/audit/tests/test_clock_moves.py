"""The clock is put forward and back: numbers only grow, seals hold, and that it was moved is on record."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hutong.audit.acting import SYSTEM, acted_by
from hutong.audit.actions import note_look
from hutong.audit.clock_moves import WatchedClock
from hutong.audit.exporting import list_seals
from hutong.audit.jobs import Sealing, get_seal_key, make_months_ahead, seal_now
from hutong.audit.models import Entry
from hutong.audit.rows import DatabaseRows
from hutong.audit.verifying import verify

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    return lambda at: monkeypatch.setattr(timezone, "now", lambda: at)


def write(*instants: datetime) -> list[int]:
    with acted_by(SYSTEM):
        return [note_look(at=at, door="child_file", way="read").pk for at in instants]


def check_seals() -> None:
    found = verify(list(list_seals()), DatabaseRows(), key=get_seal_key())
    assert found.is_whole, [one.told("en") for one in found.faults]
    assert found.unsealed == 0
    assert found.rows == Entry.objects.count()


def test_numbers_grow_and_seals_hold_however_the_clock_jumps() -> None:
    year = timedelta(days=365)
    jumps = [NOW, NOW + year, NOW + timedelta(minutes=1), NOW - year, NOW + 3 * year, NOW + timedelta(minutes=2)]
    numbers = write(*jumps)
    seal_now()
    numbers += write(*reversed(jumps))
    seal_now()
    assert numbers == sorted(set(numbers))
    check_seals()


def test_months_into_which_the_clock_jumped_ahead_stop_nothing_later(set_clock: SetClock) -> None:
    write(timezone.now() + timedelta(days=35 * 12))
    if connection.vendor == "postgresql":
        assert make_months_ahead(months=14) > 0, "the months around get their partition, that one does not"
        assert make_months_ahead(months=14) == 0
    assert Sealing().seal_if_due() > 0
    check_seals()


def test_that_the_clock_was_moved_is_on_record(set_clock: SetClock) -> None:
    clock = WatchedClock()
    set_clock(NOW)
    clock.note_moves()
    for hours in (2, -3):
        set_clock(NOW + timedelta(hours=hours))
        clock.note_moves()
    moves = list(Entry.objects.filter(act="clock moved").order_by("id").values_list("about", flat=True))
    assert moves == ["+7200 s", "-18000 s"]


def test_a_few_seconds_are_not(set_clock: SetClock) -> None:
    clock = WatchedClock()
    for seconds in (0, 5, 2, 30):
        set_clock(NOW + timedelta(seconds=seconds))
        assert clock.note_moves() == 0


def test_that_it_was_put_back_while_nobody_watched_is_seen_from_the_record(set_clock: SetClock) -> None:
    write(NOW)
    set_clock(NOW - timedelta(days=1))
    assert WatchedClock().note_moves() == -86_400
    assert WatchedClock().note_moves() == 0, "the newest row is of now"
