"""What was concluded, as a workbook: a summary, the children, the findings, the questions still to ask."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hutong.ledgers.result_words import SHEETS, SUMMARY, VERDICTS, get_label, say_value
from hutong.ledgers.sheet_writing import MOST_ROWS, ROWS_MEASURED, Book, SheetWriter, measure_widths, open_book

Row = Mapping[str, object]

# Lists of sentences stand below one another; lists of words beside one another.
BELOW_ONE_ANOTHER = frozenset({"amounts", "because", "clause", "excluded_by"})
# In characters; a column that is not here is as wide as its first rows, within reason.
WIDTHS: Mapping[str, int] = {
    "age": 7, "categories": 34, "entitled": 10, "unknown": 10, "ask_next": 34, "hukou_place": 30, "residence_place": 30,
    "on": 13, "row": 7, "label": 32, "verdict": 12, "amounts": 26, "receives": 9, "lead": 26, "because": 40,
    "missing": 36, "clause": 76, "place": 30, "strength": 12, "covered_by": 24, "excluded_by": 40, "sensitivity": 11,
    "benefit": 30, "number": 6, "question": 46, "holder": 24, "benefits": 42, "fact": 26,
}  # fmt: skip
WIDEST_MEASURED = 30
NAMED_COLUMNS = ("child", "name")
HIGHEST = "highest"


class ResultBook:
    """A workbook that grows row by row: what was added is written, not kept, so that a province's children fit.

    Text stays text, whatever it begins with. Lists become one cell; bool becomes 是 or 否.
    """

    def __init__(self, book: Book, lang: str) -> None:
        self.book, self.lang = book, lang
        # The sheets stand in this order, whichever is filled first.
        for name in SHEETS[lang].values():
            book.workbook.add_worksheet(name)
        self.children, self.findings, self.questions = (
            ResultSheet(book, SHEETS[lang][kind]) for kind in ("children", "findings", "questions")
        )
        self.counts: Counter[tuple[str, str]] = Counter()

    def add(self, *, child: Row, findings: Iterable[Row], questions: Iterable[Row]) -> None:
        """A child with all their rows."""
        self.children.add(child)
        for finding in findings:
            self.add_finding(finding)
        for question in questions:
            self.questions.add(question)

    def add_finding(self, finding: Row) -> None:
        """A finding; the summary counts it unless it is of the highest sensitivity."""
        self.findings.add(finding)
        if finding.get("sensitivity") != HIGHEST:
            benefit = str(finding.get("label") or finding.get("benefit") or "")
            self.counts[benefit, str(finding.get("verdict", ""))] += 1

    def finish(self, notes: Iterable[str]) -> None:
        """Write the summary and close the sheets."""
        sheets = (self.children, self.findings, self.questions)
        for sheet in sheets:
            sheet.finish()
        writer = self._write_counts()
        writer.write_row(())
        for label, sheet in zip(SUMMARY[self.lang][2:], sheets, strict=True):
            writer.write_row((label, sheet.count))
        for note in notes:
            writer.write_row((note,), look="note")

    def _write_counts(self) -> SheetWriter:
        benefit, total = SUMMARY[self.lang][:2]
        header = [benefit, *(words[0 if self.lang == "zh" else 1] for words in VERDICTS.values()), total]
        lines: list[list[object]] = []
        for one in dict.fromkeys(benefit for benefit, _ in self.counts):
            counts = [self.counts[one, verdict] for verdict in VERDICTS]
            lines.append([one, *(count or None for count in counts), sum(counts)])
        writer = self.book.add_sheet(SHEETS[self.lang]["summary"], header, measure_widths(header, lines, self.lang))
        for line in lines:
            writer.write_row(line)
        writer.close()
        return writer


class ResultSheet:
    """Rows of one kind; the columns are the keys of the first rows, in the order in which they first occur."""

    def __init__(self, book: Book, name: str) -> None:
        self.book, self.name, self.lang = book, name, book.lang
        self.first: list[Row] = []
        self.keys: list[str] = []
        self.widths: list[int] = []
        self.writer: SheetWriter | None = None
        self.count = 0

    def add(self, row: Row) -> None:
        """One more row; a full sheet goes on on another."""
        if not self.keys:
            self.first.append(row)
            if len(self.first) == ROWS_MEASURED:
                self._begin()
        else:
            self._write(row)

    def finish(self) -> None:
        """Write what is still waiting, and put the filter over all."""
        if not self.keys:
            self._begin()
        if self.writer is not None:
            self.writer.close()

    def _begin(self) -> None:
        self.keys = list(dict.fromkeys(key for row in self.first for key in row)) or ["child"]
        sample = [self._get_values(row) for row in self.first]
        measured = measure_widths(self._get_header(), sample, self.lang)
        self.widths = [
            WIDTHS.get(key, min(width, WIDEST_MEASURED)) for key, width in zip(self.keys, measured, strict=True)
        ]
        self.writer = self._open(self.name)
        for row in self.first:
            self._write(row)
        self.first.clear()

    def _open(self, name: str) -> SheetWriter:
        # Who a line is about stays in sight.
        frozen = sum(1 for key, named in zip(self.keys, NAMED_COLUMNS, strict=False) if key == named)
        return self.book.add_sheet(name, self._get_header(), self.widths, frozen=frozen)

    def _write(self, row: Row) -> None:
        assert self.writer is not None
        if self.count and self.count % MOST_ROWS == 0:
            self.writer.close()
            self.writer = self._open(f"{self.name} {self.count // MOST_ROWS + 1}")
        self.writer.write_row(self._get_values(row))
        self.count += 1

    def _get_header(self) -> list[str]:
        return [get_label(key, self.lang) for key in self.keys]

    def _get_values(self, row: Row) -> list[object]:
        return [_get_value(key, row.get(key), self.lang) for key in self.keys]


def _get_value(key: str, value: object, lang: str) -> object:
    if key in BELOW_ONE_ANOTHER and isinstance(value, list):
        return "\n".join(map(str, value))
    return say_value(key, value, lang)


@contextmanager
def open_results(path: Path, *, lang: str, notes: Iterable[str] = ()) -> Iterator[ResultBook]:
    """A workbook to add children to; `notes` stand below the summary, which is written at the end."""
    with open_book(path, lang=lang) as book:
        results = ResultBook(book, lang)
        yield results
        results.finish(notes)
