"""A breach of minors' data from its discovery to its end: each step recorded, who was told when, and no child named."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from hutong.audit.actions import note_act
from hutong.audit.models import LOOKS, Entry
from hutong.children.changing import day_of, may_write
from hutong.children.models import Child
from hutong.lib.translating import marked
from hutong.places.codes import is_inside
from hutong.places.models import holding, inside
from hutong.privacy.errors import (
    BreachClosed,
    BreachNeeds,
    BreachOpen,
    BreachTellsTooMuch,
    BreachUnknown,
)
from hutong.privacy.models import (
    Breach,
    BreachedFile,
    BreachKind,
    BreachStep,
    BreachStepKind,
    DataManager,
)
from hutong.privacy.queries import list_managers
from hutong.privacy.retention import get_clocks
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, get_scope

CLASSES: Mapping[str, str] = {
    "identity": marked("names, identity numbers"),
    "contact": marked("telephones, addresses"),
    "family": marked("family and guardians"),
    "school": marked("school"),
    "health": marked("health, disability"),
    "benefits": marked("benefits, accounts"),
    "pictures": marked("pictures, papers"),
    "highest": marked("HIV, harm, adoption, detained parents, reporters"),
}
SHORTEST, MOST_WORDS = 6, 1000
NUMBERS = re.compile(r"\d{10,}")
"""Identity numbers, telephones, accounts: what the log may not hold."""
MOST_FILES = 5000
TOLD = frozenset({BreachStepKind.FAMILIES, BreachStepKind.NOT_TOLD})


@transaction.atomic
def record_breach(
    *,
    area: str,
    kind: str,
    what: str,
    classes: Iterable[str],
    found_at: datetime,
    by: Worker,
    at: datetime,
    since: datetime | None = None,
    how_many: int | None = None,
) -> Breach:
    """Whoever finds it records it at once; the clocks run from when it was found. Raises BreachNeeds, NotAllowed."""
    scope = get_scope()
    if not scope.is_everything and not any(
        is_inside(one.area, area) or is_inside(area, one.area) for one in scope.held
    ):
        raise NotAllowed(act="record a breach there")
    chosen = [one for one in CLASSES if one in set(classes)]
    if kind not in BreachKind.values or len(what.strip()) < SHORTEST or not chosen or found_at > at:
        raise BreachNeeds
    refuse_numbers(what)
    breach = Breach(
        area=area,
        kind=kind,
        what=what.strip()[:MOST_WORDS],
        classes=chosen,
        found_at=found_at,
        since=since,
        how_many=how_many,
        recorded_at=at,
        recorded_by=by,
    )
    breach.save()
    note_act(at=at, act="breach recorded", place=area, about=breach.number, by=by.uid)
    return breach


@transaction.atomic
def record_step(
    *,
    breach: Breach,
    kind: str,
    happened_at: datetime,
    words: str,
    by: Worker,
    at: datetime,
    to_whom: str = "",
    how: str = "",
) -> BreachStep:
    """A measure, a report, families told; steps are added and never changed.

    Raises BreachUnknown, BreachNeeds, BreachTellsTooMuch, BreachOpen, BreachClosed.
    """
    held = _lock(breach)
    _check_manager(held.area, by, on=day_of(at))
    is_report = kind in (BreachStepKind.AUTHORITY, BreachStepKind.POLICE)
    if kind not in BreachStepKind.values or happened_at > at or not (words.strip() or to_whom.strip()):
        raise BreachNeeds
    if is_report and not to_whom.strip():
        raise BreachNeeds
    refuse_numbers(words, held)
    if kind == BreachStepKind.CLOSED:
        _check_complete(held)
        held.closed_at, held.closed_by = at, by
        held.save(update_fields=["closed_at", "closed_by"])
    step = BreachStep.objects.create(
        breach=held,
        kind=kind,
        at=happened_at,
        to_whom=to_whom.strip()[:300],
        how=how.strip()[:300],
        words=words.strip()[:300],
        recorded_at=at,
        by=by,
    )
    note_act(at=at, act=f"breach {kind}", place=held.area, about=held.number, by=by.uid)
    return step


@transaction.atomic
def add_looked_at(*, breach: Breach, worker: Worker, since: datetime, until: datetime, by: Worker, at: datetime) -> int:
    """The files that an account looked at in a time, from the record; how many were new. Raises BreachUnknown."""
    held = _lock(breach)
    _check_manager(held.area, by, on=day_of(at))
    looks = Entry.objects.filter(
        inside(held.area, field="place"),
        worker=worker.uid,
        at__gte=since,
        at__lte=until,
        way__in=LOOKS,
        child__isnull=False,
    )
    found = set(looks.values_list("child", flat=True).distinct()[:MOST_FILES])
    return _add(held, {one for one in found if one}, by=by, at=at)


@transaction.atomic
def add_file(*, breach: Breach, child: UUID, by: Worker, at: datetime) -> int:
    """A file by its number; 0 where it stands there already. Raises BreachUnknown, BreachNeeds."""
    held = _lock(breach)
    _check_manager(held.area, by, on=day_of(at))
    with acting_as(EVERYTHING):
        if not Child.objects.filter(inside(held.area, field="area"), uid=child).exists():
            raise BreachNeeds
    return _add(held, {child}, by=by, at=at)


@transaction.atomic
def tell_family(*, child: Child, breach: Breach, how: str, by: Worker, at: datetime) -> BreachedFile:
    """A worker in charge of the file told the child and its guardian. Raises BreachUnknown, BreachNeeds, NotAllowed."""
    row = BreachedFile.objects.select_for_update().filter(breach=breach, child=child.uid).first()
    if row is None:
        raise BreachUnknown
    if not may_write(child):
        raise NotAllowed(act="tell this family")
    if not how.strip():
        raise BreachNeeds
    row.told_at, row.told_how, row.told_by = at, how.strip()[:300], by
    row.save()
    note_act(at=at, act="breach family told", child=child.uid, place=child.area, about=breach.number, by=by.uid)
    return row


def get_breach(uid: UUID, *, worker: Worker, on: date) -> Breach:
    """A breach of a place for which one answers, or that one recorded. Raises BreachUnknown."""
    found = list_breaches(worker=worker, on=on).filter(uid=uid).first()
    if found is None:
        raise BreachUnknown
    return found


def list_breaches(*, worker: Worker, on: date) -> QuerySet[Breach]:
    """Those of the places for which one answers, and those that one recorded; the newest first."""
    rows = Breach.objects.filter(within_managed(worker, on=on) | Q(recorded_by=worker))
    return rows.select_related("recorded_by", "closed_by").order_by("-found_at", "-pk")


def list_families_to_tell() -> list[tuple[BreachedFile, Child]]:
    """The files in one's scope whose families are still to be told."""
    rows = list(
        BreachedFile.objects.filter(told_at__isnull=True, breach__closed_at__isnull=True).select_related("breach")
    )
    seen = {one.uid: one for one in Child.objects.filter(uid__in=[row.child for row in rows])}
    return [(row, seen[row.child]) for row in rows if row.child in seen and may_write(seen[row.child])]


def within_managed(worker: Worker, *, on: date, field: str = "area") -> Q:
    """The rows of the places for which somebody answers on a day."""
    areas = DataManager.objects.filter(holding(on), worker=worker).values_list("area", flat=True)
    return reduce(or_, (inside(area, field=field) for area in areas), Q(pk__in=[]))


def clocks_of(breach: Breach) -> tuple[datetime, datetime]:
    """By when the authority and the families are to be told: local clocks, for the law says "at once"."""
    clocks = get_clocks()
    return (
        breach.found_at + timedelta(hours=clocks.breach_authority_hours),
        breach.found_at + timedelta(hours=clocks.breach_families_hours),
    )


def refuse_numbers(words: str, breach: Breach | None = None) -> None:
    """No long numbers, and no name of a child whose file stands in the log. Raises BreachTellsTooMuch."""
    if NUMBERS.search(words.replace(" ", "").replace("-", "")):
        raise BreachTellsTooMuch
    if breach is None:
        return
    with acting_as(EVERYTHING):
        names = Child.objects.filter(uid__in=breach.files.values("child")).values_list("name", flat=True)
        if any(name in words for name in names):
            raise BreachTellsTooMuch


def _check_manager(area: str, worker: Worker, *, on: date) -> None:
    if not list_managers(area, on=on).filter(worker=worker).exists():
        raise BreachUnknown


def _check_complete(breach: Breach) -> None:
    """Raises BreachOpen while something is missing."""
    kinds = set(breach.steps.values_list("kind", flat=True))
    is_told = bool(kinds & TOLD) and not breach.files.filter(told_at__isnull=True).exists()
    is_excused = BreachStepKind.NOT_TOLD in kinds
    if not {BreachStepKind.MEASURE, BreachStepKind.AUTHORITY} <= kinds or not (is_told or is_excused):
        raise BreachOpen


def _lock(breach: Breach) -> Breach:
    held = Breach.objects.select_for_update().get(pk=breach.pk)
    if held.closed_at is not None:
        raise BreachClosed
    return held


def _add(breach: Breach, children: set[UUID], *, by: Worker, at: datetime) -> int:
    known = set(breach.files.filter(child__in=children).values_list("child", flat=True))
    fresh = sorted(children - known)
    BreachedFile.objects.bulk_create([BreachedFile(breach=breach, child=one) for one in fresh])
    note_act(at=at, act="breach files added", place=breach.area, about=breach.number, rows=len(fresh), by=by.uid)
    return len(fresh)
