"""What people do about the national system: mark as entered, tick what was copied, settle differences, compare."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from hutong.audit.actions import note_act
from hutong.children.actions import change_child, record_fact
from hutong.children.changing import may_write, refuse_narrower
from hutong.children.errors import FileError
from hutong.children.models import WORDS, Child
from hutong.exchange.actions import MOST_MEGABYTES, clean_name
from hutong.exchange.contents import Content
from hutong.exchange.errors import DifferenceGone, FileTooLarge, NotTakeable, NumberFaulty, NumberTaken
from hutong.exchange.jobs import enqueue
from hutong.exchange.models import Import, ImportRow, Job, NationalDecision, NationalEntry
from hutong.exchange.national.comparing import count_anew, note_theirs
from hutong.exchange.national.differences import Difference, dump_theirs, load_theirs
from hutong.exchange.national.form import BY_KEY, NUMBER, ScreenField
from hutong.exchange.national.queries import read_entry, read_sheet
from hutong.exchange.particulars import read_nationality
from hutong.exchange.sealed_files import keep_file
from hutong.ledgers.limits import MEGABYTE
from hutong.lib.dates import DateRefused, parse_date
from hutong.places.models import Level
from hutong.staff.models import Worker
from hutong.staff.scope import WRITES_FILES, NotAllowed, get_scope

SHAPE = re.compile(r"[0-9A-Za-z-]{2,40}")
SOURCE = "civil_affairs"
"""The body that keeps the national system: a fact taken over from there is its word."""
FACT = "fact:"
Verdict = NationalDecision.Verdict


@transaction.atomic
def mark_entered(*, child: Child, number: str, by: Worker, at: datetime, entered_on: date, on: date) -> NationalEntry:
    """The child stands in the national system under this number.

    Raises NumberFaulty, NumberTaken, NotAllowed, FileError.
    """
    written = number.strip()
    if not SHAPE.fullmatch(written):
        raise NumberFaulty(number=written[:60])
    refuse_narrower(child, Level.TOWNSHIP, act="enter a child in the national system")
    if Child.objects.filter(national_number=written, merged_into__isnull=True).exclude(pk=child.pk).exists():
        raise NumberTaken(number=written)
    change_child(child=child, by=by, at=at, national_number=written)
    entry = read_entry(child)
    entry.entered_on, entry.entered_by = min(entered_on, on), by
    return _note(child, entry, {NUMBER: written}, on=on)


@transaction.atomic
def withdraw_entry(*, child: Child, by: Worker, at: datetime, on: date) -> NationalEntry:
    """The child does not stand there after all: the mark was a mistake. What was ticked is known no longer."""
    refuse_narrower(child, Level.TOWNSHIP, act="enter a child in the national system")
    change_child(child=child, by=by, at=at, national_number="")
    entry = read_entry(child)
    entry.entered_on, entry.entered_by, entry.seen_on = None, None, None
    entry.theirs = dump_theirs({})
    count_anew([child], {child.pk: entry}, on=on)
    return entry


@transaction.atomic
def tick_copied(*, child: Child, ticked: Collection[str], shown: Mapping[str, str], on: date) -> NationalEntry:
    """These fields were typed there as they stand on the sheet; the others of ``shown`` were not.

    A field whose value changed since the sheet was shown keeps what was shown: that is what was typed.
    """
    if not may_write(child):
        raise NotAllowed(act="tick what was copied")
    refuse_narrower(child, Level.TOWNSHIP, act="enter a child in the national system")
    entry = read_entry(child)
    theirs = load_theirs(entry.theirs)
    for key, value in shown.items():
        if key not in BY_KEY:
            continue
        if key in ticked:
            theirs[key] = value
        elif theirs.get(key) == value:
            theirs.pop(key)
    entry.theirs = dump_theirs(theirs)
    count_anew([child], {child.pk: entry}, on=on)
    return entry


@transaction.atomic
def settle_difference(
    *,
    child: Child,
    field: str,
    verdict: str,
    ours: str,
    theirs: str,
    by: Worker,
    at: datetime,
    on: date,
    note: str = "",
) -> NationalDecision:
    """A person says which side is right: theirs is written into the file, ours is to be typed there, or it is left.

    ``ours`` and ``theirs`` as they were on the page. Raises DifferenceGone, NotTakeable, FileError, NotAllowed.
    """
    refuse_narrower(child, Level.TOWNSHIP, act="settle what differs from the national system")
    sheet = read_sheet(child, on=on)
    found = next((one for one in sheet.differences if one.field.key == field), None)
    if found is None or (found.ours, found.theirs) != (ours, theirs) or verdict not in Verdict.values:
        raise DifferenceGone
    if verdict == Verdict.THEIRS:
        _take(child, found, by=by, at=at, on=on)
    decision = NationalDecision.objects.create(
        child=child, field=field, ours=ours, theirs=theirs, verdict=verdict, note=note.strip()[:WORDS], at=at, by=by
    )
    count_anew([child], {child.pk: sheet.entry}, on=on)
    return decision


def take_numbers(*, batch: Import, by: Worker, at: datetime, on: date) -> int:
    """Every child that the export surely names and that has no number here gets its number; how many did."""
    uids = batch.rows.filter(child__isnull=False).values_list("child", flat=True)
    taken = 0
    for child in Child.objects.filter(uid__in=list(uids), national_number="", merged_into__isnull=True):
        theirs = load_theirs(read_entry(child).theirs).get(NUMBER, "")
        if not theirs:
            continue
        try:
            mark_entered(child=child, number=theirs, by=by, at=at, entered_on=batch.as_of, on=on)
        except (NumberFaulty, NumberTaken, NotAllowed, FileError):
            continue
        taken += 1
    return taken


@transaction.atomic
def match_row(*, batch: Import, number: int, uid: UUID, on: date) -> None:
    """A person says whose row it is, of those it may be. Raises DifferenceGone, NotAllowed."""
    row = batch.rows.select_for_update().filter(number=number, plan=ImportRow.Plan.DOUBTFUL).first()
    content = Content.load(row.content) if row else Content()
    child = Child.objects.filter(uid=uid).first() if str(uid) in content.twins else None
    if row is None or child is None or batch.rows.filter(child=uid).exists():
        raise DifferenceGone
    refuse_narrower(child, Level.TOWNSHIP, act="settle what differs from the national system")
    differing = note_theirs([(child, content.fields)], seen_on=batch.as_of, on=on)
    row.child, row.plan = child.uid, ImportRow.Plan.UPDATE if differing else ImportRow.Plan.SAME
    row.save(update_fields=["child", "plan"])


@transaction.atomic
def begin_comparison(*, area: str, as_of: date, name: str, content: bytes, by: Worker, at: datetime) -> Import:
    """Keep an export of the national system, sealed, and put its comparison on the list.

    Raises NotAllowed, FileTooLarge, FileKindUnknown.
    """
    level = get_scope().level_at(area)
    if not get_scope().covers(area, roles=WRITES_FILES) or level is None or level > Level.TOWNSHIP:
        raise NotAllowed(act="compare with the national system")
    called = clean_name(name)
    if len(content) > MOST_MEGABYTES * MEGABYTE:
        raise FileTooLarge(found=len(content) // MEGABYTE + 1, limit=MOST_MEGABYTES)
    batch = Import.objects.create(
        kind=Import.Kind.NATIONAL,
        area=area,
        as_of=as_of,
        file_name=called,
        size=len(content),
        file=keep_file(content, suffix=Path(called).suffix),
        state=Import.State.PLANNING,
        made_at=at,
        made_by=by,
    )
    enqueue(batch=batch, kind=Job.Kind.COMPARE, by=by, at=at)
    note_act(at=at, act="national comparison begun", about=str(batch.uid), place=area, by=by.uid)
    return batch


def _note(child: Child, entry: NationalEntry, said: Mapping[str, str], *, on: date) -> NationalEntry:
    entry.theirs = dump_theirs({**load_theirs(entry.theirs), **said})
    count_anew([child], {child.pk: entry}, on=on)
    return entry


def _take(child: Child, found: Difference, *, by: Worker, at: datetime, on: date) -> None:
    """Theirs becomes ours: a column of the file, or a fact with its source.

    Raises NotTakeable, FileError, NotAllowed.
    """
    field = found.field
    if not found.may_take:
        raise NotTakeable(value=found.theirs)
    if field.takes == NUMBER:
        mark_entered(child=child, number=found.theirs, by=by, at=at, entered_on=on, on=on)
        return
    value = _value_of(field, found.theirs)
    if field.takes.startswith(FACT):
        name = field.takes.removeprefix(FACT)
        record_fact(child=child, name=name, value=value, by=by, at=at, since=on, source=SOURCE)
    else:
        columns: dict[str, Any] = {field.takes: value}
        change_child(child=child, by=by, at=at, **columns)


def _value_of(field: ScreenField, text: str) -> str | bool | date:
    """Their word as the file writes it. Raises NotTakeable."""
    if field.words is not None:
        word = next((ours for ours, theirs in field.words.items() if theirs == text), None)
        if word is None:
            raise NotTakeable(value=text)
        return {"true": True, "false": False}.get(word, word)
    if field.takes == "born":
        return _day_of(text)
    if field.takes == "nationality_group":
        code = read_nationality(text)
        if not code:
            raise NotTakeable(value=text)
        return code
    return text


def _day_of(text: str) -> date:
    try:
        span = parse_date(text)
    except DateRefused as error:
        raise NotTakeable(value=text) from error
    if span.first != span.last:
        raise NotTakeable(value=text)
    return span.first
