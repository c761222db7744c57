"""The bulletin on paper and as a workbook with charts of its own."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from hutong.children.changing import day_of
from hutong.indicators.boards import Figure
from hutong.indicators.indicator import PARTS
from hutong.indicators.registry import INDICATORS
from hutong.ledgers.sheet_writing import Book, open_book
from hutong.lib.translating import marked, translator
from hutong.pages.indicators.telling import Line, tell_part

TEMPLATE = Path(__file__).with_name("bulletin.typ")
INDICATOR, SHARE, COUNTED, AMONG, UNKNOWN = (
    marked("Indicator"), marked("Share or days"), marked("Counted"), marked("Among"), marked("Unknown"),
)  # fmt: skip
CHANGED, BY_PLACE, CHARTS, PLACE = marked("Month before"), marked("By place"), marked("Charts"), marked("Place")
NAME_WIDTH, NUMBER_WIDTH, ROWS_OF_CHART, MOST_CHARTS = 34, 12, 18, 8


@cache
def _compiler() -> typst.Compiler:
    """Kept: its first page takes half a second, the next ones a hundredth."""
    return typst.Compiler(str(TEMPLATE))


def as_pdf(about: Mapping[str, Any], title: str, lang: str) -> bytes:
    """The bulletin on paper. What is printed is data, never source."""
    say, shown = translator(lang), about["shown"]
    data = {
        "lang": lang,
        "title": title,
        "issued": _say_issued(shown, lang),
        "words": (shown.issued.words if shown.issued else "").splitlines(),
        "words_title": say(marked("What the office adds")),
        "heads": [say(one) for one in (INDICATOR, SHARE, COUNTED, AMONG, UNKNOWN, CHANGED)],
        "lines": [_row(line, lang) for line in shown.lines],
        "by_place": say(BY_PLACE),
        "charts": [
            [say(one.name), say(one.question), [[bar.label, bar.value, bar.length] for bar in bars]]
            for one, bars in about["charts"]
        ],
        "note": say(SMALL),
    }
    made = _compiler().compile(format="pdf", sys_inputs={"bulletin": json.dumps(data, ensure_ascii=False)})
    assert isinstance(made, bytes)
    return made


EMPTY_CELL = marked("An empty cell: too few to be told, nothing to count, or no record.")
SMALL = marked("“few” stands where so few children are counted that they could be made out.")
ISSUED_BY, DRAFT = marked("Issued on {day} by {who}"), marked("Draft: not issued yet")


def _say_issued(shown: Any, lang: str) -> str:
    say = translator(lang)
    if shown.issued is None:
        return say(DRAFT)
    return say(ISSUED_BY).format(day=f"{day_of(shown.issued.issued_at)}", who=shown.issued.issued_by.name)


def _row(line: Line, lang: str) -> list[str]:
    numbers = [tell_part(line.figure, part, lang) for part in PARTS]
    return [translator(lang)(line.indicator.name), line.value, *numbers, line.change.text if line.change else "—"]


def as_workbook(
    lines: Sequence[Line], parts: Sequence[tuple[str, Mapping[str, Figure]]], title: str, lang: str
) -> bytes:
    """The bulletin as a workbook: its indicators, the places, and charts drawn from their cells."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bulletin.xlsx"
        with open_book(path, lang=lang) as book:
            _write_lines(book, lines, title, lang)
            if parts:
                _write_places(book, parts, lang)
                _add_charts(book, parts, lang)
        return path.read_bytes()


def _write_lines(book: Book, lines: Sequence[Line], title: str, lang: str) -> None:
    say = translator(lang)
    heads = [say(one) for one in (INDICATOR, SHARE, COUNTED, AMONG, UNKNOWN, CHANGED)]
    sheet = book.add_sheet(say(INDICATOR), heads, (NAME_WIDTH, *[NUMBER_WIDTH] * 5), title=title, frozen=1)
    for line in lines:
        numbers = [_cell(line.figure, part, lang) for part in PARTS]
        sheet.write_row((say(line.indicator.name), line.value, *numbers, line.change.text if line.change else ""))
    sheet.close()
    sheet.write_row(())
    sheet.write_row((say(SMALL),), look="note")


def _cell(figure: Figure, part: str, lang: str) -> int | str:
    number: int | None = getattr(figure, part)
    return number if figure.is_known and number is not None else tell_part(figure, part, lang)


def _write_places(book: Book, parts: Sequence[tuple[str, Mapping[str, Figure]]], lang: str) -> None:
    say = translator(lang)
    heads = [say(PLACE), *(say(one.name) for one in INDICATORS.values())]
    sheet = book.add_sheet(say(BY_PLACE), heads, (NAME_WIDTH, *[NUMBER_WIDTH + 4] * len(INDICATORS)), frozen=1)
    for name, figures in parts:
        values = [figures[slug].value if slug in figures else None for slug in INDICATORS]
        sheet.write_row((name, *values))
    sheet.close()
    sheet.write_row(())
    sheet.write_row((say(EMPTY_CELL),), look="note")


def _add_charts(book: Book, parts: Sequence[tuple[str, Mapping[str, Figure]]], lang: str) -> None:
    """Lying bars by place for the first indicators that have a value anywhere."""
    say, name, last = translator(lang), translator(lang)(BY_PLACE), len(parts)
    sheet = book.workbook.add_worksheet(say(CHARTS))
    drawn = 0
    for column, (slug, one) in enumerate(INDICATORS.items(), start=1):
        if drawn >= MOST_CHARTS or not any(figures[slug].value is not None for _, figures in parts if slug in figures):
            continue
        chart = book.workbook.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": [name, 0, column],
                "categories": [name, 1, 0, last, 0],
                "values": [name, 1, column, last, column],
                "fill": {"color": "#1F6FB2"},
                "data_labels": {"value": True},
            }
        )
        chart.set_title({"name": say(one.name), "name_font": {"size": 12}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
        chart.set_size({"width": 560, "height": max(240, 90 + 24 * last)})
        sheet.insert_chart(drawn // 2 * max(ROWS_OF_CHART, 5 + last * 2), drawn % 2 * 9, chart)
        drawn += 1
