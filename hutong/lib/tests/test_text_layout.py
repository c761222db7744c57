"""Text laid out where a Chinese character takes two columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hutong.lib.text_layout import align_rows, cell_width, wrap_cells


@pytest.mark.parametrize(("text", "width"), [("", 0), ("abc", 3), ("护童", 4), ("（一）", 6), ("e\u0301", 1)])
def test_the_width_of_a_text_is_counted_in_columns(text: str, width: int) -> None:
    assert cell_width(text) == width


@given(st.text(st.sampled_from("ab 12 护童，。（）“”‹›·—"), max_size=200), st.integers(20, 60))
def test_no_line_is_wider_than_asked_and_nothing_is_lost(text: str, width: int) -> None:
    wrapped = wrap_cells(text, width=width)
    assert "".join(wrapped.split()) == "".join(text.split())
    # A run of closing marks stays with what it closes, however long.
    assert all(cell_width(line) <= width or line.strip(" ，。）”›·（“‹") != line for line in wrapped.splitlines())


def test_a_closing_mark_never_begins_a_line() -> None:
    lines = wrap_cells("一二三四五六七八九十，一二三四五六七八九十。", width=20).splitlines()
    assert not [line for line in lines if line[0] in "，。"]


def test_an_opening_mark_never_ends_a_line() -> None:
    lines = wrap_cells("一二三四五六七八九（十一二三四五六七八九）", width=20).splitlines()
    assert not [line for line in lines if line.endswith("（")]


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert wrap_cells("x" * 45, width=20).splitlines() == ["x" * 20, "x" * 20, "x" * 5]


def test_a_label_stands_in_the_indent_of_the_first_line() -> None:
    assert wrap_cells("一二三四五六七八九十", width=16, label="条件", indent=6) == "条件  一二三四五\n      六七八九十"


def test_columns_line_up_and_numbers_stand_to_the_right() -> None:
    table = align_rows([("文件", "数"), ("甲", "7"), ("乙", "12")])
    assert table.splitlines() == ["文件  数", "甲     7", "乙    12"]


def test_the_last_column_is_wrapped_into_what_is_left() -> None:
    table = align_rows([("甲", "一二三四五六七八九十")], width=16)
    assert table.splitlines() == ["甲  一二三四五六", "    七八九十"]
