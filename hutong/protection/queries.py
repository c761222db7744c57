"""Reading reports within the scope."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from hutong.children.models import Child
from hutong.protection.errors import ReportUnknown
from hutong.protection.models import Course, PoliceReceipt, Report
from hutong.staff.scope import EVERYTHING, acting_as

MOST = 300


def list_reports(*, only_red: bool = False) -> QuerySet[Report]:
    """The reports that may be seen and were not set aside: the red ones, the longest waiting first, or the others."""
    rows = Report.objects.filter(set_aside_at__isnull=True)
    if only_red:
        return rows.filter(received_at__isnull=True).order_by("reported_at", "pk")
    return rows.filter(received_at__isnull=False).order_by("-reported_at", "-pk")


def count_red() -> int:
    """How many reports that may be seen are red."""
    return Report.objects.filter(received_at__isnull=True, set_aside_at__isnull=True).count()


def list_set_aside() -> QuerySet[Report]:
    """Those that were said to be none, the latest first."""
    return (
        Report.objects.filter(set_aside_at__isnull=False)
        .select_related("set_aside_by")
        .order_by("-set_aside_at", "-pk")
    )


def get_report(uid: UUID) -> Report:
    """One report. Raises ReportUnknown, also for one that may not be seen."""
    found = Report.objects.filter(uid=uid).first()
    if found is None:
        raise ReportUnknown
    return found


def get_seen_child(report: Report) -> Child | None:
    """The file that the report is of, where it may be seen."""
    return Child.objects.filter(pk=report.child_id).first() if report.child_id else None


def list_receipts(report: Report) -> QuerySet[PoliceReceipt]:
    """Who of the police has it, the earliest first."""
    return PoliceReceipt.objects.filter(report=report).select_related("entered_by").order_by("received_at", "pk")


def list_course(report: Report) -> QuerySet[Course]:
    """What followed, the earliest first."""
    return Course.objects.filter(report=report).select_related("by").order_by("at", "pk")


@dataclass(frozen=True)
class Stand:
    """How a report stands, as much as whoever holds its receipt may read: no name and none of the words."""

    received_at: datetime | None
    taken_at: datetime | None
    done_at: datetime | None


def stand_of(report: Report) -> Stand:
    """When the police had it, when it was taken in hand, when something was done last."""
    with acting_as(EVERYTHING):
        rows = list(Course.objects.filter(report=report).order_by("at").values_list("kind", "at"))
    taken = next((at for kind, at in rows if kind == Course.Kind.TAKEN), None)
    done = next((at for kind, at in reversed(rows) if kind != Course.Kind.TAKEN), None)
    return Stand(report.received_at, taken, done)
