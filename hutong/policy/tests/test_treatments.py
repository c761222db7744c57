"""Where the decisions on ambiguities are named."""

from pathlib import Path

from hutong.policy.library import load_library
from hutong.policy.tests.sample_city import ADDRESS, write_city
from hutong.policy.treatments import Mention, list_mentions, list_unmentioned


def mentioned(folder: Path, note: str) -> set[str]:
    rules = f'[[none]]\nentries = ["a"]\nbecause = "principle: nothing to do"\nnote = "{note}"\n'
    mentions = list_mentions(load_library(write_city(folder, rules=rules, values="")))
    assert {one.address for one in mentions} <= {f"{ADDRESS}#1/a"}
    return {one.treatment for one in mentions}


def test_a_treatment_named_in_a_note_is_found_at_its_rule(tmp_path: Path) -> None:
    assert mentioned(tmp_path, "A13: a floor. See also (A8)") == {"A8", "A13"}


def test_a_span_of_treatments_names_all_of_it(tmp_path: Path) -> None:
    assert mentioned(tmp_path, "A10–A12") == {"A10", "A11", "A12"}


def test_what_only_looks_like_a_treatment_is_none(tmp_path: Path) -> None:
    assert mentioned(tmp_path, "CA13, A100, A0, A51, A4x") == set()


def test_a_treatment_is_never_taken_for_one_that_it_begins_with(tmp_path: Path) -> None:
    assert mentioned(tmp_path, "A12") == {"A12"}


def test_what_no_note_names_is_listed() -> None:
    mentions = [Mention(f"A{number}", "x", 1) for number in range(1, 50)]
    assert list_unmentioned(mentions) == ["A50"]


def test_the_bundled_documents_name_the_treatments_they_follow() -> None:
    named = {one.treatment for one in list_mentions(load_library())}
    assert {"A1", "A8", "A13", "A33"} <= named
