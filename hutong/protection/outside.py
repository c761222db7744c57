"""Reports that come from outside: from the public page without a name, or from another system.

None is refused. Where many come at once the further ones share one urgent task an hour, so that a flood hides nothing:
each of them is kept, red, and on the list.
"""

import re
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from django.db import IntegrityError, transaction

from hutong.children.models import Child
from hutong.protection.actions import Arrival, Told, report_danger
from hutong.protection.errors import ReportUnknown
from hutong.protection.finding_places import Found
from hutong.protection.models import Report, Road
from hutong.protection.models.report import DIGITS_OF_NUMBER
from hutong.protection.reporters import NOTHING_SAID, TheirName
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.staff.sealed_fields import mark_of

MOST_AN_HOUR = 10
"""So many of one place in an hour open tasks of their own."""
NUMBER = re.compile(r"(?<!\d)\d{6}-?([0-9A-Fa-f]{8})(?![0-9A-Fa-f])")
DIGITS_OF_CODE = 8
KIND_OF_SENT, KIND_OF_RECEIPT = "report sent", "report receipt"


def report_from_outside(
    *,
    told: Told,
    found: Found,
    road: str,
    at: datetime,
    reporter: TheirName = NOTHING_SAID,
    child: Child | None = None,
    sent: str = "",
    is_of_many: bool = False,
) -> Report:
    """A report by nobody who is signed in; the same words sent twice by one form are one report. Raises NothingTold."""
    mark = mark_of("\x00".join((sent, told.what, told.where)), kind=KIND_OF_SENT) if sent else None
    with acting_as(EVERYTHING):
        if mark and (known := Report.objects.filter(sent_mark=mark).first()):
            return known
        gathered = f"{found.place}:{at:%y%m%d%H}" if is_of_many or is_flooded(found.place, at=at) else ""
        arrival = Arrival(road, found.is_placed, gathered, mark)
        try:
            with transaction.atomic():
                return report_danger(
                    told=told, place=found.place, by=None, at=at, child=child, reporter=reporter, arrival=arrival
                )
        except IntegrityError:
            # The second tap came at the same moment.
            known = Report.objects.filter(sent_mark=mark).first() if mark else None
            if known is None:
                raise
            return known


def is_flooded(place: str, *, at: datetime) -> bool:
    """Whether so many came from outside within the hour that further ones share a task."""
    since = at - timedelta(hours=1)
    rows = Report.objects.filter(place=place, reported_at__gt=since, reported_at__lte=at).exclude(came_by=Road.WORKER)
    return rows[:MOST_AN_HOUR].count() >= MOST_AN_HOUR


def code_of(report: Report) -> str:
    """What stands beside the number on the receipt; with both, whoever reported reads how it stands."""
    return (mark_of(str(report.uid), kind=KIND_OF_RECEIPT) or "")[:DIGITS_OF_CODE].upper()


def get_by_receipt(number: str, code: str) -> Report:
    """The report of a receipt. Raises ReportUnknown, also for a wrong code: nothing tells the two apart."""
    found = NUMBER.search(number)
    if found is None:
        raise ReportUnknown
    digits = found.group(1).lower()
    first, last = (UUID(digits + end * (32 - DIGITS_OF_NUMBER)) for end in "0f")
    with acting_as(EVERYTHING):
        rows = Report.objects.filter(uid__gte=first, uid__lte=last).exclude(came_by=Road.WORKER)
        report = next((one for one in rows if is_code_of(one, code)), None)
    if report is None:
        raise ReportUnknown
    return report


def is_code_of(report: Report, code: str) -> bool:
    """Whether somebody holds the receipt; compared in the same time whatever is wrong."""
    given = "".join(one for one in code.upper() if one.isalnum())
    return compare_digest(given.encode(), code_of(report).encode())
