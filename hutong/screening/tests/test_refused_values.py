"""Values that no child can have, one beside another: the same children are refused as by the explanation."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from hutong.policy.collection import Library
from hutong.policy.fact_values import MOST_NUMBER
from hutong.policy.library import load_library
from hutong.policy.tests.small_policies import Text, grant, write_folder
from hutong.screening.details import RowReader
from hutong.screening.population import Batch
from hutong.screening.tests.comparing import explain, screened
from hutong.screening.tests.test_rare_numbers import ON, small_library

DAY = timedelta(1)
BORN = date(2018, 6, 2)


PARENTS = """
[facts."parent.gone"]
type = "bool"
zh = "失联"
en = "gone"
since = "parent.gone_since"
[facts."parent.gone_since"]
type = "date"
zh = "失联起"
en = "gone since"
[facts."parent.gone_months"]
type = "int"
zh = "失联月数"
en = "months gone"
derive = { how = "whole_months", from = "parent.gone_since" }
"""


@pytest.fixture(scope="module")
def parents(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A vocabulary in which a first day of either parent feeds a fact, from which months are reckoned."""
    home = write_folder(tmp_path_factory.mktemp("parents"), Text(grant("a", "upkeep", "adopted")))
    facts = home / "facts.toml"
    facts.write_text(facts.read_text("utf-8") + PARENTS, "utf-8")
    return load_library(home)


def refused(**columns: list[Any] | pa.Array) -> list[int]:
    """The rows that are refused, which are those that the explanation refuses."""
    names = [name.replace("_from", ".from").replace("_to", ".to").replace("_since_", ".since") for name in columns]
    table = pa.record_batch([pa.array(column) for column in columns.values()], names=names)
    return refused_of(table, small_library(grant("a", "upkeep", "adopted")))


def refused_of(table: pa.RecordBatch, library: Library) -> list[int]:
    """The rows of a table that are refused, which are those that the explanation refuses."""
    children = RowReader(Batch(table, library.vocabulary.facts, ON)).given(list(range(table.num_rows)))
    found = screened(library, table, on=ON)["refused"]
    assert found == explain(library, children, on=ON).told()["refused"]
    return sorted(int(number) - 1 for number in found)


def alone(value: Any, at: int, count: int = 9) -> list[Any]:
    """A column in which one child has a value."""
    return [value if row == at else None for row in range(count)]


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


def test_each_is_refused_for_a_value_of_its_own(parents: Library) -> None:
    """One child for every way to be refused, in whatever order the columns stand."""
    columns = {
        "gone.from": alone(BORN, 8),
        "father.gone_since.to": alone(BORN, 0),
        "father.gone_since.from": alone(None, 0),
        "hukou_place": alone("chenzhou", 1),
        "school_stage": alone("university", 2),
        "household_income": alone(Decimal("-1.00"), 3),
        "recognised_on": alone(date(1899, 12, 31), 4),
        "father.gone_since": alone(BORN, 5),
        "father.gone": alone(True, 5),
        "father.gone.since": alone(BORN + DAY, 5),
        "birth_date": alone(ON + DAY, 6),
        "mother.gone_since": alone(date(2024, 5, 1), 7),
        "mother.gone_months": alone(3, 7),
    }
    types = {"father.gone_since.from": pa.date32()}
    arrays = {name: pa.array(column, types.get(name)) for name, column in columns.items()}
    for names in (list(arrays), list(arrays)[::-1]):
        table = pa.record_batch([arrays[name] for name in names], names=names)
        assert refused_of(table, parents) == [0, 1, 2, 3, 4, 5, 6, 7]


def test_a_range_may_begin_before_all_days_and_still_end_after_it_begins() -> None:
    assert refused(recognised_on_from=[date(1899, 12, 31), BORN], recognised_on_to=[BORN, BORN]) == [0]


def test_months_beside_a_first_day_that_stands_with_the_fact_itself(parents: Library) -> None:
    table = pa.record_batch(
        {
            "father.gone": [True, True, None, False],
            "father.gone.since": [date(2024, 5, 1)] * 4,
            "father.gone_months": [1, 2, 5, 6],
        }
    )
    assert refused_of(table, parents) == [1]


def test_nobody_is_refused_where_nobody_is() -> None:
    days = pa.array([], pa.date32())
    assert refused(birth_date=days, age=pa.array([], pa.int64()), recognised_on=days) == []


def test_children_beyond_a_cut_have_no_part_in_it() -> None:
    """The ends of a column that is cut out of a longer one hold other children's bits."""
    births, ages = [BORN, None, BORN, BORN, BORN, BORN], [5, 5, None, 9, 9, 9]
    table = pa.record_batch({"birth_date": births, "age": ages})
    library = small_library(grant("a", "upkeep", "adopted"))
    assert refused_of(table, library) == [3, 4, 5]
    assert refused_of(table.slice(0, 3), library) == []
    assert refused_of(table.slice(1, 3), library) == [2]
