"""Keeping the sums: which areas changed, counting these anew, adding up what lies around them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Q, Sum

from hutong.children.models import Change, Child
from hutong.determinations.models import DueAgain
from hutong.indicators.models import THE_ONE, CountedArea, Counting, KeptSum
from hutong.indicators.periods import list_periods
from hutong.indicators.standing import AREA
from hutong.indicators.tallies import Areas, Series, Tally
from hutong.places.codes import DIGITS, LEVEL_DIGITS, SHORT_DIGITS

WRITTEN = ExpressionWrapper(F("revision") * F("pk"), output_field=BigIntegerField())
"""Another number whenever a file was written to, came or went."""
AREAS_AT_ONCE, ROWS_AT_ONCE = 100, 5_000
SAID = ("period", "series", "key", "masks")
WIDER = tuple(reversed((0, *LEVEL_DIGITS[:-1])))
"""How many digits the places around an area have, the nearest first."""


def keep_sums(
    *,
    series: Sequence[Series],
    on: date,
    at: datetime,
    everything: bool = False,
    advance: Callable[[int], None] = lambda areas: None,
) -> int:
    """Count anew the areas that changed since they were counted last, or all of them; how many.

    On another day than the last time all of them changed. The sums are complete as of the moment this began.
    """
    marks = list_marks(series, on=on)
    known = {} if everything else dict(CountedArea.objects.values_list("area", "mark"))
    gone = set(CountedArea.objects.values_list("area", flat=True)) - marks.keys()
    changed = sorted({area for area, mark in marks.items() if known.get(area) != mark} | gone)
    for lot in by_county(changed):
        recount(lot, series=series, marks=marks, on=on, at=at)
        advance(len(lot))
    Counting.objects.update_or_create(pk=THE_ONE, defaults={"complete_at": at, "on": on})
    return len(changed)


def list_marks(series: Iterable[Series], *, on: date) -> dict[str, str]:
    """Of every area with files how it stands: the day, its files and how often they were written to, what waits."""
    rows = Child.objects.values_list("area").annotate(
        files=Count("pk"), sealed=Count("pk", filter=Q(is_sealed=True)), written=Sum(WRITTEN)
    )
    marks = {area: f"{on:%y%m%d} {files} {sealed} {written}" for area, files, sealed, written in rows.order_by()}
    waiting: Counter[str] = Counter()
    for model, among in ((Change, Q()), (DueAgain, Q(on__lte=on))):
        found = model.objects.filter(among).values_list(AREA).annotate(number=Count("pk")).order_by()
        waiting.update(dict(found))
    for area, number in waiting.items():
        marks[area] = f"{marks.get(area, '')} w{number}"
    for one in series:
        for area, mark in one.mark(on) if one.mark else ():
            marks[area] = f"{marks.get(area, '')} {mark}"
    return marks


@transaction.atomic
def recount(
    areas: Sequence[str], *, series: Iterable[Series], marks: Mapping[str, str], on: date, at: datetime
) -> None:
    """Count some areas anew, as they stand and for the months still open, and add up around them; nobody else counts.

    Months that are over keep what was counted of them.
    """
    Counting.objects.get_or_create(pk=THE_ONE)
    Counting.objects.select_for_update().get(pk=THE_ONE)
    found: Counter[Tally] = Counter()
    for one in series:
        found.update(one.count(Areas(tuple(areas)), on))
    rows = [
        KeptSum(digits=DIGITS, prefix=tally.area, number=number, **tally.named)
        for tally, number in found.items()
        if number
    ]
    periods = list_periods(on)
    KeptSum.objects.filter(digits=DIGITS, prefix__in=areas, period__in=periods).delete()
    KeptSum.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    add_up(areas, periods)
    CountedArea.objects.filter(area__in=areas).delete()
    CountedArea.objects.bulk_create(
        CountedArea(area=area, mark=marks[area], counted_at=at) for area in areas if area in marks
    )


def add_up(areas: Iterable[str], periods: Sequence[str]) -> None:
    """What lies around some areas, from the nearest to the nation: each from the rows of the next longer digits."""
    longer = DIGITS
    for digits in WIDER:
        for prefix in {area[:digits] for area in areas}:
            inside = KeptSum.objects.filter(
                digits=longer,
                prefix__gte=prefix.ljust(longer, "0"),
                prefix__lte=prefix.ljust(longer, "9"),
                period__in=periods,
            )
            summed = inside.values_list(*SAID).annotate(total=Sum("number")).order_by()
            rows = [
                KeptSum(digits=digits, prefix=prefix, number=total, **dict(zip(SAID, said, strict=True)))
                for *said, total in summed
            ]
            KeptSum.objects.filter(digits=digits, prefix=prefix, period__in=periods).delete()
            KeptSum.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
        longer = digits


def by_county(areas: Sequence[str]) -> Iterator[list[str]]:
    """The areas of a county together, not too many at once."""
    counties: dict[str, list[str]] = defaultdict(list)
    for area in areas:
        counties[area[:SHORT_DIGITS]].append(area)
    for some in counties.values():
        yield from (some[begin : begin + AREAS_AT_ONCE] for begin in range(0, len(some), AREAS_AT_ONCE))
