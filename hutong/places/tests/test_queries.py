"""Names of places follow the day; lists give what lies in a place; bodies serve what is around them."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from hutong.places.models import Body, Division, Level
from hutong.places.queries import (
    find_body,
    follow,
    forget_places,
    get_full_name,
    get_place,
    get_place_name,
    list_below,
    list_bodies,
    path_of,
)

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 1)
COUNTY, TOWNSHIP, VILLAGE = "990101000000", "990101100000", "990101100201"


@pytest.fixture(autouse=True)
def _places() -> None:
    for code, name, level in (
        ("990000000000", "虚构省", Level.PROVINCE),
        ("990100000000", "市辖区", Level.PREFECTURE),
        (COUNTY, "示例县", Level.COUNTY),
        (TOWNSHIP, "演示镇", Level.TOWNSHIP),
        (VILLAGE, "甲村委会", Level.VILLAGE),
        ("990101100202", "乙村委会", Level.VILLAGE),
    ):
        Division.objects.create(code=code, name=name, level=level)


def test_a_village_is_named_by_its_own_name_and_by_its_whole_path() -> None:
    assert get_place_name(VILLAGE, on=DAY) == "甲村委会"
    assert get_full_name(VILLAGE, on=DAY) == "虚构省示例县演示镇甲村委会"
    assert get_full_name(VILLAGE, on=DAY, within=COUNTY) == "演示镇甲村委会"
    assert [place.level for place in path_of(VILLAGE, on=DAY)] == [1, 2, 3, 4, 5]


def test_names_are_read_in_latin_letters_for_english_readers() -> None:
    assert get_place_name(COUNTY, on=DAY, lang="en") == "Shili County"
    assert get_full_name(TOWNSHIP, on=DAY, lang="en") == "Yanshi Town, Shili County, Xugou Province"


def test_an_unknown_code_stands_for_itself_and_no_code_for_nothing() -> None:
    assert get_place_name("990199000000", on=DAY) == "990199000000"
    assert get_full_name("", on=DAY) == get_place_name("", on=DAY) == ""
    assert get_place("990199000000", on=DAY) is None
    assert get_place_name("000000", on=DAY) == "全国"


def test_what_lies_below_is_listed_by_code_and_by_level() -> None:
    assert [place.name for place in list_below(TOWNSHIP, on=DAY)] == ["甲村委会", "乙村委会"]
    assert [place.name for place in list_below("990000000000", on=DAY, level=Level.VILLAGE)] == ["甲村委会", "乙村委会"]
    assert [place.name for place in list_below("990000000000", on=DAY, level=Level.COUNTY)] == ["示例县"]
    assert [place.name for place in list_below(COUNTY, on=DAY, level=Level.VILLAGE)] == ["甲村委会", "乙村委会"]
    assert [place.name for place in list_below("000000", on=DAY)] == ["虚构省"]
    assert list_below(VILLAGE, on=DAY) == []


def test_a_renamed_place_is_called_as_it_was_on_the_day() -> None:
    old = Division.objects.get(code=TOWNSHIP)
    old.until = date(2024, 12, 31)
    old.followed_by = Division.objects.create(code=TOWNSHIP, name="新演示镇", level=4, since=date(2025, 1, 1))
    old.save()
    assert get_place_name(TOWNSHIP, on=date(2024, 12, 31)) == "演示镇"
    assert get_place_name(TOWNSHIP, on=date(2025, 1, 1)) == "新演示镇"
    assert [place.name for place in list_below(COUNTY, on=DAY)] == ["新演示镇"]
    assert (found := follow(TOWNSHIP, on=DAY)) and found.name == "新演示镇"


def test_an_abolished_place_keeps_its_last_name_and_is_listed_no_more() -> None:
    Division.objects.filter(code=VILLAGE).update(until=date(2024, 12, 31))
    assert get_place_name(VILLAGE, on=DAY) == "甲村委会"
    assert [place.name for place in list_below(TOWNSHIP, on=DAY)] == ["乙村委会"]
    assert follow(VILLAGE, on=DAY) is None


def test_fifty_names_of_a_county_cost_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        for _ in range(25):
            get_place_name(VILLAGE, on=DAY)
            get_place_name(TOWNSHIP, on=DAY)
    with django_assert_num_queries(1):
        get_full_name(VILLAGE, on=DAY)
    forget_places()
    with django_assert_num_queries(2):
        get_full_name(VILLAGE, on=DAY)


def test_bodies_are_listed_while_they_exist_and_found_from_below() -> None:
    old = Body.objects.create(kind="health", name="示例县卫生和计划生育局", place=COUNTY, until=date(2019, 2, 28))
    new = Body.objects.create(kind="health", name="示例县卫生健康局", place=COUNTY, since=date(2019, 3, 1))
    school = Body.objects.create(kind="school", name="演示镇小学", place=TOWNSHIP)
    assert list_bodies(place=COUNTY, on=date(2018, 1, 1)) == [old]
    assert list_bodies(place=COUNTY, on=DAY, kind="health") == [new]
    assert list_bodies(place=COUNTY, on=DAY, is_below_too=True) == [new, school]
    assert find_body(place=VILLAGE, kind="health", on=DAY) == new
    assert find_body(place=VILLAGE, kind="court", on=DAY) is None
