"""The quick road and the proofs come to the same verdicts; equal conditions are one object."""

from datetime import date

import pytest

from hutong.policy import tree
from hutong.policy.collection import Library
from hutong.policy.determining import determine_situation, verdicts
from hutong.policy.errors import SituationRefused
from hutong.policy.library import load_library
from hutong.policy.situation import Situation, read_situation

PLACES: tuple[dict[str, str], ...] = (
    {},
    {"hukou_place": "431022"},
    {"hukou_place": "500110", "residence_place": "431022"},
)
DAYS = (date(2018, 6, 1), date(2025, 6, 1))


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def list_situations(library: Library) -> list[Situation]:
    """Every third worked example of every document, moved to several places and days."""
    entries = [example.entry for document in library.list_documents() for example in document.examples][::3]
    situations = []
    for number, entry in enumerate(entries):
        given = {**entry.given, **PLACES[number % len(PLACES)]}
        on = max(entry.on, DAYS[number % len(DAYS)])
        try:
            situations.append(read_situation(given, on=on, facts=library.vocabulary.facts))
        except SituationRefused:
            continue
    return situations


def test_the_quick_road_and_the_proofs_come_to_the_same_verdicts(library: Library) -> None:
    situations = list_situations(library)
    assert len(situations) > 50
    for situation in situations:
        findings = determine_situation(situation, library=library).findings
        assert verdicts(situation, library=library) == [(one.benefit, one.place, one.verdict) for one in findings]


def test_equal_conditions_are_one_object() -> None:
    pool: dict[str, tree.Node] = {}
    first = tree.shared(tree.And((tree.FactRead("a"), tree.Not(tree.FactRead("b")))), pool)
    second = tree.shared(tree.Or((tree.Not(tree.FactRead("b")), tree.FactRead("c"))), pool)
    assert tree.parts_of(first)[1] is tree.parts_of(second)[0]


def test_the_number_one_and_true_stay_apart() -> None:
    pool: dict[str, tree.Node] = {}
    assert tree.shared(tree.Literal(1), pool) is not tree.shared(tree.Literal(True), pool)
