"""What the boards count of the national system is what its pages count."""

from datetime import date, timedelta

import pytest

from hutong.exchange.national.clock import latest_registration
from hutong.indicators.questions.not_in_national_system import latest_day_overdue

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 10, 9), date(2026, 2, 25), date(2025, 10, 12)])
def test_thirty_working_days_are_those_of_the_national_clock(day: date) -> None:
    assert latest_day_overdue(day) == latest_registration(due_by=day - timedelta(days=1))
