"""The twelve rules that are measured are rules of the real documents: same verdict, ground by ground."""

from __future__ import annotations

import pytest

from benchmarks.twelve_children import ON, Given, is_here, list_children, load_twelve
from hutong.policy.blocks import Grant
from hutong.policy.collection import Library
from hutong.policy.determining import determine, verdicts
from hutong.policy.layouts import Evaluation, layout_for
from hutong.policy.library import load_library
from hutong.policy.situation import Situation, read_situation

CHILDREN = 150
# ENTITLED means every ground that all documents have for a benefit, of which the twelve have one.
ASKS_ALL_DOCUMENTS = {"dibao_child_uplift", "disability_living_subsidy"}


@pytest.fixture(scope="module")
def real() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def twelve() -> Library:
    return load_twelve()


@pytest.fixture(scope="module")
def children(twelve: Library) -> list[Given]:
    return [given for given in list_children(CHILDREN, library=twelve) if is_here(given)]


def list_originals(twelve: Library) -> dict[str, str]:
    """The benefit of each of the twelve, and the address of the grant that it repeats: its note."""
    rules = twelve.document("431000/twelve").list_rules()
    return {rule.block.benefit: rule.block.note for rule in rules if isinstance(rule.block, Grant)}


def read(given: Given, library: Library) -> Situation:
    return read_situation(given, on=ON, facts=library.vocabulary.facts)


def list_conclusions(given: Given, real: Library) -> dict[str, str]:
    """What each grant of the real documents that speak comes to for this child."""
    situation = read(given, real)
    layout = layout_for(real, situation)
    evaluation = Evaluation(situation, layout)
    grounds = [ground for slot in layout.slots for ground in slot.grounds]
    return {ground.reached.ground.rule.address: evaluation.conclusion(ground) for ground in grounds}


def test_there_are_twelve_rules_each_with_its_original(twelve: Library) -> None:
    originals = list_originals(twelve)
    assert len(originals) == len(set(originals.values())) == 12


def test_the_twelve_conclude_what_the_real_grants_conclude(
    twelve: Library, real: Library, children: list[Given]
) -> None:
    """Where a real grant has changed, say it anew in benchmarks/twelve and benchmarks/openfisca_rules.py."""
    originals = list_originals(twelve)
    assert len(children) > CHILDREN / 2
    for given in children:
        real_conclusions = list_conclusions(given, real)
        for benefit, _, verdict in verdicts(read(given, twelve), library=twelve):
            if benefit not in ASKS_ALL_DOCUMENTS:
                assert verdict == real_conclusions[originals[benefit]], (benefit, given)


def test_every_one_of_the_twelve_is_owed_to_some_and_not_to_others(twelve: Library, children: list[Given]) -> None:
    seen = {one[::2] for given in children for one in verdicts(read(given, twelve), library=twelve)}
    assert seen == {
        (benefit, verdict) for benefit in list_originals(twelve) for verdict in ("entitled", "not_entitled")
    }


def test_nothing_is_unknown_about_the_children_that_are_measured(twelve: Library, children: list[Given]) -> None:
    assert [question.fact for given in children for question in determine(given, library=twelve, on=ON).ask_next] == []
