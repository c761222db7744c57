"""Who sees a line of a survey: of a child whoever sees the child, of a household without a file whoever works there."""

from typing import TypeVar

from django.db import models
from django.db.models import Q

from hutong.children.scoped import ScopedManager, visible
from hutong.staff.scope import get_scope

Row = TypeVar("Row", bound=models.Model, covariant=True)


class LineManager(ScopedManager[Row]):
    """Lines within the scope in force."""

    def get_queryset(self) -> models.QuerySet[Row]:
        scope = get_scope()
        rows = models.Manager.get_queryset(self)
        if scope.is_everything:
            return rows
        return rows.filter(visible("child__") | (Q(child__isnull=True) & scope.within("place")))
