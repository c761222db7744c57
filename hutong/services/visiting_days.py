"""When a child is to be visited next: a local setting by how closely it is looked after, and by place."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from hutong.audit.actions import note_act
from hutong.children.changing import covers, day_of
from hutong.children.models import Child, State
from hutong.places.codes import NATION, ancestors, full_code
from hutong.places.models import Level, inside
from hutong.services.errors_of_finding import IntervalRefused
from hutong.services.models import Closeness, ClosenessSet, Visit, VisitDue, VisitInterval
from hutong.staff.models import Worker
from hutong.staff.scope import NotAllowed

FILE = Path(__file__).with_name("visits.toml")
OVER = (State.CLOSED, State.TRANSFERRED)
MOST_DAYS = 366
AT_ONCE = 500


@cache
def get_usual() -> Mapping[str, Any]:
    """The table beside this file."""
    return tomllib.loads(FILE.read_text("utf-8"))


@dataclass(frozen=True)
class Interval:
    """So many days between two visits, and who has set it: an area, or nobody."""

    closeness: str
    days: int
    area: str = ""


class Intervals:
    """The settings of areas, read once."""

    def __init__(self) -> None:
        rows = VisitInterval.objects.filter(ended_at__isnull=True).values_list("area", "closeness", "days")
        self.own = {(area, closeness): days for area, closeness, days in rows}

    def get(self, place: str, closeness: str) -> Interval:
        """The nearest area's own, else the usual one."""
        for area in (*ancestors(place), NATION):
            if (days := self.own.get((area, closeness))) is not None:
                return Interval(closeness, days, area)
        return Interval(closeness, get_usual()["days"][closeness])


def list_intervals(place: str) -> list[Interval]:
    """The interval of every closeness at a place."""
    found = Intervals()
    return [found.get(place, closeness) for closeness in Closeness.values]


@transaction.atomic
def set_interval(*, area: str, closeness: str, days: int, reason: str, by: Worker, at: datetime) -> VisitInterval:
    """Set for an area by its township or wider; its children's days follow. Raises IntervalRefused, NotAllowed."""
    area = full_code(area)
    if not covers(area, narrowest=Level.TOWNSHIP):
        raise NotAllowed(act="set how often children are visited")
    if closeness not in Closeness.values or not 1 <= days <= MOST_DAYS or not reason.strip():
        raise IntervalRefused
    VisitInterval.objects.filter(area=area, closeness=closeness, ended_at__isnull=True).update(ended_at=at)
    made = VisitInterval.objects.create(
        area=area, closeness=closeness, days=days, reason=reason.strip()[:300], at=at, by=by
    )
    note_act(at=at, act="visit interval set", place=area, about=f"{closeness} {days}", by=by.uid)
    children = Child.objects.filter(inside(area, field="area"), visit_due__closeness=closeness)
    keep_due_days(children, on=day_of(at))
    return made


def keep_due_days(children: Iterable[Child], *, on: date) -> int:
    """Reckon anew by when these children are to be visited; how many. Files that are over are due no longer."""
    intervals, done = Intervals(), 0
    lot: list[Child] = []
    for child in children:
        lot.append(child)
        if len(lot) == AT_ONCE:
            done += _keep(lot, intervals)
            lot = []
    return done + _keep(lot, intervals)


def _keep(lot: list[Child], intervals: Intervals) -> int:
    numbers = [child.pk for child in lot]
    last = dict(Visit.objects.filter(child__in=numbers).values_list("child").annotate(day=Max("visited_on")).order_by())
    close: dict[int, str] = {}
    for child, closeness in (
        ClosenessSet.objects.filter(child__in=numbers).order_by("at", "pk").values_list("child", "closeness")
    ):
        close[child] = closeness
    VisitDue.objects.filter(child__in=[child.pk for child in lot if is_over(child)]).delete()
    rows = [
        _due(child, last.get(child.pk), close.get(child.pk, Closeness.ORDINARY.value), intervals)
        for child in lot
        if not is_over(child)
    ]
    VisitDue.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["child"], update_fields=["due_on", "last_on", "closeness"]
    )
    return len(rows)


def is_over(child: Child) -> bool:
    """Whether nobody is to visit the child any longer: the file is over, or is another's."""
    return child.state in OVER or child.merged_into_id is not None


def _due(child: Child, last: date | None, closeness: str, intervals: Intervals) -> VisitDue:
    days = intervals.get(child.area, closeness).days
    begun = child.registered_on or day_of(child.made_at)
    first = begun + timedelta(days=min(days, get_usual()["first"]["days"]))
    return VisitDue(
        child=child, due_on=last + timedelta(days=days) if last else first, last_on=last, closeness=closeness
    )
