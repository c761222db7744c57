"""The list of children: filters, a page at a time by the key of its last row, and what each row shows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from hutong.children import queries
from hutong.children.discretion import told
from hutong.children.models import Child, Labelled, RecordedFact, State
from hutong.determinations.bundles import current_library
from hutong.determinations.discretion import discretion_over, list_hidden_facts
from hutong.determinations.queries import list_told_findings
from hutong.lib.elapsed import whole_years
from hutong.pages.names import Names
from hutong.places.codes import CodeWrong, full_code
from hutong.policy.library import Library

PAGE = 50
GAPS = ("owed_not_received", "received_not_owed")
AGES: Mapping[str, tuple[int | None, int | None]] = {
    "0-5": (None, 5), "6-13": (6, 13), "14-15": (14, 15), "16-17": (16, 17), "18": (18, None),
}  # fmt: skip
ORDER = ("area", "name", "pk")


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; addresses hold these words and nothing else."""

    place: str = ""
    label: str = ""
    state: str = ""
    age: str = ""
    gap: str = ""
    is_without_evidence: bool = False
    is_stale: bool = False

    @property
    def is_any(self) -> bool:
        """Whether anything is narrowed."""
        return self != Filters()


@dataclass(frozen=True)
class Row:
    """A child in the list."""

    child: Child
    age: int | None
    labels: tuple[str, ...]
    gaps: Mapping[str, int]


@dataclass(frozen=True)
class Page:
    """Some rows, and after which child the next ones begin."""

    rows: Sequence[Row]
    next_after: UUID | None


def read_filters(given: Mapping[str, str]) -> Filters:
    """The filters of an address; what is no such word is passed over."""
    try:
        place = full_code(given["place"]) if given.get("place") else ""
    except CodeWrong:
        place = ""
    state, age, gap = given.get("state", ""), given.get("age", ""), given.get("gap", "")
    return Filters(
        place=place,
        label=given.get("label", "")[:60],
        state=state if state in State.values else "",
        age=age if age in AGES else "",
        gap=gap if gap in GAPS else "",
        is_without_evidence=given.get("without_evidence") == "1",
        is_stale=given.get("stale") == "1",
    )


def write_filters(filters: Filters) -> str:
    """The address's words for filters, always in the same order: the other way round of ``read_filters``."""
    words = {
        "place": filters.place, "label": filters.label, "state": filters.state, "age": filters.age, "gap": filters.gap,
        "without_evidence": "1" if filters.is_without_evidence else "", "stale": "1" if filters.is_stale else "",
    }  # fmt: skip
    return urlencode({name: word for name, word in words.items() if word})


def filtered(filters: Filters, *, on: date) -> QuerySet[Child]:
    """The children within the scope that the filters leave; closed and transferred ones only when asked for."""
    youngest, oldest = AGES.get(filters.age, (None, None))
    asked = queries.Filters(
        place=filters.place, label=filters.label, youngest=youngest, oldest=oldest, among=_among(filters, on=on)
    )
    return queries.filtered(replace(asked, states=(filters.state,)) if filters.state else asked, on=on)


def _among(filters: Filters, *, on: date) -> Q:
    """What only the pages ask for: gaps, facts without evidence, facts to be asked again."""
    among = Q()
    if filters.gap:
        among &= Q(Exists(list_told_findings().filter(child=OuterRef("pk"), gap=filters.gap)))
    if filters.is_without_evidence:
        among &= Q(Exists(believed().filter(child=OuterRef("pk"), evidence__isnull=True, is_collected=True)))
    if filters.is_stale:
        among &= Q(Exists(believed().filter(stale(current_library(), on), child=OuterRef("pk"))))
    return among


def believed() -> QuerySet[RecordedFact]:
    """The facts that are believed now, of which one is told."""
    facts = RecordedFact.objects.filter(corrected_at__isnull=True)
    hidden = list_hidden_facts(discretion_over())
    return facts.exclude(name__in=hidden) if hidden else facts


@lru_cache(maxsize=64)
def stale(library: Library, on: date) -> Q:
    """Facts that are to be asked again: recorded longer ago than their kind stays fresh."""
    names: dict[int, list[str]] = defaultdict(list)
    for name, fact in library.vocabulary.facts.items():
        if fact.entry.fresh_days:
            names[fact.entry.fresh_days].append(name)
    found = Q(pk__in=[])
    for days, some in names.items():
        found |= Q(name__in=some, recorded_at__date__lt=on - timedelta(days=days))
    return found


def list_page(filters: Filters, *, after: UUID | None, on: date, names: Names, limit: int = PAGE) -> Page:
    """The next rows after a child, in the order of places and names. Four queries."""
    return page_of(filtered(filters, on=on), after=after, on=on, names=names, limit=limit)


def page_of(found: QuerySet[Child], *, after: UUID | None, on: date, names: Names, limit: int = PAGE) -> Page:
    """The next of some children after one of them."""
    last = Child.objects.filter(uid=after).values_list(*ORDER).first() if after else None
    if last is not None:
        area, name, pk = last
        found = found.filter(Q(area__gt=area) | Q(area=area, name__gt=name) | Q(area=area, name=name, pk__gt=pk))
    children = list(found.order_by(*ORDER)[: limit + 1])
    rows = to_rows(children[:limit], on=on, names=names)
    return Page(rows, children[limit - 1].uid if len(children) > limit else None)


def to_rows(children: Sequence[Child], *, on: date, names: Names) -> list[Row]:
    """Children with their labels and gaps: two queries for all of them."""
    numbers = [child.pk for child in children]
    labels: dict[int, dict[str, None]] = defaultdict(dict)
    held = told(Labelled.objects.filter(child__in=numbers, until__isnull=True))
    for child, label in held.values_list("child", "label"):
        if label not in names.hidden_categories:
            labels[child].setdefault(names.category(label))
    gaps: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    open_gaps = list_told_findings().filter(child__in=numbers).exclude(gap="")
    for child, gap, benefit in open_gaps.values_list("child", "gap", "benefit").distinct():
        if not names.discretion.hides_benefit(benefit):
            gaps[child][gap] += 1
    return [Row(child, _age(child, on), tuple(labels[child.pk]), dict(gaps[child.pk])) for child in children]


def _age(child: Child, on: date) -> int | None:
    return whole_years(child.born, on) if child.born and child.born <= on else None
