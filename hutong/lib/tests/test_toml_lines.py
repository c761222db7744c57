"""Where the keys of a TOML text stand."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hutong.lib.toml_lines import _look_for_starting_lines, _starting_lines, find_key, find_written, list_tables

EXAMPLES = settings(max_examples=200, deadline=None, derandomize=True)
TEXT = '''format = 1
title = """
[not.a.table]
key = "not a key"
"""

[[grant]]
entries = [
  "a",   # [neither]
  "b]",
]
when = "poor" # [[nor]]
"quoted.key" = 3

[[example]]
name = 'one'
[example.expect]
dibao = "unknown"

[[example]]
name = 'two'
[example.expect]
upkeep = "entitled"
[facts."parent.dead"]
zh = "去世"
'''


def test_tables_stand_in_the_order_of_the_text() -> None:
    names = [(table.name, table.line) for table in list_tables(TEXT)]
    assert names == [
        ("", 0), ("grant", 6), ("example", 14), ("example.expect", 16), ("example", 19), ("example.expect", 21),
        ("facts.parent.dead", 23),
    ]  # fmt: skip


def test_keys_above_every_header_are_in_the_first_table() -> None:
    assert sorted(list_tables(TEXT)[0].keys) == ["format", "title"]


def test_lists_and_texts_of_several_lines_hold_no_keys() -> None:
    grant = list_tables(TEXT)[1]
    assert {key: place.line for key, place in grant.keys.items()} == {"entries": 7, "when": 11, "quoted.key": 12}


def test_a_key_knows_its_columns() -> None:
    place = list_tables('  when   = "poor"  ')[0].keys["when"]
    assert (place.column, place.value_column, place.length) == (2, 11, 15)


def test_keys_of_a_table_below_are_found_from_above() -> None:
    first, second = (table for table in list_tables(TEXT) if table.name == "example")
    assert first.keys["expect.dibao"].line == 17
    assert second.keys["expect.upkeep"].line == 22
    assert "expect.upkeep" not in first.keys


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "[", "]", "= 3", '"', "'''", "a = [", "a = {"])
def test_texts_that_are_no_toml_have_tables_all_the_same(text: str) -> None:
    assert list_tables(text)[0].name == ""


@EXAMPLES
@given(st.text(alphabet="ab=[]{}\"'#\n ., 1\\", max_size=60))
def test_every_key_found_in_sound_toml_stands_where_it_is_said_to(text: str) -> None:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = text.split("\n")
    for table in list_tables(text):
        for key, place in table.keys.items():
            assert lines[place.line][place.column :].lstrip("\"'").startswith(key.split(".")[-1][:1] or ('"', "'"))
    own = [key for key in values if not isinstance(values[key], dict | list)]
    assert set(own) <= set(list_tables(text)[0].keys) | {key.split(".")[0] for key in list_tables(text)[0].keys}


@EXAMPLES
@given(
    st.lists(
        st.sampled_from(["a = ", "[", "]", '"b"', "'c'", '"""', "{", "}", "#", ",", "\n", '"]"', "1"]), max_size=24
    )
)
def test_a_text_without_values_of_many_lines_is_read_line_by_line(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert list(_starting_lines(text)) == list(_look_for_starting_lines(text))


def test_a_written_word_is_found_from_a_place_on() -> None:
    assert find_written("ab ab", "ab", start=0) == [0, 1, 2]
    assert find_written("ab ab", "ab", start=1) == [3, 4, 5]
    assert find_written("ab", "c", start=0) == []


@pytest.mark.parametrize(
    ("text", "wanted", "places"),
    [
        (r"a\"b", 'a"b', [0, 1, 3, 4]),
        (r"\u5b64x", "孤x", [0, 6, 7]),
        ("a\\\n   b", "ab", [0, 6, 7]),
        (r"a\tb", "a\tb", [0, 1, 3, 4]),
        (r"\U00005b64", "孤", [0, 10]),
    ],
)
def test_escapes_are_read(text: str, wanted: str, places: list[int]) -> None:
    assert find_written(text, wanted, start=0) == places


def test_a_key_inside_a_table_on_one_line_is_found() -> None:
    line = "amounts = [{ term = 'x', my_term = 'y' }]"
    assert find_key(line, "term", start=10) == 13
    assert find_key(line, "value", start=10) == -1
