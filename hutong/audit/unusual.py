"""Reading that somebody should look into. Nothing here says that it was wrong; the limits are local."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.functions import ExtractHour, TruncDate, TruncHour
from django.utils import timezone

from hutong.audit.actions import note_act
from hutong.audit.errors import NeedsNote
from hutong.audit.models import LONGEST_WORDS, Entry, LookedInto, Way
from hutong.audit.queries import begin_of_day, end_of_day
from hutong.lib.translating import marked
from hutong.places.codes import is_inside

Read = Any
"""Rows in which columns that may be empty elsewhere are not."""
FILES = (Way.READ, Way.REVEAL, Way.ATTACHMENT)


class Kind(models.TextChoices):
    """What is unusual about it."""

    MANY_FILES = "many_files", "一小时内查看许多档案"
    ODD_HOURS = "odd_hours", "非工作时间查看"
    NEIGHBOUR = "neighbour", "查看辖区以外（如邻近地方）的档案"
    SAME_NAME = "same_name", "反复检索同一姓名"
    SAME_FILE = "same_file", "一天内反复查看同一档案"
    LEAVING = "leaving", "离岗前集中查看"
    REFUSED = "refused", "反复试图打开未获准的内容"


WORDS = {
    Kind.MANY_FILES: marked("many files within an hour"),
    Kind.ODD_HOURS: marked("read at odd hours"),
    Kind.NEIGHBOUR: marked("a file outside the own area, such as a neighbour's child"),
    Kind.SAME_NAME: marked("the same name searched again and again"),
    Kind.SAME_FILE: marked("the same file read again and again in a day"),
    Kind.LEAVING: marked("many files just before leaving the post"),
    Kind.REFUSED: marked("tried again and again what is not open to them"),
}


@dataclass(frozen=True)
class Limits:
    """From which number on it is shown. Local settings (HUTONG_UNUSUAL_…), none of them a rule of the documents."""

    files_in_hour: int = 40
    odd_reads: int = 5
    night_from: int = 22
    night_until: int = 6
    neighbour_files: int = 1
    same_name: int = 3
    same_file: int = 10
    leaving_files: int = 30
    leaving_days: int = 7
    refused: int = 5


def get_limits() -> Limits:
    """Those of the settings."""
    return Limits(**settings.UNUSUAL)


@dataclass(frozen=True)
class Unusual:
    """Something unusual: who, on which day, how often; of which file, where it is one."""

    kind: Kind
    worker: UUID
    on: date
    count: int
    child: UUID | None = None
    mark: str = ""
    looked_into: LookedInto | None = None

    @property
    def key(self) -> tuple[str, UUID, date, str]:
        """By what a note finds it again."""
        return self.kind.value, self.worker, self.on, self.about

    @property
    def about(self) -> str:
        """The file, or the mark of the name."""
        return str(self.child) if self.child else self.mark

    @property
    def address(self) -> str:
        """The key in one piece, for a form."""
        return "|".join(str(part) for part in self.key)

    @property
    def words(self) -> str:
        """What is unusual, to be translated."""
        return WORDS[self.kind]


def list_unusual(
    *, since: date, until: date, seen: Q, leaving: Mapping[UUID, date], limits: Limits | None = None
) -> list[Unusual]:
    """Everything unusual from one day through another, the newest first; ``leaving``: workers with their last day."""
    limits = limits or get_limits()
    found = find_in_days(since=since, until=until, seen=seen, limits=limits)
    found += find_leaving(since=since, until=until, seen=seen, leaving=leaving, limits=limits)
    return with_notes(found, since=since, until=until)


def find_in_days(*, since: date, until: date, seen: Q, limits: Limits) -> list[Unusual]:
    """What is unusual by the day: of each day it is the same whether the others are looked at or not."""
    rows = _rows(since, until, seen)
    found = [one for look in LOOKS for one in look(_read(rows), limits)]
    return [*found, *_same_name(rows, limits), *_refused(rows, limits)]


def find_leaving(*, since: date, until: date, seen: Q, leaving: Mapping[UUID, date], limits: Limits) -> list[Unusual]:
    """Of the workers who leave, those who read much in their last days."""
    return list(_leaving(_read(_rows(since, until, seen)), limits, leaving))


def with_notes(found: Iterable[Unusual], *, since: date, until: date) -> list[Unusual]:
    """Each with the note of whoever looked into it, the newest first."""
    notes = {one.key: one for one in LookedInto.objects.filter(on__gte=since, on__lte=until)}
    shown = (replace(one, looked_into=notes.get(one.key)) for one in found)
    return sorted(shown, key=lambda one: (one.on, one.kind, str(one.worker), one.about), reverse=True)


def _rows(since: date, until: date, seen: Q) -> Read:
    days = Entry.objects.filter(seen, at__gte=begin_of_day(since), at__lt=end_of_day(until), worker__isnull=False)
    return days.order_by()


def _read(rows: Read) -> Read:
    return rows.filter(way__in=FILES, child__isnull=False)


@transaction.atomic
def look_into(*, kind: str, worker: UUID, on: date, about: str, note: str, by: UUID) -> LookedInto:
    """Somebody looked into it and says what it was; a later note stands beside the earlier one. Raises NeedsNote."""
    if not note.strip():
        raise NeedsNote
    at = timezone.now()
    note_act(at=at, act="unusual reading looked into", about=f"{kind} {worker} {on} {about}")
    return LookedInto.objects.create(
        kind=Kind(kind).value, worker=worker, on=on, about=about, note=note.strip()[:LONGEST_WORDS], at=at, by=by
    )


def _many_files(read: Read, limits: Limits) -> Iterator[Unusual]:
    hours = read.annotate(hour=TruncHour("at")).values("worker", "hour").annotate(files=Count("child", distinct=True))
    most: dict[tuple[UUID, date], int] = {}
    for one in hours.filter(files__gte=limits.files_in_hour):
        key = one["worker"], one["hour"].date()
        most[key] = max(most.get(key, 0), one["files"])
    return (Unusual(Kind.MANY_FILES, worker, on, count) for (worker, on), count in most.items())


def _odd_hours(read: Read, limits: Limits) -> Iterator[Unusual]:
    hours = read.annotate(hour=ExtractHour("at")).filter(
        Q(hour__gte=limits.night_from) | Q(hour__lt=limits.night_until)
    )
    days = hours.annotate(on=TruncDate("at")).values("worker", "on").annotate(reads=Count("id"))
    return (
        Unusual(Kind.ODD_HOURS, one["worker"], one["on"], one["reads"])
        for one in days.filter(reads__gte=limits.odd_reads)
    )


def _neighbour(read: Read, limits: Limits) -> Iterator[Unusual]:
    groups = read.exclude(place="").exclude(area="").annotate(on=TruncDate("at"))
    counted: dict[tuple[UUID, date], set[UUID]] = {}
    for worker, on, area, place, child in groups.values_list("worker", "on", "area", "place", "child").distinct():
        if not is_inside(place, area):
            counted.setdefault((worker, on), set()).add(child)
    for (worker, on), files in counted.items():
        if len(files) >= limits.neighbour_files:
            yield Unusual(Kind.NEIGHBOUR, worker, on, len(files), min(files) if len(files) == 1 else None)


def _same_file(read: Read, limits: Limits) -> Iterator[Unusual]:
    days = read.annotate(on=TruncDate("at")).values("worker", "on", "child").annotate(reads=Count("id"))
    return (
        Unusual(Kind.SAME_FILE, one["worker"], one["on"], one["reads"], one["child"])
        for one in days.filter(reads__gte=limits.same_file)
    )


LOOKS: tuple[Callable[[Read, Limits], Iterator[Unusual]], ...] = (
    _many_files,
    _odd_hours,
    _neighbour,
    _same_file,
)


def _same_name(rows: Read, limits: Limits) -> Iterator[Unusual]:
    searched = rows.filter(way=Way.SEARCH).exclude(about="").annotate(on=TruncDate("at"))
    days = searched.values("worker", "on", "about").annotate(searches=Count("id"))
    return (
        Unusual(Kind.SAME_NAME, one["worker"], one["on"], one["searches"], mark=one["about"])
        for one in days.filter(searches__gte=limits.same_name)
    )


def _refused(rows: Read, limits: Limits) -> Iterator[Unusual]:
    tried = rows.filter(way=Way.REFUSED).annotate(on=TruncDate("at"))
    days = tried.values("worker", "on").annotate(times=Count("id"))
    return (
        Unusual(Kind.REFUSED, one["worker"], one["on"], one["times"]) for one in days.filter(times__gte=limits.refused)
    )


def _leaving(read: Read, limits: Limits, leaving: Mapping[UUID, date]) -> Iterator[Unusual]:
    for worker, last in leaving.items():
        first = last - timedelta(days=limits.leaving_days)
        own = read.filter(worker=worker, at__gte=begin_of_day(first), at__lt=end_of_day(last))
        files = own.aggregate(files=Count("child", distinct=True))["files"]
        if files >= limits.leaving_files:
            yield Unusual(Kind.LEAVING, worker, last, files)
