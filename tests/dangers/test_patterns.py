"""No pattern takes long over a text that was made for that: measured in the time of the processor, with room."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

import hutong
from hutong.ledgers import archives

LENGTH, MOST_SECONDS = 3_000, 1.0
LARGE, LARGE_SECONDS = 200_000, 4.0
"""A piece of a spreadsheet; they are read four megabytes at a time."""
NASTY = (
    *"a1 \t\n()（【[]至·-/'\"\\=,，。一年b《<：、和{",
    "1-", "1/",
    "1 ", " 1", "a.", "a ", "一、", "1年", "1月1日", "A1", "A1–", "NOT ", "VALUE('", "{a}", "''", '""', "a=", "1,111",
    "1.0", "e1", "<c", "<c ", 'r="A1"', "; ", "100000000000", "2025-01-01", "T01:01", "# -", "[facts.",
)  # fmt: skip
NASTY_SHEET = (
    b'<c t="e">', b"<c r='A1'", b'<c r="A1"><f>', b'<c a="" ', b' r = "A1"', b"<row ", b'<c r="A1" t="e">x',
    b"</v>", b"<v> ",
    b'number-rows-repeated="1" ', b'number-columns-repeated="1">', b'<c a="<c" ', b'<c r="A1">  <f/>', b" ", b"<f",
)  # fmt: skip


def list_patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every pattern that stands in a module, except those of the demo and of tests."""
    for module in pkgutil.walk_packages(hutong.__path__, "hutong."):
        parts = module.name.split(".")
        if {"tests", "demo", "migrations", "conftest", "wsgi"} & set(parts):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value


def seconds(pattern: re.Pattern[Any], text: Any) -> float:
    begun = time.process_time()
    for _ in pattern.finditer(text):
        pass
    pattern.fullmatch(text)
    return time.process_time() - begun


def test_no_pattern_takes_long_over_what_somebody_wrote() -> None:
    patterns = [(name, one) for name, one in list_patterns() if isinstance(one.pattern, str)]
    assert len(patterns) > 40
    slow = [
        (name, piece)
        for name, one in patterns
        for piece in NASTY
        for text in (piece * (LENGTH // len(piece)), piece * (LENGTH // len(piece)) + "\x01")
        if seconds(one, text) > MOST_SECONDS
    ]
    assert slow == []


@pytest.mark.parametrize("piece", NASTY_SHEET)
def test_no_pattern_takes_long_over_a_spreadsheet(piece: bytes) -> None:
    text = piece * (LARGE // len(piece))
    found = {name: one for name, one in vars(archives).items() if isinstance(one, re.Pattern)}
    sheets = {name: one for name, one in found.items() if isinstance(one.pattern, bytes)}
    assert len(sheets) > 5
    assert {name: took for name, one in sheets.items() if (took := seconds(one, text)) > LARGE_SECONDS} == {}


def test_repeated_cells_are_counted_in_one_go() -> None:
    begun = time.process_time()
    text = b'<c number-rows-repeated="1" ' * 100_000
    assert list(archives._list_repeated(text)) == []
    assert len(list(archives._list_repeated(text + b">"))) == 0
    assert len(list(archives._list_repeated(text + b' value-type="x">'))) == 100_000
    assert time.process_time() - begun < LARGE_SECONDS
