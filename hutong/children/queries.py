"""Reading files: every question goes through the scope."""

from dataclasses import replace
from datetime import date

from django.db.models import Q, Value

from hutong.children.believing import (
    columns_known,
    differing,
    facts_on,
    list_history,
    receipts_on,
    state_on,
)
from hutong.children.evidence import read_evidence
from hutong.children.likeness import Likeness, Sought, list_likely_duplicates, sought_of
from hutong.children.listing import (
    Filters,
    Page,
    filtered,
    get_child,
    list_children,
    list_evidence,
    list_kin,
    list_labels,
    list_placements,
    with_family,
)
from hutong.children.models import Assignment
from hutong.children.moving_on import list_open_ways
from hutong.children.recusing import list_kept_from
from hutong.children.scoped import everyone
from hutong.children.searching import Found, search_children
from hutong.children.transferring import can_answer, get_transfer, list_transfers, read_told
from hutong.staff.scope import Scope

__all__ = [
    "can_answer",
    "get_transfer",
    "list_transfers",
    "read_told",
    "Filters",
    "Found",
    "Likeness",
    "Page",
    "Sought",
    "columns_known",
    "differing",
    "facts_on",
    "filtered",
    "get_child",
    "list_children",
    "list_evidence",
    "list_history",
    "list_kin",
    "list_labels",
    "list_likely_duplicates",
    "list_open_ways",
    "list_placements",
    "read_evidence",
    "receipts_on",
    "search_children",
    "sought_of",
    "state_on",
    "with_assigned",
    "with_family",
]


def with_assigned(scope: Scope, *, on: date) -> Scope:
    """The scope with the children assigned to the worker on a day, without those whose kin they are. One query."""
    if scope.worker is None or not scope.held:
        return scope
    held = everyone(Assignment).filter(Q(until__isnull=True) | Q(until__gte=on), worker=scope.worker, since__lte=on)
    rows = held.values_list(Value("assigned"), "child_id").union(list_kept_from(scope.worker))
    found: dict[str, set[int]] = {"assigned": set(), "kept_from": set()}
    for which, child in rows:
        found[which].add(child)
    kept_from = frozenset(found["kept_from"])
    return replace(scope, assigned=frozenset(found["assigned"]) - kept_from, kept_from=kept_from)
