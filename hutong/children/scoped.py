"""The one place where the scope meets the database: every query for a child, or for anything of a child's, passes here.

The managers below are also the base managers of their models, so that related objects, ``refresh_from_db`` and deletion
take the same way. Nothing else in the house builds a queryset of these models otherwise; a test looks for it.
"""

from typing import TypeVar

from django.db import models
from django.db.models import Q

from hutong.staff.scope import get_scope

Row = TypeVar("Row", bound=models.Model, covariant=True)
Any_ = TypeVar("Any_", bound=models.Model)


def visible(path: str = "") -> Q:
    """The rows that the scope in force lets be seen; ``path`` leads from a row to its child ("child__").

    Raises NoScope.
    """
    scope = get_scope()
    if scope.is_everything:
        return Q()
    shown = scope.within(f"{path}area")
    if others := scope.assigned | scope.opened:
        shown |= Q(**{f"{path}pk__in": sorted(others)})
    return shown & may_exist(path)


def may_exist(path: str = "") -> Q:
    """Rows of whose child who acts may know at all, wherever it lives: not sealed, and not of their own kin."""
    kept_from = get_scope().kept_from
    known = Q(**{f"{path}is_sealed": False})
    return known & ~Q(**{f"{path}pk__in": sorted(kept_from)}) if kept_from else known


class ScopedManager(models.Manager[Row]):
    """Rows of children within the scope in force; nobody's without one."""

    path = ""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(visible(self.path))


class OfChildManager(ScopedManager[Row]):
    """Rows that belong to a child by their ``child``."""

    path = "child__"


class BetweenPlacesManager(ScopedManager[Row]):
    """Rows that two places share about a child: both see them, whoever has the file now."""

    def get_queryset(self) -> models.QuerySet[Row]:
        scope = get_scope()
        between = scope.within("from_area") | scope.within("to_area")
        return models.Manager.get_queryset(self).filter(visible("child__") | (between & may_exist("child__")))


def everyone(model: type[Any_]) -> models.QuerySet[Any_]:
    """All rows, past the scope: for what must hold over the whole database, such as "this number exists already"."""
    return models.QuerySet(model)
