"""Fingerprints tell which benefits another library, or another day, may decide differently at a place."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from hutong.policy.blocks import TIES
from hutong.policy.library import Library, bundled_policies, load_library
from hutong.screening.rule_prints import RulePrints

ON = date(2025, 6, 1)
COUNTIES = ("431022", "500110", "110101")
PAID_LIKE_ORPHANS = frozenset({"orphan_protection", "adult_orphan_continuation", "hiv_allowance"})


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundled_policies(), tmp_path / "policies"))


def changed(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


def differing(before: RulePrints, after: RulePrints, place: str | None = "431022") -> frozenset[str]:
    """The benefits whose fingerprints differ at a place, whatever kind of place of a child it is."""
    pairs = [(before.of(tie, place), after.of(tie, place)) for tie in TIES]
    return frozenset(name for one, other in pairs for name in {**one, **other} if one.get(name) != other.get(name))


def test_the_same_documents_read_twice_decide_alike(library: Library) -> None:
    one, other = RulePrints(library, ON), RulePrints(load_library(), ON)
    assert one.ground_rules == other.ground_rules
    assert not any(differing(one, other, place) for place in (None, "", *COUNTIES))


def test_a_day_on_which_nothing_begins_or_ends_decides_alike(library: Library) -> None:
    assert not differing(RulePrints(library, ON), RulePrints(library, date(2025, 6, 2)))


def test_documents_that_come_into_force_in_between_differ_in_what_they_give(library: Library) -> None:
    found = differing(RulePrints(library, date(2017, 6, 1)), RulePrints(library, date(2017, 12, 31)), "500110")
    assert found and found < set(library.vocabulary.benefits)


def test_another_amount_differs_where_it_is_paid_and_nowhere_else(library: Library, folder: Path) -> None:
    changed(folder / "431000" / "cz2017-3" / "values.toml", 'amount = "600"', 'amount = "650"')
    before, after = RulePrints(library, ON), RulePrints(load_library(folder), ON)
    found = {place: differing(before, after, place) for place in COUNTIES}
    assert found == {"431022": PAID_LIKE_ORPHANS, "500110": frozenset(), "110101": frozenset()}


def test_a_gist_in_other_words_changes_nothing(library: Library, folder: Path) -> None:
    file = folder / "431000" / "cz2017-3" / "policy.md"
    file.write_text(file.read_text("utf-8") + "\nSome words more.\n", "utf-8")
    assert not differing(RulePrints(library, ON), RulePrints(load_library(folder), ON))


def test_facts_that_mean_something_else_concern_every_benefit(library: Library, folder: Path) -> None:
    changed(folder / "facts.toml", "fresh_days = ", "fresh_days = 1")
    assert RulePrints(library, ON).ground_rules != RulePrints(load_library(folder), ON).ground_rules
