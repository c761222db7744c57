"""Reading reports within the scope."""

from uuid import UUID

from django.db.models import QuerySet

from hutong.children.models import Child
from hutong.protection.errors import ReportUnknown
from hutong.protection.models import Course, PoliceReceipt, Report

MOST = 300


def list_reports(*, only_red: bool = False) -> QuerySet[Report]:
    """The reports that may be seen: red ones first, of those the longest waiting."""
    rows = Report.objects.all()
    if only_red:
        return rows.filter(received_at__isnull=True).order_by("reported_at", "pk")
    return rows.filter(received_at__isnull=False).order_by("-reported_at", "-pk")


def count_red() -> int:
    """How many reports that may be seen are red."""
    return Report.objects.filter(received_at__isnull=True).count()


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
