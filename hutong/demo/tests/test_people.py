from datetime import date
from random import Random

import pytest

from hutong.demo.counties import COUNTIES, make_children
from hutong.demo.people import SURNAMES, Child, Registry, get_birth_date, get_birthday_today
from hutong.lib.elapsed import whole_years
from hutong.lib.identity_number import UNUSED_AREAS, parse_identity_number

ON = date(2025, 6, 1)


@pytest.fixture(scope="module")
def children() -> list[Child]:
    return [child for county in COUNTIES for child in make_children(county, count=300, on=ON, seed=7)]


def test_every_number_has_a_valid_check_character_and_an_unused_area(children: list[Child]) -> None:
    numbers = [child.identity for child in children if child.identity]
    assert len(numbers) > 500
    assert all(number.startswith(UNUSED_AREAS) for number in numbers)
    assert all(parse_identity_number(number, latest=ON).text == number for number in numbers)


def test_a_number_says_the_child_s_own_birth_date_and_sex(children: list[Child]) -> None:
    for child in children:
        if child.identity:
            read = parse_identity_number(child.identity)
            assert (read.birth_date, read.sex) == (child.birth_date, "male" if child.sex == "男" else "female")


def test_no_number_is_given_twice(children: list[Child]) -> None:
    numbers = [child.identity for child in children if child.identity]
    assert len(set(numbers)) == len(numbers)


def test_names_are_obviously_made_up(children: list[Child]) -> None:
    assert all(child.name.startswith(SURNAMES) for child in children)


def test_when_all_names_are_used_they_come_round_with_a_number() -> None:
    registry = Registry(Random(1), area="9901")
    names = [registry.next_name() for _ in range(2_000)]
    assert len(set(names)) == 2_000


def test_drawn_birth_dates_keep_to_the_ages_asked_for() -> None:
    random = Random(1)
    ages = {whole_years(get_birth_date(random, on=ON, youngest=3, oldest=5), ON) for _ in range(500)}
    assert ages == {3, 4, 5}


@pytest.mark.parametrize("on", [date(2025, 6, 1), date(2024, 2, 29)])
def test_who_is_given_the_birthday_of_today_is_of_that_age(on: date) -> None:
    assert whole_years(get_birthday_today(on, 18), on) == 18
