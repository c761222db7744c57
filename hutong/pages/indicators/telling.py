"""How figures are told on a page: words, shares, what changed, bars."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hutong.indicators.boards import Figure
from hutong.indicators.indicator import Indicator
from hutong.indicators.periods import Month
from hutong.lib.translating import marked, translator

FEW, NOTHING, NO_RECORD = marked("few"), marked("nothing to count"), marked("no record")
NONE = "—"
WIDEST, BAR_HEIGHT = 100, 1
SAME = 0.05


class Change(NamedTuple):
    """How a value differs from the one of the month before, in words, and whether that is better."""

    text: str
    look: str
    """``yes``, ``bad`` or ``no``, as tags are."""


@dataclass(frozen=True)
class Line:
    """A line of a board."""

    indicator: Indicator
    figure: Figure
    before: Figure | None
    lang: str

    @property
    def value(self) -> str:
        """The share or the days."""
        return tell_value(self.figure, self.lang)

    @property
    def change(self) -> Change | None:
        """Against the month before; None where one of them is not told."""
        return tell_change(self.indicator, self.figure, self.before, self.lang)


def tell_value(figure: Figure, lang: str) -> str:
    """The share with its sign, the days, or why there is none."""
    say = translator(lang)
    if not figure.is_known:
        return say(NO_RECORD)
    if figure.value is None:
        return say(FEW) if figure.numerator is None or figure.denominator is None else say(NOTHING)
    return say("{days} days").format(days=f"{figure.value:g}") if figure.is_mean else f"{figure.value:g}%"


def tell_number(number: int | None, lang: str) -> str:
    """A number, or that it is small."""
    return translator(lang)(FEW) if number is None else f"{number:,}"


def tell_part(figure: Figure, part: str, lang: str) -> str:
    """A number of a figure; a dash where there is no record."""
    return tell_number(getattr(figure, part), lang) if figure.is_known else NONE


def begun(course: Mapping[Month, Figure]) -> list[tuple[Month, Figure]]:
    """The months from the first of which there is a record; the last one alone where there is none."""
    rows = list(course.items())
    first = next((number for number, (_, figure) in enumerate(rows) if figure.is_known), len(rows) - 1)
    return rows[first:]


def tell_change(indicator: Indicator, now: Figure, before: Figure | None, lang: str) -> Change | None:
    """How the value moved since the month before."""
    if now.value is None or before is None or before.value is None:
        return None
    say, moved = translator(lang), now.value - before.value
    if abs(moved) < SAME:
        return Change(say("as before"), "no")
    text = say("{moved} days") if indicator.is_mean else say("{moved} points")
    is_better = (moved < 0) is (indicator.wanted == "fewer")
    return Change(text.format(moved=f"{moved:+.1f}"), "yes" if is_better else "bad")


class Bar(NamedTuple):
    """A bar of a chart, in parts of a hundred."""

    label: str
    value: str
    length: float
    top: int


def draw_bars(labelled: Iterable[tuple[str, Figure]], lang: str) -> list[Bar]:
    """Bars as long as their values are to the largest, or to a hundred percent."""
    rows = list(labelled)
    values = [one.value or 0.0 for _, one in rows]
    whole = max([*values, 1.0]) if any(one.is_mean for _, one in rows) else max([*values, 10.0])
    return [
        Bar(label, tell_value(one, lang), round((one.value or 0.0) / whole * WIDEST, 1), number)
        for number, (label, one) in enumerate(rows)
    ]


def tell_month(month: Month, lang: str) -> str:
    """A month as people write it."""
    return f"{month.year}年{month.month}月" if lang == "zh" else str(month)


def list_choices(last: Month, chosen: Month, count: int, lang: str) -> Sequence[tuple[str, str]]:
    """The months to choose from, the newest first, with the one chosen."""
    months, one = {chosen}, last
    for _ in range(count):
        months.add(one)
        one = one.before
    return [(str(month), tell_month(month, lang)) for month in sorted(months, reverse=True)]
