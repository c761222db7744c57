"""Since when what indicators count is on record in a county: a month before it is not known, and never made up."""

from datetime import date
from typing import Any

from django.db.models import Min, QuerySet
from django.utils import timezone

from hutong.children.models import Child
from hutong.determinations.models import Determination
from hutong.places.models import inside
from hutong.tasks.models import Task


def first_day_of_files(county: str) -> date | None:
    """When the first file was begun."""
    return day_of_first(Child.objects.filter(inside(county, field="area")), "made_at")


def first_day_of_conclusions(county: str) -> date | None:
    """For which day something was concluded first."""
    rows = Determination.objects.filter(inside(county, field="child__area"))
    first: date | None = rows.aggregate(first=Min("on"))["first"]
    return first


def first_day_of_tasks(county: str) -> date | None:
    """When the first task was opened."""
    return day_of_first(Task.objects.filter(inside(county)), "begun_at")


def day_of_first(rows: QuerySet[Any], instant: str) -> date | None:
    """The day of the first of some instants; None where there are no rows."""
    first = rows.aggregate(first=Min(instant))["first"]
    return timezone.localdate(first) if first else None
