"""The yearly audit of minors' data as an act: opened, counted, judged point by point, signed, reported."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from hutong.audit.actions import note_act
from hutong.lib.translating import marked
from hutong.places.codes import full_code
from hutong.privacy.breaching import within_managed
from hutong.privacy.errors import AuditOpened, AuditSigned, AuditUnfinished, AuditUnknown
from hutong.privacy.figures import count_figures, year_of
from hutong.privacy.models import AuditedPoint, ComplianceAudit, DataManager, PointVerdict
from hutong.privacy.models.audits import LONGEST
from hutong.privacy.queries import list_managers
from hutong.privacy.retention import get_clocks
from hutong.staff.models import Worker

FILE = Path(__file__).with_name("compliance.toml")
EARLIEST_YEAR = 2024
"""The regulation is in force since 1 January 2024."""
NEEDS_REMEDY = frozenset({PointVerdict.PARTLY, PointVerdict.NOT_MET})
CHECKED_ROWS, CHECKED_FAULTS = marked("rows of the record verified"), marked("faults found in the record")


@dataclass(frozen=True)
class Point:
    """What is looked at, on which clause, with which figures."""

    key: str
    clause: str
    zh: str
    en: str
    figures: tuple[str, ...]

    def label(self, lang: str) -> str:
        """In the reader's language."""
        return self.en if lang == "en" else self.zh


@cache
def get_points() -> Mapping[str, Point]:
    """All of them by key, in the order of the table."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["point"]
    return {row["key"]: Point(**{**row, "figures": tuple(row["figures"])}) for row in rows}


@transaction.atomic
def open_audit(*, year: int, area: str, by: Worker, on: date, at: datetime) -> ComplianceAudit:
    """Begin the audit of a year, with the figures as they stand. Raises AuditUnknown, AuditOpened, CodeWrong."""
    area = full_code(area)
    if not EARLIEST_YEAR <= year <= on.year or not _manages(area, by, on=on):
        raise AuditUnknown
    try:
        with transaction.atomic():
            audit = ComplianceAudit.objects.create(year=year, area=area, opened_at=at, opened_by=by)
    except IntegrityError as error:
        raise AuditOpened from error
    AuditedPoint.objects.bulk_create(
        [
            AuditedPoint(audit=audit, key=key, counted_at=at, figures=_count(point, audit))
            for key, point in get_points().items()
        ]
    )
    note_act(at=at, act="yearly audit opened", place=area, about=str(year), by=by.uid)
    return audit


@transaction.atomic
def count_again(*, audit: ComplianceAudit, by: Worker, on: date, at: datetime) -> ComplianceAudit:
    """The figures as they stand now; what was verified stays. Raises AuditUnknown, AuditSigned."""
    held = _lock(audit, by, on=on)
    for row in held.points.all():
        point = get_points().get(row.key)
        if point is not None and point.figures:
            kept = [pair for pair in row.figures if pair[0] in (CHECKED_ROWS, CHECKED_FAULTS)]
            row.figures, row.counted_at = [*_count(point, held), *kept], at
            row.save(update_fields=["figures", "counted_at"])
    note_act(at=at, act="yearly audit counted again", place=held.area, about=str(held.year), by=by.uid)
    return held


@transaction.atomic
def note_verified(
    *, audit: ComplianceAudit, rows: int, faults: int, by: Worker, on: date, at: datetime
) -> AuditedPoint:
    """What verifying the record found, beside its point. Raises AuditUnknown, AuditSigned."""
    held = _lock(audit, by, on=on)
    point = held.points.get(key="record")
    others = [pair for pair in point.figures if pair[0] not in (CHECKED_ROWS, CHECKED_FAULTS)]
    point.figures = [*others, [CHECKED_ROWS, rows], [CHECKED_FAULTS, faults]]
    point.save(update_fields=["figures"])
    note_act(at=at, act="yearly audit verified the record", place=held.area, about=str(faults), rows=rows, by=by.uid)
    return point


@transaction.atomic
def judge_point(
    *,
    audit: ComplianceAudit,
    key: str,
    verdict: str,
    finding: str,
    remedy: str,
    remedy_due: date | None,
    by: Worker,
    on: date,
    at: datetime,
) -> AuditedPoint:
    """What was found at a point, what is to be mended by when. Raises AuditUnknown, AuditSigned, AuditUnfinished."""
    held = _lock(audit, by, on=on)
    point = held.points.filter(key=key).first()
    if point is None:
        raise AuditUnknown
    needs = verdict in NEEDS_REMEDY
    if verdict not in PointVerdict.values or (needs and not (finding.strip() and remedy.strip() and remedy_due)):
        raise AuditUnfinished
    point.verdict, point.finding, point.remedy = verdict, finding.strip()[:LONGEST], remedy.strip()[:LONGEST]
    point.remedy_due = remedy_due if needs else None
    point.judged_at, point.judged_by = at, by
    point.save()
    note_act(at=at, act="yearly audit judged", place=held.area, about=f"{held.year} {key}: {verdict}", by=by.uid)
    return point


@transaction.atomic
def sign_audit(*, audit: ComplianceAudit, summary: str, by: Worker, on: date, at: datetime) -> ComplianceAudit:
    """The data manager answers for it; nothing in it changes any more.

    Raises AuditUnknown, AuditSigned, AuditUnfinished.
    """
    held = _lock(audit, by, on=on)
    if not summary.strip() or held.points.filter(verdict="").exists():
        raise AuditUnfinished
    held.summary, held.signed_at, held.signed_by = summary.strip()[:LONGEST], at, by
    held.save()
    note_act(at=at, act="yearly audit signed", place=held.area, about=str(held.year), by=by.uid)
    return held


@transaction.atomic
def report_audit(
    *, audit: ComplianceAudit, to: str, receipt: str, reported_on: date, by: Worker, on: date, at: datetime
) -> ComplianceAudit:
    """It went to the authority. Raises AuditUnknown, AuditUnfinished."""
    held = ComplianceAudit.objects.select_for_update().get(pk=audit.pk)
    if not _manages(held.area, by, on=on):
        raise AuditUnknown
    if held.signed_at is None or not to.strip() or reported_on > on:
        raise AuditUnfinished
    held.reported_on, held.reported_to, held.receipt = reported_on, to.strip()[:100], receipt.strip()[:100]
    held.save(update_fields=["reported_on", "reported_to", "receipt"])
    note_act(at=at, act="yearly audit reported", place=held.area, about=f"{held.year} {held.reported_on}", by=by.uid)
    return held


@transaction.atomic
def note_remedied(*, point: AuditedPoint, remedied_on: date, by: Worker, on: date, at: datetime) -> AuditedPoint:
    """What was to be mended is; also after the audit was signed. Raises AuditUnknown, AuditUnfinished."""
    if not _manages(point.audit.area, by, on=on):
        raise AuditUnknown
    if point.verdict not in NEEDS_REMEDY or remedied_on > on:
        raise AuditUnfinished
    point.remedied_on = remedied_on
    point.save(update_fields=["remedied_on"])
    note_act(
        at=at, act="yearly audit remedied", place=point.audit.area, about=f"{point.audit.year} {point.key}", by=by.uid
    )
    return point


def get_audit(uid: UUID, *, worker: Worker, on: date) -> ComplianceAudit:
    """An audit of a place for which one answers. Raises AuditUnknown."""
    found = list_audits(worker=worker, on=on).filter(uid=uid).first()
    if found is None:
        raise AuditUnknown
    return found


def list_audits(*, worker: Worker, on: date) -> QuerySet[ComplianceAudit]:
    """The audits of the places for which one answers, the newest first."""
    rows = ComplianceAudit.objects.filter(within_managed(worker, on=on))
    return rows.select_related("opened_by", "signed_by").order_by("-year", "area")


def list_missing(*, worker: Worker, on: date) -> list[tuple[int, str, date]]:
    """Years and places for which the report is still owed to the authority, each with its day: the reminder."""
    areas = DataManager.objects.filter(Q(until__isnull=True) | Q(until__gte=on), worker=worker, since__lte=on)
    year = on.year - 1
    done = ComplianceAudit.objects.filter(year=year, reported_on__isnull=False).values_list("area", flat=True)
    owed = sorted({one.area for one in areas if one.since.year <= year} - set(done))
    return [(year, area, report_due(year)) for area in owed] if year >= EARLIEST_YEAR else []


def report_due(year: int) -> date:
    """By when a year's audit goes to the authority; the count of days is local."""
    return date(year, 12, 31) + timedelta(days=get_clocks().audit_report_days)


def _count(point: Point, audit: ComplianceAudit) -> list[list[str | int]]:
    counted = count_figures(list(point.figures), year_of(year=audit.year, area=audit.area))
    return [[name, number] for name, number in counted]


def _manages(area: str, worker: Worker, *, on: date) -> bool:
    return list_managers(area, on=on).filter(worker=worker).exists()


def _lock(audit: ComplianceAudit, by: Worker, *, on: date) -> ComplianceAudit:
    held = ComplianceAudit.objects.select_for_update().get(pk=audit.pk)
    if not _manages(held.area, by, on=on):
        raise AuditUnknown
    if held.signed_at is not None:
        raise AuditSigned
    return held
