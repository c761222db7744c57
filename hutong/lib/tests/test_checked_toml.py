"""Tables checked against a model: every fault with its line, what is wrong and what to write."""

from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from hutong.lib.checked_toml import Source, checked, read_source, read_toml, suggest
from hutong.lib.faults import Fault

FILE = Path("things.toml")


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    place: str
    size: int = 0


class Thing(BaseModel):
    """What the tables of this test hold."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^[a-z]+$", examples=["pear"], min_length=2)
    kind: Literal["fruit", "root"] = "fruit"
    day: date | None = None
    words: tuple[str, ...] = ()
    ripe: StrictBool = False
    count: int = Field(default=0, ge=0)
    start: date | None = Field(default=None, alias="from")
    inner: tuple[Inner, ...] = ()


def read(text: str, *, offset: int = 0) -> tuple[Thing | None, list[Fault]]:
    """The first [[thing]] of a text."""
    source = Source(FILE, text, offset)
    values, places, broken = read_toml(source)
    if broken:
        return None, broken
    table = next(place for place in places if place.name == "thing")
    return checked(Thing, values["thing"][0], table=table, source=source)


def one_fault(text: str) -> Fault:
    thing, faults = read(text)
    assert thing is None
    (fault,) = faults
    return fault


def underlined(fault: Fault) -> str:
    return fault.text[fault.column - 1 : fault.column - 1 + fault.length]


def test_a_sound_table_becomes_the_model() -> None:
    thing, faults = read('[[thing]]\nname = "pear"\nfrom = 2024-01-01\n')
    assert faults == []
    assert thing is not None and (thing.name, thing.start) == ("pear", date(2024, 1, 1))


def test_every_fault_of_a_table_is_found() -> None:
    _, faults = read('[[thing]]\nname = 3\nkind = "leaf"\nripe = "yes"\n')
    assert [fault.line for fault in faults] == [2, 3, 4]


def test_lines_count_from_where_the_text_begins_in_its_file() -> None:
    _, (fault,) = read("[[thing]]\nname = 3\n", offset=40)
    assert fault.line == 42


@pytest.mark.parametrize(
    ("written", "under", "says", "instead"),
    [
        ("name = 3", "3", "name = 3 is not text", 'write it in straight quotes: "…"'),
        ('name = "PEAR"', '"PEAR"', 'name = "PEAR" is not written as this key wants it', 'write it like "pear"'),
        ('kind = "rot"', '"rot"', 'kind = "rot" is not one of the words of this key', "did you mean 'root'?"),
        ('kind = "x"', '"x"', 'kind = "x" is not one of the words of this key', "write one of fruit, root"),
        ('day = "soon"', '"soon"', 'day = "soon" is not a day', "write 2025-05-07, without quotes"),
        ('words = "a"', '"a"', 'words = "a" is not a list', 'write ["…", "…"]'),
        ("words = [1]", "1", "words = 1 is not text", 'write it in straight quotes: "…"'),
        ('ripe = "true"', '"true"', 'ripe = "true" is not true or false', "write true or false, without quotes"),
        ('count = "many"', '"many"', 'count = "many" is not a whole number', "write digits, without quotes"),
        ("count = -1", "-1", "count = -1 is not large enough", "write 0 or more"),
        ("inner = [3]", "3", "inner = 3 is not a table", 'write { key = "…" }'),
    ],
)
def test_a_wrong_value_is_underlined_and_told_what_to_be(written: str, under: str, says: str, instead: str) -> None:
    rest = "" if written.startswith("name") else 'name = "pear"\n'
    fault = one_fault(f"[[thing]]\n{written}\n{rest}")
    assert fault.code == "wrong-value"
    assert (underlined(fault), fault.message, fault.remedy) == (under, says, instead)


def test_a_misspelt_key_is_underlined_with_the_right_one() -> None:
    fault = one_fault('[[thing]]\nname = "pear"\nkindd = "root"\n')
    assert (fault.code, underlined(fault), fault.remedy) == ("unknown-key", "kindd", "did you mean 'kind'?")


def test_a_key_like_no_other_is_answered_with_all_there_are() -> None:
    fault = one_fault('[[thing]]\nname = "pear"\nzzz = 3\n')
    assert fault.remedy == "its keys: count, day, from, inner, kind, name, ripe, words"


def test_a_key_that_is_missing_is_named_at_the_header() -> None:
    fault = one_fault('[[thing]]\nkind = "root"\n')
    assert (fault.code, fault.line, underlined(fault)) == ("missing-key", 1, "[[thing]]")
    assert (fault.message, fault.remedy) == ("[[thing]] lacks 'name'", "add name = …")


def test_a_key_missing_inside_is_named_where_it_lacks() -> None:
    fault = one_fault('[[thing]]\nname = "pear"\ninner = [{ size = 3 }]\n')
    assert (fault.line, fault.remedy) == (3, "add place = … inside inner")


def test_a_misspelt_key_is_not_said_to_be_missing_besides() -> None:
    fault = one_fault('[[thing]]\nname = "pear"\ninner = [{ plce = "here" }]\n')
    assert (fault.code, underlined(fault), fault.remedy) == ("unknown-key", "plce", "did you mean 'place'?")


def test_a_misspelt_key_does_not_hide_another_that_is_missing() -> None:
    _, faults = read('[[thing]]\nname = "pear"\ninner = [{ zzzz = 3 }]\n')
    assert sorted(fault.code for fault in faults) == ["missing-key", "unknown-key"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('name = "pear', 1, "a text is opened on this line and not closed"),
        ("a = 1\na = 2", 2, "this key stands here a second time"),
        ("a = 1\nb = [1\n", 2, "a list is opened further up and not closed"),
        ("a = 1\nb = “x”", 2, "this is not TOML: Invalid value"),
        ("a = 1\nb", 2, "this is not TOML: Expected '=' after a key in a key/value pair"),
    ],
)
def test_what_is_no_toml_is_said_at_its_line(text: str, line: int, says: str) -> None:
    values, places, (fault,) = read_toml(Source(FILE, text))
    assert (values, places) == ({}, [])
    assert (fault.code, fault.line, fault.message) == ("toml", line, says)
    assert underlined(fault)


def test_a_file_in_another_encoding_is_said_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "things.toml"
    file.write_bytes("a = 1\nb = '孤儿'\n".encode("gb18030"))
    source, (fault,) = read_source(file)
    assert (source.text, fault.code, fault.line) == ("", "encoding", 2)


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "things.toml"
    file.write_text("a = 1", "utf-8-sig")
    assert read_source(file)[0].text == "a = 1"


@pytest.mark.parametrize(
    ("word", "known", "advice"),
    [
        ("adoptd", ["adopted", "poor"], "did you mean 'adopted'?"),
        ("ab", ["aba", "abb", "abc", "abd"], "did you mean 'abd' or 'abc' or 'abb'?"),
        ("zzz", ["adopted"], "else"),
        ("", [], "else"),
    ],
)
def test_near_words_are_suggested(word: str, known: list[str], advice: str) -> None:
    assert suggest(word, known, otherwise="else") == advice


def test_a_fault_beyond_the_text_has_no_line_to_show() -> None:
    fault = Source(FILE, "a = 1").fault("code", "what", "how", line=9)
    assert (fault.line, fault.text) == (10, "")


def test_values_are_told_as_they_are_written() -> None:
    values: list[Any] = ['words = [["a"]]', 'words = [{ a = "b" }]', "words = [true]", "words = [2024-01-01]"]
    told = [one_fault(f'[[thing]]\nname = "pear"\n{value}\n').message for value in values]
    assert told == [
        'words = ["a"] is not text',
        'words = { a = "b" } is not text',
        "words = true is not text",
        "words = 2024-01-01 is not text",
    ]
