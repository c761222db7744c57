"""Makes tasks for tests; everybody is invented."""

from datetime import date, datetime
from typing import Any

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, NOW, TOWNSHIP, VILLAGE, make_worker
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.actions import open_task
from hutong.tasks.addressing import resolve
from hutong.tasks.clocks import Deadline
from hutong.tasks.models import Task
from hutong.tasks.opening import NewCause

TODAY = date(2025, 6, 1)


def make_posts() -> dict[str, Worker]:
    """One post at each level of the invented county."""
    return {
        "village": make_worker(Role.CHILD_DIRECTOR, VILLAGE),
        "township": make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP, kind="township_civil_affairs_office"),
        "county": make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs"),
        "education": make_worker(Role.DEPARTMENT, COUNTY, kind="education"),
    }


def make_task_for(
    body_kind: str = "village_committee",
    *,
    child: Child | None = None,
    key: str = "by_hand:1",
    at: datetime = NOW,
    due: Deadline | None = None,
    **given: Any,
) -> Task:
    """A task for a body of the village's, opened by the system."""
    with acting_as(EVERYTHING):
        return open_task(
            kind=given.pop("kind", "by_hand"),
            addressee=resolve(body_kind, place=VILLAGE, on=TODAY),
            cause=NewCause(key),
            place=VILLAGE,
            what="look in on the family",
            what_zh="上门看看",
            done_when="somebody went there",
            at=at,
            child=child,
            due=due,
            **given,
        )
