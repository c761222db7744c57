"""Worked examples: what they may expect, and how a difference is told."""

from pathlib import Path

import pytest

from hutong.policy.checking import check
from hutong.policy.examples import best_finding, run_example
from hutong.policy.library import load_library
from hutong.policy.tests.small_policies import (
    CITY,
    NATIONAL,
    Text,
    decide,
    grant,
    load_small,
    monthly,
    value,
    write_folder,
)

RULES = grant("a", "upkeep", "poor", monthly("VALUE('x')")) + grant("b", "schooling", "adopted")
DUTY = (
    '[[duty]]\nentries = ["c"]\nafter = "report_received"\nwho = ["school@school"]\nmust = "visit"\nmust_zh = "探访"\n'
)


def messages(folder: Path, given: str, expect: str, *, scope: str = "") -> list[str]:
    """What is said of one example of the national text, beside a text of the city."""
    text = Text(RULES + DUTY, values=value("x", "600"))
    write_folder(folder, text, Text(grant("a", "tutoring", "poor"), CITY))
    example = 'format = 1\n[[example]]\nname = "it"\non = 2024-01-01\n'
    example += f"given = {given}\nexpect = {expect}\n{scope}\n"
    (folder / NATIONAL / "examples.toml").write_text(example, "utf-8")
    return [fault.message.removeprefix("'it': ") for fault in check(folder).faults if fault.code == "example"]


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        ("{ poor = true }", '{ upkeep = "entitled" }'),
        ("{ poor = false }", '{ upkeep = "not_entitled" }'),
        ("{}", '{ upkeep = { verdict = "unknown", missing = ["poor"] } }'),
        (
            "{ poor = true }",
            '{ upkeep = { verdict = "entitled", amounts = [{ term = "monthly", value = "600.00" }] } }',
        ),
        ("{ poor = true }", '{ upkeep = { verdict = "entitled", covered_by = [], excluded_by = [] } }'),
        ('{ poor = true, hukou_place = "431022" }', '{ upkeep = { verdict = "entitled", place = "431022" } }'),
        ('{ poor = true, hukou_place = "431022" }', '{ tutoring = "not_entitled" }'),
        ('{ events = ["report_received"] }', '{ duties = ["1/c"] }'),
        ('{ events = ["report_received"] }', f'{{ duties = ["{NATIONAL}#1/c"] }}'),
    ],
)
def test_what_comes_out_as_expected_is_no_fault(tmp_path: Path, given: str, expect: str) -> None:
    assert messages(tmp_path, given, expect) == []


@pytest.mark.parametrize(
    ("given", "expect", "said"),
    [
        (
            "{ poor = false }",
            '{ upkeep = "entitled" }',
            "upkeep: verdict should be entitled, but is not_entitled (by 000000/law#1/a: poor)",
        ),
        ("{}", '{ upkeep = "entitled" }', "upkeep: verdict should be entitled, but is unknown (asks poor)"),
        (
            "{ poor = true }",
            '{ upkeep = { verdict = "entitled", amounts = [{ term = "yearly", value = "600.00" }] } }',
            "upkeep: yearly.term should be 'yearly', but is None",
        ),
        (
            "{ poor = true }",
            '{ upkeep = { verdict = "entitled", covered_by = ["schooling"] } }',
            "upkeep: covered_by should be ['schooling'], but is []",
        ),
        (
            '{ poor = true, hukou_place = "431022" }',
            '{ upkeep = { verdict = "entitled", place = "500110" } }',
            "upkeep: verdict should be entitled, but is nothing: no ground in scope speaks of it",
        ),
        ("{}", '{ duties = ["1/c"] }', "the duty 1/c does not arise"),
        ("{}", "{ categories = { orphan = true } }", "category orphan should be true, but is not defined"),
    ],
)
def test_a_difference_is_told_with_what_came_out(tmp_path: Path, given: str, expect: str, said: str) -> None:
    assert said in messages(tmp_path, given, expect)


def test_an_example_asks_its_own_document_alone_unless_it_says_all(tmp_path: Path) -> None:
    given = '{ poor = true, hukou_place = "431022" }'
    assert messages(tmp_path / "alone", given, '{ tutoring = "entitled" }') != []
    assert messages(tmp_path / "all", given, '{ tutoring = "entitled" }', scope='scope = "all"') == []


def test_a_run_gives_the_finding_that_the_example_speaks_of() -> None:
    library = load_library(Path(__file__).parent / "sound")
    example = library.document("000000/shelter").examples[0]
    run = run_example(example, library)
    found = run.finding("upkeep")
    assert run.faults == ()
    assert found is not None and found.verdict == "entitled"
    assert run.finding("tutoring") is None


def test_the_best_of_several_places_counts(tmp_path: Path) -> None:
    rules = grant("a", "schooling", "poor") + grant("b", "schooling", "adopted", 'tie = "residence"')
    library = load_small(tmp_path, Text(rules))
    child = {"poor": False, "adopted": True, "hukou_place": "431022", "residence_place": "500110"}
    determination = decide(library, child)
    best = best_finding(determination, "schooling")
    assert best is not None and (best.place, best.verdict) == ("500110", "entitled")
    there = best_finding(determination, "schooling", "431022")
    assert there is not None and there.verdict == "not_entitled"
    assert best_finding(determination, "upkeep") is None
