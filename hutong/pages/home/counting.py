"""How many there are of what the first page tells: counted now, or read from the sums that are kept of wide places."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.db.models import Count, Q

from hutong.children.discretion import told
from hutong.children.models import Child, Labelled
from hutong.determinations.queries import list_told_findings
from hutong.exchange.national.counted import NATIONAL
from hutong.exchange.national.queries import SHOWN, count_place
from hutong.indicators.queries import Sums, count_told, get_counting, kinds_counted, read_sums
from hutong.indicators.standing import GAP_CHILDREN, GAPS, LABELS, MISSING, STATES
from hutong.places.models import inside
from hutong.vocabulary.secrecy import Secrecy

MOST_MISSING_READ = 400
SHOWN_HERE = (STATES, LABELS, GAPS, GAP_CHILDREN, MISSING, NATIONAL)


class Counted(Protocol):
    """What was counted in a place, as far as whoever acts may be told."""

    @property
    def at(self) -> datetime | None:
        """Since when the numbers stand; None for now."""

    def states(self) -> Mapping[str, int]:
        """Files by state."""

    def labels(self) -> Mapping[str, int]:
        """Children by label."""

    def gaps(self) -> Mapping[tuple[str, str], int]:
        """Children by gap and benefit."""

    def gap_children(self, few: Collection[tuple[str, str]]) -> Mapping[str, int]:
        """Children by gap, those with no other gap than in a few benefits left out."""

    def missing(self) -> Counter[str]:
        """By fact, the findings that it keeps open."""

    def national(self) -> Mapping[str, int]:
        """Children by how far they are in the national system."""


def count(place: str, *, on: date) -> Counted:
    """The sums of a wide place where they serve whoever acts, and the rows of any other place. Raises NoScope."""
    known, counting = kinds_counted(place), get_counting()
    if known is None or counting is None:
        return Live(place, on)
    return Kept(read_sums(place, SHOWN_HERE), known, counting.complete_at)


@dataclass(frozen=True)
class Live:
    """The rows themselves."""

    place: str
    on: date
    at: datetime | None = None

    @property
    def _of_child(self) -> Q:
        return inside(self.place, field="child__area") & Q(child__merged_into__isnull=True)

    def states(self) -> Mapping[str, int]:
        children = Child.objects.filter(inside(self.place, field="area"), merged_into__isnull=True)
        return dict(children.values_list("state").annotate(count=Count("pk")).order_by())

    def labels(self) -> Mapping[str, int]:
        rows = told(Labelled.objects.filter(self._of_child, until__isnull=True))
        return dict(rows.values_list("label").annotate(count=Count("child", distinct=True)).order_by())

    def gaps(self) -> Mapping[tuple[str, str], int]:
        rows = list_told_findings().filter(self._of_child).exclude(gap="")
        counted = rows.values_list("gap", "benefit").annotate(count=Count("child", distinct=True)).order_by()
        return {(gap, benefit): number for gap, benefit, number in counted}

    def gap_children(self, few: Collection[tuple[str, str]]) -> Mapping[str, int]:
        rows = list_told_findings().filter(self._of_child).exclude(gap="")
        without = Q()
        for gap, benefit in few:
            without |= Q(gap=gap, benefit=benefit)
        rows = rows.exclude(without) if without else rows
        return dict(rows.values_list("gap").annotate(count=Count("child", distinct=True)).order_by())

    def missing(self) -> Counter[str]:
        rows = list_told_findings().filter(self._of_child, verdict="unknown").exclude(missing="")
        counted = rows.values_list("missing").annotate(count=Count("pk")).order_by("-count")[:MOST_MISSING_READ]
        facts: Counter[str] = Counter()
        for missing, number in counted:
            for name in missing.split(","):
                facts[name] += number
        return facts

    def national(self) -> Mapping[str, int]:
        return count_place(self.place, on=self.on)


@dataclass(frozen=True)
class Kept:
    """The kept sums, as far as their classes are told."""

    sums: Sums
    known: frozenset[Secrecy]
    at: datetime | None

    def _told(self, series: str) -> Counter[str]:
        return count_told(self.sums.get(series, {}), self.known)

    def states(self) -> Mapping[str, int]:
        # Not a counter: in a template that has a number for every word, "items" too.
        return dict(self._told(STATES))

    def labels(self) -> Mapping[str, int]:
        return self._told(LABELS)

    def gaps(self) -> Mapping[tuple[str, str], int]:
        found = {}
        for key, number in self._told(GAPS).items():
            gap, _, benefit = key.partition(" ")
            found[gap, benefit] = number
        return found

    def gap_children(self, few: Collection[tuple[str, str]]) -> Mapping[str, int]:
        found: Counter[str] = Counter()
        for gap, by_masks in self.sums.get(GAP_CHILDREN, {}).items():
            without = {benefit for one, benefit in few if one == gap}
            found += count_told({gap: by_masks}, self.known, without=without)
        return dict(found)

    def missing(self) -> Counter[str]:
        return self._told(MISSING)

    def national(self) -> Mapping[str, int]:
        return dict.fromkeys(SHOWN, 0) | self._told(NATIONAL)
