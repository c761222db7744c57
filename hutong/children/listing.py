"""Lists of files: filters, and pages by the last file seen – no counting, no offsets."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hutong.children.discretion import told
from hutong.children.errors import ChildUnknown
from hutong.children.models import Child, Evidence, Kinship, Labelled, Placement, RecordedFact, State
from hutong.places.models import inside

MOST = 200
LIMIT = 50
OPEN_STATES = (State.CANDIDATE, State.VERIFIED, State.REGISTERED, State.UNDER_REVIEW)


@dataclass(frozen=True)
class Filters:
    """What a list asks for; what is empty does not narrow it."""

    place: str = ""
    label: str = ""
    states: tuple[str, ...] = OPEN_STATES
    youngest: int | None = None
    oldest: int | None = None
    """Whole years on the day asked about, both included."""
    stale_before: datetime | None = None
    """Some fact that holds was last recorded before this instant."""
    lacks_fact: str = ""
    lacks_evidence: bool = False
    """Some fact that holds rests on no evidence."""
    carer_body: int | None = None
    among: Q | None = None
    """A condition of a room further down, such as "owed and not received"."""


class Page(NamedTuple):
    """Files in the order of the list, and where the next page begins; None on the last."""

    children: list[Child]
    after: int | None


def get_child(uid: UUID | str) -> Child:
    """The file of this uid, if it may be seen; the one it was merged into is told by ``merged_into``.

    Raises ChildUnknown.
    """
    child = Child.objects.select_related("school", "merged_into").filter(uid=uid).first()
    if child is None:
        raise ChildUnknown
    return child


def list_children(filters: Filters | None = None, *, on: date, after: int | None = None, limit: int = LIMIT) -> Page:
    """One page of the files that may be seen, in the order they were begun."""
    rows = filtered(filters or Filters(), on=on)
    return page_of(rows, after=after, limit=limit)


def page_of(rows: QuerySet[Child], *, after: int | None, limit: int) -> Page:
    """The rows that follow a file, one page of them."""
    limit = min(limit, MOST)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows.order_by("pk")[: limit + 1])
    return Page(found[:limit], found[limit - 1].pk if len(found) > limit else None)


def filtered(filters: Filters, *, on: date) -> QuerySet[Child]:
    """The files that a list asks for, in no order."""
    rows = Child.objects.filter(merged_into__isnull=True)
    if filters.place:
        rows = rows.filter(inside(filters.place, field="area"))
    if filters.states:
        rows = rows.filter(state__in=filters.states)
    if filters.label:
        rows = rows.filter(Exists(_of(told(Labelled.objects.filter(label=filters.label, until__isnull=True)))))
    if filters.among is not None:
        rows = rows.filter(filters.among)
    return _by_facts(_by_age(rows, filters, on=on), filters)


def with_family(rows: QuerySet[Child]) -> QuerySet[Child]:
    """The files with their kin and placements, in two more questions whatever their number."""
    return rows.prefetch_related("kin__person", "placements")


def list_kin(child: Child) -> QuerySet[Kinship]:
    """The kin of a child with the persons, parents first."""
    return Kinship.objects.filter(child=child).select_related("person").order_by("until", "pk")


def list_placements(child: Child) -> QuerySet[Placement]:
    """In whose care the child was and is, the newest first."""
    return (
        Placement.objects.filter(child=child)
        .select_related("body", "carer")
        .order_by(F("since").desc(nulls_last=True), "-pk")
    )


def list_evidence(child: Child) -> QuerySet[Evidence]:
    """The papers of the file, the newest first."""
    return Evidence.objects.filter(child=child).select_related("made_by").order_by("-made_at", "-pk")


def list_labels(child: Child, *, on: date | None = None) -> QuerySet[Labelled]:
    """The labels of a child, all of them or those of a day."""
    rows = Labelled.objects.filter(child=child)
    if on is not None:
        rows = rows.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)
    return rows.select_related("confirmed_by").order_by("label", "since", "pk")


def birthday_before(on: date, years: int) -> date:
    """The last birth date of those who have this many whole years on a day."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 2, 28)


def _by_age(rows: QuerySet[Child], filters: Filters, *, on: date) -> QuerySet[Child]:
    if filters.youngest is not None:
        last = birthday_before(on, filters.youngest)
        rows = rows.filter(Q(born__lte=last) | Q(born_earliest__lte=last))
    if filters.oldest is not None:
        first = birthday_before(on, filters.oldest + 1)
        rows = rows.filter(Q(born__gt=first) | Q(born_latest__gt=first))
    return rows


def _by_facts(rows: QuerySet[Child], filters: Filters) -> QuerySet[Child]:
    held = RecordedFact.objects.filter(corrected_at__isnull=True)
    if filters.stale_before is not None:
        rows = rows.filter(Exists(_of(held.filter(until__isnull=True, recorded_at__lt=filters.stale_before))))
    if filters.lacks_fact:
        rows = rows.filter(~Exists(_of(held.filter(name=filters.lacks_fact, is_collected=True))))
    if filters.lacks_evidence:
        rows = rows.filter(Exists(_of(held.filter(evidence__isnull=True, is_collected=True).exclude(source=""))))
    if filters.carer_body is not None:
        rows = rows.filter(Exists(_of(Placement.objects.filter(body_id=filters.carer_body, until__isnull=True))))
    return rows


def _of(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(child=OuterRef("pk"))
