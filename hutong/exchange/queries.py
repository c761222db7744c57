"""Reading imports: every question goes through the scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from hutong.exchange.errors import ImportUnknown
from hutong.exchange.models import Import, ImportRow

PAGE = 50
Plan, Done, Decision = ImportRow.Plan, ImportRow.Done, ImportRow.Decision
MOST_LISTED = 50


@dataclass(frozen=True)
class Counts:
    """How many rows of an import are what, in one query."""

    plans: Mapping[str, int]
    done: Mapping[str, int]
    undecided: int
    conflicts: int
    left_out: int

    @property
    def all(self) -> int:
        """Rows in all."""
        return sum(self.plans.values())


def get_import(uid: UUID) -> Import:
    """The import of this number. Raises ImportUnknown."""
    found = (
        Import.objects.select_related("made_by", "confirmed_by", "undone_by")
        .filter(uid=uid, kind=Import.Kind.LEDGER)
        .first()
    )
    if found is None:
        raise ImportUnknown
    return found


def list_imports(*, before: int | None = None, limit: int = MOST_LISTED) -> list[Import]:
    """The imports of one's areas, the newest first; without those that were thrown away."""
    found = Import.objects.filter(kind=Import.Kind.LEDGER).exclude(state=Import.State.DROPPED)
    found = found.select_related("made_by").order_by("-pk")
    return list((found.filter(pk__lt=before) if before else found)[:limit])


def count_rows(batch: Import) -> Counts:
    """What the rows of an import come to."""
    plans: dict[str, int] = {}
    done: dict[str, int] = {}
    undecided = conflicts = left_out = 0
    grouped = batch.rows.values("plan", "done", "decision", "has_conflicts").annotate(rows=Count("pk")).order_by()
    for group in grouped:
        rows = group["rows"]
        plans[group["plan"]] = plans.get(group["plan"], 0) + rows
        done[group["done"]] = done.get(group["done"], 0) + rows
        undecided += rows if group["plan"] == Plan.DOUBTFUL and not group["decision"] else 0
        left_out += rows if group["decision"] == Decision.LEAVE_OUT else 0
        conflicts += rows if group["has_conflicts"] and group["plan"] != Plan.REFUSED else 0
    return Counts(plans, done, undecided, conflicts, left_out)


SHOWN: Mapping[str, Q] = {
    "create": Q(plan=Plan.CREATE),
    "update": Q(plan=Plan.UPDATE),
    "same": Q(plan=Plan.SAME),
    "doubtful": Q(plan=Plan.DOUBTFUL),
    "refused": Q(plan=Plan.REFUSED),
    "conflicts": Q(has_conflicts=True) & ~Q(plan=Plan.REFUSED),
    "made": Q(done=Done.MADE),
    "changed": Q(done=Done.CHANGED),
    "unchanged": Q(done=Done.UNCHANGED),
    "left_out": Q(done=Done.LEFT_OUT),
    "handed_back": Q(done=Done.HANDED_BACK),
    "undone": Q(done=Done.UNDONE),
    "kept": Q(done=Done.KEPT),
}
"""Which rows a word in an address shows."""


def list_rows(batch: Import, *, shown: str, after: int = 0, limit: int = PAGE) -> list[ImportRow]:
    """The rows of a kind after a number, in the order of the ledger."""
    return list(batch.rows.filter(SHOWN.get(shown, Q()), number__gt=after).order_by("number")[:limit])
