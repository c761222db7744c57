"""Ways of counting: over files, over findings and labels with their classes, over tasks."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import In

from hutong.children.discretion import told
from hutong.children.models import Child, RecordedFact, Step
from hutong.determinations.bundles import current_library
from hutong.indicators.indicator import DENOMINATOR, NUMERATOR, PARTS, UNKNOWN, Cell, Cells, Rows, When
from hutong.indicators.masks import Way, write_masks
from hutong.indicators.standing import count_children
from hutong.indicators.tallies import Areas
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.models import Task
from hutong.vocabulary.secrecy import DETAINED_PARENT, HEALTH, bits_of

NOBODY = Q(pk__in=())
COUNTED = frozenset({HEALTH, DETAINED_PARENT})
"""The classes that whoever keeps the files is told by role: boards and bulletins count what is of these, no others."""
Asked = Callable[[When], Q]


def nobody(when: When) -> Q:
    """Where nothing can be unknown."""
    return NOBODY


def was_there(when: When) -> Q:
    """Files that had been begun."""
    return Q(made_at__lt=when.until) if when.afterwards else Q()


def is_in(when: When, states: Collection[str], *, child: str = "") -> Q:
    """Files in one of some states, at the end of a month that is looked at afterwards; ``child`` is the way to them."""
    if not when.afterwards:
        return Q(**{f"{child}__state__in" if child else "state__in": states})
    steps = Step.objects.filter(child=OuterRef(child or "pk"), at__lt=when.until).order_by("-at", "-pk")
    return Q(In(Subquery(steps.values("after")[:1]), list(states)))


@dataclass(frozen=True)
class OfChildren:
    """Files by conditions on them; ``mask`` is the class by which the conditions say something, for all alike."""

    numerator: Asked
    denominator: Asked
    unknown: Asked = nobody
    kinds: frozenset[str] = frozenset()

    def _asked(self, part: str, when: When) -> Q:
        return {NUMERATOR: self.numerator, DENOMINATOR: self.denominator, UNKNOWN: self.unknown}[part](when)

    def count(self, areas: Areas, when: When) -> Cells:
        """One query."""
        counts = {part: Count("pk", filter=self._asked(part, when)) for part in PARTS}
        masks = write_masks([Way(bits_of(self.kinds))])
        files = Child.objects.filter(areas.children() & was_there(when))
        rows = files.values_list("area").annotate(**counts).order_by()
        return {
            Cell(area, part, masks): number
            for area, *numbers in rows
            for part, number in zip(PARTS, numbers, strict=True)
            if number
        }

    def open(self, part: str, when: When) -> Rows:
        # The conditions ask for rows of the very child that is shown: the scope is looked at once, for the child.
        with acting_as(EVERYTHING):
            asked = self._asked(part, when) & was_there(when)
        return Rows(children=Child.objects.filter(asked, merged_into__isnull=True))


@dataclass(frozen=True)
class OfClassed:
    """Children who have rows that bear their classes (``secrecy``): findings, labels. ``rows`` begins each part."""

    rows: Callable[[], QuerySet[Any]]
    numerator: Asked
    denominator: Asked
    unknown: Asked = nobody

    def _part(self, part: str, when: When) -> QuerySet[Any]:
        asked = {NUMERATOR: self.numerator, DENOMINATOR: self.denominator, UNKNOWN: self.unknown}[part](when)
        return self.rows().filter(asked)

    def count(self, areas: Areas, when: When) -> Cells:
        """Six queries, and the rows that are told by class."""
        return {
            Cell(area, part, masks): number
            for part in PARTS
            for (area, _, masks), number in count_children(
                self._part(part, when).filter(areas.children("child__"))
            ).items()
        }

    def open(self, part: str, when: When) -> Rows:
        # These too; what may be told of them depends on who acts.
        with acting_as(EVERYTHING):
            asked = self._part(part, when)
        rows = told(asked).filter(child=OuterRef("pk"))
        return Rows(children=Child.objects.filter(Exists(rows), merged_into__isnull=True))


@dataclass(frozen=True)
class OfTasks:
    """Tasks by conditions on them, in all and by the body that answers."""

    numerator: Asked
    denominator: Asked
    unknown: Asked = nobody
    counts: dict[str, Asked] = field(init=False)

    def __post_init__(self) -> None:
        asked = {NUMERATOR: self.numerator, DENOMINATOR: self.denominator, UNKNOWN: self.unknown}
        object.__setattr__(self, "counts", asked)

    def count(self, areas: Areas, when: When) -> Cells:
        """One query; tasks of sealed and merged files do not count."""
        counts = {part: Count("pk", filter=asked(when)) for part, asked in self.counts.items()}
        counted = Q(child__isnull=True) | Q(child__is_sealed=False, child__merged_into__isnull=True)
        rows = Task.objects.filter(areas.of("place") & counted).values_list("place", "body_kind", "secrecy")
        found: Counter[Cell] = Counter()
        for area, body, secrecy, *numbers in rows.annotate(**counts).order_by():
            masks = write_masks([Way(secrecy)])
            for part, number in zip(self.counts, numbers, strict=True):
                found[Cell(area, part, masks)] += number
                found[Cell(area, part, masks, body)] += number
        return +found

    def open(self, part: str, when: When) -> Rows:
        return Rows(tasks=Task.objects.filter(self.counts[part](when)))


def fact_is(when: When, name: str, *values: str) -> Exists:
    """Files in which a fact is believed to have one of some values on the day; any, where none is given."""
    facts = believed(when).filter(name=name, child=OuterRef("pk"))
    return Exists(facts.filter(value__in=values) if values else facts)


def believed(when: When) -> QuerySet[RecordedFact]:
    """The facts that are believed, hold on the day, and are not of a class that nobody is told by role."""
    held = (Q(since__isnull=True) | Q(since__lte=when.on)) & (Q(until__isnull=True) | Q(until__gte=when.on))
    rows = RecordedFact.objects.filter(held, was_believed(when), is_collected=True)
    return rows.exclude(name__in=list_uncounted())


def was_believed(when: When) -> Q:
    """Rows not corrected; afterwards: recorded by the end of the month, and not corrected until then."""
    if not when.afterwards:
        return Q(corrected_at__isnull=True)
    return Q(recorded_at__lt=when.until) & (Q(corrected_at__isnull=True) | Q(corrected_at__gte=when.until))


def list_uncounted() -> list[str]:
    """The facts of classes that nobody is told by role."""
    facts = current_library().vocabulary.facts
    return [name for name, fact in facts.items() if not COUNTED.issuperset(fact.entry.secrecy)]
