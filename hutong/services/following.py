"""Requests, referrals, applications and call-backs stay with their window when its place gets another code."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from hutong.audit.actions import note_act
from hutong.places.changes import codes_after
from hutong.places.models import Division, DivisionChange, holding
from hutong.services.leading_tasks import KIND, OF_CALLS
from hutong.services.models import CallBack, CrossApplication, Referral, Request
from hutong.services.models.referrals import OPEN
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.models import Task


@transaction.atomic
def follow_areas(*, on: date, at: datetime) -> int:
    """What stands at a place that files and posts left for another code goes along; how many rows. Again: none."""
    count = 0
    changes = DivisionChange.objects.filter(followed_at__isnull=False, undone_at__isnull=True, on__lte=on)
    with acting_as(EVERYTHING):
        for change in changes.order_by("on", "pk"):
            moved = {before: after for before, after in codes_after(change).items() if _is_gone(before, on)}
            rows = sum(_move(before, after) for before, after in moved.items())
            if rows:
                note_act(at=at, act="follow_areas", place=change.code, about=f"{change.kind} {change.on}", rows=rows)
            count += rows
    return count


def _is_gone(code: str, on: date) -> bool:
    """Whether no place has the code any more: one that was given anew keeps what is written there since."""
    return not Division.objects.filter(holding(on), code=code).exists()


def _move(before: str, after: str) -> int:
    return sum(rows.update(**{field: after}) for rows, field in _standing_at(before, after))


def _standing_at(before: str, after: str) -> Iterator[tuple[QuerySet[Any], str]]:
    """Rows of a place and the column that names it. Two places that become one: what would be double stays."""
    yield Request.objects.filter(area=before), "area"
    yield CallBack.objects.filter(area=before), "area"
    yield Referral.objects.filter(from_area=before), "from_area"
    there = Referral.objects.filter(
        request=OuterRef("request"), body_kind=OuterRef("body_kind"), area=after, state__in=OPEN
    )
    yield Referral.objects.filter(area=before).exclude(Exists(there), state__in=OPEN), "area"
    yield CrossApplication.objects.filter(from_area=before).exclude(to_area=after), "from_area"
    yield CrossApplication.objects.filter(to_area=before).exclude(from_area=after), "to_area"
    # The post has the new code, too: it is the same post, nobody was given anything.
    tasks = Task.objects.filter(kind__in=(KIND, OF_CALLS), ended_at__isnull=True)
    yield tasks.filter(area=before), "area"
    yield tasks.filter(place=before, child__isnull=True), "place"
