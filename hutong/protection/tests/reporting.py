"""Makes reports for tests; all are invented."""

from datetime import datetime
from typing import Any

from hutong.children.tests.making import NOW, TODAY, VILLAGE
from hutong.protection.actions import Told, report_danger
from hutong.protection.models import Report
from hutong.protection.reporters import TheirName
from hutong.staff.models import Worker
from hutong.staff.scope import acting_as, scope_of

SAID = TheirName(name="林不语", unit="清溪小学", phone="19900007788")


def make_report(by: Worker, *, place: str = VILLAGE, at: datetime = NOW, **more: Any) -> Report:
    """A report as a worker makes it at a screen."""
    told = more.pop("told", Told(what="孩子身上多处瘀伤", where="上清村三组"))
    with acting_as(scope_of(by, on=TODAY)):
        return report_danger(told=told, place=place, by=by, at=at, reporter=SAID, **more)
