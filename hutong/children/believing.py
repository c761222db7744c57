"""Two questions about a file: what was true on a day, and what was known at an instant. Both at once, too."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from hutong.children.models import Amendment, Child, Receipt, RecordedFact, Step
from hutong.places.models import holding

Facts = dict[str, list[RecordedFact]]


def facts_on(child: Child, *, on: date, known_at: datetime | None = None) -> Facts:
    """The facts that held on a day as far as was known at an instant (now, where none is given), by name.

    Several rows of one name are sources that differ, or that agree. One that a person prefers stands alone, and what
    was collected outdoes what was not.
    """
    rows = RecordedFact.objects.filter(holding(on), known(known_at), child=child)
    found: Facts = {}
    for row in rows.order_by("name", "recorded_at", "pk"):
        found.setdefault(row.name, []).append(row)
    return {name: believed(rows) for name, rows in found.items()}


def believed(rows: list[RecordedFact]) -> list[RecordedFact]:
    """Of rows that hold at once, those that count."""
    preferred = [row for row in rows if row.is_preferred]
    collected = [row for row in rows if row.is_collected]
    return preferred or collected or rows


def differing(facts: Facts) -> list[str]:
    """The names of facts about which sources differ, so that a person has to prefer one."""
    return [name for name, rows in facts.items() if len({row.value for row in rows}) > 1]


def receipts_on(child: Child, *, on: date, known_at: datetime | None = None) -> list[Receipt]:
    """The benefits in payment on a day, as known at an instant."""
    return list(Receipt.objects.filter(holding(on), known(known_at), child=child).order_by("benefit", "pk"))


def list_history(child: Child, *, name: str | None = None) -> QuerySet[RecordedFact]:
    """Everything ever recorded, the newest first: also what was corrected."""
    rows = RecordedFact.objects.filter(child=child) if name is None else child.facts.filter(name=name)
    return rows.select_related("recorded_by", "evidence", "corrected_by").order_by("-recorded_at", "-pk")


def columns_known(child: Child, *, known_at: datetime) -> dict[str, str]:
    """Columns that were written over since an instant, as they stood then, as text; the others stand as they are."""
    later = Amendment.objects.filter(child=child, at__gt=known_at).exclude(field__contains=".").order_by("-at", "-pk")
    return {row.field: str(row.before) for row in later}


def state_on(child: Child, *, on: date) -> str:
    """The state the file was in at the end of a day; "" before it was begun."""
    step = Step.objects.filter(child=child, at__date__lte=on).order_by("at", "pk").last()
    return step.after if step else ""


def known(at: datetime | None) -> Q:
    """The rows that were believed at an instant; now, where none is given."""
    if at is None:
        return Q(corrected_at__isnull=True)
    return Q(recorded_at__lte=at) & (Q(corrected_at__isnull=True) | Q(corrected_at__gt=at))
