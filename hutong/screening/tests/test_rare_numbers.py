"""Sums of money and numbers at the edges, birthdays of 29 February, last days of a month: as in the explanation."""

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from hutong.lib.elapsed import whole_months, whole_years
from hutong.policy.collection import Library
from hutong.policy.fact_values import MOST_NUMBER
from hutong.policy.library import load_library
from hutong.policy.tests.small_policies import Text, grant, monthly, value, write_folder
from hutong.screening.kernels import EPOCH, latest_start
from hutong.screening.tests.comparing import Told, explain, screened
from hutong.screening.tests.random_rules import MORE_FACTS
from hutong.vocabulary.facts import Derivation

YEARS = Derivation(how="whole_years", source="birth_date")
MONTHS = Derivation(how="whole_months", source="residence_since")
AGES = (0, 1, 6, 14, 16, 18)
ON = date(2024, 6, 1)
RARE_DAYS = tuple(
    date(year, month, day)
    for year in (2023, 2024, 2100)
    for month, day in ((1, 1), (1, 31), (2, 28), (3, 1), (3, 31), (4, 30), (12, 31))
) + (date(2024, 2, 29),)
EDGES = (0, 1, MOST_NUMBER - 1, MOST_NUMBER, MOST_NUMBER + 1, 2**63 - 1, -1, -(2**63))


@cache
def small_library(rules: str, values: str = "") -> Library:
    """The small vocabulary with one document."""
    with tempfile.TemporaryDirectory() as folder:
        home = write_folder(Path(folder), Text(rules, values=values))
        facts = home / "facts.toml"
        facts.write_text(facts.read_text("utf-8") + MORE_FACTS, "utf-8")
        return load_library(home)


def check(library: Library, columns: dict[str, pa.Array], children: list[Told], *, on: date = ON) -> Told:
    """What is screened, which is what is explained."""
    table = pa.record_batch(list(columns.values()), names=list(columns))
    found = screened(library, table, on=on)
    expected = explain(library, children, on=on).told()
    for part in expected:
        assert found[part] == expected[part], (part, on)
    return found


def around(day: date) -> Iterator[date]:
    """A day, the two before and the two after it."""
    for shift in range(-2, 3):
        yield day + timedelta(shift)


@pytest.mark.parametrize("on", RARE_DAYS)
def test_a_threshold_is_the_last_day_from_which_the_years_have_passed(on: date) -> None:
    for age in AGES:
        for birth in around(date(on.year - age, on.month, min(on.day, 28))):
            assert ((birth - EPOCH).days <= latest_start(YEARS, age, on)) == (whole_years(birth, on) >= age)


@pytest.mark.parametrize("on", RARE_DAYS)
def test_a_threshold_is_the_last_day_from_which_the_months_have_passed(on: date) -> None:
    for months in (0, 1, 2, 3, 6, 11, 12, 13, 24):
        for ago in range(months * 28, months * 31 + 6):
            since = on - timedelta(ago)
            assert ((since - EPOCH).days <= latest_start(MONTHS, months, on)) == (whole_months(since, on) >= months)


def test_thresholds_beyond_the_calendar_are_never_reached() -> None:
    assert latest_start(YEARS, 10**25, ON) == latest_start(YEARS, 2024, ON) == (date(1, 6, 1) - EPOCH).days


@pytest.mark.parametrize("on", [date(2022, 2, 28), date(2022, 3, 1), date(2024, 2, 28), date(2024, 2, 29)])
def test_children_born_on_29_february_come_of_age_as_explained(on: date) -> None:
    conditions = [f"age {sign} {age}" for age in AGES[2:] for sign in (">=", "=", "<", "<=")]
    births = [birth for age in AGES[2:] for birth in around(date(on.year - age, 3, 1))]
    births += [date(2008, 2, 29), date(2016, 2, 29), date(2004, 2, 29)]
    births = [birth for birth in births if birth <= on]
    for condition in conditions:
        library = small_library(grant("a", "upkeep", condition))
        check(library, {"birth_date": pa.array(births)}, [{"birth_date": birth} for birth in births], on=on)


@pytest.mark.parametrize("on", [date(2023, 2, 28), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)])
def test_months_from_the_31st_are_counted_as_explained(on: date) -> None:
    library = small_library(
        grant("a", "upkeep", "residence_months >= 6") + grant("b", "subsidy", "residence_months = 1")
    )
    since = [on - timedelta(days) for days in (0, 27, 28, 29, 30, 31, 32, 59, 60, *range(178, 188))]
    check(library, {"residence_since": pa.array(since)}, [{"residence_since": one} for one in since], on=on)


@pytest.mark.parametrize("kind", [pa.int64(), pa.decimal128(38, 2), pa.decimal128(20, 2), pa.decimal128(24, 4)])
def test_money_at_the_edges_is_taken_and_refused_as_explained(kind: pa.DataType) -> None:
    library = small_library(
        grant("a", "upkeep", "household_income >= 10000000000")
        + grant("b", "subsidy", "household_income < 1", monthly("MAX(0, VALUE('most') - household_income)")),
        value("most", "10000000000"),
    )
    edges = [one for one in EDGES if kind == pa.int64() or abs(one) <= MOST_NUMBER + 1]
    yuan = [Decimal(one) / 100 for one in edges]
    column = pa.array(edges if kind == pa.int64() else yuan, kind)
    found = check(library, {"household_income": column}, [{"household_income": one} for one in yuan])
    assert len(found["refused"]) == len([one for one in edges if not 0 <= one <= MOST_NUMBER])


def test_numbers_at_the_edges_are_taken_and_refused_as_explained() -> None:
    library = small_library(
        grant("a", "upkeep", "siblings >= 1000000000000") + grant("b", "subsidy", "siblings IN (0, 1, 999999999999)")
    )
    found = check(library, {"siblings": pa.array(EDGES, pa.int64())}, [{"siblings": one} for one in EDGES])
    assert found["refused"] == {"5", "6", "7", "8"}


@pytest.mark.parametrize(
    "figure", ["9223372036854775807", "9223372036854775808", "-9223372036854775809", "1" + "0" * 30]
)
@pytest.mark.parametrize("sign", ["=", "<>", "<", "<=", ">", ">="])
def test_figures_beyond_64_bits_stop_nothing(figure: str, sign: str) -> None:
    library = small_library(
        grant("a", "upkeep", f"siblings {sign} {figure}") + grant("b", "subsidy", f"household_income {sign} {figure}")
    )
    numbers = [0, 1, MOST_NUMBER, None]
    columns = {"siblings": pa.array(numbers, pa.int64()), "household_income": pa.array(numbers, pa.int64())}
    told: list[dict[str, Any]] = [
        {"siblings": one, "household_income": None if one is None else Decimal(one) / 100} for one in numbers
    ]
    check(library, columns, told)


@pytest.mark.parametrize("width", [pa.int8(), pa.int16(), pa.int32()])
def test_a_threshold_that_a_narrow_column_cannot_hold_is_never_wrapped(width: pa.DataType) -> None:
    library = small_library(
        grant("a", "upkeep", "siblings < 3000000000") + grant("b", "subsidy", "siblings IN (3, 259, 65539, 4294967299)")
    )
    numbers = [0, 3, 127, None]
    check(library, {"siblings": pa.array(numbers, width)}, [{"siblings": one} for one in numbers])


def test_days_before_1900_are_refused_and_the_last_day_of_all_is_a_day() -> None:
    library = small_library(grant("a", "upkeep", "recognised_on > DATE '1900-01-02'"))
    days = [
        date(1, 1, 1),
        date(1899, 12, 31),
        date(1900, 1, 1),
        date(1900, 1, 2),
        date(1969, 12, 31),
        date(9999, 12, 31),
    ]
    found = check(library, {"recognised_on": pa.array(days)}, [{"recognised_on": one} for one in days])
    assert found["refused"] == {"1", "2", "3"}


def test_a_child_born_before_1900_or_tomorrow_is_refused_as_explained() -> None:
    library = small_library(grant("a", "upkeep", "age < 18"))
    days = [date(1900, 1, 1), date(1900, 1, 2), ON, ON + timedelta(1), date(9999, 12, 31)]
    found = check(library, {"birth_date": pa.array(days)}, [{"birth_date": one} for one in days])
    assert found["refused"] == {"1", "4", "5"}


def test_sums_with_parts_of_a_fen_in_percent_are_rounded_nowhere() -> None:
    library = small_library(
        grant("a", "upkeep", "TRUE", 'amounts = [{ term = "ratio", value = "VALUE(\'share\')" }]'),
        value("share", "33.3333", unit="percent"),
    )
    found = check(
        library, {"adopted": pa.array([True, False, None])}, [{"adopted": one} for one in (True, False, None)]
    )
    assert found["sums"]["upkeep", None, "ratio", "exact"] == (3, 3 * 333_333)
