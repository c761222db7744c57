"""Writing a confirmed import, a chunk of rows at a time; each row wholly or not at all, and none twice."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import DatabaseError, transaction
from django.db.models import F

from hutong.children.bulk import FileWriting, change_children, register_children, save_many
from hutong.children.identity import list_taken
from hutong.children.models import Child, State
from hutong.children.states import FIXED
from hutong.exchange.comparing import Known, compare, read_known, writing_of_new
from hutong.exchange.contents import Content, FaultSaid
from hutong.exchange.models import Import, ImportRow
from hutong.exchange.row_faults import FIXED as FIXED_FAULT
from hutong.exchange.row_faults import MEANWHILE, NOT_WRITTEN, TAKEN, UNDECIDED
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import mark_of

CHUNK = 250
NOTE = "import"
Plan, Decision, Done = ImportRow.Plan, ImportRow.Decision, ImportRow.Done


@dataclass
class Chunk:
    """The rows of a chunk, sorted by what is to be done with them."""

    creates: list[tuple[ImportRow, Content]] = field(default_factory=list)
    changes: list[tuple[ImportRow, Content]] = field(default_factory=list)
    handed_back: list[tuple[ImportRow, Content]] = field(default_factory=list)

    def hand_back(self, row: ImportRow, content: Content, kind: str) -> None:
        """Back to whoever sent it, with the reason."""
        row.done = Done.HANDED_BACK
        content.faults.append(FaultSaid("", "", kind))
        row.content = content.dump()
        self.handed_back.append((row, content))


def apply_step(batch: Import, *, by: Worker, on: date, at: datetime) -> bool:
    """Write the next rows, in the caller's transaction; whether no more were waiting."""
    rows = list_waiting(batch)
    write_rows(batch, rows, by=by, on=on, at=at)
    batch.progress += len(rows)
    batch.save(update_fields=["progress"])
    return len(rows) < CHUNK and not batch.rows.filter(done=Done.WAITING).exists()


def list_waiting(batch: Import, *, first: int = 0, last: int | None = None) -> list[ImportRow]:
    """The next rows that wait, or those between two numbers, held until the transaction ends: nobody else has them."""
    # Of the rows alone: the scope joins the import, which whoever counts the progress writes to meanwhile.
    held = batch.rows.select_for_update(of=("self",))
    waiting = held.filter(done=Done.WAITING, number__gte=first).order_by("number")
    return list(waiting[:CHUNK] if last is None else waiting.filter(number__lte=last))


def write_rows(batch: Import, rows: Sequence[ImportRow], *, by: Worker, on: date, at: datetime) -> None:
    """Write some rows; where the database refuses one, the others alone."""
    try:
        with transaction.atomic():
            _apply_rows(batch, rows, by=by, on=on, at=at)
    except DatabaseError:
        for row in list(batch.rows.filter(pk__in=[row.pk for row in rows]).order_by("number")):
            _apply_alone(batch, row, by=by, on=on, at=at)


def _apply_alone(batch: Import, row: ImportRow, *, by: Worker, on: date, at: datetime) -> None:
    """A row of a chunk that could not be written: by itself it is written or handed back."""
    content = row.content
    try:
        with transaction.atomic():
            _apply_rows(batch, [row], by=by, on=on, at=at)
    except DatabaseError:
        chunk = Chunk()
        row.content, row.child, row.written_at = content, None, None
        chunk.hand_back(row, Content.load(content), NOT_WRITTEN)
        row.save(update_fields=["done", "content", "child", "written_at"])


def _apply_rows(batch: Import, rows: Sequence[ImportRow], *, by: Worker, on: date, at: datetime) -> None:
    chunk = Chunk()
    for row in rows:
        _sort(chunk, row)
    _create(batch, chunk, by=by, on=on, at=at)
    _change(batch, chunk, by=by, at=at)
    mark_done(rows)
    ImportRow.objects.bulk_update([row for row in rows if row.decision == Decision.NEW_CHILD], ["child", "revision"])
    save_many(ImportRow, [row for row, _ in chunk.handed_back], ["content"])


def mark_done(rows: Sequence[ImportRow]) -> None:
    """What became of rows, with their instants and revisions: a statement for those that are alike."""
    alike: dict[tuple[str, datetime | None, bool], list[int]] = {}
    for row in rows:
        alike.setdefault((row.done, row.written_at, row.is_counted_up), []).append(row.pk)
    for (done, written_at, is_counted_up), pks in alike.items():
        counted = {"revision": F("revision") + 1} if is_counted_up else {}
        ImportRow.objects.filter(pk__in=pks).update(done=done, written_at=written_at, **counted)


def _sort(chunk: Chunk, row: ImportRow) -> None:
    if row.decision == Decision.LEAVE_OUT:
        row.done = Done.LEFT_OUT
        return
    if row.plan == Plan.REFUSED:
        row.done = Done.HANDED_BACK
        return
    content = Content.load(row.content)
    if row.plan == Plan.CREATE or row.decision == Decision.NEW_CHILD:
        chunk.creates.append((row, content))
    elif row.plan in (Plan.UPDATE, Plan.SAME) or (row.decision == Decision.SAME_CHILD and row.child):
        chunk.changes.append((row, content))
    else:
        chunk.hand_back(row, content, UNDECIDED)


def _create(batch: Import, chunk: Chunk, *, by: Worker, on: date, at: datetime) -> None:
    marks = {_mark(content) for _, content in chunk.creates}
    taken = list_taken(mark for mark in marks if mark)
    state = State.REGISTERED if batch.is_registered else State.CANDIDATE
    writings: list[FileWriting] = []
    for row, content in chunk.creates:
        if _mark(content) in taken:
            chunk.hand_back(row, content, TAKEN)
            continue
        if row.decision == Decision.NEW_CHILD or row.child is None:
            row.child = uuid.uuid4()
        writing = writing_of_new(content, state=state, uid=row.child)
        if batch.is_registered:
            writing.child.registered_on = on
        row.done, row.revision, row.written_at = Done.MADE, writing.child.revision, at
        writings.append(writing)
    register_children(writings, by=by, at=at, note=NOTE)


def _mark(content: Content) -> str:
    return mark_of(content.fields.get("identity_number", ""), kind="identity") or ""


def _change(batch: Import, chunk: Chunk, *, by: Worker, at: datetime) -> None:
    uids = [row.child for row, _ in chunk.changes if row.child]
    children = {child.uid: child for child in Child.objects.select_for_update().filter(uid__in=uids)}
    known = read_known(children.values(), as_of=batch.as_of)
    writings: list[FileWriting] = []
    seen: set[int] = set()
    for row, content in chunk.changes:
        child = children.get(row.child) if row.child else None
        fault = _fault_of(row, child, known, seen)
        if fault or child is None:
            chunk.hand_back(row, content, fault or MEANWHILE)
            continue
        seen.add(child.pk)
        difference = compare(content, known[child.pk], as_of=batch.as_of, takes_ledger=row.takes_ledger)
        writing = difference.write_to(child)
        if not (writing.fields or writing.facts or writing.receipts or writing.kin):
            row.done = Done.UNCHANGED
            continue
        was_taken_back = known[child.pk].is_taken_back
        row.done, row.written_at = Done.MADE if was_taken_back else Done.CHANGED, at
        row.is_counted_up = True
        writings.append(writing)
    change_children(writings, by=by, at=at, note=NOTE)


def _fault_of(row: ImportRow, child: Child | None, known: dict[int, Known], seen: set[int]) -> str:
    """Why a file cannot be written to now; "" when it can."""
    if child is None or child.revision != row.revision or child.pk in seen:
        return MEANWHILE
    is_fixed = child.merged_into_id is not None or (child.state in FIXED and not known[child.pk].is_taken_back)
    return FIXED_FAULT if is_fixed else ""
