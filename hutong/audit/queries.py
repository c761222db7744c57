"""Reading the record: by worker, file, door and day, a page at a time, from the newest on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from hutong.audit.models import Entry
from hutong.places.models import inside

MOST_DAYS = 92
"""A search without a worker and without a file goes through so many days at most."""


class Place(NamedTuple):
    """Where a page ends: the next one begins after it."""

    at: datetime
    id: int


@dataclass(frozen=True)
class Wanted:
    """What is searched for."""

    since: date
    until: date
    worker: UUID | None = None
    child: UUID | None = None
    door: str = ""
    way: str = ""


def within(areas: Iterable[str], workers: Iterable[UUID]) -> Q:
    """The rows of an audit administrator: posts and files of the area; what was done without a post by its workers."""
    found = Q(area="", worker__in=list(workers)) | Q(area="", place="", worker__isnull=True)
    for area in areas:
        found |= inside(area, field="area") | inside(area, field="place")
    return found


def list_entries(wanted: Wanted, *, seen: Q, after: Place | None = None) -> QuerySet[Entry]:
    """The rows that were searched for, the newest first."""
    rows = Entry.objects.filter(seen, at__gte=begin_of_day(wanted.since), at__lt=end_of_day(wanted.until))
    if wanted.worker is not None:
        rows = rows.filter(worker=wanted.worker)
    if wanted.child is not None:
        rows = rows.filter(child=wanted.child)
    if wanted.door:
        rows = rows.filter(door=wanted.door)
    if wanted.way:
        rows = rows.filter(way=wanted.way)
    if after is not None:
        rows = rows.filter(Q(at__lt=after.at) | Q(at=after.at, id__lt=after.id), at__lte=after.at)
    return rows.order_by("-at", "-id")


def list_looks_at(child: UUID, *, after: Place | None = None) -> QuerySet[Entry]:
    """Who looked at a file or did something to it, the newest first."""
    rows = Entry.objects.filter(child=child)
    if after is not None:
        rows = rows.filter(Q(at__lt=after.at) | Q(at=after.at, id__lt=after.id), at__lte=after.at)
    return rows.order_by("-at", "-id")


def cut_page(rows: QuerySet[Entry], *, size: int) -> tuple[Sequence[Entry], Place | None]:
    """A page, and where the next one goes on; None where there is none."""
    found = list(rows[: size + 1])
    shown = found[:size]
    return shown, Place(shown[-1].at, shown[-1].id) if len(found) > size else None


def begin_of_day(day: date) -> datetime:
    """Its first instant where the work is done."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of_day(day: date) -> datetime:
    """The first instant after it."""
    return begin_of_day(day + timedelta(days=1))
