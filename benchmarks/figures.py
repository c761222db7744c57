"""What was measured, as one table: on the terminal and in docs/performance.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from benchmarks.timing import Timing

HEADER = ("what", "median", "p99", "aim", "")


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``is_met`` is None where there is no aim."""

    what: str
    median: str
    p99: str = ""
    aim: str = ""
    is_met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.what, self.median, self.p99, self.aim, {True: "met", False: "MISSED", None: ""}[self.is_met])


@dataclass(frozen=True)
class Part:
    """A titled group of figures, with what has to be known to read them."""

    title: str
    remark: str
    figures: tuple[Figure, ...]


def timed(what: str, timing: Timing, *, at_most: float | None = None) -> Figure:
    """A line for a timing, with the most that its median may be."""
    times = (_milliseconds(timing.median), _milliseconds(timing.p99))
    if at_most is None:
        return Figure(what, *times)
    return Figure(what, *times, f"≤ {at_most:g} ms", timing.median <= at_most)


def compared(what: str, ours: Timing, theirs: Timing, *, at_least: float | None = None) -> Figure:
    """A line for how many times as fast we are."""
    ratio = theirs.median / ours.median
    if at_least is None:
        return Figure(what, f"{ratio:.0f} ×")
    return Figure(what, f"{ratio:.0f} ×", aim=f"≥ {at_least:g} ×", is_met=ratio >= at_least)


def _milliseconds(value: float) -> str:
    return f"{value:.2f} ms"


def as_text(parts: Sequence[Part]) -> str:
    """The table for the terminal, its columns in line."""
    rows = [HEADER, *(figure.cells for part in parts for figure in part.figures)]
    first, *aligned = align(rows)
    lines = [first]
    for part in parts:
        lines += ["", part.title, *(aligned.pop(0) for _ in part.figures)]
    return "\n".join(lines)


def align(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines with their columns one below the other."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [_line(row, widths) for row in rows]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = cells
    padded = [first + " " * (widths[0] - _width(first))]
    padded += [" " * (width - _width(cell)) + cell for cell, width in zip(others, widths[1:], strict=True)]
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def as_markdown(parts: Sequence[Part]) -> str:
    """The same for docs/performance.md."""
    lines: list[str] = []
    for part in parts:
        lines += [f"## {part.title}", "", part.remark, ""]
        lines += [*as_markdown_table(HEADER, [figure.cells for figure in part.figures]), ""]
    return "\n".join(lines)


def as_markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table: the first column to the left, the last too, numbers to the right."""
    return [_row(header), "|---|" + "--:|" * (len(header) - 2) + "---|", *(_row(row) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
