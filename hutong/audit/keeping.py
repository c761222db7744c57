"""A month of the record is taken away after its time: never early, its seals safe elsewhere, itself an act."""

from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Sum

from hutong.audit.actions import note_act
from hutong.audit.canonical import month_of
from hutong.audit.errors import NotExported, NothingToTakeAway, TooYoung
from hutong.audit.exporting import list_seals
from hutong.audit.file_rows import begin_of, end_of
from hutong.audit.models import Entry, Seal
from hutong.audit.seals import read_seals
from hutong.audit.verifying import TAKEN_AWAY

DELETE_REFUSED = "audit_entry_no_delete"


@transaction.atomic
def take_away_month(month: str, *, seals_file: Path, years: int, at: datetime) -> int:
    """The rows of a month go; their seals stay, and that they went is on record. How many.

    Raises TooYoung, NotExported, NothingToTakeAway.
    """
    if end_of(month).replace(year=end_of(month).year + years) > at:
        raise TooYoung(month=month, years=years)
    rows = Entry.objects.filter(at__gte=begin_of(month), at__lt=end_of(month))
    count = rows.count()
    if not count:
        raise NothingToTakeAway(month=month)
    sealed = Seal.objects.filter(month=month).aggregate(rows=Sum("count"))["rows"] or 0
    here = [one for one in list_seals() if one.month == month]
    if sealed != count or not set(here) <= set(read_seals(seals_file)):
        raise NotExported(month=month, file=seals_file)
    _drop(month, count)
    note_act(at=at, act=TAKEN_AWAY, rows=count, about=month)
    return count


def list_taken_away() -> frozenset[str]:
    """The months whose going is on record."""
    return frozenset(Entry.objects.filter(way="act", act=TAKEN_AWAY).values_list("about", flat=True))


def months_past(*, years: int, at: datetime) -> list[str]:
    """Months with rows that are older than they must be kept."""
    found = Entry.objects.filter(at__lt=at.replace(year=at.year - years, day=1)).dates("at", "month")
    return [month_of(datetime(one.year, one.month, 1)) for one in found]


def _drop(month: str, count: int) -> None:
    """On PostgreSQL the partition goes whole; on SQLite the refusal is lifted for this one statement."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT to_regclass(%s)", [f"audit_entry_{int(month)}"])
            if cursor.fetchone()[0] is None:
                _drop_from_rest(month)
                return
            cursor.execute(f"SELECT count(*) FROM audit_entry_{int(month)}")
            if cursor.fetchone()[0] != count:
                raise NothingToTakeAway(month=month)
            cursor.execute(f"DROP TABLE audit_entry_{int(month)}")
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [DELETE_REFUSED])
        trigger = cursor.fetchone()[0]
        cursor.execute(f"DROP TRIGGER {DELETE_REFUSED}")
        cursor.execute("DELETE FROM audit_entry WHERE at >= %s AND at < %s", [begin_of(month), end_of(month)])
        cursor.execute(trigger)


def _drop_from_rest(month: str) -> None:
    """A month without a partition of its own lies in the rest; there, too, the refusal is lifted for one statement."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry_rest DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM audit_entry_rest WHERE at >= %s AND at < %s", [begin_of(month), end_of(month)])
        cursor.execute("ALTER TABLE audit_entry_rest ENABLE TRIGGER USER")
