"""Which tasks who acts may see: of children whom the scope shows, and those addressed to a post held, or to oneself.

Of a task that is addressed to a post whose area does not open the child's file only what the task says is seen.
"""

from typing import TypeVar

from django.db import models
from django.db.models import Q

from hutong.children.scoped import ScopedManager, may_exist, visible
from hutong.staff.colleagues import LOOK_AFTER
from hutong.staff.scope import Scope, get_scope

Row = TypeVar("Row", bound=models.Model, covariant=True)


def addressed(scope: Scope, path: str = "") -> Q:
    """The tasks for which a post held answers, or that were given to whoever acts."""
    found = Q(**{f"{path}worker": scope.worker}) if scope.worker is not None else Q(pk__in=[])
    for one in scope.held:
        if one.role not in LOOK_AFTER:
            continue  # Leaders, auditors and administrators answer for no task of the body where their post is.
        found |= Q(**{f"{path}area": one.area, f"{path}body_kind": one.body_kind})
    return found


def seen(path: str = "") -> Q:
    """The tasks that the scope in force lets be seen; ``path`` leads from a row to its task. Raises NoScope."""
    scope = get_scope()
    if scope.is_everything:
        return Q()
    of_nobody = Q(**{f"{path}child__isnull": True})
    mine = addressed(scope, path) & (of_nobody | may_exist(f"{path}child__"))
    return visible(f"{path}child__") | (of_nobody & scope.within(f"{path}area")) | mine


class TaskManager(ScopedManager[Row]):
    """Tasks within the scope in force."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return models.Manager.get_queryset(self).filter(seen(self.path))


class OfTaskManager(TaskManager[Row]):
    """Rows that belong to a task by their ``task``."""

    path = "task__"
