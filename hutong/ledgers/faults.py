"""A fault in one cell of one row: where, what, and what to write instead, in Chinese or English."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LONGEST_SHOWN = 40
WORDINGS_FILE = Path(__file__).with_name("faults.toml")


@dataclass(frozen=True, slots=True)
class Wording:
    zh: str
    remedy_zh: str
    en: str
    remedy_en: str


@dataclass(frozen=True, slots=True)
class CellFault:
    """`column` counts from 1; 0 means the row as a whole. `value` is masked and shortened."""

    sheet: str
    row: int
    column: int
    header: str
    value: str
    kind: str
    details: Mapping[str, object] = field(default_factory=dict)

    def message(self, lang: str = "zh") -> str:
        """What is wrong."""
        wording = get_wordings()[self.kind]
        return (wording.zh if lang == "zh" else wording.en).format(**self.details)

    def remedy(self, lang: str = "zh") -> str:
        """What to write instead."""
        wording = get_wordings()[self.kind]
        return (wording.remedy_zh if lang == "zh" else wording.remedy_en).format(**self.details)

    def render(self, lang: str = "zh") -> str:
        """One line with the place, for a terminal or a log."""
        if lang == "zh":
            column = f" {self.column_name}列“{self.header}”" if self.column else ""
            where = f"{self.sheet} 第{self.row}行{column}"
        else:
            column = f", column {self.column_name} '{self.header}'" if self.column else ""
            where = f"{self.sheet} row {self.row}{column}"
        return f"{where}: {self.message(lang)} → {self.remedy(lang)}"

    @property
    def column_name(self) -> str:
        """The letters a spreadsheet shows above the column."""
        return get_column_name(self.column)


class CellRefused(Exception):
    """Raised while one cell is read; the row turns it into a CellFault with its place."""

    def __init__(self, kind: str, **details: object) -> None:
        self.kind, self.details = kind, details
        super().__init__(kind)


def shorten(text: str) -> str:
    """What of a cell may stand in a message."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= LONGEST_SHOWN else one_line[: LONGEST_SHOWN - 1] + "…"


@cache
def get_column_name(column: int) -> str:
    """The letters above a column, counted from 1: 28 is AB."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


@cache
def get_wordings() -> Mapping[str, Wording]:
    """The sentences for every kind of fault."""
    loaded = tomllib.loads(WORDINGS_FILE.read_text(encoding="utf-8"))
    return {kind: Wording(**texts) for kind, texts in loaded.items()}
