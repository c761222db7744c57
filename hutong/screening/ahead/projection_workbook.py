"""A projection as a workbook: month by month, by benefit, by place, and why."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from hutong.ledgers.sheet_writing import Book, SheetWriter, open_book
from hutong.screening.ahead.charts import COLOURS
from hutong.screening.ahead.comparing import CHANGES
from hutong.screening.ahead.figures import Figures
from hutong.screening.ahead.telling_projection import SHOWN, Projected, list_assumptions, month_header, say_cause
from hutong.screening.ahead.wording import yuan
from hutong.screening.ahead.workbook import (
    MONEY_WIDTH,
    NAME_WIDTH,
    NUMBER_WIDTH,
    use_number_formats,
    write_line,
)

DAY_WIDTH = 13
MOST_SERIES = 8


def write_projection(path: Path, projected: Projected) -> None:
    """Write the workbook. Raises ResultNotWritable."""
    words = projected.words
    with open_book(path, lang=words.lang) as book:
        use_number_formats(book)
        sheet = _write_months(book, projected)
        _write_benefits(
            book, words.say("Money by benefit"), projected, projected.priced, lambda one: yuan(one.at_least)
        )
        _write_benefits(book, words.say("Children by benefit"), projected, projected.benefits, lambda one: one.owed)
        _write_places(book, projected)
        _write_causes(book, projected)
        if projected.priced:
            _add_chart(book, sheet, projected)


def _write_months(book: Book, projected: Projected) -> SheetWriter:
    words = projected.words
    counts = [NUMBER_WIDTH] * (len(SHOWN) + 1)
    widths = (DAY_WIDTH, *counts, MONEY_WIDTH, MONEY_WIDTH, NUMBER_WIDTH + 2, NUMBER_WIDTH + 2)
    sheet = book.add_sheet(words.say("By month"), month_header(words), widths, frozen=1)
    for month in projected.months:
        one = month.figures
        changes = (month.changes.get(change, 0) for change in SHOWN)
        sheet.write_row((month.day, one.owed, *changes, yuan(one.month), yuan(one.at_least), one.unset, one.unknown))
    sheet.close()
    sheet.write_row(())
    for line in list_assumptions(projected):
        write_line(sheet, line, look="cell", columns=len(widths))
    return sheet


def _write_benefits(
    book: Book, name: str, projected: Projected, benefits: Sequence[str], read: Callable[[Figures], int | Decimal]
) -> None:
    words = projected.words
    header = (words.say("Day"), *(words.benefit(slug) for slug in benefits))
    sheet = book.add_sheet(name, header, (DAY_WIDTH, *[MONEY_WIDTH + 3] * len(benefits)), frozen=1)
    for day in projected.days:
        sheet.write_row((day, *(read(projected.figures(day, benefit=slug)) for slug in benefits)))
    sheet.close()


def _write_places(book: Book, projected: Projected) -> None:
    words = projected.words
    header = (
        words.say("Place"),
        words.say("Benefit"),
        words.say("Day"),
        words.say("Owed"),
        words.say("Month, exact amounts (yuan)"),
        words.say("Month, with least amounts (yuan)"),
        words.say("Cannot be told"),
    )
    widths = (26, NAME_WIDTH, DAY_WIDTH, NUMBER_WIDTH, MONEY_WIDTH, MONEY_WIDTH, NUMBER_WIDTH)
    sheet = book.add_sheet(words.say("By place"), header, widths, frozen=2)
    keys = sorted(projected.by_key, key=lambda key: (key[2] or "999999", key[1], key[0]))
    for day, benefit, place in keys:
        one = projected.by_key[day, benefit, place]
        if benefit in projected.benefits:
            sums = (yuan(one.month), yuan(one.at_least))
            on = date.fromisoformat(day)
            sheet.write_row((words.place(place), words.benefit(benefit), on, one.owed, *sums, one.unknown))
    sheet.close()


def _write_causes(book: Book, projected: Projected) -> None:
    words = projected.words
    header = (words.say("Day"), words.say("Change"), words.say("Why"), words.say("Findings"))
    sheet = book.add_sheet(words.say("Why"), header, (DAY_WIDTH, 24, 60, NUMBER_WIDTH), frozen=1)
    for month in projected.months:
        causes = sorted(month.causes.items(), key=lambda item: (CHANGES.index(item[0][1]), -item[1], item[0][0]))
        for (cause, change), count in causes:
            sheet.write_row((month.day, words.change(change), say_cause(cause, words), count))
    sheet.close()


def _add_chart(book: Book, sheet: SheetWriter, projected: Projected) -> None:
    """Lines of what a month costs by benefit, from the cells of the sheet by benefit."""
    words = projected.words
    name, days = words.say("Money by benefit"), len(projected.days)
    chart = book.workbook.add_chart({"type": "line"})
    for number in range(min(len(projected.priced), MOST_SERIES)):
        chart.add_series(
            {
                "name": [name, 0, number + 1],
                "categories": [name, 1, 0, days, 0],
                "values": [name, 1, number + 1, days, number + 1],
                "line": {"color": COLOURS[number % len(COLOURS)], "width": 2},
                "marker": {"type": "circle", "size": 4},
            }
        )
    chart.set_title({"name": words.say("What a month costs, with least amounts (yuan)"), "name_font": {"size": 13}})
    chart.set_x_axis({"num_format": "yyyy-mm", "text_axis": True, "num_font": {"rotation": -45}})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 980, "height": 420})
    sheet.sheet.insert_chart(sheet.row + 1, 0, chart)
