"""The calendar of a year is read, corrected, and taken over from a notice or a list."""

from datetime import date

import pytest

from hutong.places.errors import ScheduleWrong
from hutong.places.models import CalendarDay
from hutong.places.schedules import Given, clear_day, list_year, read_schedule, set_days
from hutong.places.working_days import add_working_days, is_working_day, list_unpublished_years

pytestmark = pytest.mark.django_db
NOTICE = """一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。
二、春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月5日（周一）放假，与周末连休。
五、国庆节：9月30日至10月7日放假。"""


def off(days: list[Given]) -> list[str]:
    return [f"{one.day:%m-%d}" for one in days if not one.is_worked]


def test_the_words_of_a_notice_are_read() -> None:
    days = read_schedule(NOTICE, year=2099)
    assert [f"{one.day:%m-%d}" for one in days if one.is_worked] == ["01-31", "02-14"]
    assert off(days)[:3] == ["01-01", "01-02", "01-03"]
    assert off(days)[3:10] == ["02-05", "02-06", "02-07", "02-08", "02-09", "02-10", "02-11"]
    assert off(days)[10:] == ["04-05", "09-30", "10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07"]
    assert {one.name for one in days} == {"元旦", "春节", "清明节", "国庆节"}


def test_a_list_is_read_with_days_together() -> None:
    days = read_schedule("2099-01-01 至 2099-01-02 休 元旦\n\n2099-01-04，班\n2099-05-01 off Labour Day", year=2099)
    assert [(f"{one.day:%m-%d}", one.is_worked, one.name) for one in days] == [
        ("01-01", False, "元旦"), ("01-02", False, "元旦"), ("01-04", True, ""), ("05-01", False, "Labour Day"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("2099-01-01 休\n明天放假", 2), ("2099-13-01 休", 1), ("2098-01-01 休", 1), ("", 1),
        ("2099-01-01 至 2099-12-31 休", 1), ("元旦：2月30日放假", 1), ("元旦：放假", 1),
    ],
)  # fmt: skip
def test_what_is_not_read_is_told_with_its_line_and_an_example(text: str, line: int) -> None:
    with pytest.raises(ScheduleWrong, match=f"Line {line}.*2099-01-01 休 元旦"):
        read_schedule(text, year=2099)


def test_only_what_differs_from_the_week_is_kept_and_the_year_counts_as_published() -> None:
    assert list_unpublished_years(date(2099, 1, 1), date(2099, 12, 31)) == [2099]
    kept = set_days(read_schedule(NOTICE, year=2099), source="国办发明电〔2098〕1号")
    assert kept == CalendarDay.objects.count() > 0
    assert all(row.is_worked != (row.day.weekday() < 5) for row in CalendarDay.objects.all())
    assert list_unpublished_years(date(2099, 1, 1), date(2099, 12, 31)) == []
    shown = {one.day: one for one in list_year(2099)}
    assert len(shown) == 365
    assert shown[date(2099, 1, 1)].name == "元旦"
    assert shown[date(2099, 1, 1)].source == "国办发明电〔2098〕1号"


def test_a_corrected_day_prevails_over_the_published_and_is_cleared_again() -> None:
    day = date(2026, 10, 10)
    assert is_working_day(day)
    before = add_working_days(date(2026, 10, 9), 1)
    set_days([Given(day, is_worked=False, name="本地停工")], source="县政府通知")
    assert not is_working_day(day)
    assert add_working_days(date(2026, 10, 9), 1) > before
    assert clear_day(day)
    assert is_working_day(day)
    assert not clear_day(day)
