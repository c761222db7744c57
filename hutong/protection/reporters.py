"""Who reported: written here, read here, and nowhere else. A test looks for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hutong.audit.actions import note_look
from hutong.audit.models import Way
from hutong.protection.errors import ReporterHidden
from hutong.protection.models import KIND_OF_MARK, Report, Reporter
from hutong.staff.grants import REPORTER, may_know
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import mark_of


@dataclass(frozen=True)
class TheirName:
    """What somebody said of themselves; all of it may be left out."""

    name: str = ""
    unit: str = ""
    phone: str = ""


NOTHING_SAID = TheirName()


def seal_reporter(*, report: Report, told: TheirName, typed_by: Worker | None) -> None:
    """Keep who it was, sealed; no worker typed what came from outside."""
    typed = str(typed_by.uid) if typed_by else ""
    Reporter(report=report, name=told.name, unit=told.unit, phone=told.phone, typed_by=typed).save(force_insert=True)


def is_own(report: Report, worker: Worker | None) -> bool:
    """Whether a worker typed this report; told to nobody but themselves."""
    if worker is None:
        return False
    mark = mark_of(str(worker.uid), kind=KIND_OF_MARK)
    return Reporter.objects.filter(report=report, typed_mark=mark).exists()


def may_read_reporter(report: Report) -> bool:
    """Whether who acts was granted to know who reports, where the report is."""
    return may_know(REPORTER, area=report.place)


def read_reporter(*, report: Report, at: datetime) -> tuple[TheirName, str]:
    """What they said of themselves, and which worker typed it; on the record first. Raises ReporterHidden."""
    if not may_read_reporter(report):
        raise ReporterHidden
    note_look(at=at, way=Way.REVEAL, place=report.place, about=str(report.uid), purpose="reporter")
    row = Reporter.objects.get(report=report)
    workers = Worker.objects.filter(uid=UUID(row.typed_by)) if row.typed_by else Worker.objects.none()
    typed = workers.values_list("name", flat=True).first() or ""
    return TheirName(row.name, row.unit, row.phone), typed
