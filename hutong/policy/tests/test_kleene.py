"""The three-valued tables, and comparisons of what is only known to lie between two values."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hutong.lib.elapsed import whole_months, whole_years
from hutong.policy.kleene import FLIPPED, Truth, all_of, any_of, compared, contained, negated
from hutong.policy.ranges import DateRange, IntRange, bounds

TRUTHS: tuple[Truth, ...] = (True, False, None)
ORDER = {False: 0, None: 1, True: 2}
SIGNS = ("=", "<>", "<", "<=", ">", ">=")
EXAMPLES = settings(max_examples=200, deadline=None, derandomize=True)


@pytest.mark.parametrize(("left", "right"), list(product(TRUTHS, TRUTHS)))
def test_and_is_the_lesser_and_or_the_greater_of_two(left: Truth, right: Truth) -> None:
    assert all_of([left, right]) is min((left, right), key=ORDER.__getitem__)
    assert any_of([left, right]) is max((left, right), key=ORDER.__getitem__)


@pytest.mark.parametrize(("of", "expected"), [(True, False), (False, True), (None, None)])
def test_not_leaves_the_unknown_unknown(of: Truth, expected: Truth) -> None:
    assert negated(of) is expected


@pytest.mark.parametrize(("left", "right"), list(product(TRUTHS, TRUTHS)))
def test_what_de_morgan_says_holds_of_the_unknown_too(left: Truth, right: Truth) -> None:
    assert negated(all_of([left, right])) is any_of([negated(left), negated(right)])


def test_nothing_at_all_is_all_and_not_any() -> None:
    assert all_of([]) is True
    assert any_of([]) is False


@pytest.mark.parametrize("sign", SIGNS)
def test_nothing_is_known_of_a_comparison_with_the_unknown(sign: str) -> None:
    assert compared(sign, None, 3) is None
    assert compared(sign, 3, None) is None


@pytest.mark.parametrize(
    ("sign", "expected"),
    [("=", None), ("<>", None), ("<", None), ("<=", None), (">", None), (">=", None)],
)
def test_a_range_that_straddles_is_unknown(sign: str, expected: Truth) -> None:
    assert compared(sign, IntRange(15, 16), 15 if sign in ("<=", ">") else 16) is expected


@pytest.mark.parametrize(
    ("sign", "number", "expected"),
    [
        ("<", 17, True),
        ("<", 15, False),
        ("<=", 16, True),
        ("<=", 14, False),
        (">", 14, True),
        (">", 16, False),
        (">=", 15, True),
        (">=", 17, False),
        ("=", 17, False),
        ("<>", 17, True),
    ],
)
def test_a_range_on_one_side_of_the_number_is_known(sign: str, number: int, expected: bool) -> None:
    assert compared(sign, IntRange(15, 16), number) is expected


def test_two_ranges_are_compared_by_their_ends() -> None:
    assert compared("<", IntRange(1, 3), IntRange(4, 6)) is True
    assert compared("<", IntRange(1, 4), IntRange(4, 6)) is None
    assert compared("=", IntRange(1, 3), IntRange(1, 3)) is None


@EXAMPLES
@given(st.sampled_from(SIGNS), *[st.integers(0, 6)] * 4)
def test_a_range_is_as_sure_as_all_of_its_pairs(sign: str, a: int, b: int, c: int, d: int) -> None:
    left, right = IntRange(min(a, b), max(a, b)), IntRange(min(c, d), max(c, d))
    exact = {compared(sign, x, y) for x in range(left.low, left.high + 1) for y in range(right.low, right.high + 1)}
    assert compared(sign, left, right) is (exact.pop() if len(exact) == 1 else None)


@EXAMPLES
@given(st.sampled_from(SIGNS), st.integers(0, 6), st.integers(0, 6))
def test_a_comparison_reads_the_same_from_both_sides(sign: str, left: int, right: int) -> None:
    assert compared(sign, left, right) is compared(FLIPPED[sign], right, left)


def test_a_value_in_a_list_is_the_or_of_its_equalities() -> None:
    assert contained("a", ("a", "b")) is True
    assert contained("c", ("a", "b")) is False
    assert contained(None, ("a", "b")) is None
    assert contained(IntRange(1, 2), (2, 3)) is None
    assert contained(IntRange(4, 5), (2, 3)) is False


def test_one_value_has_itself_for_bounds() -> None:
    assert bounds(3) == (3, 3)
    assert bounds(DateRange(date(2024, 1, 1), date(2024, 1, 31))) == (date(2024, 1, 1), date(2024, 1, 31))


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (date(2008, 6, 1), date(2024, 5, 31), 15),
        (date(2008, 6, 1), date(2024, 6, 1), 16),
        (date(2008, 2, 29), date(2024, 2, 28), 15),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
        (date(2008, 2, 29), date(2023, 2, 28), 14),
        (date(2008, 2, 29), date(2023, 3, 1), 15),
        (date(2024, 6, 1), date(2024, 6, 1), 0),
    ],
)
def test_a_birthday_counts_from_its_day(birth: date, on: date, years: int) -> None:
    assert whole_years(birth, on) == years


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        (date(2024, 1, 31), date(2024, 2, 29), 0),
        (date(2024, 1, 31), date(2024, 3, 31), 2),
        (date(2024, 1, 15), date(2024, 7, 14), 5),
        (date(2024, 1, 15), date(2024, 7, 15), 6),
        (date(2024, 7, 1), date(2024, 6, 1), -1),
    ],
)
def test_a_month_is_full_on_its_day(since: date, on: date, months: int) -> None:
    assert whole_months(since, on) == months


@EXAMPLES
@given(st.dates(date(1990, 1, 1), date(2020, 1, 1)), st.integers(0, 12_000))
def test_nobody_grows_younger(birth: date, days: int) -> None:
    earlier = date.fromordinal(birth.toordinal() + days)
    later = date.fromordinal(earlier.toordinal() + 1)
    assert 0 <= whole_years(birth, later) - whole_years(birth, earlier) <= 1
