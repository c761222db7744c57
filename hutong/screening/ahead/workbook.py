"""A rehearsal as a workbook for a finance office: money first, then whom it reaches, then how it was worked out."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from hutong.ledgers.sheet_writing import LINE_HEIGHT, Book, SheetWriter, count_lines, open_book
from hutong.ledgers.who import mask_long_numbers
from hutong.lib.translating import marked
from hutong.screening.ahead.charts import BEFORE_AFTER
from hutong.screening.ahead.comparing import CHANGES, GAINED, LESS, LOST, MORE
from hutong.screening.ahead.figures import Pair, summed
from hutong.screening.ahead.telling_rehearsal import NO_SUM, Told, headline, list_notes, money_header
from hutong.screening.ahead.wording import Words, yuan
from hutong.screening.tables import CHILD

MOST_LISTED = 100_000
"""So many children at most in each list; the Parquet files have all."""
NAME_WIDTH, NUMBER_WIDTH, MONEY_WIDTH, TEXT_WIDTH = 38, 11, 19, 110
BEFORE_COLOUR, AFTER_COLOUR = BEFORE_AFTER
RIGHT = {1: "money", 2: "money", 3: "money"}
LOSSES, GAINS = (LOST, LESS), (GAINED, MORE)
OTHERS = tuple(one for one in CHANGES if one not in (*LOSSES, *GAINS))
LIST_HEADER = (
    marked("Child"),
    marked("Place"),
    marked("Benefit"),
    marked("Change"),
    marked("Before"),
    marked("Before (yuan)"),
    marked("Before: certainty"),
    marked("With the draft"),
    marked("With the draft (yuan)"),
    marked("With the draft: certainty"),
    marked("Clauses"),
)
Cell = str | int | Decimal | None


def write_workbook(path: Path, told: Told, changes: Path) -> None:
    """Write the workbook; ``changes`` is the folder of the lists. Raises ResultNotWritable."""
    words = told.words
    with open_book(path, lang=words.lang) as book:
        use_number_formats(book)
        chart_sheet = _write_summary(book, told)
        _write_pairs(book, words.say("By benefit"), words.say("Benefit"), _by_benefit(told), words)
        places = ((words.place(place), pair) for place, pair in told.by_place.items())
        _write_pairs(book, words.say("By place"), words.say("Place"), list(places), words)
        _write_clauses(book, told)
        for name, kinds in (
            (marked("Losses"), LOSSES),
            (marked("Gains"), GAINS),
            (marked("Other changes"), OTHERS),
        ):
            _write_list(book, words.say(name), list_lines(changes, kinds, told), words)
        _write_method(book, told)
        if told.by_benefit:
            _add_chart(book, chart_sheet, told)


def use_number_formats(book: Book) -> None:
    """Thousands in groups."""
    right = {"valign": "top", "align": "right", "indent": 1}
    book.formats["number"] = book.workbook.add_format(right | {"num_format": "#,##0"})
    book.formats["money"] = book.workbook.add_format(right | {"num_format": "#,##0.00"})
    book.formats["total"] = book.workbook.add_format(right | {"num_format": "#,##0", "bold": True, "top": 1})
    book.formats["total_money"] = book.workbook.add_format(right | {"num_format": "#,##0.00", "bold": True, "top": 1})
    book.formats["warning"] = book.workbook.add_format(
        {"bold": True, "font_size": 13, "font_color": "#9C0006", "text_wrap": True, "valign": "top"}
    )


def _by_benefit(told: Told) -> list[tuple[str, Pair]]:
    return [(told.words.benefit(slug), pair) for slug, pair in told.by_benefit.items()]


def _write_summary(book: Book, told: Told) -> SheetWriter:
    """What it is, the totals, what they leave out; the chart goes below."""
    words, total = told.words, told.total
    sheet = book.add_sheet(words.say("Summary"), (), (46, MONEY_WIDTH, MONEY_WIDTH, MONEY_WIDTH, MONEY_WIDTH))
    sheet.sheet.hide_gridlines(2)
    for number, line in enumerate(headline(told)):
        write_line(sheet, line, look="warning" if number == 0 else "cell", columns=5)
    sheet.write_row(())
    sheet.write_row(
        (words.say("What it costs"), words.say("Before"), words.say("With the draft"), words.say("Difference")),
        look="header",
    )
    for name, sides in _costs(total, words):
        has_both = NO_SUM not in sides
        sheet.write_row((name, *sides, sides[1] - sides[0] if has_both else NO_SUM), looks={} if has_both else RIGHT)
    sheet.write_row(())
    sheet.write_row((words.say("Whom it reaches"), words.say("Findings")), look="header")
    for change in CHANGES:
        if total.changes[change]:
            sheet.write_row((words.change(change), total.changes[change]))
    sheet.write_row(())
    for line in list_notes(told):
        write_line(sheet, line, look="cell", columns=5)
    sheet.write_row(())
    return sheet


def _costs(total: Pair, words: Words) -> Iterator[tuple[str, tuple[Any, Any]]]:
    before, after = total.before, total.after
    exact = [one.has_month for one in (before, after)]
    yield words.say("A month, exact amounts (yuan)"), _sums(exact, before.month, after.month)
    yield words.say("A year, exact amounts (yuan)"), _sums(exact, before.year, after.year)
    if before.once or after.once:
        yield words.say("Once, exact amounts (yuan)"), (yuan(before.once), yuan(after.once))
    if before.floors or after.floors:
        least = words.say("A month at least, with least amounts (yuan)")
        yield least, (yuan(before.at_least), yuan(after.at_least))
    like = words.say("A month, were the unknown like the known (yuan)")
    yield like, _sums(exact, before.month_like_known, after.month_like_known)
    yield words.say("Findings: owed"), (before.owed, after.owed)
    yield words.say("of these with an exact amount a month"), (before.priced, after.priced)
    yield words.say("of these with only a least amount"), (before.floors, after.floors)
    yield words.say("of these with an amount that is not set"), (before.unset, after.unset)
    yield words.say("of these with an amount that is not known"), (before.open, after.open)
    yield words.say("Findings: cannot be told"), (before.unknown, after.unknown)


def _sums(known: Sequence[bool], before: int, after: int) -> tuple[Any, Any]:
    """Both sums, or a dash where there is none."""
    return yuan(before) if known[0] else NO_SUM, yuan(after) if known[1] else NO_SUM


def write_line(sheet: SheetWriter, text: str, *, look: str, columns: int) -> None:
    """A sentence over several columns; the row is as high as it takes."""
    lines = count_lines(text, sum(sheet.widths[:columns]))
    sheet.sheet.set_row(sheet.row, (LINE_HEIGHT + 2) * lines)
    sheet.sheet.merge_range(sheet.row, 0, sheet.row, columns - 1, text, sheet.book.formats[look])
    sheet.row += 1


def _write_pairs(book: Book, name: str, first: str, pairs: Sequence[tuple[str, Pair]], words: Words) -> None:
    changes = [one for one in CHANGES if any(pair.changes[one] for _, pair in pairs)]
    header = (
        first,
        words.say("Owed before"),
        words.say("Owed with draft"),
        *(words.change(one) for one in changes),
        *money_header(words),
        words.say("Month before, with least amounts (yuan)"),
        words.say("Month with draft, with least amounts (yuan)"),
        words.say("Difference a month, with least amounts (yuan)"),
        words.say("Amount not set, with draft"),
        words.say("Cannot be told, with draft"),
    )
    counts = len(changes) + 2
    widths = (NAME_WIDTH, *[NUMBER_WIDTH] * counts, *[MONEY_WIDTH] * 7, NUMBER_WIDTH + 2, NUMBER_WIDTH + 2)
    sheet = book.add_sheet(name, header, widths, frozen=1)
    for title, pair in pairs:
        numbers = _numbers(pair, changes)
        sheet.write_row(
            (title, *numbers), looks={n: "number" for n, one in enumerate(numbers, start=1) if one == NO_SUM}
        )
    sheet.close()
    if len(pairs) > 1:
        total = _numbers(summed(pair for _, pair in pairs), changes)
        looks = {n: "total_money" if isinstance(one, Decimal) else "total" for n, one in enumerate(total, start=1)}
        sheet.write_row((words.say("Together"), *total), looks=looks | {0: "title"})


def _numbers(pair: Pair, changes: Iterable[str]) -> tuple[Cell, ...]:
    before, after = pair.before, pair.after
    return (
        before.owed,
        after.owed,
        *(pair.changes[one] for one in changes),
        yuan(before.month) if before.has_month else NO_SUM,
        yuan(after.month) if after.has_month else NO_SUM,
        yuan(after.month - before.month),
        yuan(after.year - before.year),
        yuan(before.at_least) if before.has_least else NO_SUM,
        yuan(after.at_least) if after.has_least else NO_SUM,
        yuan(after.at_least - before.at_least),
        after.unset,
        after.unknown,
    )


def _write_clauses(book: Book, told: Told) -> None:
    words, pairs = told.words, told.by_clause
    changes = [one for one in CHANGES if any(pair.changes[one] for pair in pairs.values())]
    difference = words.say("Difference a month (yuan)")
    header = (
        words.say("Clause of the draft"),
        words.say("Benefit"),
        *(words.change(one) for one in changes),
        difference,
    )
    widths = (44, NAME_WIDTH, *[NUMBER_WIDTH] * len(changes), MONEY_WIDTH)
    sheet = book.add_sheet(words.say("By clause"), header, widths, frozen=2)
    for (clause, benefit), pair in pairs.items():
        counts = [pair.changes[one] for one in changes]
        sheet.write_row((words.clause(clause), words.benefit(benefit), *counts, yuan(pair.fen)))
    sheet.close()


def list_lines(changes: Path, kinds: Sequence[str], told: Told) -> Iterator[dict[str, Any]]:
    """The listed children with a change of these kinds, in the order of the population."""
    shown = set(told.by_benefit)
    for path in sorted(changes.glob("*.parquet")):
        for batch in pq.ParquetFile(path).iter_batches():
            for line in batch.to_pylist():
                if line["change"] in kinds and line["benefit"] in shown:
                    yield line


def _write_list(book: Book, name: str, lines: Iterator[dict[str, Any]], words: Words) -> None:
    header = tuple(words.say(one) for one in LIST_HEADER)
    sheet = book.add_sheet(name, header, (22, 18, NAME_WIDTH, 20, 16, 14, 12, 16, 16, 12, 48), frozen=1)
    first = next(lines, None)
    if first is None:
        sheet.write_row((words.say("nobody"),), look="note")
    for number, line in enumerate(chain([first] if first else [], lines)):
        if number == MOST_LISTED:
            sheet.write_row((words.say("… the others are in the Parquet files"),), look="note")
            break
        sheet.write_row(_list_row(line, words))
    sheet.close()


def _list_row(line: dict[str, Any], words: Words) -> tuple[Any, ...]:
    sides: list[Any] = []
    for side in ("before", "after"):
        fen = line[f"{side}_fen"]
        sides += [words.standing(line[side]), None if fen is None else yuan(fen), words.state(line[f"{side}_state"])]
    clauses = [words.clause(one) for one in line["clauses"]]
    child = mask_long_numbers(line[CHILD])
    return (
        child,
        words.place(line["place"]),
        words.benefit(line["benefit"]),
        words.change(line["change"]),
        *sides,
        clauses,
    )


def _write_method(book: Book, told: Told) -> None:
    words = told.words
    sheet = book.add_sheet(words.say("Method"), (), (TEXT_WIDTH,))
    sheet.sheet.hide_gridlines(2)
    for line in METHOD:
        write_method_line(sheet, words.say(line))


def write_method_line(sheet: SheetWriter, text: str) -> None:
    """A paragraph of a page of text."""
    sheet.write_row((text,), look="cell")


METHOD = (
    marked(
        "Every child was screened twice by the same rules: once by the documents as they are, once with the draft "
        "among them, as if it were law and in force on the day. Nothing was entered anywhere as law."
    ),
    marked(
        "Only the benefits that the draft can touch were computed, and with them those between which and them a "
        "choice is made; all others are the same on both sides."
    ),
    marked(
        "Sums add up exact amounts only. Where a text sets only the least, or no amount, or where the amount "
        "rests on an unknown fact, the child is counted and no sum is made up."
    ),
    marked(
        "A year is twelve months of what is paid monthly, and what is paid once a year. What is paid once stands apart."
    ),
    marked(
        "“Cannot be told” is not “not owed”. The sums count nothing for these children; the line “were the "
        "unknown like the known” supposes that the same share of them is owed the same as of the others, benefit "
        "by benefit and place by place."
    ),
    marked(
        "A child counts under every clause of the draft that bears on its change, so that the sheet by clause can "
        "add up to more than the whole."
    ),
    marked("A child with two benefits that change stands in the lists twice, once for each."),
    marked(
        "Children whose facts contradict each other were left out and are counted as refused. Only columns that "
        "bear on the draft were read: a contradiction elsewhere shows in a full screening."
    ),
)


def _add_chart(book: Book, sheet: SheetWriter, told: Told) -> None:
    """Bars of what a month costs by benefit, from the cells of the sheet by benefit."""
    words = told.words
    name, count = words.say("By benefit"), len(told.by_benefit)
    changes = sum(1 for one in CHANGES if any(pair.changes[one] for pair in told.by_benefit.values()))
    chart = book.workbook.add_chart({"type": "bar"})
    for offset, colour in ((7 + changes, BEFORE_COLOUR), (8 + changes, AFTER_COLOUR)):
        chart.add_series(
            {
                "name": words.say("Before") if colour == BEFORE_COLOUR else words.say("With the draft"),
                "categories": [name, 1, 0, count, 0],
                "values": [name, 1, offset, count, offset],
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    chart.set_title({"name": words.say("What a month costs, with least amounts (yuan)"), "name_font": {"size": 13}})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": max(260, 120 + 44 * count)})
    sheet.sheet.insert_chart(sheet.row + 1, 0, chart)
