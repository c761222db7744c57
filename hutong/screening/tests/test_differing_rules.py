"""Which benefits may be decided differently by another library or on another day."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from hutong.policy.library import Library, bundled_policies, load_library
from hutong.screening.differing_rules import ALL, RulePrints, differing_at, differing_benefits

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


def test_the_same_documents_read_twice_decide_alike(library: Library) -> None:
    assert differing_benefits(library, ON, load_library(), ON, COUNTIES) == frozenset()


def test_a_day_on_which_nothing_begins_or_ends_decides_alike(library: Library) -> None:
    assert differing_benefits(library, ON, library, date(2025, 6, 2), COUNTIES) == frozenset()


def test_documents_that_come_into_force_in_between_differ_in_what_they_give(library: Library) -> None:
    found = differing_benefits(library, date(2017, 6, 1), library, date(2017, 12, 31), ["431022"])
    assert found != ALL and found
    assert found < set(library.vocabulary.benefits)


def test_another_amount_differs_where_it_is_paid_and_nowhere_else(library: Library, folder: Path) -> None:
    changed(folder / "431000" / "cz2017-3" / "values.toml", 'amount = "600"', 'amount = "650"')
    before, after = RulePrints(library, ON), RulePrints(load_library(folder), ON)
    found = {place: differing_at(before.of("hukou", place), after.of("hukou", place)) for place in COUNTIES}
    assert found == {"431022": PAID_LIKE_ORPHANS, "500110": frozenset(), "110101": frozenset()}


def test_what_asks_for_a_differing_benefit_differs_too(library: Library, folder: Path) -> None:
    changed(folder / "431000" / "cz2017-3" / "values.toml", 'amount = "600"', 'amount = "650"')
    found = differing_benefits(library, ON, load_library(folder), ON, ["431022"])
    assert found != ALL and "orphan_protection" in found and "de_facto_living" in found


def test_a_gist_in_other_words_changes_nothing(library: Library, folder: Path) -> None:
    file = folder / "431000" / "cz2017-3" / "policy.md"
    file.write_text(file.read_text("utf-8") + "\nSome words more.\n", "utf-8")
    assert differing_benefits(library, ON, load_library(folder), ON, COUNTIES) == frozenset()


def test_facts_that_mean_something_else_concern_every_benefit(library: Library, folder: Path) -> None:
    changed(folder / "facts.toml", "fresh_days = ", "fresh_days = 1")
    assert differing_benefits(library, ON, load_library(folder), ON, COUNTIES) == ALL
