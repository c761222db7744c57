"""Who sees a report: the township, the county and the police of its place, the village unless it is kept from it.

Never whoever is kin of the child, nor who was named or recognised as the suspected person or their kin. Whoever typed a
report goes on seeing it, wherever it belongs.
"""

from typing import TypeVar

from django.db import models
from django.db.models import Q

from hutong.children.scoped import ScopedManager
from hutong.places.codes import NATION, ancestors, level_of
from hutong.places.models import Level, inside
from hutong.protection.models.hidden import KIND_OF_MARK, KeptOut, Reporter
from hutong.staff.models import Role
from hutong.staff.scope import Held, Scope, get_scope
from hutong.staff.sealed_fields import mark_of

Row = TypeVar("Row", bound=models.Model, covariant=True)
POLICE = "police"
ANSWERS = frozenset({Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS})


def answers_for_reports(held: Held) -> bool:
    """Whether a post takes reports in hand: township, county, police."""
    return held.role in ANSWERS or (held.role == Role.DEPARTMENT and held.body_kind == POLICE)


def is_of_county(held: Held) -> bool:
    """Whether the post is the county's or wider: it takes up what has no place, and sets aside what is no report."""
    return answers_for_reports(held) and level_of(held.area) <= Level.COUNTY and held.role != Role.CHILD_SUPERVISOR


def of_place(scope: Scope, path: str = "") -> Q:
    """The reports of the areas of one's posts."""
    seen = Q(pk__in=[])
    for held in scope.held:
        here = inside(held.area, field=f"{path}place")
        if answers_for_reports(held):
            seen |= here
            if is_of_county(held):
                # Nobody knows in which county it is: all of them see it, so that one of them takes it up.
                seen |= Q(**{f"{path}is_placed": False, f"{path}place__in": [*ancestors(held.area), NATION]})
        elif held.role == Role.CHILD_DIRECTOR:
            seen |= here & Q(**{f"{path}is_kept_from_village": False})
    return seen


def of_oneself(scope: Scope, path: str = "") -> Q:
    """The reports that somebody typed; found by a mark, for who it was lies sealed."""
    mine = Reporter.objects.filter(typed_mark=mark_of(str(scope.uid or ""), kind=KIND_OF_MARK) or "-")
    return Q(**{f"{path}pk__in": mine.values("report")})


def may_be_known(scope: Scope, path: str = "") -> Q:
    """Not those of one's kin, nor those from which one is kept."""
    kept_out = KeptOut.objects.filter(worker=scope.worker)
    known = ~Q(**{f"{path}pk__in": kept_out.values("report")})
    if scope.kept_from:
        known &= Q(**{f"{path}child__isnull": True}) | ~Q(**{f"{path}child__in": sorted(scope.kept_from)})
    return known


def shown(path: str = "") -> Q:
    """The reports that the scope in force lets be seen. Raises NoScope."""
    scope = get_scope()
    if scope.is_everything:
        return Q()
    return of_oneself(scope, path) | (of_place(scope, path) & may_be_known(scope, path))


class ReportManager(ScopedManager[Row]):
    """Reports within the scope in force, and rows of theirs by ``path``."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return models.Manager.get_queryset(self).filter(shown(self.path))


class OfReportManager(ReportManager[Row]):
    """Rows that belong to a report by their ``report``."""

    path = "report__"
