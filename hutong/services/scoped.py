"""Rows that a body sees though it does not see the child's file: what was referred to it, and nothing else."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q

from hutong.children.scoped import Row, ScopedManager, everyone, may_exist, visible
from hutong.places.models import inside
from hutong.staff.scope import WRITES_FILES, Scope, get_scope
from hutong.tasks.addressing import ANSWERS


def answered_by(scope: Scope, path: str = "task__") -> Q:
    """The rows for whose task a post answers that may answer: leaders and inspectors of the same body do not."""
    found = Q(pk__in=[])
    roles = {one.role for one in scope.held}
    if scope.worker is not None and roles & set(ANSWERS):
        found |= Q(**{f"{path}worker": scope.worker})
    for one in scope.held:
        if one.role in ANSWERS:
            found |= Q(**{f"{path}area": one.area, f"{path}body_kind": one.body_kind})
    return found


class OfRequestManager(ScopedManager[Row]):
    """Rows of a request: of those who see its child."""

    path = "request__child__"


class AddressedManager(ScopedManager[Row]):
    """Referrals: of those who see the child, and of whoever answers for the task of the body that is asked."""

    to_referral = ""

    def get_queryset(self) -> models.QuerySet[Row]:
        scope, to = get_scope(), self.to_referral
        if scope.is_everything:
            return models.Manager.get_queryset(self)
        mine = answered_by(scope, f"{to}task__") & Q(**{f"{to}is_outside": False}) & may_exist(f"{to}child__")
        return models.Manager.get_queryset(self).filter(visible(f"{to}child__") | mine)


class OfAddressedManager(AddressedManager[Row]):
    """Rows of a referral that the body sees, too."""

    to_referral = "referral__"


class OfReferralManager(ScopedManager[Row]):
    """Rows of a referral: of those who see its child; the body that is asked has no need of them."""

    path = "referral__child__"


class OfWindowManager(ScopedManager[Row]):
    """Rows of no child: of those who take requests in the area, and of nobody else there."""

    def get_queryset(self) -> models.QuerySet[Row]:
        scope, found = get_scope(), Q(pk__in=[])
        for area in scope.areas_that(WRITES_FILES):
            found |= inside(area, field="area")
        return models.Manager.get_queryset(self).filter(Q() if scope.is_everything else found)


class ByEitherPlaceManager(ScopedManager[Row]):
    """Applications between provinces: the place that received one, and the place of the household."""

    to_application = ""

    def get_queryset(self) -> models.QuerySet[Row]:
        scope, to = get_scope(), self.to_application
        if scope.is_everything:
            return models.Manager.get_queryset(self)
        between = scope.within(f"{to}from_area") | scope.within(f"{to}to_area")
        between &= Q(**{f"{to}child__isnull": True}) | may_exist(f"{to}child__")
        return models.Manager.get_queryset(self).filter(between)


class StepsByEitherPlaceManager(ByEitherPlaceManager[Row]):
    """Steps of such applications."""

    to_application = "application__"


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


def find_link(mark: str) -> tuple[Any, int]:
    """The reply link of a mark and the number of its child, past the scope: whoever holds the link is nobody here.

    A sealed file answers no link. None and 0 where there is none.
    """
    link = apps.get_model("services", "ReplyLink")
    found = everyone(link).filter(mark=mark, referral__child__is_sealed=False)
    row = found.annotate(of_child=F("referral__child")).first()
    return (row, row.of_child) if row is not None else (None, 0)
