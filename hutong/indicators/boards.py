"""Reading indicators from the kept sums: of a place, of what lies in it, by month and body; small numbers left out.

Whoever keeps the files of a place sees every number and opens it to its rows. Leaders, inspectors and auditors see the
same questions without any child: their numbers count what a role in charge of files is told, and none is so small that
a child could be made out by it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from hutong.children.models import Child
from hutong.indicators.indicator import DENOMINATOR, NUMERATOR, PARTS, UNKNOWN, Indicator, When, measure
from hutong.indicators.masks import counts_for
from hutong.indicators.models import KeptSum
from hutong.indicators.monthly import BETWEEN, MONTHS_COUNTED
from hutong.indicators.periods import Month, month_of
from hutong.indicators.reckoners import COUNTED
from hutong.indicators.tallies import Areas
from hutong.places.codes import county_of, full_code, level_of, prefix_of
from hutong.places.models import Level, inside
from hutong.staff.grants import kinds_known
from hutong.staff.models import Role
from hutong.staff.scope import READS_FILES, AnyRole, get_scope

COUNTS_ONLY: frozenset[AnyRole] = frozenset({Role.LEADER, Role.INSPECTOR, Role.AUDITOR})
"""Posts that see how many, and nobody's file."""
SEES_BOARDS = READS_FILES | COUNTS_ONLY


class Reader(NamedTuple):
    """As whom a board is read."""

    known: frozenset[str]
    opens_rows: bool
    counts_rows: bool = False
    """Kin of theirs must be left out, so that in small places rows are counted for them."""


@dataclass(frozen=True)
class Figure:
    """An indicator in a place and a period; None is a number that is not told because it is small."""

    numerator: int | None = 0
    denominator: int | None = 0
    unknown: int | None = 0
    is_mean: bool = False
    is_known: bool = True
    """False for a month of which there is no record here."""

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing to be counted."""
        return not self.denominator and self.denominator is not None and not self.unknown

    @property
    def value(self) -> float | None:
        """The share in percent, or the days that come to one; None where there is none or it may not be told."""
        if not self.is_known or self.numerator is None or not self.denominator:
            return None
        return round(self.numerator / self.denominator * (1 if self.is_mean else 100), 1)


class Key(NamedTuple):
    """Where, when, which indicator, of which body."""

    place: str
    period: str
    slug: str
    of: str = ""


Figures = Mapping[Key, Figure]


def get_reader(place: str) -> Reader | None:
    """As whom whoever acts reads the board of a place; None where no post lets them. Raises NoScope."""
    scope = get_scope()
    if scope.covers(place):
        return Reader(kinds_known(area=place), opens_rows=True, counts_rows=bool(scope.kept_from))
    if scope.covers(place, roles=COUNTS_ONLY):
        return Reader(COUNTED, opens_rows=False)
    return None


class Known(NamedTuple):
    """Of which months the indicators of some places are known, and which of them were counted afterwards."""

    live: frozenset[tuple[str, str]]
    """Place and month, of all indicators: counted while the month was open."""
    later: frozenset[Key]

    def get(self, figures: Figures, key: Key, *, is_mean: bool) -> Figure:
        """A figure; nothing where nothing was counted, and said to be unknown where nobody counted."""
        if key in figures:
            return figures[key]
        is_live = bool({(key.place, key.period), (_county_or(key.place), key.period)} & self.live)
        return Figure(is_mean=is_mean, is_known=is_live or self.is_later(key))

    def is_later(self, key: Key) -> bool:
        """Whether it was counted when the month was long over."""
        return bool({key, key._replace(place=_county_or(key.place))} & self.later)


def read_known(places: Sequence[str], months: Iterable[Month]) -> Known:
    """What is known of some places; the running month is. One query.

    What lies below a county is known when the county is: a village without a file has nothing to be counted.
    """
    running = month_of(timezone.localdate())
    by_prefix: dict[str, str] = {prefix_of(place): place for place in [*places, *map(_county_or, places)]}
    rows = KeptSum.objects.filter(_are(by_prefix), series=MONTHS_COUNTED, period__in=list(map(str, months)))
    live, later = {(place, str(running)) for place in by_prefix.values()}, set()
    for prefix, period, key in rows.values_list("prefix", "period", "key"):
        if key == "":
            live.add((by_prefix[prefix], period))
        else:
            later.add(Key(by_prefix[prefix], period, key))
    return Known(frozenset(live), frozenset(later))


def _county_or(place: str) -> str:
    """The county around a narrower place; a wider place itself."""
    return full_code(county_of(place)) if level_of(place) > Level.COUNTY else place


def _are(prefixes: Iterable[str]) -> Q:
    asked = Q(pk__in=())
    for digits in {len(prefix) for prefix in prefixes}:
        asked |= Q(digits=digits, prefix__in=[prefix for prefix in prefixes if len(prefix) == digits])
    return asked


def for_the_public() -> Reader:
    """As whom a bulletin is written: like those who see no file."""
    return Reader(COUNTED, opens_rows=False)


def read_figures(
    places: Sequence[str],
    months: Iterable[Month],
    indicators: Sequence[Indicator],
    reader: Reader,
    *,
    by_body: bool = False,
) -> Figures:
    """Indicators of some places in some months. One query; where kin is to be left out of small places some more."""
    months = list(months)
    parts = _read_kept(places, months, indicators, reader)
    today = timezone.localdate()
    running = month_of(today)
    if reader.counts_rows and running in months:
        for place in places:
            if level_of(place) >= Level.TOWNSHIP:
                _count_rows(place, When(running, today), indicators, reader, parts)
    means = {one.slug: one.is_mean for one in indicators}
    found = {
        key: Figure(some[NUMERATOR], some[DENOMINATOR], some[UNKNOWN], is_mean=means[key.slug])
        for key, some in parts.items()
        if by_body or not key.of
    }
    hides = {one.slug for one in indicators if one.hides_small or (one.counts_people and not reader.opens_rows)}
    return {key: without_small(one) if key.slug in hides else one for key, one in found.items()}


def _read_kept(
    places: Sequence[str], months: Iterable[Month], indicators: Iterable[Indicator], reader: Reader
) -> dict[Key, Counter[str]]:
    by_prefix = {prefix_of(place): place for place in places}
    slugs = [one.slug for one in indicators]
    rows = KeptSum.objects.filter(_are(by_prefix), period__in=list(map(str, months)), series__in=slugs)
    found: dict[Key, Counter[str]] = defaultdict(Counter)
    for prefix, period, slug, key, masks, number in rows.values_list(
        "prefix", "period", "series", "key", "masks", "number"
    ):
        if counts_for(masks, reader.known):
            part, _, of = key.partition(BETWEEN)
            found[Key(by_prefix[prefix], period, slug, of)][part] += number
    return found


def _count_rows(
    place: str, when: When, indicators: Iterable[Indicator], reader: Reader, parts: dict[Key, Counter[str]]
) -> None:
    """Count the rows of a small place within the scope, instead of its kept sums."""
    areas = set(Child.objects.filter(inside(place, field="area")).values_list("area", flat=True)) | {place}
    for one in indicators:
        if not one.has_rows:
            continue
        for key in [key for key in parts if key[:3] == (place, str(when.month), one.slug)]:
            del parts[key]
        for cell, number in measure(one, Areas(tuple(areas)), when).items():
            if counts_for(cell.masks, reader.known):
                parts[Key(place, str(when.month), one.slug, cell.of)][cell.part] += number


def is_small(number: int | None) -> bool:
    """Whether so few are counted that they could be told apart."""
    return number is not None and 0 < number < settings.SMALLEST_COUNT


def without_small(figure: Figure) -> Figure:
    """A figure without its small numbers, and without those from which they would follow."""
    counted, among = figure.numerator or 0, figure.denominator or 0
    is_told = not is_small(among) and (figure.is_mean or not (is_small(counted) or is_small(among - counted)))
    return Figure(
        counted if is_told else None,
        None if is_small(among) else among,
        None if is_small(figure.unknown) else figure.unknown,
        figure.is_mean,
        figure.is_known,
    )


def list_with_second(figures: Sequence[Figure]) -> list[Figure]:
    """Figures of the parts of a place whose own figure is told: where one alone is left out, the next smallest is, too.

    Else the total less the others would be the one that is left out.
    """
    told = list(figures)
    for part in PARTS:
        values = [getattr(one, part) for one in told]
        if values.count(None) == 1 and (others := [number for number in values if number]):
            second = values.index(min(others))
            told[second] = _without(told[second], part)
    return told


def _without(figure: Figure, part: str) -> Figure:
    given = {NUMERATOR: figure.numerator, DENOMINATOR: figure.denominator, UNKNOWN: figure.unknown, part: None}
    return Figure(given[NUMERATOR], given[DENOMINATOR], given[UNKNOWN], figure.is_mean, figure.is_known)


def list_months(last: Month, count: int) -> list[Month]:
    """So many months through the last one, the oldest first."""
    months = [last]
    while len(months) < count:
        months.append(months[-1].before)
    return months[::-1]
