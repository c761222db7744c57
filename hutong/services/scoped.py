"""Rows that a body sees though it does not see the child's file: what was referred to it, and nothing else."""

from django.db import models
from django.db.models import Q

from hutong.children.scoped import Row, ScopedManager, may_exist, visible
from hutong.staff.models import Role
from hutong.staff.scope import WRITES_FILES, Scope, get_scope

ANSWERS_REFERRALS = frozenset(WRITES_FILES | {Role.DEPARTMENT, Role.INSTITUTION})
"""The roles whose posts answer for their body."""


def addressed_to(scope: Scope, *, path: str = "") -> Q:
    """The rows whose body and area are those of a post held; none where no post answers for a body."""
    found = Q(pk__in=[])
    for held in scope.held:
        if held.role in ANSWERS_REFERRALS:
            found |= Q(**{f"{path}body_kind": held.body_kind, f"{path}area": held.area})
    return found


class OfRequestManager(ScopedManager[Row]):
    """Rows of a request: of those who see its child."""

    path = "request__child__"


class AddressedManager(ScopedManager[Row]):
    """Referrals: of those who see the child, and of whoever answers for the body they are addressed to."""

    def get_queryset(self) -> models.QuerySet[Row]:
        addressed = addressed_to(get_scope()) & may_exist("child__")
        return models.Manager.get_queryset(self).filter(visible("child__") | addressed)


class OfReferralManager(ScopedManager[Row]):
    """Rows of a referral: of those who see its child; the body that is asked has no need of them."""

    path = "referral__child__"


class ByEitherPlaceManager(ScopedManager[Row]):
    """Applications between provinces: the place that received one, and the place of the household."""

    def __init__(self, to_application: str = "") -> None:
        super().__init__()
        self.to_application = to_application

    def get_queryset(self) -> models.QuerySet[Row]:
        scope, to = get_scope(), self.to_application
        between = scope.within(f"{to}from_area") | scope.within(f"{to}to_area")
        between &= Q(**{f"{to}child__isnull": True}) | may_exist(f"{to}child__")
        return models.Manager.get_queryset(self).filter(between)


BEFORE_SENDING = ("received", "incomplete", "complete")


class HouseholdManager(ScopedManager[Row]):
    """Papers of an application: of the household's place once they were sent there, of the receiving place before."""

    def get_queryset(self) -> models.QuerySet[Row]:
        scope, to = get_scope(), "application__"
        before = Q(application__stage__in=BEFORE_SENDING)
        if scope.is_everything:
            return models.Manager.get_queryset(self)
        shown = (scope.within(f"{to}from_area") & before) | (scope.within(f"{to}to_area") & ~before)
        return models.Manager.get_queryset(self).filter(shown)


__all__ = [
    "ANSWERS_REFERRALS",
    "AddressedManager",
    "ByEitherPlaceManager",
    "HouseholdManager",
    "OfReferralManager",
    "OfRequestManager",
    "addressed_to",
]
