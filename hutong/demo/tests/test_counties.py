from datetime import date, timedelta

import pytest

from hutong.demo.counties import CHENZHOU, COUNTIES, QIJIANG, County, make_children
from hutong.demo.kinds import KINDS
from hutong.lib.elapsed import whole_years
from hutong.vocabulary.divisions import get_division_code

ON = date(2025, 6, 1)


def test_the_same_seed_makes_the_same_children() -> None:
    assert make_children(CHENZHOU, count=80, on=ON, seed=5) == make_children(CHENZHOU, count=80, on=ON, seed=5)


def test_another_seed_makes_other_children() -> None:
    assert make_children(CHENZHOU, count=80, on=ON, seed=5) != make_children(CHENZHOU, count=80, on=ON, seed=6)


@pytest.mark.parametrize("count", [1, 2, 37, 250, 600])
def test_as_many_children_are_made_as_were_asked_for(count: int) -> None:
    assert len(make_children(QIJIANG, count=count, on=ON, seed=1)) == count


def test_every_kind_occurs_in_a_county() -> None:
    assert {child.kind for child in make_children(CHENZHOU, count=250, on=ON, seed=1)} == {kind.name for kind in KINDS}


def test_who_turns_18_tomorrow_is_still_17() -> None:
    children = make_children(CHENZHOU, count=250, on=ON, seed=1)
    born = {child.kind: child.birth_date for child in children}
    assert whole_years(born["eighteen_tomorrow"], ON) == 17
    assert whole_years(born["eighteen_tomorrow"], ON + timedelta(days=1)) == 18
    assert whole_years(born["eighteen_today"], ON) == 18


@pytest.mark.parametrize("county", COUNTIES)
def test_all_places_lie_in_counties_that_the_documents_know(county: County) -> None:
    children = make_children(county, count=250, on=ON, seed=1)
    code = get_division_code(county.path)
    assert {get_division_code(child.residence) for child in children if child.migrant} == {code}
    assert sum(get_division_code(child.hukou) == code for child in children) > 200


def test_much_is_not_collected() -> None:
    children = make_children(QIJIANG, count=300, on=ON, seed=1)
    assert 30 < sum(child.dibao is None for child in children) < 110
    assert 20 < sum(not child.father.words for child in children) < 90
