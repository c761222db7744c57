"""What an indicator is: a question with a numerator, a denominator, what is unknown, and the clauses that ask it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple, Protocol

from django.db.models import QuerySet
from django.utils import timezone

from hutong.children.models import Child
from hutong.indicators.beginnings import first_day_of_files
from hutong.indicators.periods import Month
from hutong.indicators.tallies import Areas
from hutong.tasks.models import Task

NUMERATOR, DENOMINATOR, UNKNOWN = "numerator", "denominator", "unknown"
PARTS = (NUMERATOR, DENOMINATOR, UNKNOWN)
A_DAY = timedelta(days=1)


class When(NamedTuple):
    """For which month, and which is the last day that is looked at: the month's last, or today."""

    month: Month
    on: date
    afterwards: bool = False
    """The month is over and is looked at from the dates of the rows: what came later is not looked at."""

    @property
    def begins(self) -> datetime:
        """The first instant of the month, where the work is done."""
        return timezone.make_aware(datetime.combine(self.month.first, time()))

    @property
    def ends(self) -> datetime:
        """The first instant after the month."""
        return timezone.make_aware(datetime.combine(self.month.last + A_DAY, time()))

    @property
    def until(self) -> datetime:
        """The first instant after the last day that is looked at."""
        return timezone.make_aware(datetime.combine(self.on + A_DAY, time()))


class Cell(NamedTuple):
    """A part of an indicator in an area for whoever is told of the masks; ``of`` is a body where it is told by body."""

    area: str
    part: str
    masks: str = ""
    of: str = ""


Cells = Mapping[Cell, int]


class Rows(NamedTuple):
    """What a number stands for: files, or tasks; within the scope, and as far as it may be told."""

    children: QuerySet[Child] | None = None
    tasks: QuerySet[Task] | None = None


class Reckoner(Protocol):
    """How an indicator is counted, and how its numbers are opened."""

    def count(self, areas: Areas, when: When) -> Cells:
        """The parts in some areas."""

    def open(self, part: str, when: When) -> Rows:
        """The rows of a part; empty where it counts no files and no tasks."""


@dataclass(frozen=True)
class Indicator:
    """A question that is asked of every place, every month."""

    slug: str
    name: str
    question: str
    clauses: tuple[str, ...]
    """Addresses of the rules that ask for it, the measures of the documents first."""
    numerator: str
    denominator: str
    unknown: str
    """What is not known and so is in neither."""
    wanted: Literal["fewer", "more"]
    reckoner: Reckoner
    is_dated: bool = False
    """Months that are over can be counted from the dates of the rows; the others keep what was counted last in them."""
    first_day: Callable[[str], date | None] = first_day_of_files
    """Since when what it counts is on record in a county; None where nothing is. A month before it is not known."""
    is_mean: bool = False
    """The numerator is a sum of days, and what is told is how many of them come to one."""
    is_by_body: bool = False
    has_rows: bool = True
    """Its numbers open to files or tasks."""
    counts_people: bool = True
    """False where villages or bodies are counted: of these a small number tells of nobody."""
    hides_small: bool = False
    """Small numbers are told to nobody, also not to whoever keeps the files."""
    mark: Callable[[date], Counter[str]] | None = None
    """Of areas, a number that is another one when something changed that no file tells of."""


def measure(indicator: Indicator, areas: Areas, when: When) -> Cells:
    """The parts of an indicator in some areas; none for a month that is over, where its rows bear no dates."""
    if not indicator.is_dated and not when.month.first <= when.on <= when.month.last:
        return {}
    return indicator.reckoner.count(areas, when)
