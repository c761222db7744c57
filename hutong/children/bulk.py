"""Many files written at once: what an import does to hundreds of children in a few statements.

Every act here does to each file what the act of the same name in ``actions.py`` does to one: facts, the change, the
step, the count of the revision. All of a call has one instant, ``at``, by which it can be taken back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import BinaryField, F, Value

from hutong.audit.actions import note_acts
from hutong.children.changing import as_text, day_of
from hutong.children.columns import FACTS_OF_COLUMNS, column_text, list_column_facts
from hutong.children.family import known_persons
from hutong.children.inserting import insert_objects, insert_rows
from hutong.children.models import (
    Amendment,
    Change,
    Child,
    ChildName,
    Kinship,
    NameKey,
    Person,
    Receipt,
    RecordedFact,
    Step,
)
from hutong.children.names import LATIN, TWO, list_keys
from hutong.staff.models import Worker
from hutong.staff.scope import NotAllowed, get_scope
from hutong.staff.sealed_fields import SealedTextField, mark_of

ONE_DAY = timedelta(days=1)
MOST_ALIKE = 8
IMPORTED = "imported"
FACT_COLUMNS = (
    "child_id", "name", "value", "since", "until", "recorded_at", "recorded_by_id", "is_collected", "source",
    "correction_reason", "is_preferred",
)  # fmt: skip
TOLD_BY_STEPS = ("state", "closed_on", "closed_because")
NEW_FACT = (True, "", "", False)
STEP_COLUMNS = ("child_id", "before", "after", "at", "by_id", "note", "reason", "visited_by", "is_same_person")
CHANGE_COLUMNS = ("child_id", "at", "what", "by_id")
PAID_COLUMNS = (
    "child_id", "benefit", "fen", "since", "until", "recorded_at", "recorded_by_id", "payer_place", "source",
)  # fmt: skip
KEY_COLUMNS = ("child_id", "kind", "key")
TIE_COLUMNS = (
    "child_id", "person_id", "relation", "is_guardian", "is_carer", "recorded_at", "recorded_by_id", "note",
)  # fmt: skip


class Fact(NamedTuple):
    """A fact to record in the place of ``ends``, which keeps its days before ``since`` if it ``shortens``."""

    name: str
    value: str
    since: date | None = None
    until: date | None = None
    ends: RecordedFact | None = None
    shortens: bool = False


class Paid(NamedTuple):
    """A receipt to record; ``is_over``: only ``ends`` is ended, nothing follows."""

    benefit: str
    fen: int | None = None
    since: date | None = None
    until: date | None = None
    ends: Receipt | None = None
    shortens: bool = True
    is_over: bool = False


@dataclass
class Kin:
    """Somebody of the family, as a row says."""

    relation: str
    name: str = ""
    identity: str = ""
    phone: str = ""
    is_guardian: bool = False
    is_carer: bool = False


@dataclass
class FileWriting:
    """What is to be written to one file; ``child`` is not saved yet where the file is new."""

    child: Child
    fields: Mapping[str, Any] = field(default_factory=dict)
    facts: Sequence[Fact] = ()
    receipts: Sequence[Paid] = ()
    kin: Sequence[Kin] = ()
    former_name: str = ""


@transaction.atomic
def register_children(writings: Sequence[FileWriting], *, by: Worker | None, at: datetime, note: str) -> None:
    """Make new files. Raises NotAllowed when one lies in an area that the scope does not cover."""
    for one in writings:
        if not get_scope().covers(one.child.area):
            raise NotAllowed(act="register a child there")
        one.child.made_at, one.child.made_by = at, by
        for name, value in one.fields.items():
            setattr(one.child, name, value)
    children = [one.child for one in writings]
    insert_objects(Child, children)
    by_id = by.pk if by else None
    insert_rows(Step, STEP_COLUMNS, [(child.pk, "", child.state, at, by_id, note, "", "", False) for child in children])
    _write_names(writings, are_new=True)
    _write_rows(writings, by=by, at=at)
    _note("registered", writings, by=by, at=at, note=note)


@transaction.atomic
def change_children(writings: Sequence[FileWriting], *, by: Worker | None, at: datetime, note: str) -> None:
    """Write to files that are there; the children come from the scope's own query."""
    amended: list[Amendment] = []
    renamed: list[Child] = []
    steps: list[Step] = []
    for one in writings:
        child = one.child
        for name, value in one.fields.items():
            before = getattr(child, name)
            if name not in TOLD_BY_STEPS:
                amended.append(Amendment(child=child, field=name, before=as_text(before), at=at, by=by))
            if name == "state":
                steps.append(Step(child=child, before=before, after=value, at=at, by=by, note=note))
            if name == "name":
                renamed.append(child)
            setattr(child, name, value)
        child.revision += 1
    _record_columns(writings, by=by, at=at)
    _save_children(writings)
    Amendment.objects.bulk_create(amended)
    Step.objects.bulk_create(steps)
    _find_by_new_names(renamed)
    _write_names(writings, are_new=False)
    _write_rows(writings, by=by, at=at)
    _note("changed", writings, by=by, at=at, note=note)


@transaction.atomic
def take_back(written: Mapping[int, datetime], *, by: Worker | None, at: datetime, reason: str) -> None:
    """Take back what was recorded in these files (by their keys) at those instants; what it had ended holds again.

    No file was written to by anybody else at one of these instants, so the instants and the files together tell.
    """
    here = {"child__in": list(written), "recorded_at__in": set(written.values())}
    ended = list(RecordedFact.objects.filter(child__in=list(written), corrected_at__in=set(written.values())))
    again = [_copy_fact(fact, by=by, at=at) for fact in ended]
    follows = {fact.corrected_by_id for fact in ended if fact.corrected_by_id}
    followers = list(RecordedFact.objects.filter(pk__in=follows))
    RecordedFact.objects.filter(**here).exclude(pk__in=follows).update(corrected_at=at, correction_reason=reason)
    RecordedFact.objects.bulk_create(again)
    after = {old.corrected_by_id: new for old, new in zip(ended, again, strict=True)}
    for fact in followers:
        fact.corrected_at, fact.corrected_by, fact.correction_reason = at, after[fact.pk], reason
    RecordedFact.objects.bulk_update(followers, ["corrected_at", "corrected_by", "correction_reason"])
    paid = Receipt.objects.filter(child__in=list(written), corrected_at__in=set(written.values()))
    paid_again = [_copy(row, recorded_at=at, recorded_by=by, corrected_at=None) for row in paid]
    Receipt.objects.filter(**here).update(corrected_at=at)
    Receipt.objects.bulk_create(paid_again)
    Kinship.objects.filter(**here, until__isnull=True).update(until=day_of(at), note=reason)


def _note(act: str, writings: Sequence[FileWriting], *, by: Worker | None, at: datetime, note: str) -> None:
    """On the record, an entry for each file."""
    children = [(one.child.uid, one.child.area) for one in writings]
    note_acts(at=at, act=act, children=children, about=note, by=by.uid if by else None)


# ---- Rows of a file


def _write_rows(writings: Sequence[FileWriting], *, by: Worker | None, at: datetime) -> None:
    _write_facts(writings, by=by, at=at)
    _write_receipts(writings, by=by, at=at)
    _write_kin(writings, by=by, at=at)
    ChildName.objects.bulk_create(
        [ChildName(child=one.child, name=one.former_name) for one in writings if one.former_name]
    )
    by_id = by.pk if by else None
    insert_rows(Change, CHANGE_COLUMNS, [(one.child.pk, at, IMPORTED, by_id) for one in writings])


def _write_facts(writings: Sequence[FileWriting], *, by: Worker | None, at: datetime) -> None:
    by_id = by.pk if by else None
    plain, ended, remainders = [], [], []
    for one in writings:
        for given in one.facts:
            if given.ends is None:
                plain.append((one.child.pk, given.name, given.value, given.since, given.until, at, by_id, *NEW_FACT))
                continue
            fact = RecordedFact(
                child=one.child, name=given.name, value=given.value, since=given.since, until=given.until,
                recorded_at=at, recorded_by=by,
            )  # fmt: skip
            rest = _remainder(given, by=by, at=at) if given.shortens else None
            remainders += [fact, rest] if rest else [fact]
            ended.append((given.ends, rest or fact))
    insert_rows(RecordedFact, FACT_COLUMNS, plain)
    RecordedFact.objects.bulk_create(remainders)
    for before, follows in ended:
        before.corrected_at, before.corrected_by = at, follows
    RecordedFact.objects.bulk_update([before for before, _ in ended], ["corrected_at", "corrected_by"])


def _record_columns(writings: Sequence[FileWriting], *, by: Worker | None, at: datetime) -> None:
    """Columns that are facts: what the file itself had recorded of them is corrected, for a fact outweighs a column."""
    children = [one.child for one in writings if list_column_facts(one.fields)]
    believed = RecordedFact.objects.filter(
        child__in=children, name__in=list(FACTS_OF_COLUMNS), source="", corrected_at__isnull=True
    )
    held: dict[tuple[int, str], list[RecordedFact]] = {}
    for row in believed:
        held.setdefault((row.child_id, row.name), []).append(row)
    new: list[RecordedFact] = []
    for one in writings:
        for name in list_column_facts(one.fields):
            rows, text = held.get((one.child.pk, name), []), column_text(one.child, name)
            if not rows or any(row.value == text and row.until is None for row in rows):
                continue
            fact = RecordedFact(child=one.child, name=name, value=text, recorded_at=at, recorded_by=by)
            new += [fact] if text else []
            for row in rows:
                row.corrected_at, row.corrected_by = at, fact if text else None
    RecordedFact.objects.bulk_create(new)
    ended = [row for rows in held.values() for row in rows if row.corrected_at is not None]
    RecordedFact.objects.bulk_update(ended, ["corrected_at", "corrected_by"])


def _remainder(given: Fact, *, by: Worker | None, at: datetime) -> RecordedFact | None:
    """What is left of the fact that ends: the days before the new one begins."""
    before, since = given.ends, given.since
    if before is None or since is None:
        return None
    rest = _copy_fact(before, by=by, at=at)
    rest.until = since - ONE_DAY
    return rest


def _write_receipts(writings: Sequence[FileWriting], *, by: Worker | None, at: datetime) -> None:
    by_id = by.pk if by else None
    plain, new, ended = [], [], []
    for one in writings:
        for given in one.receipts:
            if not given.is_over:
                days = given.since, given.until
                plain.append((one.child.pk, given.benefit, given.fen, *days, at, by_id, "", ""))
            before = given.ends
            if before is None:
                continue
            ended.append(before)
            if given.shortens and given.since and (before.since is None or before.since < given.since):
                new.append(_copy(before, recorded_at=at, recorded_by=by, until=given.since - ONE_DAY))
    insert_rows(Receipt, PAID_COLUMNS, plain)
    Receipt.objects.bulk_create(new)
    for before in ended:
        before.corrected_at = at
    Receipt.objects.bulk_update(ended, ["corrected_at"])


def _write_kin(writings: Sequence[FileWriting], *, by: Worker | None, at: datetime) -> None:
    marks = {mark_of(kin.identity, kind="identity") for one in writings for kin in one.kin if kin.identity}
    known = known_persons(mark for mark in marks if mark)
    people: list[Person] = []
    ties: list[tuple[Child, Person, Kin]] = []
    for one in writings:
        for kin in one.kin:
            mark = mark_of(kin.identity, kind="identity") if kin.identity else None
            person = known.get(mark) if mark else None
            if person is None:
                person = Person(name=kin.name, identity_number=kin.identity, phone=kin.phone, made_at=at)
                people.append(person)
                if mark:
                    known[mark] = person
            ties.append((one.child, person, kin))
    insert_objects(Person, people)
    by_id = by.pk if by else None
    rows = [
        (child.pk, person.pk, kin.relation, kin.is_guardian, kin.is_carer, at, by_id, "") for child, person, kin in ties
    ]
    insert_rows(Kinship, TIE_COLUMNS, rows)


def _save_children(writings: Sequence[FileWriting]) -> None:
    """The changed columns of all children: a statement for those that are given the same, as when all are closed."""
    alike: dict[str, list[FileWriting]] = {}
    for one in writings:
        alike.setdefault(repr(sorted(one.fields.items())), []).append(one)
    if len(alike) <= MOST_ALIKE:
        for same in alike.values():
            fields = same[0].fields
            if not (same[1:] and fields.keys() <= set(TOLD_BY_STEPS)):
                _save_each([one.child for one in same], fields)
                continue
            children = Child.objects.filter(pk__in=[one.child.pk for one in same])
            children.update(**fields, revision=F("revision") + 1)
        return
    _save_each([one.child for one in writings], {name for one in writings for name in one.fields})


def _save_each(children: Sequence[Child], names: Iterable[str]) -> None:
    columns = {"revision", *names}
    if "identity_number" in columns:
        columns.add("identity_mark")
        for child in children:
            child.identity_mark = mark_of(child.identity_number, kind="identity")
    save_many(Child, children, columns)


def save_many(model: type[Any], rows: Sequence[Any], columns: Iterable[str]) -> None:
    """Columns of many rows in one statement; sealed ones are sealed here, for ``bulk_update`` cannot."""
    names = sorted(columns)
    plain: list[tuple[Any, str, str]] = []
    for name in names:
        column = model._meta.get_field(name)
        if not isinstance(column, SealedTextField):
            continue
        for row in rows:
            plain.append((row, name, getattr(row, name)))
            setattr(row, name, Value(column.pre_save(row, False), output_field=BinaryField()))
    model.objects.bulk_update(rows, names)
    for row, name, text in plain:
        setattr(row, name, text)


def _find_by_new_names(renamed: Sequence[Child]) -> None:
    """The keys of names that were written over go; those of former names stay true."""
    NameKey.objects.filter(child__in=renamed, kind__in=(TWO, LATIN)).delete()
    names: dict[int, list[str]] = {child.pk: [child.name] for child in renamed}
    for child, former in ChildName.objects.filter(child__in=renamed).values_list("child_id", "name"):
        names[child].append(former)
    found = [NameKey(child_id=pk, kind=key.kind, key=key.key) for pk, own in names.items() for key in list_keys(own)]
    NameKey.objects.bulk_create(found, ignore_conflicts=True)


def _write_names(writings: Sequence[FileWriting], *, are_new: bool) -> None:
    """What the files are found by, from the names that this writing brings."""
    found: list[tuple[int, str, str]] = []
    for one in writings:
        names = [one.child.name] if are_new else []
        names += [one.former_name] if one.former_name else []
        kin = [kin.name for kin in one.kin if kin.name]
        found += [(one.child.pk, key.kind, key.key) for key in list_keys(names, kin=kin)]
    if are_new:
        insert_rows(NameKey, KEY_COLUMNS, found)
    else:
        rows = [NameKey(child_id=child, kind=kind, key=key) for child, kind, key in found]
        NameKey.objects.bulk_create(rows, ignore_conflicts=True)


def _copy_fact(fact: RecordedFact, *, by: Worker | None, at: datetime) -> RecordedFact:
    copy: RecordedFact = _copy(
        fact, recorded_at=at, recorded_by=by, corrected_at=None, corrected_by=None, correction_reason=""
    )
    return copy


def _copy(row: Any, **changed: Any) -> Any:
    """The same row once more, not saved yet."""
    fields: list[models.Field[Any, Any]] = [one for one in row._meta.concrete_fields if not one.primary_key]
    told = {one.attname: getattr(row, one.attname) for one in fields}
    copy = type(row)(**told)
    for name, value in changed.items():
        setattr(copy, name, value)
    return copy
