"""Reading openings: one's own, those to review, and for administrators what does not name a child."""

from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hutong.audit.models import LOOKS, Entry
from hutong.children.identity import list_answering
from hutong.places.codes import ancestors
from hutong.places.models import Level, holding, inside
from hutong.privacy.errors import OpeningUnknown
from hutong.privacy.models import DataManager, Opening
from hutong.staff.models import Role, Worker
from hutong.staff.scope import Scope, acting_as, get_scope

NOBODY = Q(pk__in=[])


def with_opened(scope: Scope, *, at: datetime) -> Scope:
    """The scope with the files that the worker opened and that still stand open. One query where there are none.

    What has become a file of which nothing is answered closes by that.
    """
    if scope.worker is None or not any(level <= Level.TOWNSHIP for _, level in scope.levels_that_write()):
        return scope  # villages open nothing
    uids = list(
        Opening.objects.filter(worker=scope.worker, opened_at__lte=at, ends_at__gt=at).values_list("child", flat=True)
    )
    if not uids:
        return scope
    with acting_as(scope):
        return replace(scope, opened=frozenset(list_answering().filter(uid__in=uids).values_list("pk", flat=True)))


def list_managers(place: str, *, on: date) -> QuerySet[DataManager]:
    """Who answers for minors' data of a place on a day: appointed for it or for a wider one, and at work."""
    areas = [*ancestors(place), "0" * len(place)]
    rows = DataManager.objects.filter(holding(on), area__in=areas, worker__is_active=True)
    return rows.select_related("worker").order_by("-area", "pk")


def list_appointed(*, on: date) -> QuerySet[DataManager]:
    """Who is appointed in the areas of the security administrator who acts."""
    rows = DataManager.objects.filter(_in_areas_of(Role.SECURITY_ADMIN), holding(on))
    return rows.select_related("worker", "appointed_by").order_by("area", "pk")


def list_own(*, worker: Worker) -> QuerySet[Opening]:
    """What a worker opened, the newest first."""
    return Opening.objects.filter(worker=worker).select_related("reviewed_by").order_by("-opened_at", "-pk")


def list_to_review(*, worker: Worker, on: date) -> QuerySet[Opening]:
    """What waits for a manager's review, the oldest first; nobody reviews their own."""
    areas = DataManager.objects.filter(holding(on), worker=worker).values_list("area", flat=True)
    here = reduce(or_, (inside(area, field="area") for area in areas), NOBODY)
    rows = Opening.objects.filter(here, reviewed_at__isnull=True).exclude(worker=worker)
    return rows.select_related("worker").order_by("opened_at", "pk")


def list_without_words() -> QuerySet[Opening]:
    """For the security and the audit administrator of an area: who opened when and for what kind of reason.

    No child, no words: neither is read.
    """
    here = _in_areas_of(Role.SECURITY_ADMIN) | _in_areas_of(Role.AUDIT_ADMIN)
    rows = Opening.objects.filter(here).select_related("worker", "reviewed_by")
    return rows.defer("child", "reason", "review").order_by("-opened_at", "-pk")


def get_opening(uid: UUID, *, worker: Worker, on: date) -> Opening:
    """An opening that is one's own or one's to review. Raises OpeningUnknown."""
    for rows in (list_own(worker=worker), list_to_review(worker=worker, on=on)):
        if (found := rows.filter(uid=uid).first()) is not None:
            return found
    raise OpeningUnknown


def is_manager(worker: Worker, *, on: date) -> bool:
    """Whether somebody answers for minors' data anywhere."""
    return DataManager.objects.filter(holding(on), worker=worker).exists()


def count_looks(opening: Opening) -> list[tuple[str, int]]:
    """What was looked at by an opening: doors with how often."""
    last = opening.ends_at
    looks = Entry.objects.filter(
        child=opening.child, worker=opening.worker.uid, at__gte=opening.opened_at, at__lte=last, way__in=LOOKS
    )
    return list(looks.values_list("door").annotate(count=Count("pk")).order_by("door"))


def _in_areas_of(role: Role) -> Q:
    areas = get_scope().areas_that(frozenset({role}))
    return reduce(or_, (inside(area, field="area") for area in areas), NOBODY)
