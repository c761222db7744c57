"""A place at a glance: children by label and state, gaps, what is most unknown, what changes soon, what waits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from hutong.children.models import Child, Labelled, State, Transfer
from hutong.children.transferring import can_answer, list_transfers, read_told
from hutong.determinations.models import FindingSpan
from hutong.pages.names import Names
from hutong.places.models import inside

MOST_LINES = 8
MOST_GAP_BENEFITS = 6
MOST_MISSING_READ = 400


@dataclass(frozen=True)
class Line:
    """Something counted: its word in addresses, its name, how many children."""

    word: str
    name: str
    count: int


@dataclass(frozen=True)
class Handing:
    """A transfer that waits for an answer, and whose it is to give."""

    transfer: Transfer
    name: str
    is_ours_to_answer: bool


@dataclass(frozen=True)
class Overview:
    """What the first page tells of a place."""

    states: Mapping[str, int]
    labels: Sequence[Line]
    gaps: Mapping[str, Sequence[Line]]
    gap_children: Mapping[str, int]
    unknown: Sequence[Line]
    waiting: Sequence[Child]
    transfers: Sequence[Handing]

    @property
    def open_files(self) -> int:
        return sum(count for state, count in self.states.items() if state not in (State.CLOSED, State.TRANSFERRED))


def read_overview(place: str, *, names: Names) -> Overview:
    """The overview of a place within the scope; seven queries."""
    here, of_child = inside(place, field="area"), inside(place, field="child__area")
    children = Child.objects.filter(here, merged_into__isnull=True)
    states = dict(children.values_list("state").annotate(count=Count("pk")).order_by())
    gaps, gap_children = _gaps(of_child, names)
    return Overview(
        states=states,
        labels=_labels(of_child, names),
        gaps=gaps,
        gap_children=gap_children,
        unknown=_unknown(of_child, names),
        waiting=list(
            children.filter(state__in=(State.CANDIDATE, State.VERIFIED)).order_by("state", "made_at")[:MOST_LINES]
        ),
        transfers=list_handings(),
    )


def list_handings() -> list[Handing]:
    """The open transfers from and to one's places; of a file that is not seen only what both sides keep."""
    rows = list(list_transfers(only_open=True)[:MOST_LINES])
    seen = dict(Child.objects.filter(pk__in=[row.child_id for row in rows]).values_list("pk", "name"))
    return [
        Handing(row, seen.get(row.child_id) or str(read_told(row).get("name", "")), can_answer(row)) for row in rows
    ]


def _labels(of_child: Q, names: Names) -> list[Line]:
    """How many children have which label now, whoever says so."""
    rows = Labelled.objects.filter(of_child, until__isnull=True, child__merged_into__isnull=True)
    counted = rows.values_list("label").annotate(count=Count("child", distinct=True)).order_by("-count", "label")
    return [
        Line(label, names.category(label), count) for label, count in counted if label not in names.hidden_categories
    ]


def _gaps(of_child: Q, names: Names) -> tuple[dict[str, list[Line]], dict[str, int]]:
    """By benefit, both ways; and how many children in all."""
    rows = FindingSpan.objects.filter(of_child, until__isnull=True, child__merged_into__isnull=True).exclude(gap="")
    if names.hidden_categories:
        rows = rows.exclude(sensitivity="highest")
    counted = (
        rows.values_list("gap", "benefit").annotate(count=Count("child", distinct=True)).order_by("-count", "benefit")
    )
    found: dict[str, list[Line]] = {"owed_not_received": [], "received_not_owed": []}
    for gap, benefit, count in counted:
        if gap in found and not names.discretion.hides_benefit(benefit):
            found[gap].append(Line(benefit, names.benefit(benefit), count))
    children = dict(rows.values_list("gap").annotate(count=Count("child", distinct=True)).order_by())
    return {gap: lines[:MOST_GAP_BENEFITS] for gap, lines in found.items()}, children


def _unknown(of_child: Q, names: Names) -> list[Line]:
    """The facts that keep the most findings open."""
    rows = FindingSpan.objects.filter(of_child, until__isnull=True, verdict="unknown").exclude(missing="")
    counted = rows.values_list("missing").annotate(count=Count("pk")).order_by("-count")[:MOST_MISSING_READ]
    facts: Counter[str] = Counter()
    for missing, count in counted:
        for name in missing.replace(",", " ").split():
            facts[name] += count
    told = [(name, count) for name, count in facts.most_common() if not names.discretion.hides_fact(name)]
    return [Line(name, names.fact(name), count) for name, count in told[:MOST_LINES]]
