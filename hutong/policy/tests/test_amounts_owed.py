"""How much is owed: exact, at least, not set here, or not yet known; and never nought for a blank."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hutong.policy.amounts import Amount, Quantity, fen, quantity_of, written
from hutong.policy.collection import Library
from hutong.policy.ranges import Known
from hutong.policy.tests.small_conditions import Alone, read_amount
from hutong.policy.tests.small_policies import (
    CITY,
    COUNTY,
    NATIONAL,
    ON,
    Text,
    finding,
    grant,
    load_small,
    monthly,
    value,
)

HERE = {"hukou_place": "431022"}


def upkeep(values: str, expression: str = "VALUE('x')", *, when: str = "poor", entry: str = "a") -> Text:
    return Text(grant(entry, "upkeep", when, monthly(expression)), values=values)


def amount(library: Library, given: Mapping[str, object], *, benefit: str = "upkeep", on: date | None = None) -> Amount:
    (found,) = finding(library, benefit, {"poor": True, **given}, on=on or ON).amounts
    return found


def told(found: Amount) -> tuple[str | None, str]:
    return written(found.quantity), found.quantity.state


def test_an_exact_value_is_owed_as_it_stands(tmp_path: Path) -> None:
    library = load_small(tmp_path, upkeep(value("x", "950.50")))
    found = amount(library, {})
    assert told(found) == ("950.50", "exact")
    assert (found.quantity.unit, found.quantity.values) == ("yuan_per_month", (f"{NATIONAL}:x",))
    assert fen(found.quantity) == 95_050


def test_a_floor_stays_a_floor_and_cannot_be_paid(tmp_path: Path) -> None:
    library = load_small(tmp_path, upkeep(value("x", "600", 'state = "floor"')))
    found = amount(library, {})
    assert told(found) == ("600.00", "floor")
    assert fen(found.quantity) is None


def test_what_is_not_set_is_owed_without_a_number(tmp_path: Path) -> None:
    library = load_small(tmp_path, upkeep(value("x", "")))
    found = amount(library, {})
    assert told(found) == (None, "unset")
    assert fen(found.quantity) is None
    assert found.as_json()["value"] is None


def test_a_blank_asks_for_nothing(tmp_path: Path) -> None:
    library = load_small(tmp_path, upkeep(value("x", ""), "VALUE('x') - RECEIVED_AMOUNT('subsidy')"))
    found = amount(library, {})
    assert (told(found), found.quantity.missing) == ((None, "unset"), ())


def test_a_value_counts_from_its_first_through_its_last_day(tmp_path: Path) -> None:
    values = value("x", "600", "through = 2023-12-31") + value("x", "700", start="2024-01-01")
    library = load_small(tmp_path, upkeep(values))
    assert told(amount(library, {}, on=date(2023, 12, 31))) == ("600.00", "exact")
    assert told(amount(library, {}, on=date(2024, 1, 1))) == ("700.00", "exact")


def test_a_value_that_has_not_begun_is_not_set(tmp_path: Path) -> None:
    library = load_small(tmp_path, upkeep(value("x", "600", start="2030-01-01")))
    assert told(amount(library, {})) == (None, "unset")


def test_a_local_value_fills_a_national_blank(tmp_path: Path) -> None:
    local = Text(grant("a", "tutoring", "poor"), CITY, values=value("y", "950", f'fills = "{NATIONAL}:x"'))
    library = load_small(tmp_path, upkeep(value("x", "")), local)
    assert told(amount(library, HERE)) == ("950.00", "exact")
    assert amount(library, HERE).quantity.values == (f"{CITY}:y",)
    assert told(amount(library, {"hukou_place": "500110"})) == (None, "unset")


def test_a_local_value_fills_only_on_its_days(tmp_path: Path) -> None:
    filling = value("y", "950", f'fills = "{NATIONAL}:x"', start="2023-01-01")
    library = load_small(tmp_path, upkeep(value("x", "")), Text(grant("a", "tutoring", "poor"), CITY, values=filling))
    assert told(amount(library, HERE, on=date(2022, 12, 31))) == (None, "unset")
    assert told(amount(library, HERE, on=date(2023, 1, 1))) == ("950.00", "exact")


def test_the_nearest_place_fills(tmp_path: Path) -> None:
    fills = f'fills = "{NATIONAL}:x"'
    city = Text(grant("a", "tutoring", "poor"), CITY, values=value("y", "900", fills))
    county = Text(grant("a", "tutoring", "poor"), COUNTY, values=value("z", "980", fills))
    library = load_small(tmp_path, upkeep(value("x", "600", 'state = "floor"')), city, county)
    assert told(amount(library, HERE)) == ("980.00", "exact")
    assert told(amount(library, {"hukou_place": "431021"})) == ("900.00", "exact")


def test_a_draft_fills_nothing(tmp_path: Path) -> None:
    filling = value("y", "950", f'fills = "{NATIONAL}:x"')
    draft = Text(grant("a", "tutoring", "poor"), CITY, values=filling, front={"standing": '"draft"'})
    library = load_small(tmp_path, upkeep(value("x", "")), draft)
    assert told(amount(library, HERE)) == (None, "unset")


def test_a_top_up_is_what_is_lacking_and_never_below_nought(tmp_path: Path) -> None:
    library = load_small(tmp_path, upkeep(value("x", "600"), "MAX(0, VALUE('x') - RECEIVED_AMOUNT('subsidy'))"))
    assert told(amount(library, {"receives.subsidy": False})) == ("600.00", "exact")
    assert told(amount(library, {"receives.subsidy.amount": "80.50"})) == ("519.50", "exact")
    assert told(amount(library, {"receives.subsidy.amount": "800"})) == ("0.00", "exact")


def test_a_top_up_asks_what_is_received(tmp_path: Path) -> None:
    library = load_small(tmp_path, upkeep(value("x", "600"), "VALUE('x') - RECEIVED_AMOUNT('subsidy')"))
    found = amount(library, {})
    assert (told(found), found.quantity.missing) == ((None, "unknown"), ("receives.subsidy",))
    known = amount(library, {"receives.subsidy": True})
    assert known.quantity.missing == ("receives.subsidy.amount",)


def test_a_top_up_of_a_floor_is_a_floor(tmp_path: Path) -> None:
    floor = value("x", "600", 'state = "floor"')
    library = load_small(tmp_path, upkeep(floor, "VALUE('x') - RECEIVED_AMOUNT('subsidy')"))
    assert told(amount(library, {"receives.subsidy.amount": "100"})) == ("500.00", "floor")


def test_taking_a_floor_away_promises_nothing(tmp_path: Path) -> None:
    values = value("x", "600") + value("y", "100", 'state = "floor"')
    library = load_small(tmp_path, upkeep(values, "VALUE('x') - VALUE('y')"))
    assert told(amount(library, {})) == (None, "unset")


def test_a_sum_with_a_blank_is_not_set(tmp_path: Path) -> None:
    library = load_small(tmp_path, upkeep(value("x", "600") + value("y", ""), "VALUE('x') + VALUE('y')"))
    assert told(amount(library, {})) == (None, "unset")


def test_an_amount_by_cases_waits_for_its_guard(tmp_path: Path) -> None:
    expression = "CASE WHEN destitute THEN VALUE('x') ELSE VALUE('y') END"
    library = load_small(tmp_path, upkeep(value("x", "600") + value("y", "700"), expression))
    found = amount(library, {})
    assert (told(found), found.quantity.missing) == ((None, "unknown"), ("destitute",))
    assert told(amount(library, {"destitute": True})) == ("600.00", "exact")
    assert told(amount(library, {"destitute": False})) == ("700.00", "exact")


def test_the_most_favourable_of_several_grounds_counts(tmp_path: Path) -> None:
    rules = grant("a", "upkeep", "poor", monthly("VALUE('x')")) + grant("b", "upkeep", "adopted", monthly("VALUE('y')"))
    library = load_small(tmp_path, Text(rules, values=value("x", "600") + value("y", "700")))
    assert told(amount(library, {"adopted": True})) == ("700.00", "exact")
    assert told(amount(library, {"adopted": False})) == ("600.00", "exact")


def test_an_amount_may_rise_while_a_better_ground_is_open(tmp_path: Path) -> None:
    rules = grant("a", "upkeep", "poor", monthly("VALUE('x')")) + grant("b", "upkeep", "adopted", monthly("VALUE('y')"))
    library = load_small(tmp_path, Text(rules, values=value("x", "600") + value("y", "700")))
    found = amount(library, {})
    assert (told(found), found.may_rise, found.quantity.missing) == (("600.00", "exact"), True, ("adopted",))


def test_an_amount_does_not_rise_by_a_ground_that_gives_less(tmp_path: Path) -> None:
    rules = grant("a", "upkeep", "poor", monthly("VALUE('x')")) + grant("b", "upkeep", "adopted", monthly("VALUE('y')"))
    library = load_small(tmp_path, Text(rules, values=value("x", "600") + value("y", "500")))
    found = amount(library, {})
    assert (found.may_rise, found.quantity.missing) == (False, ())


def test_a_number_stands_before_a_blank(tmp_path: Path) -> None:
    rules = grant("a", "upkeep", "poor", monthly("VALUE('x')")) + grant("b", "upkeep", "poor", monthly("VALUE('y')"))
    library = load_small(tmp_path, Text(rules, values=value("x", "") + value("y", "500")))
    assert told(amount(library, {})) == ("500.00", "exact")


def test_several_terms_are_owed_beside_each_other(tmp_path: Path) -> None:
    terms = (
        "amounts = [\n"
        '  { term = "ratio_uplift", value = "VALUE(\'points\')" },\n'
        '  { term = "fee", value = "VALUE(\'fee\')" },\n'
        "]"
    )
    values = value("points", "10", unit="points") + value("fee", "0", unit="yuan")
    library = load_small(tmp_path, Text(grant("a", "schooling", "poor", terms), values=values))
    found = finding(library, "schooling", {"poor": True}).amounts
    assert [(one.term, *told(one)) for one in found] == [("ratio_uplift", "10", "exact"), ("fee", "0.00", "exact")]


def test_of_two_fees_the_smaller_is_the_better(tmp_path: Path) -> None:
    rules = grant("a", "schooling", "poor", 'amounts = [{ term = "fee", value = "VALUE(\'x\')" }]')
    rules += grant("b", "schooling", "poor", 'amounts = [{ term = "fee", value = "VALUE(\'y\')" }]')
    values = value("x", "100", unit="yuan") + value("y", "30", unit="yuan")
    library = load_small(tmp_path, Text(rules, values=values))
    (found,) = finding(library, "schooling", {"poor": True}).amounts
    assert told(found) == ("30.00", "exact")


@pytest.mark.parametrize(("amount_text", "shown"), [("10", "10"), ("12.50", "12.5"), ("0.5", "0.5"), ("100", "100")])
def test_a_plain_number_is_written_without_needless_noughts(tmp_path: Path, amount_text: str, shown: str) -> None:
    rules = grant("a", "schooling", "poor", 'amounts = [{ term = "ratio", value = "VALUE(\'x\')" }]')
    library = load_small(tmp_path, Text(rules, values=value("x", amount_text, unit="percent")))
    assert told(amount(library, {}, benefit="schooling")) == (shown, "exact")


def quantity(text: str, known: Mapping[str, Known]) -> Quantity:
    return quantity_of(read_amount(text), Alone(known), lambda address: None)


def test_the_least_of_a_number_and_the_unknown_is_unknown() -> None:
    assert quantity("MIN(age, RECEIVED_AMOUNT('upkeep'))", {"age": 3}).state == "unknown"


def test_the_least_and_the_greatest_of_numbers() -> None:
    known = {"receives.upkeep.amount": 300, "receives.subsidy.amount": 200}
    both = "RECEIVED_AMOUNT('upkeep'), RECEIVED_AMOUNT('subsidy')"
    assert quantity(f"MIN({both})", known).number == Decimal(200)
    assert quantity(f"MAX({both})", known).number == Decimal(300)


def test_a_value_that_nobody_has_is_not_set() -> None:
    assert quantity("VALUE('upkeep_monthly')", {}).state == "unset"
