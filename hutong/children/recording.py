"""Facts are recorded, corrected, preferred; what was recorded stays.

A source speaks anew for the days it names: what the same source had said of those days is corrected by the new row, and
what it said of other days stays. Other sources are not touched: they stand side by side until a person prefers one.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum

from django.db import transaction

from hutong.children.changing import begin_change
from hutong.children.errors import AlreadyCorrected, BodyKindUnknown, NothingToPrefer, SpanRefused
from hutong.children.fact_values import Plain, get_recordable, text_of
from hutong.children.mirroring import mirror_in_columns, say_column
from hutong.children.models import Child, Evidence, RecordedFact
from hutong.children.spans import Span, overlap, without
from hutong.children.words import get_vocabulary
from hutong.lib.translating import marked
from hutong.staff.models import Worker


class Kept(Enum):
    """Stands for "not given" where None says something."""

    AS_IT_WAS = "as it was"


SPOKEN_ANEW = marked("The same source says otherwise now.")
PREFERRED = marked("A person decided which source is believed.")


@transaction.atomic
def record_fact(
    *,
    child: Child,
    name: str,
    value: Plain | None,
    by: Worker | None,
    at: datetime,
    since: date | None = None,
    until: date | None = None,
    source: str = "",
    evidence: Evidence | None = None,
    is_collected: bool = True,
) -> RecordedFact:
    """Something learnt, or (``is_collected=False``) asked for and not learnt."""
    text = check_value(name=name, value=value, is_collected=is_collected)
    check_span(since, until)
    check_source(source)
    begin_change(child=child, what=f"fact:{name}", by=by, at=at)
    fact = RecordedFact(
        child=child,
        name=name,
        value=text,
        is_collected=is_collected,
        since=since,
        until=until,
        source=source,
        evidence=evidence,
        recorded_at=at,
        recorded_by=by,
    )
    return put_fact(fact)


@transaction.atomic
def correct_fact(
    *,
    fact: RecordedFact,
    value: Plain | None,
    reason: str,
    by: Worker | None,
    at: datetime,
    since: date | None | Kept = Kept.AS_IT_WAS,
    until: date | None | Kept = Kept.AS_IT_WAS,
    source: str = "",
    evidence: Evidence | None = None,
    is_collected: bool = True,
) -> RecordedFact:
    """What was wrong stays and says why it was corrected; the new row takes its place.

    Days, source and evidence that are not given stay as they were.
    """
    text = check_value(name=fact.name, value=value, is_collected=is_collected)
    since = fact.since if isinstance(since, Kept) else since
    until = fact.until if isinstance(until, Kept) else until
    check_span(since, until)
    check_source(source or fact.source)
    child = fact.child
    begin_change(child=child, what=f"fact:{fact.name}", by=by, at=at)
    _refuse_corrected(fact)
    newer = RecordedFact(
        child=child,
        name=fact.name,
        value=text,
        is_collected=is_collected,
        since=since,
        until=until,
        source=source or fact.source,
        evidence=evidence or fact.evidence,
        recorded_at=at,
        recorded_by=by,
    )
    newer.save()
    end_belief(fact, at=at, by_fact=newer, reason=reason)
    return put_fact(newer)


@transaction.atomic
def withdraw_fact(*, fact: RecordedFact, reason: str, by: Worker | None, at: datetime) -> RecordedFact:
    """It should not have been recorded at all: believed no longer, and nothing in its place."""
    begin_change(child=fact.child, what=f"fact:{fact.name}", by=by, at=at)
    _refuse_corrected(fact)
    end_belief(fact, at=at, by_fact=None, reason=reason)
    mirror_in_columns(fact.child, fact.name, by=by, at=at)
    return fact


@transaction.atomic
def prefer_fact(*, fact: RecordedFact, by: Worker | None, at: datetime) -> RecordedFact:
    """A person believes this source among those that differ: the row anew with that mark, the old one corrected."""
    if not fact.is_collected:
        raise NothingToPrefer
    begin_change(child=fact.child, what=f"fact:{fact.name}", by=by, at=at)
    _refuse_corrected(fact)
    rivals = [one for one in _believed(fact) if one.is_preferred and one.pk != fact.pk]
    for one in rivals:
        _renew(one, is_preferred=False, at=at, by=by)
    newer = _renew(fact, is_preferred=True, at=at, by=by)
    mirror_in_columns(fact.child, fact.name, by=by, at=at)
    return newer


def check_value(*, name: str, value: Plain | None, is_collected: bool) -> str:
    """The value as files hold it; "" for one not collected. Raises FactUnknown, FactDerived, ValueRefused."""
    fact = get_recordable(name)
    return text_of(fact, "" if value is None else value) if is_collected else ""


def check_span(since: date | None, until: date | None) -> None:
    """Raises SpanRefused."""
    if since is not None and until is not None and until < since:
        raise SpanRefused(since=since, until=until)


def check_source(source: str) -> None:
    """A body of the vocabulary, or nobody. Raises BodyKindUnknown."""
    if source and source not in get_vocabulary().bodies:
        raise BodyKindUnknown(body=source)


def put_fact(fact: RecordedFact) -> RecordedFact:
    """Saves a fact; what the same source said of the same days is corrected, of other days it stays."""
    if fact.pk is None:
        say_column(fact.child, fact.name)
        fact.save()
    new = Span(fact.since, fact.until)
    for older in _believed(fact):
        old = Span(older.since, older.until)
        if older.pk == fact.pk or older.source != fact.source or not overlap(old, new):
            continue
        for left in without(old, new):
            _renew_span(older, left, at=fact.recorded_at, by=fact.recorded_by)
        end_belief(older, at=fact.recorded_at, by_fact=fact, reason=SPOKEN_ANEW)
    mirror_in_columns(fact.child, fact.name, by=fact.recorded_by, at=fact.recorded_at)
    return fact


def end_belief(fact: RecordedFact, *, at: datetime, by_fact: RecordedFact | None, reason: str) -> None:
    """From now on the row is not believed."""
    fact.corrected_at, fact.corrected_by, fact.correction_reason = at, by_fact, reason[:300]
    fact.save(update_fields=["corrected_at", "corrected_by", "correction_reason"])


def _believed(fact: RecordedFact) -> Iterable[RecordedFact]:
    return RecordedFact.objects.filter(child_id=fact.child_id, name=fact.name, corrected_at__isnull=True).order_by("pk")


def _refuse_corrected(fact: RecordedFact) -> None:
    fact.refresh_from_db(fields=["corrected_at"])
    if fact.corrected_at is not None:
        raise AlreadyCorrected


def _renew(fact: RecordedFact, *, is_preferred: bool, at: datetime, by: Worker | None) -> RecordedFact:
    newer = _copy(fact, at=at, by=by)
    newer.is_preferred = is_preferred
    newer.save()
    end_belief(fact, at=at, by_fact=newer, reason=PREFERRED)
    return newer


def _renew_span(fact: RecordedFact, span: Span, *, at: datetime, by: Worker | None) -> None:
    newer = _copy(fact, at=at, by=by)
    newer.since, newer.until = span
    newer.save()


def _copy(fact: RecordedFact, *, at: datetime, by: Worker | None) -> RecordedFact:
    return RecordedFact(
        child_id=fact.child_id,
        name=fact.name,
        value=fact.value,
        is_collected=fact.is_collected,
        since=fact.since,
        until=fact.until,
        source=fact.source,
        evidence_id=fact.evidence_id,
        is_preferred=fact.is_preferred,
        recorded_at=at,
        recorded_by=by,
    )
