"""A day that a page shows of an instant is the day it was here, not in London."""

from datetime import UTC, date, datetime

from django.template import Context, Template


def test_an_instant_after_midnight_here_is_shown_as_today() -> None:
    early = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    assert Template("{{ at|day }}").render(Context({"at": early})) == "2026-11-23"


def test_a_day_of_the_calendar_stays_as_it_is() -> None:
    assert (
        Template("{{ on|day }}{{ none|day }}").render(Context({"on": date(2026, 11, 22), "none": None})) == "2026-11-22"
    )
