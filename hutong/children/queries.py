"""Reading files: every question goes through the scope."""

from dataclasses import replace
from datetime import date

from django.db.models import Q

from hutong.children.models import Assignment
from hutong.children.scoped import everyone
from hutong.staff.scope import Scope


def with_assigned(scope: Scope, *, on: date) -> Scope:
    """The scope with the children assigned to the worker on a day."""
    if scope.worker is None or not scope.held:
        return scope
    held = everyone(Assignment).filter(Q(until__isnull=True) | Q(until__gte=on), worker=scope.worker, since__lte=on)
    return replace(scope, assigned=frozenset(held.values_list("child_id", flat=True)))
