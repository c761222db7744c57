"""A place at a glance: children by label and state, gaps, what is most unknown, what changes soon, what waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.conf import settings

from hutong.children.models import Child, State, Transfer
from hutong.children.transferring import can_answer, list_transfers, read_told
from hutong.determinations.discretion import kinds_of_labels
from hutong.pages.home.counting import Counted, count
from hutong.pages.names import Names
from hutong.places.models import inside

MOST_LINES = 8
MOST_GAP_BENEFITS = 6
Key = TypeVar("Key", str, tuple[str, str])


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
    national: Mapping[str, int]
    counted_at: datetime | None
    """Since when the numbers stand; None for now."""
    waiting: Sequence[Child]
    transfers: Sequence[Handing]

    @property
    def open_files(self) -> int:
        return sum(count for state, count in self.states.items() if state not in (State.CLOSED, State.TRANSFERRED))


def read_overview(place: str, *, on: date, names: Names) -> Overview:
    """The overview of a place within the scope; ten queries, and six where its sums are kept."""
    counted = count(place, on=on)
    children = Child.objects.filter(inside(place, field="area"), merged_into__isnull=True)
    gaps, gap_children = _gaps(counted, names)
    return Overview(
        states=counted.states(),
        labels=_labels(counted, names),
        gaps=gaps,
        gap_children=gap_children,
        unknown=_unknown(counted, names),
        national=counted.national(),
        counted_at=counted.at,
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


def _labels(counted: Counted, names: Names) -> list[Line]:
    """How many children have which label now, whoever says so."""
    kinds = kinds_of_labels(names.library)
    return [
        Line(label, names.category(label), rounded(number, is_of_a_class=bool(kinds.get(label))))
        for label, number in most_first(counted.labels())
        if label not in names.hidden_categories
    ]


def rounded(count: int, *, is_of_a_class: bool) -> int | None:
    """A count as it may be shown: none where it is small and of a class that is not told to everybody."""
    return None if is_of_a_class and count < settings.SMALLEST_COUNT else count


def most_first(counted: Mapping[Key, int]) -> list[tuple[Key, int]]:
    """What was counted, the most first."""
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _gaps(counted: Counted, names: Names) -> tuple[dict[str, list[Line]], Mapping[str, int]]:
    """By benefit, both ways; and how many children in all, without those of the benefits that have no number."""
    found: dict[str, list[Line]] = {"owed_not_received": [], "received_not_owed": []}
    few: list[tuple[str, str]] = []
    for (gap, benefit), number in most_first(counted.gaps()):
        if gap in found and not names.discretion.hides_benefit(benefit):
            shown = rounded(number, is_of_a_class=bool(names.vocabulary.benefits[benefit].secrecy))
            found[gap].append(Line(benefit, names.benefit(benefit), shown))
            if shown is None:
                # Else the total less the other numbers would be the one that is not shown.
                few.append((gap, benefit))
    return {gap: lines[:MOST_GAP_BENEFITS] for gap, lines in found.items()}, counted.gap_children(few)


def _unknown(counted: Counted, names: Names) -> list[Line]:
    """The facts that keep the most findings open."""
    named = [pair for pair in most_first(counted.missing()) if not names.discretion.hides_fact(pair[0])]
    return [Line(name, names.fact(name), number) for name, number in named[:MOST_LINES]]
