"""What happened to a child: recorded with its day and place, over when what it called for was done, or taken back."""

from datetime import date, datetime

from django.db import transaction

from hutong.children.changing import A_REASON, begin_change, day_of
from hutong.children.columns import check_place
from hutong.children.errors import AlreadyCorrected, DayNotCome, EventUnknown, StepNeeds
from hutong.children.models import WORDS, Child, Evidence, RecordedEvent
from hutong.children.recording import check_source, check_span
from hutong.children.words import get_vocabulary
from hutong.staff.models import Worker
from hutong.vocabulary.events import Event


def list_recordable_events() -> dict[str, Event]:
    """The events that people record of a child: not those of which the calendar tells."""
    return {slug: event for slug, event in get_vocabulary().events.items() if not event.calendar}


@transaction.atomic
def record_event(
    *,
    child: Child,
    name: str,
    on: date,
    by: Worker | None,
    at: datetime,
    place: str = "",
    note: str = "",
    source: str = "",
    evidence: Evidence | None = None,
) -> RecordedEvent:
    """It happened on a day. Raises EventUnknown, DayNotCome."""
    if name not in list_recordable_events():
        raise EventUnknown(event=name)
    if on > day_of(at):
        raise DayNotCome(day=on)
    check_source(source)
    place = check_place("event_place", place)
    begin_change(child=child, what=f"event:{name}", by=by, at=at)
    return RecordedEvent.objects.create(
        child=child,
        name=name,
        on=on,
        place=place,
        note=note.strip()[:WORDS],
        source=source,
        evidence=evidence,
        recorded_at=at,
        recorded_by=by,
    )


@transaction.atomic
def close_event(*, event: RecordedEvent, over_on: date, by: Worker | None, at: datetime) -> RecordedEvent:
    """What it called for was done by a day; the row without that day stays and is corrected."""
    check_span(event.on, over_on)
    if over_on > day_of(at):
        raise DayNotCome(day=over_on)
    begin_change(child=event.child, what=f"event:{event.name}", by=by, at=at)
    _refuse_corrected(event)
    newer = RecordedEvent.objects.create(
        child_id=event.child_id,
        name=event.name,
        on=event.on,
        over_on=over_on,
        place=event.place,
        note=event.note,
        source=event.source,
        evidence_id=event.evidence_id,
        recorded_at=at,
        recorded_by=by,
    )
    _correct(event, at=at, reason="")
    return newer


@transaction.atomic
def withdraw_event(*, event: RecordedEvent, reason: str, by: Worker | None, at: datetime) -> RecordedEvent:
    """It never happened, or not so: believed no longer, and says why."""
    if not reason.strip():
        raise StepNeeds(needed=A_REASON)
    begin_change(child=event.child, what=f"event:{event.name}", by=by, at=at)
    _refuse_corrected(event)
    _correct(event, at=at, reason=reason)
    return event


def _correct(event: RecordedEvent, *, at: datetime, reason: str) -> None:
    event.corrected_at, event.correction_reason = at, reason.strip()[:WORDS]
    event.save(update_fields=["corrected_at", "correction_reason"])


def _refuse_corrected(event: RecordedEvent) -> None:
    event.refresh_from_db(fields=["corrected_at"])
    if event.corrected_at is not None:
        raise AlreadyCorrected
