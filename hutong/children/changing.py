"""How every act on a file begins: may it be done, is the file as it was seen, and the note that it changed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hutong.audit.actions import note_act, note_acts
from hutong.children.errors import ChildUnknown, FileFixed, StaleFile
from hutong.children.models import Amendment, Change, Child, State
from hutong.children.states import FIXED
from hutong.lib.translating import marked
from hutong.places.codes import is_inside
from hutong.places.models import Level
from hutong.staff.models import Worker
from hutong.staff.scope import WRITES_FILES, NotAllowed, Scope, get_scope

WORDS_OF_STATES = {
    State.CANDIDATE: marked("not yet verified"),
    State.VERIFIED: marked("verified"),
    State.REGISTERED: marked("registered"),
    State.UNDER_REVIEW: marked("under review"),
    State.TRANSFERRED: marked("transferred"),
    State.CLOSED: marked("closed"),
}
A_REASON = marked("the reason")
MERGED = marked("merged into another")
TELLS_NOTHING = frozenset({"file", "kin", "state"})
"""Kinds of change whose second word the record may keep: columns of the file, relations, states."""


class Doing(NamedTuple):
    """Who does something, and when."""

    by: Worker | None
    at: datetime


def level_for(child: Child, *, scope: Scope | None = None) -> Level | None:
    """The widest level at which whoever acts may write to this file; None where they may not."""
    scope = scope or get_scope()
    found = scope.level_at(child.area)
    if found is None and child.pk in scope.assigned and scope.has_role(*WRITES_FILES):
        return Level.VILLAGE
    return found


def refuse_narrower(child: Child, narrowest: Level, *, act: str) -> None:
    """An act needs a post of this level or wider over the file. Raises NotAllowed."""
    level = level_for(child)
    if level is None or level > narrowest:
        raise NotAllowed(act=act)


def may_write(child: Child) -> bool:
    """Whether whoever acts may write to this file."""
    return level_for(child) is not None and not (child.is_sealed and not get_scope().is_everything)


def begin_change(
    *,
    child: Child,
    what: str,
    by: Worker | None,
    at: datetime,
    expected_revision: int | None = None,
    even_fixed: bool = False,
) -> Child:
    """Locks the file until the transaction ends, counts it up and notes what changes; the child as it stands now.

    Raises ChildUnknown, StaleFile, FileFixed, NotAllowed.
    """
    fresh = Child.objects.select_for_update().filter(pk=child.pk).first()
    if fresh is None:
        raise ChildUnknown
    if expected_revision is not None and fresh.revision != expected_revision:
        raise StaleFile
    for field in Child._meta.concrete_fields:
        setattr(child, field.attname, fresh.__dict__[field.attname])  # sealed columns stay sealed until they are read
    check_may_change(child, even_fixed=even_fixed)
    Child.objects.filter(pk=child.pk).update(revision=F("revision") + 1)
    child.revision += 1
    note_change(child=child, what=what, by=by, at=at)
    return child


def begin_changes(*, children: Sequence[Child], what: str, by: Worker | None, at: datetime) -> None:
    """The same for many files that the caller has locked and checked, in two statements."""
    Child.objects.filter(pk__in=[child.pk for child in children]).update(revision=F("revision") + 1)
    Change.objects.bulk_create([Change(child=child, at=at, what=what[:80], by=by) for child in children])
    kind, about = _told_of(what)
    places = [(child.uid, child.area) for child in children]
    note_acts(at=at, act=kind, children=places, about=about, by=by.uid if by else None)
    for child in children:
        child.revision += 1


def note_change(*, child: Child, what: str, by: Worker | None, at: datetime) -> None:
    """That something changed, for determinations to be made anew, and on the record who did it, in the same act."""
    Change.objects.create(child=child, at=at, what=what[:80], by=by)
    note_file_act(child=child, act=what, by=by, at=at)


def note_file_act(*, child: Child, act: str, by: Worker | None, at: datetime) -> None:
    """On the record: what was done to a file."""
    kind, about = _told_of(act)
    note_act(at=at, act=kind, child=child.uid, place=child.area, about=about, by=by.uid if by else None)


def _told_of(act: str) -> tuple[str, str]:
    """An act as the record keeps it; which fact, benefit or label it was would tell of the child, and is left out."""
    kind, _, rest = act.partition(":")
    return kind, rest if kind in TELLS_NOTHING else ""


def check_may_change(child: Child, *, even_fixed: bool = False) -> None:
    """Whether whoever acts may write to this file as it stands. Raises NotAllowed, FileFixed."""
    if not may_write(child):
        raise NotAllowed(act="write to this file")
    if child.merged_into_id is not None:
        raise FileFixed(state=MERGED)
    if child.state in FIXED and not even_fixed:
        raise FileFixed(state=WORDS_OF_STATES[State(child.state)])


@transaction.atomic
def write_columns(*, child: Child, columns: dict[str, Any], by: Worker | None, at: datetime) -> list[str]:
    """Writes the columns that differ and keeps what stood there; their names."""
    changed = {name: value for name, value in columns.items() if getattr(child, name) != value}
    for name, value in changed.items():
        Amendment.objects.create(child=child, field=name, before=as_text(getattr(child, name)), at=at, by=by)
        setattr(child, name, value)
    if changed:
        marks = ["identity_mark"] if "identity_number" in changed else []
        child.save(update_fields=[*changed, *marks])
    return list(changed)


def write_row(*, row: Any, child: Child, columns: dict[str, Any], by: Worker | None, at: datetime) -> None:
    """The same for a row of the file's: kin, a person, a placement."""
    changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in changed.items():
        field = f"{row._meta.model_name}.{row.pk}.{name}"
        Amendment.objects.create(child=child, field=field, before=as_text(getattr(row, name)), at=at, by=by)
        setattr(row, name, value)
    if changed:
        marks = ["identity_mark"] if "identity_number" in changed else []
        row.save(update_fields=[*changed, *marks])


def day_of(at: datetime) -> date:
    """The day of an instant where the work is done."""
    return timezone.localtime(at).date()


def as_text(value: object) -> str:
    """A column's value as an amendment keeps it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(getattr(value, "pk", value))


def covers(place: str, *, narrowest: Level) -> bool:
    """Whether a post of this level or wider is held over a place."""
    scope = get_scope()
    if scope.is_everything:
        return True
    return any(is_inside(place, area) and level <= narrowest for area, level in scope.levels_that_write())
