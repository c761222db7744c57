"""What a cell may hold, and its text. Everything that enters the room is one of these types."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

Cell = str | int | float | bool | date | datetime | time | timedelta | list[object] | dict[str, object] | None

WORDS_KEPT = 50_000

# What people write when they do not know. None of these is a no.
NOT_COLLECTED = frozenset(
    [
        "未采集",
        "不详",
        "未知",
        "不清楚",
        "不知道",
        "未填",
        "待查",
        "待核实",
        "未核实",
        "暂无信息",
        "无法获取",
        "无法提供",
        "-",
        "--",
        "—",
        "——",
        "/",
        "//",
        "?",
        "*",
        "n/a",
        "na",
        "#n/a",
        "nan",
        "null",
        "unknown",
    ]
)
STEERING = dict.fromkeys([*(code for code in range(32) if chr(code) not in "\t\n\r"), 127])
FORMULA_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


@dataclass(frozen=True, slots=True)
class RawFault:
    """A fault seen before the columns are known: a broken line of JSON, a formula without a result."""

    kind: str
    column: int = 0
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawRow:
    number: int
    cells: tuple[Cell, ...]
    faults: tuple[RawFault, ...] = ()

    def __post_init__(self) -> None:
        """Characters that steer a machine are no text: no database takes NUL, and nobody typed one."""
        if not "".join([cell for cell in self.cells if isinstance(cell, str)]).isprintable():
            object.__setattr__(self, "cells", tuple(map(_without_steering, self.cells)))


@dataclass(frozen=True)
class RawSheet:
    """A sheet before anybody knows where its header is. `rows` can be walked more than once."""

    name: str
    rows: "Rows"
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column; from 1
    # JSON brings its header with it: the keys.
    keys: tuple[str, ...] = ()


class Rows:
    """Rows that are read again from their source at every walk; a subclass knows the source."""

    outlives_file = False
    """Whether they can still be walked when the file is gone."""

    def __iter__(self) -> Iterator[RawRow]:
        raise NotImplementedError


def _without_steering(cell: Cell) -> Cell:
    return cell.translate(STEERING) if isinstance(cell, str) else cell


def get_text(cell: Cell) -> str:
    """The cell as a person would read it; 431022.0 is 431022."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e18:
        # Fifteen digits are what a spreadsheet keeps and shows.
        return str(int(Decimal(f"{cell:.15g}")))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return str(cell)


def get_word(cell: Cell) -> str:
    """The text in one spelling: half-width, no space around or inside, no case."""
    return _word_of(cell if isinstance(cell, str) else get_text(cell))


@lru_cache(maxsize=WORDS_KEPT)
def _word_of(text: str) -> str:
    """The same few words fill most cells."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_not_collected(cell: Cell) -> bool:
    """Blank, or one of the ways to say that nobody knows."""
    return cell is None or (isinstance(cell, str) and _says_nothing(cell))


@lru_cache(maxsize=WORDS_KEPT)
def _says_nothing(text: str) -> bool:
    return not text.strip() or (len(text) <= 20 and _word_of(text) in NOT_COLLECTED)
