"""What was unusual on days that are over is found once, by a job, and kept; the hours since are counted when asked for.

A kept day is exact: it says up to which row it counted, and a day into which a row came later – the clock was put
back – is found anew. Of whose rows somebody sees without an area, the posts of that day decide.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import TruncDate

from hutong.audit.jobs import safe_horizon
from hutong.audit.models import Entry, UnusualDay
from hutong.audit.queries import begin_of_day, end_of_day
from hutong.audit.unusual import Kind, Limits, Unusual, find_in_days, find_leaving, get_limits, with_notes

KEPT_DAYS = 31
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Listed:
    """What is unusual, and when the days that are over were last gone through; None where nothing was kept."""

    found: list[Unusual]
    kept_at: datetime | None


def list_unusual_kept(
    *, areas: Sequence[str], since: date, until: date, seen: Q, leaving: Mapping[UUID, date]
) -> Listed:
    """The same as ``list_unusual``, from what is kept as far as it goes."""
    limits = get_limits()
    kept = _without_late(_list_kept(areas, since=since, until=until, limits=limits))
    found = [one for day in kept.values() for one in _read(day)]
    for first, last in _runs(day for day in _days(since, until) if day not in kept):
        found += find_in_days(since=first, until=last, seen=seen, limits=limits)
    found += find_leaving(since=since, until=until, seen=seen, leaving=leaving, limits=limits)
    kept_at = min((day.made_at for day in kept.values()), default=None)
    return Listed(with_notes(found, since=since, until=until), kept_at)


def keep_unusual(*, areas: Sequence[str], seen: Q, on: date, at: datetime) -> int:
    """Find what was unusual on the days before, as far as it is not kept yet; how many days. Raises StillWritten."""
    upto = safe_horizon() or 0
    limits, first = get_limits(), on - KEPT_DAYS * ONE_DAY
    kept = _without_late(_list_kept(areas, since=first, until=on - ONE_DAY, limits=limits))
    missing = [day for day in _days(first, on - ONE_DAY) if day not in kept]
    key = key_of(areas)
    for day in missing:
        found = find_in_days(since=day, until=day, seen=seen & Q(id__lte=upto), limits=limits)
        given = {"limits": text_of(limits), "found": [_write(one) for one in found], "upto": upto, "made_at": at}
        UnusualDay.objects.update_or_create(areas=key, on=day, defaults=given)
    with transaction.atomic():
        UnusualDay.objects.filter(areas=key, on__in=list(kept)).update(upto=upto, made_at=at)
        UnusualDay.objects.filter(on__lt=first).delete()
    return len(missing)


def key_of(areas: Sequence[str]) -> str:
    """The areas of an audit administrator in one piece."""
    return " ".join(sorted(set(areas)))


def text_of(limits: Limits) -> str:
    """The limits in one piece: with others a day is found anew."""
    return " ".join(str(one) for one in vars(limits).values())


def _list_kept(areas: Sequence[str], *, since: date, until: date, limits: Limits) -> dict[date, UnusualDay]:
    rows = UnusualDay.objects.filter(areas=key_of(areas), on__gte=since, on__lte=until, limits=text_of(limits))
    return {row.on: row for row in rows}


def _without_late(kept: dict[date, UnusualDay]) -> dict[date, UnusualDay]:
    """Those into which no row came after they were found."""
    if not kept:
        return kept
    after = min(day.upto for day in kept.values())
    late = Entry.objects.filter(id__gt=after, at__gte=begin_of_day(min(kept)), at__lt=end_of_day(max(kept)))
    newest = dict(late.order_by().annotate(day=TruncDate("at")).values_list("day").annotate(top=Max("id")))
    return {on: day for on, day in kept.items() if newest.get(on, 0) <= day.upto}


def _days(since: date, until: date) -> Iterator[date]:
    return (since + number * ONE_DAY for number in range((until - since).days + 1))


def _runs(days: Iterator[date]) -> Iterator[tuple[date, date]]:
    """Days one after the other, as their first and last."""
    for _, run in groupby(enumerate(days), key=lambda one: one[1] - one[0] * ONE_DAY):
        listed = [day for _, day in run]
        yield listed[0], listed[-1]


def _write(one: Unusual) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "worker": str(one.worker),
        "count": one.count,
        "child": str(one.child) if one.child else "",
        "mark": one.mark,
    }


def _read(day: UnusualDay) -> Iterator[Unusual]:
    for one in day.found:
        child = UUID(one["child"]) if one["child"] else None
        found = Unusual(Kind(one["kind"]), UUID(one["worker"]), day.on, one["count"], child)
        yield replace(found, mark=one["mark"])
