"""An export of the national system beside the files: whose row is whose, and what differs. Writes to no file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.db.models import F, QuerySet

from hutong.children.models import Child, State
from hutong.exchange.contents import Content
from hutong.exchange.looking import Column, Look
from hutong.exchange.models import Import, ImportRow, NationalDecision, NationalEntry
from hutong.exchange.national.differences import count, dump_theirs, is_same, list_differences, load_theirs
from hutong.exchange.national.form import BY_KEY, NUMBER, list_ours
from hutong.exchange.national.reading import ExportRead, read_export
from hutong.exchange.sealed_files import opened_file
from hutong.exchange.told import tell
from hutong.ledgers.mapping import LedgerMapping, render_mapping
from hutong.lib.identity_number import normalise_identity_number
from hutong.places.models import inside
from hutong.staff.sealed_fields import mark_of

CHUNK = 250
TO_BE_ENTERED = (State.REGISTERED, State.UNDER_REVIEW)
Plan = ImportRow.Plan


@dataclass
class Found:
    """The files that the rows of a chunk may be about."""

    by_mark: dict[str, Child] = field(default_factory=dict)
    by_number: dict[str, Child] = field(default_factory=dict)
    by_name: dict[str, list[Child]] = field(default_factory=dict)


class Comparer:
    """Compares an export with the files, a chunk of rows at a time; goes on where a runner before it stopped."""

    def __init__(self, batch: Import) -> None:
        self.batch = batch
        self.read = ExportRead()

    def open(self) -> None:
        """Read the export whole. Raises LedgerError."""
        with opened_file(self.batch.file, called=self.batch.file_name) as path:
            self.read = read_export(path, on=self.batch.as_of)
        self.batch.total = len(self.read.rows)
        self.batch.look = Look(columns=[Column(name) for name in self.read.headers]).dump()
        self.batch.particulars = {name: key for name, key in self.read.headers.items()}
        self.batch.mapping = render_mapping(LedgerMapping((), ""), remarks={})
        last = self.batch.rows.order_by("-number").values_list("number", flat=True).first() or 0
        self.batch.progress = last
        self.batch.save(update_fields=["total", "look", "particulars", "mapping", "progress"])
        self.waiting = (row for row in self.read.rows if row[0] > last)

    def step(self, *, on: date) -> bool:
        """Compare the next rows, in the caller's transaction; whether no more were there."""
        rows = list(islice(self.waiting, CHUNK))
        found = find_files([content for *_, content in rows if not content.faults])
        taken = set(self.batch.rows.filter(child__isnull=False).values_list("child", flat=True)) if rows else set()
        planned: list[ImportRow] = []
        matched: list[tuple[ImportRow, Child, Content]] = []
        for number, sheet, at_row, content in rows:
            row = ImportRow(batch=self.batch, number=number, sheet=sheet[:200], row=at_row, plan=Plan.REFUSED)
            planned.append(row)
            child = None if content.faults else self._place(row, content, found)
            if child is not None and child.uid not in taken:
                taken.add(child.uid)
                row.child = child.uid
                matched.append((row, child, content))
            elif child is not None:
                row.plan, content.twins = Plan.DOUBTFUL, [str(child.uid)]
            row.content = content.dump()
        differing = note_theirs(
            [(child, content.fields) for _, child, content in matched], seen_on=self.batch.as_of, on=on
        )
        for row, child, _ in matched:
            row.plan = Plan.UPDATE if differing.get(child.pk) else Plan.SAME
        ImportRow.objects.bulk_create(planned)
        self.batch.progress += len(rows)
        self.batch.save(update_fields=["progress"])
        return len(rows) < CHUNK

    def _place(self, row: ImportRow, content: Content, found: Found) -> Child | None:
        """The child of a row that is certain; what is only likely is left to a person."""
        child = found.by_mark.get(_mark(content)) or found.by_number.get(content.fields.get(NUMBER, ""))
        if child is not None:
            return child
        row.plan = Plan.CREATE
        likely = [one for one in found.by_name.get(content.name, ()) if _may_be(one, content)]
        if likely:
            row.plan, content.twins = Plan.DOUBTFUL, [str(one.uid) for one in likely]
        return None


def _mark(content: Content) -> str:
    number = normalise_identity_number(content.fields.get("identity_number", ""))
    return mark_of(number, kind="identity") or ""


def _may_be(child: Child, content: Content) -> bool:
    """The same name, and nothing that speaks against it: another identity number, number there, or birth date."""
    number, born = content.fields.get(NUMBER, ""), content.fields.get("born", "")
    if child.identity_mark and content.fields.get("identity_number"):
        return False
    if child.national_number and number:
        return False
    return not (child.born and born) or is_same(BY_KEY["born"], str(child.born), born)


def find_files(contents: Iterable[Content]) -> Found:
    """The files that rows may be about, within the scope; three questions."""
    some = list(contents)
    found = Found()
    here = Child.objects.filter(merged_into__isnull=True)
    marks = {mark for one in some if (mark := _mark(one))}
    found.by_mark = {child.identity_mark or "": child for child in here.filter(identity_mark__in=marks)}
    numbers = {one.fields[NUMBER] for one in some if one.fields.get(NUMBER)}
    found.by_number = {child.national_number: child for child in here.filter(national_number__in=numbers)}
    for child in here.filter(name__in={one.name for one in some if one.name}).order_by("pk"):
        found.by_name.setdefault(child.name, []).append(child)
    return found


def note_theirs(
    said: Sequence[tuple[Child, Mapping[str, str]]], *, seen_on: date | None, on: date
) -> dict[int, tuple[int, int]]:
    """Keep what the other side says of these children and count what differs; the counts of those that differ."""
    children = [child for child, _ in said]
    entries = {one.child_id: one for one in NationalEntry.objects.filter(child__in=children)}
    for child, fields in said:
        entry = entries.setdefault(child.pk, NationalEntry(child=child))
        entry.theirs = dump_theirs({**load_theirs(entry.theirs), **fields})
        entry.seen_on = seen_on or entry.seen_on
    return count_anew(children, entries, on=on)


def count_anew(
    children: Sequence[Child], entries: Mapping[int, NationalEntry], *, on: date
) -> dict[int, tuple[int, int]]:
    """Compare these children with what is known of the other side, and keep the counts; those that differ."""
    decisions: dict[int, list[NationalDecision]] = {}
    for decision in NationalDecision.objects.filter(child__in=children).order_by("-pk"):
        decisions.setdefault(decision.child_id, []).append(decision)
    differing = {}
    for told in tell(children, on):
        entry = entries[told.child.pk]
        found = list_differences(list_ours(told), load_theirs(entry.theirs), decisions.get(told.child.pk, ()))
        entry.open_count, entry.type_count = count(found)
        entry.counted_at_revision = told.child.revision
        if found:
            differing[told.child.pk] = (entry.open_count, entry.type_count)
        entry.save()
    return differing


def list_not_there(batch: Import) -> QuerySet[Child]:
    """Children of the export's area, registered by its day, of whom it has no row; the oldest registration first."""
    seen = batch.rows.filter(child__isnull=False).values("child")
    here = Child.objects.filter(inside(batch.area, field="area"), merged_into__isnull=True)
    there = here.filter(state__in=TO_BE_ENTERED, registered_on__lte=batch.as_of)
    return there.exclude(uid__in=seen).order_by("registered_on", "pk")


def count_changed(*, on: date, limit: int = CHUNK) -> int:
    """Count anew what differs of children whose files were written to since; how many were looked at.

    Call it within ``acting_as(EVERYTHING)``.
    """
    changed = NationalEntry.objects.exclude(counted_at_revision=F("child__revision"))
    entries = {one.child_id: one for one in changed.select_related("child").order_by("pk")[:limit]}
    count_anew([one.child for one in entries.values()], entries, on=on)
    return len(entries)
