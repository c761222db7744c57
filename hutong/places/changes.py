"""Changes to the divisions as somebody asks for them: looked at first, done with a reason, undone before the day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from hutong.places.actions import (
    abolish_division,
    found_division,
    merge_divisions,
    recode_division,
    rename_division,
)
from hutong.places.codes import full_code
from hutong.places.errors import BuiltUpon, NothingChanges, UndoneAlready, UndoTooLate
from hutong.places.models import Body, ChangeKind, Division, DivisionChange, inside
from hutong.places.queries import forget_places


@dataclass(frozen=True)
class Asked:
    """A change that somebody asks for."""

    kind: ChangeKind
    code: str
    on: date
    name: str = ""
    to_code: str = ""


@dataclass(frozen=True)
class Touched:
    """The rows of divisions that a change ends and begins."""

    ended: tuple[Division, ...]
    begun: tuple[Division, ...]


ACTS: Mapping[ChangeKind, Callable[[Asked], object]] = {
    ChangeKind.FOUND: lambda asked: found_division(code=asked.code, name=asked.name, on=asked.on),
    ChangeKind.RENAME: lambda asked: rename_division(code=asked.code, name=asked.name, on=asked.on),
    ChangeKind.RECODE: lambda asked: recode_division(
        code=asked.code, new_code=asked.to_code, on=asked.on, name=asked.name
    ),
    ChangeKind.MERGE: lambda asked: merge_divisions(codes=[asked.code], into=asked.to_code, on=asked.on),
    ChangeKind.ABOLISH: lambda asked: abolish_division(code=asked.code, on=asked.on),
}


def preview_change(asked: Asked) -> Touched:
    """What a change would end and begin; nothing is kept. Raises PlaceError, CodeWrong."""
    with transaction.atomic():
        touched = _do(asked)
        transaction.set_rollback(True)
    return touched


@transaction.atomic
def change_divisions(asked: Asked, *, reason: str, by: UUID, at: datetime) -> DivisionChange:
    """The change, with who asked for it and why. Raises PlaceError, CodeWrong."""
    touched = _do(asked)
    return DivisionChange.objects.create(
        kind=asked.kind,
        code=full_code(asked.code),
        name=asked.name,
        to_code=full_code(asked.to_code) if asked.to_code else "",
        on=asked.on,
        reason=reason,
        by=by,
        at=at,
        ended=[row.pk for row in touched.ended],
        begun=[row.pk for row in touched.begun],
    )


@transaction.atomic
def undo_change(change: DivisionChange, *, on: date, by: UUID, at: datetime) -> DivisionChange:
    """As if it had never been asked for; only before its day. Raises UndoTooLate, BuiltUpon, UndoneAlready."""
    change = DivisionChange.objects.select_for_update().get(pk=change.pk)
    if change.undone_at is not None:
        raise UndoneAlready
    if change.on <= on:
        raise UndoTooLate(on=change.on)
    begun = Division.objects.filter(pk__in=change.begun)
    _refuse_built_upon(change, begun)
    Division.objects.filter(pk__in=change.ended).update(until=None, followed_by=None)
    begun.delete()
    change.undone_at, change.undone_by = at, by
    change.save(update_fields=["undone_at", "undone_by"])
    transaction.on_commit(forget_places)
    return change


def list_changes(place: str, *, since: date | None = None) -> QuerySet[DivisionChange]:
    """The changes of a place and of what lies in it, the latest day first; from a day on, if one is given."""
    rows = DivisionChange.objects.filter(inside(place, field="code") | inside(place, field="to_code"))
    return (rows.filter(on__gte=since) if since else rows).order_by("-on", "-pk")


def list_unfollowed(*, on: date) -> list[DivisionChange]:
    """The changes in force on a day that files, posts and bodies have not followed yet, in their order."""
    rows = DivisionChange.objects.filter(on__lte=on, undone_at__isnull=True, followed_at__isnull=True)
    return list(rows.order_by("on", "pk"))


def codes_after(change: DivisionChange) -> dict[str, str]:
    """The codes that ended with a change and that of the place that follows each, where it is another."""
    rows = Division.objects.filter(pk__in=change.ended, followed_by__isnull=False).select_related("followed_by")
    pairs = ((row.code, row.followed_by.code) for row in rows if row.followed_by is not None)
    return {before: after for before, after in pairs if before != after}


@transaction.atomic
def move_bodies(moved: Mapping[str, str]) -> int:
    """Bodies at places that have other codes now; how many."""
    return sum(Body.objects.filter(place=before).update(place=after) for before, after in moved.items())


def _refuse_built_upon(change: DivisionChange, begun: QuerySet[Division]) -> None:
    codes = Division.objects.filter(pk__in=[*change.ended, *change.begun]).values_list("code", flat=True)
    later = Q(code__in=set(codes), since__gte=change.on)
    if change.kind in (ChangeKind.FOUND, ChangeKind.RECODE):
        for row in begun:
            later |= inside(row.code, field="code") & Q(since__gte=change.on)
    rests = Division.objects.filter(later).exclude(pk__in=change.begun).exists()
    led_here = Division.objects.filter(followed_by__in=begun).exclude(pk__in=change.ended).exists()
    if rests or led_here or begun.filter(Q(until__isnull=False) | Q(followed_by__isnull=False)).exists():
        raise BuiltUpon


def _do(asked: Asked) -> Touched:
    """Do it, and find what it ended and began by comparing."""
    if asked.kind in (ChangeKind.RENAME, ChangeKind.MERGE) and not _differs(asked):
        raise NothingChanges
    concerned = inside(asked.code, field="code")
    if asked.to_code:
        concerned |= inside(asked.to_code, field="code")
    before = dict(Division.objects.filter(concerned).values_list("pk", "until"))
    ACTS[asked.kind](asked)
    rows = list(Division.objects.filter(concerned).select_related("followed_by").order_by("level", "code"))
    return Touched(
        tuple(row for row in rows if row.pk in before and row.until != before[row.pk]),
        tuple(row for row in rows if row.pk not in before),
    )


def _differs(asked: Asked) -> bool:
    if asked.kind is ChangeKind.MERGE:
        return full_code(asked.code) != full_code(asked.to_code)
    return not Division.objects.filter(code=full_code(asked.code), name=asked.name, until__isnull=True).exists()
