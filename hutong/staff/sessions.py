"""Sessions: how long they last, which ones a worker has, ending them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from hutong.staff.models import Session, Worker
from hutong.staff.sealed_fields import mark_of

CLOCKS_DIFFER = timedelta(minutes=5)
"""By so much a clock is put right now and then, and several machines differ."""


@dataclass(frozen=True)
class Told:
    """A session as its worker is told of it; the mark stands for its key, which opens it and is never shown."""

    mark: str
    device: str
    address: str
    since: datetime
    seen_at: datetime
    is_current: bool


def is_over(*, since: datetime, seen_at: datetime, at: datetime) -> bool:
    """Whether nobody did anything for too long, or the working day has been long enough.

    A session of a time to come began while the clock was ahead: how old it is nobody knows, so it is over too.
    """
    if max(since, seen_at) - at > CLOCKS_DIFFER:
        return True
    return at - seen_at >= settings.IDLE_TIME or at - since >= settings.LONGEST_SESSION


def _live(worker: Worker, at: datetime) -> QuerySet[Session]:
    ahead = at + CLOCKS_DIFFER
    return Session.objects.filter(
        worker=worker,
        seen_at__gt=at - settings.IDLE_TIME,
        since__gt=at - settings.LONGEST_SESSION,
        seen_at__lte=ahead,
        since__lte=ahead,
        expire_date__gt=at,
    ).order_by("-seen_at")


def list_sessions(*, worker: Worker, at: datetime, current: str | None = None) -> list[Told]:
    """Where the worker is signed in, the one last used first."""
    return list(_told(_live(worker, at), current))


def _told(rows: QuerySet[Session], current: str | None) -> Iterator[Told]:
    for row in rows:
        if row.since and row.seen_at:
            mark = mark_of(row.session_key, kind="session") or ""
            is_current = row.session_key == current
            yield Told(mark, row.device, row.address or "", row.since, row.seen_at, is_current)


def end_session(*, worker: Worker, mark: str) -> bool:
    """Sign the worker out of one session; whether it was there."""
    for row in Session.objects.filter(worker=worker):
        if mark_of(row.session_key, kind="session") == mark:
            row.delete()
            return True
    return False


def end_sessions(*, worker: Worker, but: str | None = None) -> int:
    """Sign the worker out everywhere, but in the session with this key; how many ended."""
    count, _ = Session.objects.filter(worker=worker).exclude(session_key=but).delete()
    return count


def forget_ended_sessions(*, at: datetime) -> int:
    """Take away what nobody can go on with."""
    ended = Session.objects.filter(expire_date__lte=at) | Session.objects.filter(
        seen_at__lte=at - settings.IDLE_TIME - timedelta(hours=1)
    )
    ended |= Session.objects.filter(Q(seen_at__gt=at + CLOCKS_DIFFER) | Q(since__gt=at + CLOCKS_DIFFER))
    count, _ = ended.delete()
    return count
