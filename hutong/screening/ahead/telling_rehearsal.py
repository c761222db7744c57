"""A rehearsal as a text for the terminal: what it is, the money, whom it reaches, what these sums leave out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from hutong.lib.text_layout import align_rows
from hutong.lib.translating import marked
from hutong.screening.ahead.comparing import GAINED, LESS, LOST, MORE
from hutong.screening.ahead.drafts import Draft
from hutong.screening.ahead.figures import (
    Figures,
    Key,
    Line,
    Pair,
    list_figures,
    list_lines,
    pair_up,
    pair_up_causes,
    summed,
    without,
)
from hutong.screening.ahead.wording import Words, share, shown_count, shown_yuan

SHOWN = (GAINED, LOST, MORE, LESS)
MOST_PLACES = 20
NO_SUM = "–"
"""Where nothing owed has an exact amount: that is not nought."""


@dataclass(frozen=True)
class Told:
    """A finished rehearsal, ready to be told; what must not be named is left out already."""

    draft: Draft
    words: Words
    children: int
    looked_at: int
    refused: int
    tables: Mapping[str, pa.Table]
    hides: bool = False

    @cached_property
    def figures(self) -> Mapping[Key, Figures]:
        """What stands on each side for each benefit at each place."""
        return list_figures(self.tables["standing"], self.tables["owed"])

    @cached_property
    def changed(self) -> Sequence[Line]:
        """The changes, line by line."""
        return list(list_lines(self.tables["changed"]))

    @cached_property
    def by_benefit(self) -> dict[str, Pair]:
        """Both sides by benefit; those that nothing happens to are left out."""
        pairs = pair_up(self.figures, self.changed, lambda benefit, place: benefit)
        order = list(self.words.library.vocabulary.benefits)
        reached = {name: pair for name, pair in pairs.items() if _is_reached(pair)}
        return dict(sorted(reached.items(), key=lambda item: order.index(item[0])))

    @cached_property
    def by_place(self) -> dict[str | None, Pair]:
        """Both sides by place, over the benefits that something happens to."""
        reached = self.by_benefit
        figures = {key: one for key, one in self.figures.items() if key[1] in reached}
        changed = (line for line in self.changed if line["benefit"] in reached)
        pairs = pair_up(figures, changed, lambda benefit, place: place)
        return dict(sorted(pairs.items(), key=lambda item: item[0] or "999999"))

    @cached_property
    def by_clause(self) -> dict[tuple[str, str], Pair]:
        """Changes by clause and benefit; a child counts under every clause that bears on its change."""
        return dict(sorted(pair_up_causes(self.changed).items()))

    @cached_property
    def total(self) -> Pair:
        return summed(self.by_benefit.values())


def _is_reached(pair: Pair) -> bool:
    return bool(pair.changes) or pair.before != pair.after


def make_told(draft: Draft, words: Words, tables: Mapping[str, pa.Table], *, sensitive: bool, **counts: int) -> Told:
    """A rehearsal for people: highly sensitive benefits only when asked for."""
    hidden = frozenset() if sensitive else words.hidden() & set(tables["standing"]["benefit"].unique().to_pylist())
    return Told(draft, words, tables=without(tables, hidden), hides=bool(hidden), **counts)


def tell_rehearsal(told: Told) -> Iterator[str]:
    """The lines for the terminal."""
    words = told.words
    yield from headline(told)
    if not told.by_benefit:
        yield words.say("The draft changes nothing for these children.")
        return
    yield ""
    yield align_rows(
        _rows(words.say("Benefit"), {words.benefit(slug): one for slug, one in told.by_benefit.items()}, words)
    )
    yield ""
    places = {words.place(place): one for place, one in told.by_place.items()}
    if len(places) > 1:
        largest = sorted(places.items(), key=lambda item: -abs(item[1].after.month - item[1].before.month))
        yield align_rows(_rows(words.say("Place"), dict(largest[:MOST_PLACES]), words))
        if len(largest) > MOST_PLACES:
            yield words.say(
                "… and {count} more places; all of them are in the workbook.", count=len(largest) - MOST_PLACES
            )
        yield ""
    yield align_rows(_clause_rows(told))
    yield ""
    yield from list_notes(told)


def headline(told: Told) -> Iterator[str]:
    """What this is, and of whom."""
    words, draft = told.words, told.draft
    yield words.say("This is a rehearsal. The draft is not in force, and nobody's benefit changes by it.")
    for document in draft.documents:
        yield words.say(
            "Draft: {title} ({address}), at {place}, as if it were in force on {day}.",
            title=document.title(words.lang),
            address=document.address,
            place=words.place(document.front.place),
            day=draft.on,
        )
    yield words.say(
        "{children} children in the population; {looked} had to be looked at; {refused} were refused.",
        children=f"{told.children:,}",
        looked=f"{told.looked_at:,}",
        refused=f"{told.refused:,}",
    )


def money_header(words: Words) -> list[str]:
    """The headings of what a month and a year cost."""
    return [
        words.say("Month before (yuan)"),
        words.say("Month with draft (yuan)"),
        words.say("Difference a month (yuan)"),
        words.say("Difference a year (yuan)"),
    ]


def _rows(first: str, pairs: Mapping[str, Pair], words: Words) -> Sequence[Sequence[str]]:
    owed = [words.say("Owed before"), words.say("Owed with draft")]
    header = (first, *owed, *(words.change(one) for one in SHOWN), *money_header(words))
    rows = [header, *(_row(name, pair) for name, pair in pairs.items())]
    if len(pairs) > 1:
        rows.append(_row(words.say("Together"), summed(pairs.values())))
    return rows


def _row(name: str, pair: Pair) -> tuple[str, ...]:
    before, after = pair.before, pair.after
    return (
        name,
        f"{before.owed:,}",
        f"{after.owed:,}",
        *(shown_count(pair.changes[one]) for one in SHOWN),
        shown_yuan(before.month) if before.has_month else NO_SUM,
        shown_yuan(after.month) if after.has_month else NO_SUM,
        shown_yuan(after.month - before.month, signed=True),
        shown_yuan(after.year - before.year, signed=True),
    )


def _clause_rows(told: Told) -> Sequence[Sequence[str]]:
    words = told.words
    difference = words.say("Difference a month (yuan)")
    header = (words.say("Clause of the draft"), words.say("Benefit"), *(words.change(one) for one in SHOWN), difference)
    return [
        header,
        *(
            (
                words.clause(clause),
                words.benefit(benefit),
                *(shown_count(pair.changes[one]) for one in SHOWN),
                shown_yuan(pair.fen, signed=True),
            )
            for (clause, benefit), pair in told.by_clause.items()
        ),
    ]


def list_notes(told: Told) -> Iterator[str]:
    """What the sums leave out, and how far they can be trusted."""
    words, total = told.words, told.total
    for name, one in ((words.say("Before"), total.before), (words.say("With the draft"), total.after)):
        yield from _left_out(name, one, words)
    if total.before.floors or total.before.unset:
        yield words.say(
            "The differences are those of exact amounts: where the present texts set only a least amount, or none, "
            "all of what the draft sets stands in them."
        )
    if total.before.floors or total.after.floors:
        yield words.say(
            "With the least amounts counted in, a month comes to at least {before} yuan before and {after} yuan "
            "with the draft ({difference}).",
            before=shown_yuan(total.before.at_least),
            after=shown_yuan(total.after.at_least),
            difference=shown_yuan(total.after.at_least - total.before.at_least, signed=True),
        )
    yield from _range(total, words)
    if told.hides:
        yield words.say(
            "Highly sensitive benefits are left out, also of the sums; add --sensitive where duty asks for it."
        )
    later = list(told.draft.list_later())
    if later:
        yield words.say("Begins only after {day} and was left out: {what}", day=told.draft.on, what=", ".join(later))


def _left_out(name: str, one: Figures, words: Words) -> Iterator[str]:
    parts = []
    if one.floors:
        text = marked("{count} findings of which only the least amount is set (at least {yuan} yuan a month)")
        parts.append(words.say(text, count=f"{one.floors:,}", yuan=shown_yuan(one.floor_month)))
    if one.unset:
        parts.append(words.say("{count} findings whose amount is not set", count=f"{one.unset:,}"))
    if one.open:
        parts.append(words.say("{count} findings whose amount rests on what is not known", count=f"{one.open:,}"))
    if parts:
        children = words.say("; ").join(parts)
        yield words.say("{side}, not in the sums of exact amounts: {children}.", side=name, children=children)


def _range(total: Pair, words: Words) -> Iterator[str]:
    one = total.after
    if not one.unknown:
        return
    yield words.say(
        "With the draft {count} findings ({share}) cannot be told. Were none of them owed, a month would cost {low} "
        "yuan, as above; were they like those that can be told, {like} yuan (difference to before: {low_difference}, "
        "or {like_difference}).",
        count=f"{one.unknown:,}",
        share=share(one.unknown, one.concerned),
        low=shown_yuan(one.month),
        like=shown_yuan(one.month_like_known),
        low_difference=shown_yuan(one.month - total.before.month, signed=True),
        like_difference=shown_yuan(one.month_like_known - total.before.month_like_known, signed=True),
    )
