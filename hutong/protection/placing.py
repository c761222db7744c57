"""Reports from outside in the hands of those who answer: where they belong, and which of them are none."""

from datetime import datetime

from django.db import transaction

from hutong.audit.actions import note_act
from hutong.children.changing import day_of
from hutong.children.models import WORDS
from hutong.places.codes import full_code, is_inside, level_of
from hutong.places.models import Level
from hutong.places.queries import get_place
from hutong.protection.actions import lock_report, may_act_on
from hutong.protection.errors import NoSetAside, PlaceNeeds, SetAsideNeeds
from hutong.protection.models import Report, Road
from hutong.protection.models.seeing import is_of_county
from hutong.protection.urgent import drop_urgent_tasks, move_urgent_tasks, open_urgent_tasks
from hutong.staff.models import Worker
from hutong.staff.scope import NotAllowed, get_scope

MOVED = "报告的发生地已更正"
SHORTEST_REASON = 4


@transaction.atomic
def put_in_place(*, report: Report, place: str, by: Worker, at: datetime) -> Report:
    """Where the child is, as somebody found out: whoever answers there is asked from now on. Raises PlaceNeeds."""
    report = lock_report(report)
    if not may_act_on(report):
        raise NotAllowed(act="say where a report belongs")
    if not place or level_of(place) < Level.COUNTY or get_place(place, on=day_of(at)) is None:
        raise PlaceNeeds
    report.place, report.is_placed = full_code(place), True
    was_gathered, report.gathered = report.gathered, ""
    report.save(update_fields=["place", "is_placed", "gathered"])
    note_act(at=at, act="report put in place", place=report.place, about=str(report.uid), by=by.uid)
    if was_gathered:
        open_urgent_tasks(report, at=at)
    else:
        move_urgent_tasks(report, because=MOVED, at=at)
    return report


@transaction.atomic
def set_aside(*, report: Report, because: str, by: Worker, at: datetime) -> Report:
    """It came by the public page and is none. The police or the county say so, with the reason; it stays on a list.

    Raises SetAsideNeeds, NoSetAside, NotAllowed.
    """
    report = lock_report(report)
    if not may_set_aside(report):
        raise NotAllowed(act="set a report aside")
    if report.came_by != Road.PUBLIC or not report.is_red:
        raise NoSetAside
    if len(because.strip()) < SHORTEST_REASON:
        raise SetAsideNeeds
    report.set_aside_at, report.set_aside_by, report.set_aside_because = at, by, because.strip()[:WORDS]
    report.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_because"])
    note_act(at=at, act="report set aside", place=report.place, about=str(report.uid), by=by.uid)
    drop_urgent_tasks(report, because=report.set_aside_because, at=at)
    return report


@transaction.atomic
def take_up_again(*, report: Report, by: Worker, at: datetime) -> Report:
    """It is one after all: red again, with its tasks. Raises NoSetAside, NotAllowed."""
    report = lock_report(report)
    if not may_act_on(report):
        raise NotAllowed(act="take a report up again")
    if report.set_aside_at is None:
        raise NoSetAside
    report.set_aside_at, report.set_aside_by, report.set_aside_because = None, None, ""
    report.gathered = ""
    report.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_because", "gathered"])
    note_act(at=at, act="report taken up again", place=report.place, about=str(report.uid), by=by.uid)
    open_urgent_tasks(report, at=at)
    return report


def may_set_aside(report: Report) -> bool:
    """Whether a post held is the police's or the county's where the report is; no township and no village alone."""
    scope = get_scope()
    if scope.is_everything:
        return True
    near = (held for held in scope.held if is_of_county(held))
    return any(is_inside(report.place, held.area) or not report.is_placed for held in near)
