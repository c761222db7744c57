"""What is highly sensitive is named only to those who ask for it."""

from datetime import date

import pytest

from hutong.policy.as_text import Teller
from hutong.policy.determining import Determination, determine
from hutong.policy.library import Library

CHILD = {"hukou_place": "431022", "residence_place": "431022", "birth_date": "2015-03-04", "orphan_recognised": True}
KNOWN = {"hiv_status": "hiv", "harm": {"family_violence": True}, "is_trafficking_rescued": True}
TELLTALES = ("艾滋", "家庭暴力", "受侵害", "遭受侵害", "打拐", "收养")


def ask(library: Library, **facts: object) -> Determination:
    return determine(CHILD | facts, library=library, on=date(2025, 6, 1))


@pytest.mark.parametrize("facts", [{}, KNOWN, {"hiv_status": "none"}])
def test_neither_benefit_nor_fact_of_the_highest_sensitivity_is_told(
    library: Library, facts: dict[str, object]
) -> None:
    told = Teller(library, "zh").tell(ask(library, **facts))
    assert [word for word in TELLTALES if word in told] == []


@pytest.mark.parametrize("facts", [{}, KNOWN])
def test_that_something_is_not_listed_is_said_whatever_the_verdict(library: Library, facts: dict[str, object]) -> None:
    assert "另有高度敏感的待遇和事项" in Teller(library, "zh").tell(ask(library, **facts))


def test_who_asks_for_it_is_told_everything(library: Library) -> None:
    told = Teller(library, "zh", sensitive=True).tell(ask(library, **KNOWN))
    assert "艾滋病病毒携带与艾滋病儿童基本生活费" in told and "受侵害儿童心理疏导" in told
    assert "另有高度敏感的待遇和事项" not in told


def test_a_category_that_rests_on_such_a_fact_is_not_told(library: Library) -> None:
    determination = ask(library, **KNOWN)
    held = {one.zh for one in determination.categories if one.truth}
    assert set(Teller(library, "zh").categories(determination)) < held
    assert set(Teller(library, "zh", sensitive=True).categories(determination)) == held


def test_such_a_fact_is_verified_with_its_holder_and_never_asked_of_a_family(library: Library) -> None:
    teller = Teller(library, "zh", sensitive=True)
    assert teller.question("harmed").startswith("向掌握单位核实：")
    assert teller.question("dibao") == library.vocabulary.facts["dibao"].question("zh")


def test_what_covers_a_benefit_is_not_named_when_it_is_highly_sensitive(library: Library) -> None:
    assert Teller(library, "zh").benefits(["dibao", "hiv_allowance"]) == ["最低生活保障", "另一项待遇"]


def test_what_is_still_missing_is_named_without_naming_such_a_fact(library: Library) -> None:
    assert Teller(library, "zh").missing(["harmed", "harm.abuse", "dibao"]) == ["高度敏感事项", "低保"]
