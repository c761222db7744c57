"""Divisions are renamed, recoded, merged and abolished, and what they were stays known."""

from datetime import date

import pytest
from django.test import TestCase

from hutong.places.actions import (
    abolish_division,
    found_division,
    merge_divisions,
    recode_division,
    rename_division,
)
from hutong.places.errors import ChangeTooEarly, DivisionNotThere, DivisionThereAlready, RecodeWrong
from hutong.places.models import Division
from hutong.places.queries import follow, get_place_name, list_below, list_history

pytestmark = pytest.mark.django_db
BEFORE, ON, AFTER = date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 1)
COUNTY, TOWNSHIP, OTHER, VILLAGE = "990101000000", "990101100000", "990101101000", "990101100201"


@pytest.fixture(autouse=True)
def _places() -> None:
    for code, name in ((COUNTY, "示例县"), (TOWNSHIP, "演示镇"), (OTHER, "样本乡"), (VILLAGE, "甲村")):
        found_division(code=code, name=name, on=date(2000, 1, 1))


def test_a_renamed_place_has_both_names_each_on_its_days() -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        rename_division(code=TOWNSHIP, name="新演示镇", on=ON)
    assert get_place_name(TOWNSHIP, on=BEFORE) == "演示镇"
    assert get_place_name(TOWNSHIP, on=ON) == "新演示镇"
    assert [row.name for row in list_history(TOWNSHIP)] == ["演示镇", "新演示镇"]


def test_a_new_name_is_seen_at_once_though_the_old_one_was_kept() -> None:
    assert get_place_name(TOWNSHIP, on=AFTER) == "演示镇"
    with TestCase.captureOnCommitCallbacks(execute=True):
        rename_division(code=TOWNSHIP, name="新演示镇", on=ON)
    assert get_place_name(TOWNSHIP, on=AFTER) == "新演示镇"


def test_a_county_that_becomes_a_district_takes_everything_in_it_along() -> None:
    recode_division(code=COUNTY, new_code="990103", name="示例区", on=ON)
    found = follow(VILLAGE, on=AFTER)
    assert found is not None
    assert (found.code, found.name) == ("990103100201", "甲村")
    assert [place.name for place in list_below("990103000000", on=AFTER)] == ["演示镇", "样本乡"]
    assert list_below(COUNTY, on=AFTER) == []
    assert [place.name for place in list_below(COUNTY, on=BEFORE)] == ["演示镇", "样本乡"]


def test_merged_places_lead_to_the_one_that_follows_them() -> None:
    merge_divisions(codes=[OTHER, TOWNSHIP], into=TOWNSHIP, on=ON)
    found = follow(OTHER, on=AFTER)
    assert found is not None
    assert found.name == "演示镇"
    assert [place.name for place in list_below(COUNTY, on=AFTER)] == ["演示镇"]
    assert Division.objects.get(code=OTHER).until == BEFORE


def test_an_abolished_place_ends_with_all_that_lies_in_it() -> None:
    abolish_division(code=TOWNSHIP, on=ON)
    assert follow(VILLAGE, on=AFTER) is None
    assert get_place_name(VILLAGE, on=AFTER) == "甲村"
    assert [place.name for place in list_below(COUNTY, on=AFTER)] == ["样本乡"]


def test_two_renamings_in_a_row_are_followed_to_the_last() -> None:
    rename_division(code=TOWNSHIP, name="次名镇", on=ON)
    rename_division(code=TOWNSHIP, name="末名镇", on=AFTER)
    found = follow(TOWNSHIP, on=date(2026, 1, 1))
    assert found is not None
    assert found.name == "末名镇"


def test_what_is_not_there_cannot_change_and_says_so() -> None:
    with pytest.raises(DivisionNotThere, match="990199000000"):
        rename_division(code="990199", name="无", on=ON)
    with pytest.raises(DivisionThereAlready, match="there already"):
        found_division(code=TOWNSHIP, name="又一个", on=ON)
    with pytest.raises(RecodeWrong, match="cannot become"):
        recode_division(code=COUNTY, new_code=TOWNSHIP, on=ON)
    with pytest.raises(DivisionThereAlready, match=OTHER):
        recode_division(code=TOWNSHIP, new_code=OTHER, on=ON)


def test_a_place_is_not_changed_on_its_first_day() -> None:
    rename_division(code=TOWNSHIP, name="新演示镇", on=ON)
    with pytest.raises(ChangeTooEarly, match="2025-01-01"):
        rename_division(code=TOWNSHIP, name="再演示镇", on=ON)
