"""The demo's summary on the terminal, in Chinese or English."""

import re
from collections.abc import Iterator
from datetime import date

from rich.console import RenderableType
from rich.table import Table

from hutong.demo.running import DemoRun
from hutong.demo.summary import Owed, Summary
from hutong.demo.words import get_words
from hutong.ledgers.faults import get_wordings
from hutong.lib.money import yuan_from_fen
from hutong.policy.as_text import Teller
from hutong.vocabulary.divisions import get_division_name

MOST_REASONS = 10
MOST_SERVICES = 10
SMALL = 5


class SummaryTeller:
    """The tables, one after another; the caller prints them."""

    def __init__(self, teller: Teller) -> None:
        self.teller, self.lang = teller, teller.lang
        self.words = get_words(teller.lang)
        self.vocabulary = teller.library.vocabulary

    def tell(self, conclusion: DemoRun) -> Iterator[RenderableType]:
        """Everything, ending with the path of the workbook."""
        summary = conclusion.summary
        yield self._ledgers(summary)
        yield self._money(summary)
        yield from self._others(summary)
        yield self._gaps(summary)
        yield self._unknown(summary, conclusion.on)
        yield self._refused(summary)
        yield self.words["total"].format(children=summary.children, **_all_verdicts(summary))
        yield self.words["ledgers_at"].format(path=conclusion.ledgers[0].parent)
        for path in conclusion.refused:
            yield self.words["refused_at"].format(path=path)
        yield self.words["results_at"].format(path=conclusion.results)

    def _table(self, title: str, *columns: str) -> Table:
        """The first column is text, the rest are numbers unless they name somebody."""
        table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
        texts = {self.words[name] for name in ("place", "holder")}
        for number, column in enumerate(columns):
            is_text = number == 0 or column in texts
            table.add_column(column, justify="left" if is_text else "right", overflow="fold")
        return table

    def _ledgers(self, summary: Summary) -> Table:
        words = self.words
        table = self._table(words["rows_title"], words["ledger"], words["count"], words["determined"], words["refused"])
        for one in summary.ledgers:
            table.add_row(one.name, str(one.rows), str(one.rows - one.refused), str(one.refused))
        return table

    def _money(self, summary: Summary) -> Table:
        words = self.words
        columns = ("benefit", "place", "children", "exact", "floor", "not_set")
        table = self._table(words["money_title"], *(words[name] for name in columns))
        above = ""
        for (benefit, place), owed in self._list_owed(summary, is_cash=True):
            label = "" if benefit == above else self._label(benefit)
            table.add_row(label, self._place(place), self._count(benefit, owed.children), *self._sums(benefit, owed))
            above = benefit
        return table

    def _others(self, summary: Summary) -> Iterator[RenderableType]:
        words = self.words
        rows = sorted(self._list_owed(summary, is_cash=False), key=lambda one: -one[1].children)
        title = words["other_title"].format(most=MOST_SERVICES)
        table = self._table(title, words["benefit"], words["place"], words["children"])
        for (benefit, place), owed in rows[:MOST_SERVICES]:
            table.add_row(self._label(benefit), self._place(place), self._count(benefit, owed.children))
        yield table
        if len(rows) > MOST_SERVICES:
            yield words["more"].format(count=len(rows) - MOST_SERVICES)
        yield words["withheld"]

    def _gaps(self, summary: Summary) -> Table:
        words = self.words
        table = self._table(
            words["gaps_title"], words["benefit"], words["owed_not_received"], words["received_not_owed"]
        )
        for benefit in self.vocabulary.benefits:
            owed, received = summary.gaps[benefit, "owed_not_received"], summary.gaps[benefit, "received_not_owed"]
            if owed or received:
                table.add_row(self._label(benefit), self._count(benefit, owed), self._count(benefit, received))
        return table

    def _unknown(self, summary: Summary, on: date) -> Table:
        words = self.words
        table = self._table(
            words["unknown_title"], words["fact"], words["holder"], words["verdicts"], words["children"]
        )
        for name, count in summary.holding_up.most_common(MOST_REASONS):
            fact = self.vocabulary.facts[name]
            body = self.vocabulary.bodies.get(fact.entry.holder)
            holder = body.label(self.lang, on=on) if body else "—"
            table.add_row(fact.label(self.lang), holder, str(count), str(summary.children_held_up[name]))
        return table

    def _refused(self, summary: Summary) -> Table:
        table = self._table(self.words["refused_title"], self.words["kind"], self.words["count"])
        for kind, count in summary.refused.most_common():
            table.add_row(name_fault(kind, self.lang), str(count))
        return table

    def _list_owed(self, summary: Summary, *, is_cash: bool) -> list[tuple[tuple[str, str], Owed]]:
        """In the order of the vocabulary, then by place."""
        order = {slug: number for number, slug in enumerate(self.vocabulary.benefits)}
        chosen = (
            item
            for item in summary.owed.items()
            if (self.vocabulary.benefits[item[0][0]].delivery == "cash") is is_cash
        )
        return sorted(chosen, key=lambda item: (order[item[0][0]], item[0][1]))

    def _is_small(self, benefit: str, count: int) -> bool:
        """A few children with a sensitive benefit could be told apart by those who know the place."""
        return 0 < count < SMALL and self.vocabulary.benefits[benefit].sensitivity not in ("open", "personal")

    def _count(self, benefit: str, count: int) -> str:
        return f"<{SMALL}" if self._is_small(benefit, count) else str(count or "—")

    def _sums(self, benefit: str, owed: Owed) -> tuple[str, str, str]:
        if self._is_small(benefit, owed.children):
            return "…", "…", "…"  # sums would tell how many
        return _yuan(owed.exact_fen), _yuan(owed.floor_fen), self._count(benefit, owed.not_set)

    def _label(self, benefit: str) -> str:
        return self.vocabulary.benefits[benefit].label(self.lang)

    def _place(self, place: str) -> str:
        return get_division_name(place) if place else self.words["nowhere"]


def name_fault(kind: str, lang: str) -> str:
    """A kind of fault without what differs from row to row."""
    wording = get_wordings()[kind]
    text = wording.zh if lang == "zh" else wording.en
    return re.sub(r"（?\(?\{\w+\}\)?）?", "…", text).split("：")[0].split(": ")[0].strip("… ")


def _yuan(fen: int) -> str:
    return f"{float(yuan_from_fen(fen)):,.0f}" if fen else "—"


def _all_verdicts(summary: Summary) -> dict[str, int]:
    return {name: summary.verdicts[name] for name in ("entitled", "unknown", "not_offered", "not_entitled")}
