"""Makes a child who is owed something, and those who help; all are invented, at places of the invented province 99."""

from datetime import date, timedelta

from django.utils import timezone

from hutong.children import actions
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, TOWNSHIP, VILLAGE, make_worker
from hutong.determinations.actions import settle
from hutong.places.models import Division, Level
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

PLACES = ((COUNTY, "试验县", Level.COUNTY), (TOWNSHIP, "清溪镇", Level.TOWNSHIP), (VILLAGE, "上清村", Level.VILLAGE))


def make_helpers() -> dict[str, Worker]:
    """A window in the township, departments in the county, the village, with their places."""
    for code, name, level in PLACES:
        Division.objects.create(code=code, name=name, level=level)
    forget_places()
    return {
        "window": make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP, kind="township_government"),
        "civil": make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs"),
        "education": make_worker(Role.DEPARTMENT, COUNTY, kind="education"),
        "health": make_worker(Role.DEPARTMENT, COUNTY, kind="health"),
        "village": make_worker(Role.CHILD_DIRECTOR, VILLAGE),
    }


def make_child_in_need(area: str = VILLAGE, *, name: str = "万小溪") -> Child:
    """A child whose father is in prison and whose mother is out of contact: the living allowance is owed."""
    at, today = timezone.now(), timezone.localdate()
    since = today - timedelta(days=500)
    with acting_as(EVERYTHING):
        child = actions.register_child(
            area=area, name=name, by=None, at=at, sex="2", born=date(today.year - 9, 3, 4), residence_place=area,
            hukou_place=area, hukou_kind="here",
        )  # fmt: skip
        for fact, value in (("father.imprisoned", True), ("mother.lost_contact", True)):
            actions.record_fact(child=child, name=fact, value=value, by=None, at=at, since=since)
        actions.record_fact(child=child, name="father.imprisoned_term_months", value=60, by=None, at=at)
        settle(child=child, on=today, at=at, because="registered")
    return child
