"""What is counted of some areas: the areas, a line of a count, and a series of such lines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from hutong.indicators.masks import EVERYBODY
from hutong.indicators.periods import NOW


@dataclass(frozen=True)
class Areas:
    """Some areas that are counted together, by their codes of twelve digits."""

    codes: tuple[str, ...]

    def of(self, field: str) -> Q:
        """The rows whose place is one of the areas."""
        return Q(**{f"{field}__in": self.codes})

    def children(self, path: str = "") -> Q:
        """The files of the areas that count: those that were merged into another or are sealed do not."""
        return self.of(f"{path}area") & Q(**{f"{path}merged_into__isnull": True, f"{path}is_sealed": False})


class Tally(NamedTuple):
    """One thing counted in an area."""

    area: str
    series: str
    key: str = ""
    masks: str = EVERYBODY
    period: str = NOW

    @property
    def named(self) -> dict[str, str]:
        """What is counted, as the columns of a kept sum name it."""
        return {"period": self.period, "series": self.series, "key": self.key, "masks": self.masks}


Tallies = Mapping[Tally, int]


@dataclass(frozen=True)
class Series:
    """Things of one kind, and how they are counted on a day; ``mark`` is what of an area shows that they changed."""

    slug: str
    count: Callable[[Areas, date], Tallies]
    mark: Callable[[date], Iterable[tuple[str, str]]] | None = None
    """Of every area that has any: a short text that is another one when they changed."""
