"""Values that no child can have, one beside another: the same children are refused as by the explanation."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from hutong.policy.fact_values import MOST_NUMBER
from hutong.policy.tests.small_policies import grant
from hutong.screening.details import RowReader
from hutong.screening.population import Batch
from hutong.screening.tests.comparing import explain, screened
from hutong.screening.tests.test_rare_numbers import ON, small_library

DAY = timedelta(1)
BORN = date(2018, 6, 2)


def refused(**columns: list[Any] | pa.Array) -> list[int]:
    """The rows that are refused, which are those that the explanation refuses."""
    names = [name.replace("_from", ".from").replace("_to", ".to").replace("_since_", ".since") for name in columns]
    library = small_library(grant("a", "upkeep", "adopted"))
    table = pa.record_batch([pa.array(column) for column in columns.values()], names=names)
    children = RowReader(Batch(table, library.vocabulary.facts, ON)).given(list(range(table.num_rows)))
    found = screened(library, table, on=ON)["refused"]
    assert found == explain(library, children, on=ON).told()["refused"]
    return sorted(int(number) - 1 for number in found)


def test_words_that_are_no_values() -> None:
    assert refused(school_stage=["primary", "university", None, "", "junior"]) == [1]
    assert refused(hukou_place=["431022", "43102", "431022100", "chenzhou", None]) == [1, 3]
    assert refused(dibao=["城市低保", "没有低保", "未知", "乡村低保", None]) == [3]
    encoded = pa.DictionaryArray.from_arrays([0, 1, None], ["primary", "none"])
    assert refused(school_stage=encoded) == [1]


def test_numbers_and_days_out_of_bounds() -> None:
    assert refused(siblings=[0, -1, MOST_NUMBER, MOST_NUMBER + 1, None]) == [1, 3]
    assert refused(siblings=[-3, -1, None]) == [0, 1]
    assert refused(household_income=[Decimal("0.00"), Decimal("-0.01"), None]) == [1]
    assert refused(recognised_on=[date(1899, 12, 31), date(1900, 1, 2), date(2999, 1, 1), None]) == [0]


def test_ranges_that_end_before_they_begin_and_halves_of_ranges() -> None:
    ends = [BORN, BORN - DAY, BORN + DAY, None, BORN, None]
    assert refused(recognised_on_from=[BORN] * 4 + [None] * 2, recognised_on_to=ends) == [1, 3, 4]
    exact = [BORN] * 6
    assert refused(recognised_on=exact, recognised_on_from=[BORN] * 4 + [None] * 2, recognised_on_to=ends) == []
    assert refused(recognised_on_from=[BORN, None]) == [0]
    assert refused(recognised_on_to=[None, BORN]) == [1]
    assert refused(recognised_on=[None, BORN], recognised_on_to=[BORN, BORN]) == [0]


def test_days_of_reckoning_that_have_not_come() -> None:
    assert refused(birth_date=[ON, ON + DAY, None, BORN]) == [1]
    assert refused(residence_since=[ON + DAY, ON, None]) == [0]
    later = [ON, ON + DAY, BORN, ON + DAY]
    assert refused(birth_date_from=[ON, ON + DAY, BORN, BORN], birth_date_to=later) == [1]


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_counts_that_are_not_what_the_day_comes_to(shift: int) -> None:
    """Six years on the day, five on the day after; a month on the day, none on the day after."""
    births = [date(2018, 6, 1), BORN, None, BORN]
    expected = {-1: [0, 1], 0: [], 1: [0, 1]}[shift]
    assert refused(age=[6 + shift, 5 + shift, 4, None], birth_date=births) == expected
    since = [date(2024, 5, 1), date(2024, 5, 2), None]
    found = refused(residence_months=[1 + shift, 0 + shift, 7], residence_since=since)
    assert found == {-1: [0, 1], 0: [], 1: [0, 1]}[shift]


def test_counts_beside_a_range_of_days() -> None:
    count = 6
    low, high = [date(2017, 6, 1)] * count, [date(2019, 6, 2)] * count
    assert refused(age=[3, 4, 5, 6, 7, 8], birth_date_from=low, birth_date_to=high) == [0, 5]
    assert refused(age=[0, 1, 2], birth_date_from=[ON - 400 * DAY] * 3, birth_date_to=[ON + DAY] * 3) == [2]


def test_a_first_day_that_is_given_twice_otherwise() -> None:
    days = [BORN, BORN, BORN, None]
    table = pa.record_batch(
        {"poor": [True, True, False, True], "poor.since": [BORN, BORN + DAY, BORN + DAY, BORN], "poor_since": days}
    )
    library = small_library(grant("a", "upkeep", "adopted"))
    children = RowReader(Batch(table, library.vocabulary.facts, ON)).given([0, 1, 2, 3])
    found = screened(library, table, on=ON)["refused"]
    assert found == explain(library, children, on=ON).told()["refused"] == {"2"}
