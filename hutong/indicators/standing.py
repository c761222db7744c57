"""What stands now, for the first page: files by state, labels, gaps both ways, the facts that keep findings open."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from hutong.children.models import Child, Labelled
from hutong.determinations.bundles import current_library
from hutong.determinations.models import FindingSpan
from hutong.indicators.masks import Way, write_masks
from hutong.indicators.tallies import Areas, Series, Tallies, Tally

STATES, LABELS, GAPS, GAP_CHILDREN, MISSING = "state", "label", "gap", "gap_children", "missing"
AREA, CHILD = "child__area", "child"


def count_states(areas: Areas, on: date) -> Tallies:
    """Files by state."""
    rows = Child.objects.filter(areas.children()).values_list("area", "state").annotate(number=Count("pk")).order_by()
    return {Tally(area, STATES, state): number for area, state, number in rows}


def count_labels(areas: Areas, on: date) -> Tallies:
    """Children by label, whoever says so."""
    rows = Labelled.objects.filter(areas.children("child__"), until__isnull=True)
    return {Tally(area, LABELS, key, masks): n for (area, key, masks), n in count_children(rows, "label").items()}


def count_gaps(areas: Areas, on: date) -> Tallies:
    """Children by gap and benefit, the two with a blank between."""
    counted = count_children(_gaps(areas), "gap", "benefit")
    return {Tally(area, GAPS, key, masks): number for (area, key, masks), number in counted.items()}


def count_gap_children(areas: Areas, on: date) -> Tallies:
    """Children who have any gap of a kind; each way into it names its benefit, if that one is told only by grant."""
    rows, classed = _gaps(areas), list_classed()
    plain = rows.filter(secrecy=0).exclude(benefit__in=classed)
    found: Counter[Tally] = Counter()
    for area, gap, number in plain.values_list(AREA, "gap").annotate(number=Count(CHILD, distinct=True)).order_by():
        found[Tally(area, GAP_CHILDREN, gap)] = number
    ways: dict[tuple[str, int, str], set[Way]] = defaultdict(set)
    same = plain.filter(child=OuterRef(CHILD), gap=OuterRef("gap"))
    rest = rows.filter(~Exists(same)).values_list(AREA, CHILD, "gap", "benefit", "secrecy")
    for area, child, gap, benefit, secrecy in rest.iterator():
        ways[area, child, gap].add(Way(secrecy, benefit if benefit in classed else ""))
    found.update(Tally(area, GAP_CHILDREN, gap, write_masks(some)) for (area, _, gap), some in ways.items())
    return found


def count_missing(areas: Areas, on: date) -> Tallies:
    """By fact, the findings that it keeps open."""
    rows = FindingSpan.objects.filter(areas.children("child__"), until__isnull=True, verdict="unknown")
    counted = rows.exclude(missing="").values_list(AREA, "missing", "secrecy").annotate(number=Count("pk")).order_by()
    found: Counter[Tally] = Counter()
    for area, missing, secrecy, number in counted.iterator():
        for name in missing.split(","):
            found[Tally(area, MISSING, name, write_masks([Way(secrecy)]))] += number
    return found


def count_children(rows: QuerySet[Any], *keys: str) -> Counter[tuple[str, str, str]]:
    """Children who have rows, by area and what the rows say, with who may count them: the rows have their ``secrecy``.

    Where one row is told to everybody the database counts; the others are read child by child.
    """
    found: Counter[tuple[str, str, str]] = Counter()
    told = rows.filter(secrecy=0)
    for area, *said, number in told.values_list(AREA, *keys).annotate(number=Count(CHILD, distinct=True)).order_by():
        found[area, _joined(said), ""] = number
    same = told.filter(child=OuterRef(CHILD), **{key: OuterRef(key) for key in keys})
    ways: dict[tuple[str, int, str], set[Way]] = defaultdict(set)
    rest = rows.exclude(secrecy=0).filter(~Exists(same)).values_list(AREA, CHILD, "secrecy", *keys)
    for area, child, secrecy, *said in rest.iterator():
        ways[area, child, _joined(said)].add(Way(secrecy))
    found.update((area, key, write_masks(some)) for (area, _, key), some in ways.items())
    return found


def list_classed() -> frozenset[str]:
    """The benefits that are told only by grant: few of them are not counted aloud."""
    return frozenset(slug for slug, one in current_library().vocabulary.benefits.items() if one.secrecy)


def _gaps(areas: Areas) -> QuerySet[FindingSpan]:
    return FindingSpan.objects.filter(areas.children("child__"), until__isnull=True).exclude(gap="")


def _joined(said: Iterable[str]) -> str:
    return " ".join(said)


STANDING = (
    Series(STATES, count_states),
    Series(LABELS, count_labels),
    Series(GAPS, count_gaps),
    Series(GAP_CHILDREN, count_gap_children),
    Series(MISSING, count_missing),
)
