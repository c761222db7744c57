"""Reading visits: who is due, what was seen, what the family may be owed and was told of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from hutong.children.discretion import told
from hutong.children.models import Child, RecordedFact
from hutong.determinations.discretion import discretion_about
from hutong.determinations.models import FindingSpan
from hutong.determinations.queries import conclude
from hutong.places.models import inside
from hutong.services.models import Informing, Visit, VisitDue

OWED = "owed_not_received"


def list_due(place: str, *, on: date, days: int = 0) -> QuerySet[VisitDue]:
    """The children in a place whose visit is due by so many days from now, the longest overdue first."""
    rows = VisitDue.objects.filter(inside(place, field="child__area"), due_on__lte=on + timedelta(days=days))
    return rows.select_related("child").order_by("due_on", "child_id")


def count_due(place: str, *, on: date, days: int = 0) -> int:
    """How many they are."""
    return list_due(place, on=on, days=days).count()


def get_due(child: Child) -> VisitDue | None:
    """By when a child is to be visited next; None where its file is over or nothing was reckoned yet."""
    return VisitDue.objects.filter(child=child).first()


def list_visits(child: Child) -> QuerySet[Visit]:
    """The visits to a child with who typed them, the latest first."""
    return Visit.objects.filter(child=child).select_related("typed_by", "evidence").order_by("-visited_on", "-pk")


def get_visit(child: Child, uid: UUID) -> Visit | None:
    """One of them."""
    return list_visits(child).filter(uid=uid).first()


def list_facts_learnt(visit: Visit) -> QuerySet[RecordedFact]:
    """The facts that rest on a visit."""
    return RecordedFact.objects.filter(evidence=visit.evidence_id, child=visit.child_id).order_by("name", "pk")


@dataclass(frozen=True)
class Owed:
    """A benefit that a child is owed and does not receive, and what the family was last told of it."""

    finding: FindingSpan
    last: Informing | None
    is_new: bool


def list_owed(child: Child, *, on: date, since: date | None = None) -> Sequence[Owed]:
    """What may be told of it, as on the file itself: whoever wrote down what it rests on is told what follows.

    ``since``: findings from this day on are new.
    """
    findings = FindingSpan.objects.filter(child=child, gap=OWED, until__isnull=True).order_by("benefit", "place")
    if not findings:
        return []
    determination = conclude(child=child, on=on)
    discretion = discretion_about(child, determination=determination)
    may_be_told = {(one.benefit, one.place or "") for one in discretion.list_findings(determination)}
    last: dict[str, Informing] = {}
    for one in list_informings(child).order_by("at", "pk"):
        last[one.benefit] = one
    return [
        Owed(one, last.get(one.benefit), since is not None and one.since >= since)
        for one in findings
        if (one.benefit, one.place) in may_be_told
    ]


def list_informings(child: Child) -> QuerySet[Informing]:
    """What the family was told, of benefits of which who acts may be told, the latest first."""
    return told(Informing.objects.filter(child=child)).select_related("by").order_by("-at", "-pk")
