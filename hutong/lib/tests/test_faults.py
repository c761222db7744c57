"""A fault as a person reads it."""

from pathlib import Path

from hutong.lib.faults import Fault

FILE = Path("policies/431000/city/policy.md")


def fault(text: str = "", *, line: int = 0, column: int = 0, length: int = 1, **more: object) -> Fault:
    seen = more.get("seen_also", ())
    assert isinstance(seen, tuple)
    return Fault("code", FILE, "what is wrong", "what to write", line, column, length, text, seen)


def test_a_fault_of_a_whole_file_names_the_file_and_the_remedy() -> None:
    assert fault().render() == f"{FILE}: what is wrong [code]\n      → what to write"


def test_the_offending_words_are_underlined() -> None:
    lines = fault("when = poor AND old", line=7, column=17, length=3).render().split("\n")
    assert lines[0] == f"{FILE}:7:17: what is wrong [code]"
    assert lines[1:3] == ["    7 | when = poor AND old", "      |                 ^^^"]


def test_a_chinese_character_is_two_columns_wide() -> None:
    lines = fault("孤儿（poor）", line=1, column=3).render().split("\n")
    assert lines[2].split("|")[1] == " " + " " * 4 + "^^"


def test_an_underline_is_never_empty() -> None:
    assert fault("abc", line=1, column=4, length=0).render().count("^") == 1


def test_a_line_that_is_empty_is_not_shown() -> None:
    assert fault("", line=3, column=1).render().count("\n") == 1


def test_other_places_are_named() -> None:
    shown = fault("abc", line=1, column=1, seen_also=((FILE, 9), (Path("other.md"), 2))).render()
    assert f"also at {FILE}:9" in shown
    assert "also at other.md:2" in shown


def test_places_are_named_from_the_folder_checked() -> None:
    assert fault().render(under=Path("policies")).startswith("431000/city/policy.md: ")
    assert fault().render(under=Path("elsewhere")).startswith(str(FILE))
