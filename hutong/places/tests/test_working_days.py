"""Deadlines in working days follow the State Council's schedule, and what somebody put right in it."""

import logging
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from hutong.places.models import CalendarDay
from hutong.places.working_days import add_working_days, count_working_days, is_working_day, list_unpublished_years

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 10, 1), False),  # a holiday
        (date(2025, 10, 8), False),  # a Wednesday, taken for the weekend before
        (date(2025, 10, 11), True),  # a Saturday, worked for it
        (date(2025, 10, 12), False),
        (date(2025, 10, 13), True),
        (date(2026, 10, 10), True),
    ],
)
def test_holidays_are_off_and_some_weekends_are_worked(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_thirty_working_days_go_round_the_long_holiday() -> None:
    assert add_working_days(date(2025, 9, 26), 1) == date(2025, 9, 28)  # a worked Sunday
    assert add_working_days(date(2025, 9, 30), 1) == date(2025, 10, 9)
    end = add_working_days(date(2025, 9, 1), 30)
    assert end == date(2025, 10, 17)
    assert count_working_days(date(2025, 9, 1), end) == 30


def test_counting_backwards_is_the_same_way_back() -> None:
    assert add_working_days(date(2025, 10, 9), -1) == date(2025, 9, 30)
    assert count_working_days(date(2025, 10, 9), date(2025, 9, 30)) == -1
    assert add_working_days(date(2025, 10, 4), 0) == date(2025, 10, 4)


def test_a_row_of_the_table_prevails_over_the_published_schedule() -> None:
    CalendarDay.objects.create(day=date(2025, 10, 9), is_worked=False, name="本地停工")
    assert not is_working_day(date(2025, 10, 9))
    assert add_working_days(date(2025, 9, 30), 1) == date(2025, 10, 10)


def test_a_year_without_a_schedule_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert add_working_days(date(2091, 9, 28), 5) == date(2091, 10, 5)
    assert "2091" in caplog.text
    assert list_unpublished_years(date(2025, 1, 1), date(2091, 1, 1))[-1] == 2091


def test_a_year_without_a_schedule_costs_no_query_more(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        add_working_days(date(2025, 9, 1), 30)
        add_working_days(date(2090, 12, 20), 30)


def test_a_year_that_somebody_entered_counts_as_published() -> None:
    CalendarDay.objects.create(day=date(2091, 10, 1), is_worked=False, name="国庆节")
    assert list_unpublished_years(date(2091, 1, 1), date(2091, 12, 31)) == [2091]
    for day in range(2, 11):
        CalendarDay.objects.create(day=date(2091, 5, day), is_worked=False, name="劳动节")
    assert list_unpublished_years(date(2091, 1, 1), date(2091, 12, 31)) == []
    assert add_working_days(date(2091, 9, 28), 5) == date(2091, 10, 8)
