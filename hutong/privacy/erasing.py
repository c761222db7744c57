"""Lawful erasure: two persons, then every row of a child goes from every table; a tombstone without a name stays.

What belongs to a file is found by walking the tables themselves, so that one which is added later goes along:
whatever points to the child, and whatever points to that. Rooms that keep something beside such rows name a function in
``settings.ERASED_BESIDE``.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from hutong.audit.actions import note_act
from hutong.children.changing import day_of
from hutong.children.models import Child, Kinship, Person, Placement, State
from hutong.children.scoped import everyone
from hutong.lib.elapsed import whole_years
from hutong.privacy.breaching import within_managed
from hutong.privacy.errors import ErasureNeedsAnother, ErasureRefused, ErasureUnknown, OpeningNeeds
from hutong.privacy.models import (
    Erasure,
    ErasureGround,
    ErasureState,
    FamilyRequest,
    RequestKind,
    RequestVerdict,
    SealedFile,
)
from hutong.privacy.queries import list_managers
from hutong.privacy.retention import ErasedAfter, read_erased_after
from hutong.staff.colleagues import is_same_person
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.staff.sealed_fields import SealedTextField

SHORTEST_REASON, MOST_WORDS, AT_ONCE = 6, 300, 500
KEPT = frozenset({"privacy.Opening", "privacy.SealedFile", "privacy.BreachedFile", "privacy.Erasure"})
"""Acts that stay, by the file's number alone: what was written in them is emptied. Others that bear the number go."""
OVER = frozenset({State.CLOSED, State.TRANSFERRED})
Rows = dict[type[models.Model], set[Any]]


@transaction.atomic
def propose_erasure(*, child: UUID, ground: str, reason: str, by: Worker, on: date, at: datetime) -> Erasure:
    """One who answers for the data wants a file erased. Raises ErasureRefused, ErasureUnknown, OpeningNeeds."""
    with acting_as(EVERYTHING):
        file = Child.objects.filter(uid=child).first()
        if file is None or not list_managers(file.area, on=on).filter(worker=by).exists():
            raise ErasureUnknown
        if not _may_go(file, ground, on=on) or Erasure.objects.filter(child=child).exclude(state="declined").exists():
            raise ErasureRefused
    if len(reason.strip()) < SHORTEST_REASON:
        raise OpeningNeeds
    erasure = Erasure.objects.create(
        child=child, area=file.area, ground=ground, reason=reason.strip()[:MOST_WORDS], asked_at=at, asked_by=by
    )
    note_act(at=at, act="erasure asked", child=child, place=file.area, about=ground, by=by.uid)
    return erasure


@transaction.atomic
def decide_erasure(*, erasure: Erasure, erases: bool, note: str, by: Worker, on: date, at: datetime) -> Erasure:
    """Another person decides; when they agree, everything of the file goes at once.

    Raises ErasureUnknown, ErasureNeedsAnother, ErasureRefused.
    """
    held = Erasure.objects.select_for_update().get(pk=erasure.pk)
    if held.state != ErasureState.ASKED or not list_managers(held.area, on=on).filter(worker=by).exists():
        raise ErasureUnknown
    if is_same_person(by, held.asked_by):
        raise ErasureNeedsAnother
    held.state = ErasureState.ERASED if erases else ErasureState.DECLINED
    held.decided_at, held.decided_by, held.decision_note = at, by, note.strip()[:MOST_WORDS]
    if erases:
        with acting_as(EVERYTHING):
            held.rows = _erase(held, on=on)
    held.save()
    act = "file erased" if erases else "erasure declined"
    note_act(
        at=at, act=act, child=held.child, place=held.area, about=held.ground, rows=sum(held.rows.values()), by=by.uid
    )
    return held


def list_past_keeping(*, worker: Worker, on: date) -> list[SealedFile]:
    """Sealed files whose years of keeping are over, where somebody answers for the data."""
    table = read_erased_after(settings.RETENTION)
    asked = Erasure.objects.exclude(state=ErasureState.DECLINED).values("child")
    rows = SealedFile.objects.filter(within_managed(worker, on=on), unsealed_at__isnull=True).exclude(child__in=asked)
    return [one for one in rows.order_by("sealed_at", "pk") if is_past(one, table, on=on)]


def list_erasures(*, worker: Worker, on: date) -> QuerySet[Erasure]:
    """What waits and what was erased where somebody answers for the data, the newest first."""
    return Erasure.objects.filter(within_managed(worker, on=on)).select_related("asked_by", "decided_by")


def get_erasure(uid: UUID, *, worker: Worker, on: date) -> Erasure:
    """One of those. Raises ErasureUnknown."""
    found = list_erasures(worker=worker, on=on).filter(uid=uid).first()
    if found is None:
        raise ErasureUnknown
    return found


def is_past(sealed: SealedFile, table: ErasedAfter, *, on: date) -> bool:
    """Whether its years of keeping are over."""
    return whole_years(day_of(sealed.sealed_at), on) >= int(getattr(table, sealed.why))


def _may_go(child: Child, ground: str, *, on: date) -> bool:
    if ground not in ErasureGround.values or child.merged_into_id is not None:
        return False
    if ground == ErasureGround.RETENTION:
        sealed = SealedFile.objects.filter(child=child.uid, unsealed_at__isnull=True).first()
        return sealed is not None and is_past(sealed, read_erased_after(settings.RETENTION), on=on)
    if ground == ErasureGround.REQUEST:
        granted = (RequestVerdict.GRANTED, RequestVerdict.PARTLY)
        asked = FamilyRequest.objects.filter(child=child, kind=RequestKind.DELETE, verdict__in=granted)
        return asked.exists() and (child.state in OVER or child.is_sealed)
    return child.state in OVER or child.is_sealed


def _erase(erasure: Erasure, *, on: date) -> dict[str, int]:
    """Take everything out; how many rows went, by table. Raises ErasureRefused."""
    child = Child.objects.select_for_update().filter(uid=erasure.child).first()
    if child is None or not _may_go(child, erasure.ground, on=on):
        raise ErasureRefused
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")  # freed pages are written over
    found = gather({Child: {child.pk}})
    uids = set(everyone(Child).filter(pk__in=found[Child]).values_list("uid", flat=True))
    persons = _persons_of(found[Child])
    beside = list(_files_of(found))
    counts: dict[str, int] = {}
    for forget in _beside():
        counts |= forget(uids)
    for model, keys in found.items():
        counts[model._meta.label] = _take_out(model, keys)
    counts |= _take_numbered(uids)
    alone = {pk for pk in persons if not _is_held(Person, pk)}
    counts[Person._meta.label] = _take_out(Person, alone)
    transaction.on_commit(partial(_remove, beside))
    return {label: count for label, count in counts.items() if count}


def gather(start: Rows) -> Rows:
    """Rows, whatever points to them, and whatever points to that, by table."""
    found: Rows = {model: set(keys) for model, keys in start.items()}
    waiting = list(found.items())
    while waiting:
        model, keys = waiting.pop()
        for pointing, name in pointing_to(model):
            rows = everyone(pointing).filter(**{f"{name}__in": sorted(keys, key=str)}).values_list("pk", flat=True)
            fresh = set(rows) - found.setdefault(pointing, set())
            if fresh:
                found[pointing] |= fresh
                waiting.append((pointing, fresh))
    return found


def pointing_to(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Tables with a column that points to a table, and the column."""
    for one in model._meta.get_fields(include_hidden=True):
        if isinstance(one, models.ManyToOneRel) and isinstance(one.related_model, type):
            yield one.related_model, one.field.name


def numbered_models() -> Iterator[type[models.Model]]:
    """Tables that bear a file's number without pointing to it; the record is none of them: it is kept whole."""
    for model in apps.get_models():
        if model._meta.managed and any(
            isinstance(field, models.UUIDField) and field.name == "child" for field in model._meta.concrete_fields
        ):
            yield model


def _take_numbered(uids: set[UUID]) -> dict[str, int]:
    counts = {}
    for model in numbered_models():
        rows = everyone(model).filter(child__in=uids)
        if model._meta.label not in KEPT:
            counts[model._meta.label] = _take_out(model, set(rows.values_list("pk", flat=True)))
            continue
        for row in rows:
            _empty_words(row)
    return counts


def _empty_words(row: models.Model) -> None:
    """What was written in words goes; who, when and why as chosen from a list stays."""
    words = [
        one.name for one in row._meta.concrete_fields if isinstance(one, SealedTextField) or one.name == "told_how"
    ]
    for name in words:
        setattr(row, name, "")
    if words:
        row.save(update_fields=words)


def _take_out(model: type[models.Model], keys: Iterable[Any]) -> int:
    every, count = sorted(keys, key=str), 0
    for begin in range(0, len(every), AT_ONCE):
        rows = everyone(model).filter(pk__in=every[begin : begin + AT_ONCE])
        count += rows._raw_delete(rows.db)
    return count


def _persons_of(children: Iterable[Any]) -> set[int]:
    """The adults of these files."""
    kin = everyone(Kinship).filter(child__in=children).values_list("person", flat=True)
    carers = everyone(Placement).filter(child__in=children, carer__isnull=False).values_list("carer", flat=True)
    return {*kin, *carers}


def _is_held(model: type[models.Model], pk: Any) -> bool:
    """Whether another row still points to it: kin of another child stay."""
    return any(everyone(pointing).filter(**{name: pk}).exists() for pointing, name in pointing_to(model))


def _files_of(found: Rows) -> Iterator[Path]:
    """The sealed files beside these rows."""
    folder = Path(settings.HOME) / "files"
    for model, keys in found.items():
        if any(field.name == "file" and isinstance(field, models.CharField) for field in model._meta.concrete_fields):
            names = everyone(model).filter(pk__in=keys).exclude(file="").values_list("file", flat=True)
            yield from (folder / name for name in names)


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)


def _beside() -> Iterator[Callable[[set[UUID]], dict[str, int]]]:
    for path in settings.ERASED_BESIDE:
        yield import_string(path)
