"""A projection as a text for the terminal: children and money month by month, and what changes each month."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pyarrow as pa

from hutong.lib.text_layout import align_rows
from hutong.lib.translating import marked
from hutong.screening.ahead.causes import BEGINS, BIRTHDAY, ENDS, TEXTS
from hutong.screening.ahead.comparing import GAINED, LESS, LOST, MORE
from hutong.screening.ahead.figures import Figures, list_figures, without
from hutong.screening.ahead.telling_rehearsal import NO_SUM
from hutong.screening.ahead.wording import Words, shown_count, shown_yuan

SHOWN = (GAINED, LOST, MORE, LESS)
MOST_CAUSES = 4
ASSUMED = (
    marked("Assumed: only time passes. Nobody is born, moves, or changes otherwise; texts change on their own days."),
    marked("What is unknown today stays unknown; lists that are complete today are taken to stay complete."),
    marked("Each month is worked out as on its first day; the first line is the day asked about."),
)


@dataclass(frozen=True)
class Month:
    """One day of a projection: figures, changes since the day before in the list, and why."""

    day: date
    figures: Figures
    changes: Mapping[str, int]
    causes: Mapping[tuple[str, str], int]
    """Children by cause and change."""


@dataclass(frozen=True)
class Projected:
    """A finished projection, ready to be told; what must not be named is left out already."""

    days: Sequence[date]
    words: Words
    children: int
    refused: int
    tables: Mapping[str, pa.Table]
    hides: bool = False

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str, str | None], Figures]:
        """Figures by day, benefit and place."""
        return list_figures(self.tables["standing"], self.tables["owed"])

    @cached_property
    def benefits(self) -> list[str]:
        """The benefits that are owed to anybody on any of the days, in their usual order."""
        owed = {benefit for (_, benefit, _), figures in self.by_key.items() if figures.owed}
        return [slug for slug in self.words.library.vocabulary.benefits if slug in owed]

    @cached_property
    def priced(self) -> list[str]:
        """Those of the benefits that cost a known sum a month on any of the days."""
        found = {benefit for (_, benefit, _), figures in self.by_key.items() if figures.at_least}
        return [slug for slug in self.benefits if slug in found]

    def figures(self, day: date, *, benefit: str = "") -> Figures:
        """All places together, of one benefit or of all."""
        total = Figures()
        for (at, slug, _), figures in self.by_key.items():
            if at == day.isoformat() and slug == (benefit or slug) and slug in self.benefits:
                total += figures
        return total

    @cached_property
    def months(self) -> list[Month]:
        """Day by day."""
        changes: dict[str, Counter[str]] = {}
        causes: dict[str, Counter[tuple[str, str]]] = {}
        for line in self.tables["changed"].to_pylist():
            if line["cause"]:
                causes.setdefault(line["at"], Counter())[line["cause"], line["change"]] += line["children"]
            else:
                changes.setdefault(line["at"], Counter())[line["change"]] += line["children"]
        return [
            Month(
                day, self.figures(day), changes.get(day.isoformat(), Counter()), causes.get(day.isoformat(), Counter())
            )
            for day in self.days
        ]


def make_projected(
    days: Sequence[date], words: Words, tables: Mapping[str, pa.Table], *, sensitive: bool, **counts: int
) -> Projected:
    """A projection for people: highly sensitive benefits only when asked for."""
    hidden = frozenset() if sensitive else words.hidden() & set(tables["standing"]["benefit"].unique().to_pylist())
    return Projected(days, words, tables=without(tables, hidden), hides=bool(hidden), **counts)


def say_cause(cause: str, words: Words) -> str:
    """Why something changes, as people say it."""
    kind, _, what = cause.partition(":")
    match kind:
        case _ if kind == BIRTHDAY:
            return words.say("turns {years}", years=what)
        case _ if kind in (ENDS, BEGINS):
            label = words.library.vocabulary.facts[what].label(words.lang)
            return words.say("‘{fact}’ ends", fact=label) if kind == ENDS else words.say("‘{fact}’ begins", fact=label)
        case _ if kind == TEXTS:
            return words.say("a text or an amount begins or ends")
    return words.say("a period has run out")


def tell_projection(projected: Projected) -> Iterator[str]:
    """The lines for the terminal."""
    words = projected.words
    counts = {"children": f"{projected.children:,}", "refused": f"{projected.refused:,}"}
    yield words.say("{children} children in the population; {refused} were refused.", **counts)
    yield words.say("Benefits that are paid in money, over {months} months:", months=len(projected.days) - 1)
    yield ""
    yield align_rows(_month_rows(projected))
    yield ""
    yield align_rows(_benefit_rows(projected))
    yield ""
    yield from list_causes(projected)
    yield from list_assumptions(projected)


def month_header(words: Words) -> tuple[str, ...]:
    """The headings of the table by month."""
    return (
        words.say("Day"),
        words.say("Owed"),
        *(words.change(one) for one in SHOWN),
        words.say("Month, exact amounts (yuan)"),
        words.say("Month, with least amounts (yuan)"),
        words.say("Amount not set"),
        words.say("Cannot be told"),
    )


def _month_rows(projected: Projected) -> list[tuple[str, ...]]:
    rows = [month_header(projected.words)]
    for month in projected.months:
        one = month.figures
        changes = (shown_count(month.changes.get(change, 0)) for change in SHOWN)
        sums = (shown_yuan(one.month), shown_yuan(one.at_least), shown_count(one.unset), shown_count(one.unknown))
        rows.append((month.day.isoformat(), shown_count(one.owed), *changes, *sums))
    return rows


def _benefit_rows(projected: Projected) -> list[tuple[str, ...]]:
    words, first, last = projected.words, projected.days[0], projected.days[-1]
    header = (
        words.say("Benefit"),
        words.say("Owed on {day}", day=first),
        words.say("Owed on {day}", day=last),
        words.say("Month with least amounts on {day} (yuan)", day=first),
        words.say("Month with least amounts on {day} (yuan)", day=last),
    )
    rows: list[tuple[str, ...]] = [header]
    for benefit in projected.benefits:
        one, other = (projected.figures(day, benefit=benefit) for day in (first, last))
        sums = (shown_yuan(side.at_least) if side.has_least else NO_SUM for side in (one, other))
        rows.append((words.benefit(benefit), shown_count(one.owed), shown_count(other.owed), *sums))
    return rows


def list_causes(projected: Projected) -> Iterator[str]:
    """For each month what changes most, and why."""
    words = projected.words
    for month in projected.months:
        telling = [item for item in month.causes.items() if item[0][1] in SHOWN]
        largest = sorted(telling, key=lambda item: (-item[1], item[0]))[:MOST_CAUSES]
        if largest:
            parts = [
                words.say(
                    "{change}: {count} ({cause})",
                    change=words.change(change),
                    count=count,
                    cause=say_cause(cause, words),
                )
                for (cause, change), count in largest
            ]
            yield f"{month.day}  {words.say('; ').join(parts)}"


def list_assumptions(projected: Projected) -> Iterator[str]:
    """What is taken for granted, and what is left out."""
    words = projected.words
    yield from (words.say(one) for one in ASSUMED)
    if projected.hides:
        yield words.say(
            "Highly sensitive benefits are left out, also of the sums; add --sensitive where duty asks for it."
        )
