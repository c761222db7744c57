"""Undoing an import: what it wrote is taken back beside what it was, what it made is closed, nothing is deleted."""

from datetime import date, datetime
from typing import Any

from django.db.models import Field

from hutong.children.bulk import FileWriting, change_children, take_back
from hutong.children.models import Child, IdentityKind, State
from hutong.exchange.applying import mark_done
from hutong.exchange.comparing import FIELD, IMPORT_UNDONE, as_value
from hutong.exchange.contents import Content
from hutong.exchange.models import Import, ImportRow
from hutong.staff.models import Worker

CHUNK = 250
SEALED = ("identity_number", "phone")
Done = ImportRow.Done


def undo_step(batch: Import, *, by: Worker, on: date, at: datetime) -> bool:
    """Undo the next rows, in the caller's transaction; whether no more were there.

    A file that somebody wrote to since stays as it is: its row says so.
    """
    rows = list(batch.rows.filter(done__in=(Done.MADE, Done.CHANGED)).order_by("number")[:CHUNK])
    uids = [row.child for row in rows if row.child]
    children = {child.uid: child for child in Child.objects.select_for_update().filter(uid__in=uids)}
    writings: list[FileWriting] = []
    written: dict[int, datetime] = {}
    for row in rows:
        child = children.get(row.child) if row.child else None
        if child is None or child.revision != row.revision or row.written_at is None:
            row.done = Done.KEPT
            continue
        written[child.pk] = row.written_at
        before = _closed(on) if row.done == Done.MADE else _before(row)
        writings.append(FileWriting(child, before))
        row.done = Done.UNDONE
    take_back(written, by=by, at=at, reason=IMPORT_UNDONE)
    change_children(writings, by=by, at=at, note=IMPORT_UNDONE)
    mark_done(rows)
    batch.progress += len(rows)
    batch.save(update_fields=["progress"])
    return len(rows) < CHUNK


def _closed(on: date) -> dict[str, Any]:
    return {"state": State.CLOSED, "closed_on": on, "closed_because": IMPORT_UNDONE}


def _before(row: ImportRow) -> dict[str, Any]:
    """The columns as they were before the row was written."""
    fields: dict[str, Any] = {}
    for told in Content.load(row.content).told:
        kind, _, name = told.what.partition(":")
        if kind == FIELD and (row.takes_ledger or not told.is_conflict):
            fields[name] = as_value(name, told.old) if told.old else _empty(name)
    if "identity_number" in fields and not fields["identity_number"]:
        fields["identity_kind"] = IdentityKind.NOT_COLLECTED
    return fields


def _empty(name: str) -> Any:
    column = Child._meta.get_field(name)
    assert isinstance(column, Field)
    return "" if name in SEALED else column.get_default()
