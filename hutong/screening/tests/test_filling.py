"""Columns compared both ways: ranges with ranges, figures at the ends of a type, what stands where nothing is known."""

import operator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from hutong.policy.tests.small_policies import ON, Text, grant, load_small
from hutong.screening.filling import FILLERS, compared
from hutong.screening.population import Batch
from hutong.screening.tests.comparing import check, explain, screened
from hutong.vocabulary.facts import Facts

SIGNS = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("turned", [False, True])
def test_days_that_are_ranges_are_compared_whichever_side_they_stand_on(
    tmp_path: Path, sign: str, turned: bool
) -> None:
    one, other = ("poor_since", "recognised_on") if turned else ("recognised_on", "poor_since")
    library = load_small(tmp_path, Text(grant("a", "schooling", f"{one} {sign} {other}")))
    day = date(2020, 1, 10)
    ranges = [(day + timedelta(low), day + timedelta(high)) for low in range(3) for high in range(low, 3)]
    children = [{"recognised_on": left, "poor_since": right} for left in ranges for right in ranges]
    ends = {
        f"{name}.{end}": pa.array([child[name][at] for child in children])
        for name in ("recognised_on", "poor_since")
        for at, end in enumerate(("from", "to"))
    }
    exact = {"poor_since": pa.array([day + timedelta(number % 3) for number in range(len(children))], pa.date32())}
    told = [{name: {"from": low, "to": high} for name, (low, high) in child.items()} for child in children]
    assert screened(library, pa.record_batch(ends), on=ON) == explain(library, told, on=ON).told()
    half = {name: days for name, days in ends.items() if name.startswith("recognised_on")} | exact
    told = [one | {"poor_since": days} for one, days in zip(told, exact["poor_since"].to_pylist(), strict=True)]
    assert screened(library, pa.record_batch(half), on=ON) == explain(library, told, on=ON).told()


def test_a_child_born_before_a_day_to_come_is_born(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "age >= 0") + grant("b", "tutoring", "age < 1")))
    first, last = ON - timedelta(400), ON - timedelta(3)
    ranges = [(low, high) for low in (first, last) for high in (ON - timedelta(1), ON, ON + timedelta(30))]
    table = pa.record_batch({"birth_date.from": [low for low, _ in ranges], "birth_date.to": [to for _, to in ranges]})
    found = screened(library, table, on=ON)
    assert found == explain(library, [{"birth_date": {"from": low, "to": to}} for low, to in ranges], on=ON).told()
    assert found["summary"]["schooling", None, "entitled"] == len(ranges)


def test_years_are_taken_from_the_count_where_it_is_given_and_from_the_day_elsewhere(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "age >= 6")))
    born = {6: date(2018, 6, 1), 5: date(2018, 6, 2)}
    children = [
        {"age": age, "birth_date": day} for age, day in [(6, None), (5, None), *born.items(), (None, born[6]),
                                                         (None, born[5]), (None, None)]
    ]  # fmt: skip
    assert check(library, *children)["summary"]["schooling", None, "entitled"] == 3


def test_what_stands_below_an_unknown_sum_is_not_read(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "RECEIVED_AMOUNT('subsidy') < 100")))
    known, fen = pa.py_buffer(b"\x02"), pa.py_buffer(np.array([99_999, 10_000], np.int64).tobytes())
    columns = {
        "receives.subsidy": pa.array([False, True]),
        "receives.subsidy.amount": pa.Array.from_buffers(pa.int64(), 2, [known, fen]),
    }
    found = screened(library, pa.record_batch(columns), on=ON)
    assert found["summary"]["schooling", None, "entitled"] == 1


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("width", [np.int8, np.int16, np.int64])
def test_figures_at_the_ends_of_a_type_and_beyond_are_compared_as_numbers(sign: str, width: type[np.int64]) -> None:
    least, most = int(np.iinfo(width).min), int(np.iinfo(width).max)
    numbers = [least, least + 1, -1, 0, 1, most - 1, most]
    beyond = [] if width is np.int64 else [least - 1, most + 1]
    for figure in (*numbers, *beyond):
        found = compared(sign, np.array(numbers, width), np.array(figure, np.int64))
        assert found.tolist() == [SIGNS[sign](number, figure) for number in numbers]


def test_what_is_neither_a_column_nor_a_figure_is_not_compared() -> None:
    batch = Batch(pa.record_batch({"a": [1]}), Facts({}), ON)
    with pytest.raises(NotImplementedError, match="None is not compared over a population"):
        FILLERS["compare"](np.zeros((2, 1), np.uint64), batch, None, "=", 1)
