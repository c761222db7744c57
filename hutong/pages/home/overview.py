"""A place at a glance: children by label and state, gaps, what is most unknown, what changes soon, what waits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q

from hutong.children.discretion import told
from hutong.children.models import Child, Labelled, State, Transfer
from hutong.children.transferring import can_answer, list_transfers, read_told
from hutong.determinations.discretion import kinds_of_labels
from hutong.determinations.queries import list_told_findings
from hutong.pages.names import Names
from hutong.places.models import inside

MOST_LINES = 8
MOST_GAP_BENEFITS = 6
MOST_MISSING_READ = 400


@dataclass(frozen=True)
class Line:
    """Something counted: its word in addresses, its name, how many children.

    No number where so few are of a class that is not told to everybody that they could be told apart.
    """

    word: str
    name: str
    count: int | None


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
    rows = told(Labelled.objects.filter(of_child, until__isnull=True, child__merged_into__isnull=True))
    counted = rows.values_list("label").annotate(count=Count("child", distinct=True)).order_by("-count", "label")
    kinds = kinds_of_labels(names.library)
    return [
        Line(label, names.category(label), rounded(count, is_of_a_class=bool(kinds.get(label))))
        for label, count in counted
        if label not in names.hidden_categories
    ]


def rounded(count: int, *, is_of_a_class: bool) -> int | None:
    """A count as it may be shown: none where it is small and of a class that is not told to everybody."""
    return None if is_of_a_class and count < settings.SMALLEST_COUNT else count


def _gaps(of_child: Q, names: Names) -> tuple[dict[str, list[Line]], dict[str, int]]:
    """By benefit, both ways; and how many children in all, without those of the benefits that have no number."""
    rows = list_told_findings().filter(of_child, child__merged_into__isnull=True).exclude(gap="")
    counted = (
        rows.values_list("gap", "benefit").annotate(count=Count("child", distinct=True)).order_by("-count", "benefit")
    )
    found: dict[str, list[Line]] = {"owed_not_received": [], "received_not_owed": []}
    few = Q()
    for gap, benefit, count in counted:
        if gap in found and not names.discretion.hides_benefit(benefit):
            shown = rounded(count, is_of_a_class=bool(names.vocabulary.benefits[benefit].secrecy))
            found[gap].append(Line(benefit, names.benefit(benefit), shown))
            if shown is None:
                # Else the total less the other numbers would be the one that is not shown.
                few |= Q(gap=gap, benefit=benefit)
    summed = rows.exclude(few) if few else rows
    children = dict(summed.values_list("gap").annotate(count=Count("child", distinct=True)).order_by())
    return {gap: lines[:MOST_GAP_BENEFITS] for gap, lines in found.items()}, children


def _unknown(of_child: Q, names: Names) -> list[Line]:
    """The facts that keep the most findings open."""
    rows = list_told_findings().filter(of_child, verdict="unknown").exclude(missing="")
    counted = rows.values_list("missing").annotate(count=Count("pk")).order_by("-count")[:MOST_MISSING_READ]
    facts: Counter[str] = Counter()
    for missing, count in counted:
        for name in missing.replace(",", " ").split():
            facts[name] += count
    named = [(name, count) for name, count in facts.most_common() if not names.discretion.hides_fact(name)]
    return [Line(name, names.fact(name), count) for name, count in named[:MOST_LINES]]
