from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hutong.lib.dates import SPREADSHEET_DAY_ZERO, DateCell, DateRefused, DateSpan, parse_date

MARCH_5 = DateSpan(date(2016, 3, 5), date(2016, 3, 5))
DAYS = st.dates(min_value=date(1901, 2, 1), max_value=date(2099, 12, 31))


def refuse(cell: DateCell, *, latest: date | None = None) -> str:
    with pytest.raises(DateRefused) as refusal:
        parse_date(cell, latest=latest)
    return refusal.value.reason


@pytest.mark.parametrize(
    "written",
    [
        "2016-03-05",
        "2016-3-5",
        "2016/3/5",
        "2016.3.5",
        "2016.03.05",
        "2016年3月5日",
        "2016年3月5号",
        " 2016 年 3 月 5 日 ",
        "２０１６－０３－０５",
        "20160305",
        20160305,
        20160305.0,
        42434,
        42434.0,
        42434.75,
        "42434",
        "2016-03-05 00:00:00",
        "2016-03-05T08:30:00",
        "2016/3/5 8:30",
        date(2016, 3, 5),
        datetime(2016, 3, 5, 8, 30),
    ],
)
def test_spellings_of_one_day_are_one_day(written: DateCell) -> None:
    assert parse_date(written) == MARCH_5


@pytest.mark.parametrize("written", ["2016年3月", "2016-03", "2016/3", "2016.03", "201603", 201603])
def test_a_month_is_a_span_of_its_days(written: DateCell) -> None:
    assert parse_date(written) == DateSpan(date(2016, 3, 1), date(2016, 3, 31))


@pytest.mark.parametrize("written", ["2016", "2016年", 2016, 2016.0])
def test_a_year_is_a_span_of_its_days(written: DateCell) -> None:
    assert parse_date(written) == DateSpan(date(2016, 1, 1), date(2016, 12, 31))


@pytest.mark.parametrize("written", ["16-3-5", "16/03/05", "16年3月5日", "16年3月", "160305", "'16.3.5"])
def test_a_year_of_two_digits_is_refused(written: str) -> None:
    assert refuse(written) == "two_digit_year"


@pytest.mark.parametrize("written", ["2015-02-29", "2016-13-01", "2016年0月", "20160231"])
def test_a_day_the_calendar_lacks_is_refused(written: str) -> None:
    assert refuse(written) == "no_such_day"


@pytest.mark.parametrize("written", ["1900-01-05", date(1900, 1, 1), "1900", "1890-05-05"])
def test_the_year_1900_is_a_slip(written: DateCell) -> None:
    assert refuse(written) == "too_early"


@pytest.mark.parametrize(
    "written", ["", "不详", "3月5日", 5, 3.5, True, 1e300, float("nan"), "=TODAY()", "2016-03-05x", "5" * 500]
)
def test_what_is_no_date_is_refused(written: DateCell) -> None:
    assert refuse(written) == "not_a_date"


def test_the_future_is_refused() -> None:
    assert refuse("2016-03-05", latest=date(2016, 3, 4)) == "in_the_future"


def test_a_span_that_reaches_into_the_future_ends_today() -> None:
    assert parse_date("2016", latest=date(2016, 3, 4)) == DateSpan(date(2016, 1, 1), date(2016, 3, 4))


def test_a_refusal_says_what_to_write() -> None:
    with pytest.raises(DateRefused, match="2016-03-05"):
        parse_date("昨天")


@given(
    DAYS,
    st.sampled_from(
        [
            "{0:%Y-%m-%d}",
            "{0:%Y}/{0.month}/{0.day}",
            "{0:%Y}年{0.month}月{0.day}日",
            "{0:%Y%m%d}",
            "{0:%Y.%m.%d}",
        ]
    ),
)
def test_every_day_comes_back_from_every_spelling(day: date, spelling: str) -> None:
    assert parse_date(spelling.format(day)) == DateSpan(day, day)


@given(st.dates(min_value=date(1928, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_comes_back_from_its_number_in_a_spreadsheet(day: date) -> None:
    number = (day - SPREADSHEET_DAY_ZERO).days
    assert parse_date(float(number)) == DateSpan(day, day)


@given(st.one_of(st.text(max_size=60), st.floats(), st.integers()))
def test_any_cell_is_read_or_refused_by_name(cell: DateCell) -> None:
    try:
        span = parse_date(cell)
    except DateRefused:
        return
    assert span.first <= span.last
