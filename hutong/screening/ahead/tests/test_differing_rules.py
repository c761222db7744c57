"""How far a draft reaches: which benefits can differ by it, and whether any verdict can."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hutong.policy.library import load_library
from hutong.screening.ahead.differing_rules import DifferingRules, find_differing
from hutong.screening.ahead.drafts import read_drafts, with_draft
from hutong.screening.ahead.tests import small_drafts as drafts
from hutong.screening.tests.generating import ON

Find = Callable[[], DifferingRules]
NATIONAL_LIVING = ('state = "unset"', 'amount = "1000"')


@pytest.fixture
def find(tmp_path: Path) -> Find:
    return lambda: find_differing(with_draft(load_library(), read_drafts(tmp_path), on=ON))


def test_a_text_that_says_the_same_reaches_nothing(find: Find, tmp_path: Path) -> None:
    drafts.copy_document(tmp_path)
    assert not find().benefits


def test_a_figure_changes_amounts_and_no_verdict(find: Find, tmp_path: Path) -> None:
    drafts.change(drafts.copy_document(tmp_path, drafts.NATIONAL_STANDARD), "values.toml", *NATIONAL_LIVING)
    found = find()
    assert found.is_same_rules
    assert found.benefits == {"de_facto_living"}
    assert found.computed > found.benefits


def test_a_figure_that_a_choice_weighs_reaches_all_between_which_it_chooses(find: Find, tmp_path: Path) -> None:
    drafts.change(drafts.copy_document(tmp_path), "values.toml", 'amount = "100"', 'amount = "60"')
    found = find()
    assert found.is_same_rules
    assert found.benefits == {"premium_full", "premium_subsidy", "premium_any_recipient"}


def test_a_condition_changes_verdicts_and_what_rests_on_them(find: Find, tmp_path: Path) -> None:
    home = drafts.copy_document(tmp_path, drafts.NATIONAL_STANDARD)
    drafts.change(home, "policy.md", 'frame = "age < 18"', 'frame = "age < 12"')
    found = find()
    assert not found.is_same_rules
    # Orphans' money goes before it by a choice; a subsidy asks whether it is owed.
    assert {"de_facto_living", "orphan_protection", "disability_living_subsidy"} <= found.benefits


def test_amounts_that_change_places_between_two_grounds_are_seen(find: Find, tmp_path: Path) -> None:
    home = drafts.copy_document(tmp_path)
    for before, after in (("orphan_community')", "SWAP')"), ("orphan_institution')", "orphan_community')")):
        drafts.change(home, "policy.md", f"VALUE('{before}", f"VALUE('{after}")
    drafts.change(home, "policy.md", "VALUE('SWAP')", "VALUE('orphan_institution')")
    found = find()
    assert not found.is_same_rules
    assert "orphan_protection" in found.benefits
