"""One indicator of what lies in a place, and of the bodies that answer there: the worst first."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils import timezone

from hutong.indicators.boards import Figure, Figures, Key, list_with_second, read_figures, read_known
from hutong.indicators.indicator import PARTS, Indicator
from hutong.indicators.periods import Month
from hutong.pages.indicators.asking import Asked
from hutong.pages.indicators.telling import Change, tell_change, tell_part, tell_value
from hutong.pages.names import get_names
from hutong.places.queries import list_below


class Row(NamedTuple):
    """A place or a body, its numbers in words."""

    code: str
    name: str
    value: str
    numerator: str
    denominator: str
    unknown: str
    change: Change | None
    worth: float | None


def list_places(asked: Asked, one: Indicator) -> list[Row]:
    """What lies right below the place. Two queries."""
    below = list_below(asked.place, on=timezone.localdate())
    codes = [place.code for place in below]
    if not codes:
        return []
    figures = read_figures(codes, [asked.month.before, asked.month], [one], asked.reader)
    known = read_known(codes, [asked.month.before, asked.month])

    def list_of(month: Month) -> list[Figure]:
        keys = [Key(code, str(month), one.slug) for code in codes]
        return _told([known.get(figures, key, is_mean=one.is_mean) for key in keys], asked)

    both = zip(list_of(asked.month), list_of(asked.month.before), strict=True)
    rows = (
        _row(place.code, place.label(asked.lang), now, tell_change(one, now, before, asked.lang), asked.lang)
        for place, (now, before) in zip(below, both, strict=True)
    )
    return _worst_first(rows, one)


def list_bodies(asked: Asked, one: Indicator, figures: Figures) -> list[Row]:
    """The bodies that answer in the place in the month."""
    names, on = get_names(asked.lang), timezone.localdate()
    own: Mapping[str, Figure] = {
        key.of: value for key, value in figures.items() if key.of and key.period == str(asked.month)
    }
    told = zip(own, _told(list(own.values()), asked), strict=True)
    return _worst_first((_row(of, names.body(of, on=on), figure, None, asked.lang) for of, figure in told), one)


def _told(figures: list[Figure], asked: Asked) -> list[Figure]:
    return figures if asked.reader.opens_rows else list_with_second(figures)


def _row(code: str, name: str, figure: Figure, change: Change | None, lang: str) -> Row:
    counted, among, unknown = (tell_part(figure, part, lang) for part in PARTS)
    return Row(code, name, tell_value(figure, lang), counted, among, unknown, change, figure.value)


def _worst_first(rows: Iterable[Row], one: Indicator) -> list[Row]:
    sign = -1 if one.wanted == "fewer" else 1
    return sorted(rows, key=lambda row: (row.worth is None, sign * (row.worth or 0.0)))
