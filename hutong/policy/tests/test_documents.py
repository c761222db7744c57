"""A document as it is read: addresses, clauses, gists, rules in the order of the text, values, examples."""

from datetime import date
from pathlib import Path

import pytest

from hutong.policy.blocks import Grant
from hutong.policy.checking import check
from hutong.policy.documents import Document, read_document
from hutong.policy.tests.small_policies import SOUND, Text, grant, value, write_folder


@pytest.fixture(scope="module")
def shelter() -> Document:
    document = read_document(SOUND / "000000" / "shelter").document
    assert document is not None
    return document


def read(folder: Path, text: Text) -> Document:
    text.write(folder)
    reading = read_document(folder / text.address)
    assert reading.faults == []
    assert reading.document is not None
    return reading.document


def test_an_address_is_the_place_and_the_name_of_the_folder(shelter: Document) -> None:
    assert shelter.address == "000000/shelter"
    assert shelter.inventory == "shelter"


def test_a_clause_has_the_key_of_its_heading_and_the_gist_below(shelter: Document) -> None:
    clause = shelter.clauses[0]
    assert (clause.key, clause.title, clause.line) == ("1", "1 · 一、孤儿", 18)
    assert clause.gist.startswith("Children both of whose parents")
    assert [one.key for one in shelter.clauses] == ["1", "2", "3", "4"]


def test_rules_stand_in_the_order_of_the_text(shelter: Document) -> None:
    kinds = [rule.kind for rule in shelter.list_rules()]
    assert kinds == [
        "define", "grant", "exclude", "grant", "choose", "grant", "duty", "procedure", "measure", "none",
    ]  # fmt: skip


def test_a_rule_has_the_address_of_its_first_entry(shelter: Document) -> None:
    assert [rule.address for rule in shelter.list_rules()][:3] == [
        "000000/shelter#1/a",
        "000000/shelter#1/b",
        "000000/shelter#1/c",
    ]


def test_a_rule_may_carry_entries_of_another_clause(tmp_path: Path) -> None:
    rules = grant("a", "schooling", "poor").replace('["a"]', '["2.2/c", "a"]')
    (rule,) = read(tmp_path, Text(rules)).list_rules()
    assert rule.address == "000000/law#2.2/c"
    assert rule.entry_keys == ("2.2/c", "1/a")


def test_blocks_of_several_kinds_keep_their_order(tmp_path: Path) -> None:
    none = '[[none]]\nentries = ["x"]\nbecause = "background: who wrote it"\n'
    rules = grant("a", "schooling", "poor") + none + grant("b", "tutoring", "poor") + none.replace('"x"', '"y"')
    assert [rule.address[-1] for rule in read(tmp_path, Text(rules)).list_rules()] == ["a", "x", "b", "y"]


def test_a_block_has_what_its_keys_say(shelter: Document) -> None:
    block = next(rule.block for rule in shelter.list_rules() if rule.kind == "grant")
    assert isinstance(block, Grant)
    assert (block.benefit, block.when, block.strength, block.lead) == (
        "upkeep", "orphan", "must", ("civil_affairs@county",),
    )  # fmt: skip


def test_values_and_examples_stand_beside_the_text(shelter: Document) -> None:
    assert [one.address for one in shelter.values] == [
        "000000/shelter:upkeep_monthly",
        "000000/shelter:subsidy_monthly",
    ]
    assert len(shelter.examples) == 10


def test_a_document_without_values_or_examples_has_none(tmp_path: Path) -> None:
    document = read(tmp_path, Text(grant("a", "schooling", "poor")))
    assert (document.values, document.examples) == ((), ())


def test_a_title_in_english_falls_back_to_the_chinese(tmp_path: Path) -> None:
    document = read(tmp_path, Text(grant("a", "schooling", "poor")))
    assert document.title("en") == document.title("zh") == "试行办法"


@pytest.mark.parametrize(
    ("front", "on", "expected"),
    [
        ({}, date(2019, 12, 31), False),
        ({}, date(2020, 1, 1), True),
        ({"ended": "2021-01-01"}, date(2020, 12, 31), True),
        ({"ended": "2021-01-01"}, date(2021, 1, 1), False),
        ({"standing": '"draft"'}, date(2020, 6, 1), False),
        ({"standing": '"guidance"'}, date(2020, 6, 1), False),
    ],
)
def test_only_law_has_force_and_only_on_its_days(
    tmp_path: Path, front: dict[str, str], on: date, expected: bool
) -> None:
    assert read(tmp_path, Text(grant("a", "schooling", "poor"), front=front)).is_in_force(on) is expected


def test_several_fences_under_one_heading_are_one_clause(tmp_path: Path) -> None:
    rules = grant("a", "schooling", "poor") + "```\n\nBetween them.\n\n```rule\n" + grant("b", "tutoring", "poor")
    (clause,) = read(tmp_path, Text(rules)).clauses
    assert [rule.address for rule in clause.rules] == ["000000/law#1/a", "000000/law#1/b"]
    assert "Between them." in clause.gist


def test_two_hashes_inside_a_fence_are_no_heading(tmp_path: Path) -> None:
    document = read(tmp_path, Text("## a comment\n" + grant("a", "schooling", "poor")))
    assert [clause.key for clause in document.clauses] == ["1"]


def test_guidance_needs_no_examples(tmp_path: Path) -> None:
    guidance = Text(grant("a", "schooling", "poor"), front={"standing": '"guidance"'})
    assert check(write_folder(tmp_path, guidance)).faults == ()


def test_a_value_may_be_a_text(tmp_path: Path) -> None:
    text = Text(grant("a", "schooling", "poor"), values=value("days", "as soon as may be", unit="text"))
    faults = check(write_folder(tmp_path, text)).faults
    assert {fault.code for fault in faults} == {"no-example"}


def test_what_a_text_merely_encourages_needs_no_example_that_is_unknown(tmp_path: Path) -> None:
    text = Text(grant("a", "tutoring", "poor", 'strength = "encouraged"'))
    folder = write_folder(tmp_path, text)
    (folder / text.address / "examples.toml").write_text(
        'format = 1\n[[example]]\nname = "one"\non = 2024-01-01\ngiven = { poor = true }\n'
        'expect = { tutoring = "not_offered" }\n'
        '[[example]]\nname = "two"\non = 2024-01-01\ngiven = { poor = false }\n'
        'expect = { tutoring = "not_entitled" }\n',
        "utf-8",
    )
    assert check(folder).faults == ()


def test_the_report_counts_and_lists_what_a_frame_gates() -> None:
    report = check(SOUND)
    assert (report.documents, report.rules, report.examples) == (2, 12, 12)
    assert report.gated == (
        "000000/shelter#1/b upkeep: age < 18",
        "000000/shelter#2/a subsidy: age < 18",
        "000000/shelter#3/a schooling: age < 18",
    )
