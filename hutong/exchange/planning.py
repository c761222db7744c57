"""The trial run: what every row of a ledger would do, found out without writing to any file."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from hutong.children.identity import list_elsewhere, list_taken
from hutong.children.inserting import insert_objects
from hutong.children.models import Child
from hutong.children.states import FIXED
from hutong.children.words import get_vocabulary
from hutong.exchange.areas import read_charges
from hutong.exchange.comparing import Known, compare, read_known
from hutong.exchange.contents import Content, FaultSaid
from hutong.exchange.looking import get_mapping
from hutong.exchange.models import Import, ImportRow
from hutong.exchange.reading import NO_NAME, Reader
from hutong.exchange.row_faults import ELSEWHERE, NOT_USABLE
from hutong.exchange.row_faults import FIXED as FIXED_FAULT
from hutong.exchange.sealed_files import opened_file
from hutong.ledgers.cells import RawSheet
from hutong.places.models import inside
from hutong.staff.sealed_fields import mark_of

CHUNK = 500
MOST_TWINS = 5
Row = tuple[int, str, int, Content]
Birth = tuple[str, str, str]


@dataclass
class Files:
    """The files that the rows of a chunk may be about."""

    by_mark: dict[str, Child] = field(default_factory=dict)
    by_national: dict[str, Child] = field(default_factory=dict)
    by_name: dict[str, list[Child]] = field(default_factory=dict)
    known: dict[int, Known] = field(default_factory=dict)
    marks_taken: frozenset[str] = frozenset()
    marks_elsewhere: frozenset[str] = frozenset()
    """Of those taken, the ones of which it may be said that a file exists elsewhere: never of a sealed one."""


@dataclass
class Planner:
    """Plans an import chunk by chunk; where some rows are planned already it goes on after them."""

    batch: Import
    rows: Iterator[Row] = field(init=False)
    sheets: Sequence[RawSheet] = ()
    """The ledger as it was opened, where it can still be read when its file is gone."""
    names_above: dict[str, list[tuple[str, Birth, bool]]] = field(default_factory=dict)
    planned: int = 0

    def open(self) -> None:
        """Read the file. Raises LedgerError."""
        batch = self.batch
        with opened_file(batch.file, called=batch.file_name) as path:
            reader = Reader(
                path=path,
                mapping=get_mapping(batch),
                particulars=batch.particulars,
                facts=get_vocabulary().facts,
                on=batch.as_of,
                charges=read_charges(batch.area, on=batch.as_of),
            )
            # The file is gone when this returns: the contents are kept, which are smaller than its cells.
            rows = list(reader.list_rows())
            self.sheets = reader.sheets if all(sheet.rows.outlives_file for sheet in reader.sheets) else ()
        batch.total = len(rows)
        self.planned = batch.rows.count()
        self.rows = iter(rows)

    def step(self) -> bool:
        """Plan a chunk; whether it was the last."""
        chunk = list(islice(self.rows, CHUNK))
        twin_rows = {number: self._find_twin_rows(sheet, row, content) for number, sheet, row, content in chunk}
        fresh = [row for row in chunk if row[0] > self.planned]
        if fresh:
            made = plan_rows(self.batch, fresh, twin_rows=twin_rows)
            insert_objects(ImportRow, made)
        self.batch.progress = chunk[-1][0] if chunk else self.batch.total
        self.batch.save(update_fields=["progress", "total"])
        return len(chunk) < CHUNK

    def _find_twin_rows(self, sheet: str, row: int, content: Content) -> list[str]:
        """Rows above with the same name that may be the same child."""
        if content.faults or content.name == NO_NAME:
            return []
        birth, has_number = _birth_of(content), "identity_number" in content.fields
        above = self.names_above.setdefault(content.name, [])
        found = [
            place for place, other, numbered in above if not (numbered and has_number) and _may_be_same(birth, other)
        ]
        above.append((f"{sheet}!{row}", birth, has_number))
        return found[:MOST_TWINS]


def plan_rows(batch: Import, rows: Sequence[Row], *, twin_rows: Mapping[int, list[str]]) -> list[ImportRow]:
    """What is to be done with each row; as many queries for many rows as for few."""
    files = _find_files(batch, [content for *_, content in rows if not content.faults])
    made = []
    for number, sheet, row, content in rows:
        planned = ImportRow(batch=batch, number=number, sheet=sheet[:200], row=row)
        content.twin_rows = twin_rows.get(number, [])
        _plan_one(planned, content, files, batch)
        planned.content = content.dump()
        made.append(planned)
    return made


def _plan_one(planned: ImportRow, content: Content, files: Files, batch: Import) -> None:
    if content.faults:
        planned.plan = ImportRow.Plan.REFUSED
        return
    mark = mark_of(content.fields.get("identity_number", ""), kind="identity") or ""
    child = files.by_mark.get(mark) or files.by_national.get(content.fields.get("national_number", ""))
    if child is None and mark in files.marks_taken:
        kind = ELSEWHERE if mark in files.marks_elsewhere else NOT_USABLE
        _refuse(planned, content, kind)
    elif child is not None:
        _plan_known(planned, content, files.known[child.pk], batch)
    else:
        _plan_unknown(planned, content, files, batch, has_number=bool(mark))


def _plan_known(planned: ImportRow, content: Content, known: Known, batch: Import) -> None:
    child = known.child
    if child.merged_into_id is not None or (child.state in FIXED and not known.is_taken_back):
        _refuse(planned, content, FIXED_FAULT)
        return
    difference = compare(content, known, as_of=batch.as_of, takes_ledger=False)
    content.told = difference.told
    planned.child, planned.revision = child.uid, child.revision
    planned.has_conflicts = any(one.is_conflict for one in difference.told)
    is_same = difference.is_nothing and not known.is_taken_back
    planned.plan = ImportRow.Plan.SAME if is_same else ImportRow.Plan.UPDATE


def _plan_unknown(planned: ImportRow, content: Content, files: Files, batch: Import, *, has_number: bool) -> None:
    birth = _birth_of(content)
    twins = [
        child
        for child in files.by_name.get(content.name, ())
        if _may_be_same(birth, _birth_of_child(child)) and not (has_number and child.identity_mark)
    ]
    content.twins = [str(child.uid) for child in twins[:MOST_TWINS]]
    if not twins and not content.twin_rows:
        planned.plan = ImportRow.Plan.CREATE
        # The file's number is chosen here, so that writing it needs no word back.
        planned.child, planned.revision = uuid.uuid4(), 1
        return
    planned.plan = ImportRow.Plan.DOUBTFUL
    if twins:
        known = files.known[twins[0].pk]
        content.told = compare(content, known, as_of=batch.as_of, takes_ledger=False).told
        planned.child, planned.revision = twins[0].uid, twins[0].revision
        planned.has_conflicts = any(one.is_conflict for one in content.told)


def _refuse(planned: ImportRow, content: Content, kind: str) -> None:
    planned.plan = ImportRow.Plan.REFUSED
    content.faults.append(FaultSaid("", "", kind))


def _find_files(batch: Import, contents: Sequence[Content]) -> Files:
    marks = {mark for one in contents if (mark := mark_of(one.fields.get("identity_number", ""), kind="identity"))}
    nationals = {one.fields["national_number"] for one in contents if "national_number" in one.fields}
    names = {one.name for one in contents if one.name != NO_NAME}
    files = Files()
    files.by_mark = {child.identity_mark or "": child for child in Child.objects.filter(identity_mark__in=marks)}
    files.by_national = {child.national_number: child for child in Child.objects.filter(national_number__in=nationals)}
    namesakes = Child.objects.filter(inside(batch.area, field="area"), name__in=names, merged_into__isnull=True)
    for child in namesakes.exclude(state__in=FIXED).order_by("pk"):
        files.by_name.setdefault(child.name, []).append(child)
    unseen = marks - set(files.by_mark)
    files.marks_taken, files.marks_elsewhere = list_taken(unseen), list_elsewhere(unseen)
    files.known = read_known(_each_once(files), as_of=batch.as_of)
    return files


def _each_once(files: Files) -> Iterable[Child]:
    found = {child.pk: child for child in (*files.by_mark.values(), *files.by_national.values())}
    for children in files.by_name.values():
        for child in children:
            found.setdefault(child.pk, child)
    return found.values()


def _birth_of(content: Content) -> Birth:
    fields = content.fields
    return fields.get("born", ""), fields.get("born_earliest", ""), fields.get("born_latest", "")


def _birth_of_child(child: Child) -> Birth:
    days = (child.born, child.born_earliest, child.born_latest)
    return tuple("" if day is None else day.isoformat() for day in days)  # type: ignore[return-value]


def _may_be_same(one: Birth, other: Birth) -> bool:
    """Whether both could be born on the same day; who is not known about could be born on any."""
    first, second = _span(one), _span(other)
    return first is None or second is None or (first[0] <= second[1] and second[0] <= first[1])


def _span(birth: Birth) -> tuple[str, str] | None:
    if birth[0]:
        return birth[0], birth[0]
    return (birth[1], birth[2]) if birth[1] and birth[2] else None
