"""Everything of many files that determinations read, in a fixed number of queries and without building models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from hutong.children.models import (
    Amendment,
    Child,
    Evidence,
    Kinship,
    Placement,
    Receipt,
    RecordedEvent,
    RecordedFact,
)

COUNTY_DIGITS = 6
"""As far as the documents know places."""
READ_COLUMNS = (
    "born", "born_earliest", "born_latest", "hukou_kind", "hukou_place", "residence_place", "event_place", "area",
)  # fmt: skip


class FactRow(NamedTuple):
    """A recorded fact."""

    pk: int
    name: str
    value: str
    is_collected: bool
    since: date | None
    until: date | None
    source: str
    recorded_at: datetime
    is_preferred: bool


class ReceiptRow(NamedTuple):
    """A benefit in payment."""

    pk: int
    benefit: str
    fen: int | None
    payer_place: str
    since: date | None
    until: date | None
    source: str
    recorded_at: datetime


class EventRow(NamedTuple):
    """Something that happened, while it calls for something."""

    name: str
    place: str
    since: date
    until: date | None
    recorded_at: datetime


class PlacementRow(NamedTuple):
    """A stretch of time in somebody's care."""

    kind: str
    body_kind: str | None
    carer: int | None
    agreed_on: date | None
    since: date | None
    until: date | None


class KinRow(NamedTuple):
    """Who somebody is to the child."""

    person: int
    relation: str
    is_guardian: bool
    since: date | None
    until: date | None


@dataclass
class FileRows:
    """One file as far as it was believed at an instant."""

    child: Child
    columns: Mapping[str, str] = field(default_factory=dict)
    """Columns that were written over since the instant, as they stood then."""
    is_known: bool = True
    """Whether there was a file at that instant."""
    facts: list[FactRow] = field(default_factory=list)
    receipts: list[ReceiptRow] = field(default_factory=list)
    placements: list[PlacementRow] = field(default_factory=list)
    kin: list[KinRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    evidence_until: list[date] = field(default_factory=list)
    """Last days of papers; only where they were asked for."""

    def text(self, name: str) -> str:
        """A column as text, as it stood at the instant."""
        value = self.columns[name] if name in self.columns else getattr(self.child, name)
        return "" if value is None else str(value)


def read_files(children: Sequence[Child], *, known_at: datetime | None = None) -> list[FileRows]:
    """The files of these children, in their order; five queries however many they are, six for an earlier instant."""
    files = {child.pk: FileRows(child, is_known=known_at is None or child.made_at <= known_at) for child in children}
    among = sorted(pk for pk, file in files.items() if file.is_known)
    facts = _believed(RecordedFact.objects.filter(child__in=among), known_at)
    for pk, *rest in _rows(facts, "pk", "name", "value", "is_collected", "since", "until", "source", "recorded_at",
                           "is_preferred"):  # fmt: skip
        files[pk].facts.append(FactRow._make(rest))
    receipts = _believed(Receipt.objects.filter(child__in=among), known_at)
    for pk, *rest in _rows(receipts, "pk", "benefit", "fen", "payer_place", "since", "until", "source", "recorded_at"):
        files[pk].receipts.append(ReceiptRow._make(rest))
    placements = _recorded(Placement.objects.filter(child__in=among), known_at)
    for pk, *rest in _rows(placements, "kind", "body__kind", "carer", "agreed_on", "since", "until"):
        files[pk].placements.append(PlacementRow._make(rest))
    kin = _recorded(Kinship.objects.filter(child__in=among), known_at)
    for pk, *rest in _rows(kin, "person", "relation", "is_guardian", "since", "until"):
        files[pk].kin.append(KinRow._make(rest))
    events = _believed(RecordedEvent.objects.filter(child__in=among), known_at)
    for pk, *rest in _rows(events, "name", "place", "on", "over_on", "recorded_at"):
        files[pk].events.append(EventRow._make(rest))
    if known_at is not None:
        _read_columns(files, known_at)
    return list(files.values())


def _read_columns(files: Mapping[int, FileRows], known_at: datetime) -> None:
    """The columns as they stood at an instant: what the first amendment after it found there."""
    columns: dict[int, dict[str, str]] = {pk: {} for pk in files}
    later = Amendment.objects.filter(child__in=sorted(files), at__gt=known_at, field__in=READ_COLUMNS)
    for row in later.order_by("-at", "-pk"):
        columns[row.child_id][row.field] = str(row.before)
    for pk, held in columns.items():
        files[pk].columns = held


def _believed(rows: QuerySet[Any], known_at: datetime | None) -> QuerySet[Any]:
    if known_at is None:
        return rows.filter(corrected_at__isnull=True)
    uncorrected = Q(corrected_at__isnull=True) | Q(corrected_at__gt=known_at)
    return rows.filter(uncorrected, recorded_at__lte=known_at)


def _recorded(rows: QuerySet[Any], known_at: datetime | None) -> QuerySet[Any]:
    if known_at is None:
        return rows
    return rows.filter(Q(recorded_at__isnull=True) | Q(recorded_at__lte=known_at))


def read_evidence(files: Sequence[FileRows]) -> None:
    """Fill in until when the papers of these files are valid. One query."""
    by_child = {file.child.pk: file for file in files}
    rows = Evidence.objects.filter(child__in=sorted(by_child), valid_until__isnull=False)
    for pk, until in _rows(rows, "valid_until"):
        by_child[pk].evidence_until.append(until)


def _rows(rows: QuerySet[Any], *names: str) -> QuerySet[Any]:
    return rows.order_by("child_id", "pk").values_list("child_id", *names)


def holds(row: FactRow | EventRow | ReceiptRow | PlacementRow | KinRow, on: date) -> bool:
    """Whether a row speaks of a day."""
    return (row.since is None or row.since <= on) and (row.until is None or on <= row.until)
