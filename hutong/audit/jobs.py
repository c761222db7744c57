"""Work that nobody waits for: rows are sealed, months to come get their partition. Reads the clock."""

import time
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from hutong.audit.chaining import seal_table
from hutong.audit.errors import StillWritten
from hutong.audit.file_rows import Part, begin_of, end_of
from hutong.audit.models import Entry, Seal
from hutong.audit.rows import DatabaseRows
from hutong.audit.seals import BEGINNING, SealKey, SealMade

ROWS_AT_ONCE = 50_000
EVERY_SECONDS = 60.0
WAIT_SECONDS = 5.0
LOOK_SECONDS = 0.05
ONE_SEALS = 7_061_737_401
"""The number of the lock under which one process at a time seals."""
IN_REST = "SELECT EXISTS (SELECT 1 FROM audit_entry_rest WHERE at >= %s AND at < %s)"
WRITERS = """
SELECT DISTINCT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'audit_entry'::regclass AND mode = 'RowExclusiveLock' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
"""


def get_seal_key() -> SealKey:
    """The key that seals here."""
    return SealKey.of(settings.KEYRING.now)


def seal_now() -> int:
    """Seal every row that stands firm; how many. Raises StillWritten."""
    key, sealed = get_seal_key(), 0
    upto = safe_horizon()
    while upto and (count := _seal_some(upto=upto, key=key, at=timezone.now())):
        sealed += count
    return sealed


class Sealing:
    """Seals from time to time, for a runner that comes by often."""

    def __init__(self) -> None:
        self._next = 0.0

    def seal_if_due(self) -> int:
        """Seal when a minute is over; how many rows. A writer that takes long is waited for the next time."""
        if time.monotonic() < self._next:
            return 0
        self._next = time.monotonic() + EVERY_SECONDS
        make_months_ahead()
        try:
            return seal_now()
        except StillWritten:
            return 0


def make_months_ahead(*, months: int = 3) -> int:
    """On PostgreSQL the partitions of this month and the next ones; how many are new."""
    if connection.vendor != "postgresql":
        return 0
    first = "date_trunc('month', now() AT TIME ZONE 'UTC')"
    sql = f"SELECT ({first} + make_interval(months => n))::date FROM generate_series(0, %s) AS n"
    made = 0
    with connection.cursor() as cursor:
        cursor.execute(sql, [months])
        for (month,) in cursor.fetchall():
            cursor.execute("SELECT to_regclass(%s)", [f"audit_entry_{month:%Y%m}"])
            if cursor.fetchone()[0] is None:
                made += _make_month(month)
    return made


def _make_month(month: date) -> int:
    """Whoever writes is not kept waiting: where the lock is not free at once it is tried again later.

    A month of which rows lie in the rest already, because the clock was ahead for a while, stays there.
    """
    named = f"{month:%Y%m}"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(IN_REST, [begin_of(named), end_of(named)])
            if cursor.fetchone()[0]:
                return 0
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            cursor.execute("SELECT audit_make_month(%s)", [month])
            return int(cursor.fetchone()[0])
    except (OperationalError, IntegrityError):
        return 0


def safe_horizon() -> int | None:
    """The number up to which no row can appear any more; None where there are no rows. Raises StillWritten.

    On PostgreSQL numbers are handed out before rows are committed. Whoever may still commit a number up to the highest
    one to be seen holds the lock of a writer at this moment; when all of these have ended, nothing comes below it.
    """
    top = Entry.objects.aggregate(top=Max("id"))["top"]
    if connection.vendor != "postgresql" or top is None:
        return int(top) if top is not None else None
    waited_for, until = _writers(), time.monotonic() + WAIT_SECONDS
    while waited_for := waited_for & _writers():
        if time.monotonic() > until:
            raise StillWritten
        time.sleep(LOOK_SECONDS)
    return int(top)


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(WRITERS)
        return {row[0] for row in cursor.fetchall()}


@transaction.atomic
def _seal_some(*, upto: int, key: SealKey, at: datetime) -> int:
    """The next rows, in a transaction; how many. None while another process seals."""
    if not _is_alone():
        return 0
    last = Seal.objects.order_by("-number").first()
    after = Seal.objects.aggregate(top=Max("last"))["top"] or 0
    table = DatabaseRows().read(Part(after=after, upto=upto), most=ROWS_AT_ONCE)
    number, previous = (last.number + 1, last.seal) if last else (1, BEGINNING)
    made = []
    for seal in seal_table(table, number=number, previous=previous, key=key, at=at):
        made.append(Seal(**{name: getattr(seal, name) for name in SealMade.__dataclass_fields__}))
    Seal.objects.bulk_create(made)
    return int(table.num_rows)


def _is_alone() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_SEALS])
        return bool(cursor.fetchone()[0])
