"""The calendar is read by everybody signed in, corrected by who looks after it; unpublished years say so."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from hutong.audit.models import Entry
from hutong.children.tests.making import COUNTY, VILLAGE, make_worker
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.places.models import CalendarDay
from hutong.places.working_days import is_working_day, list_years_to_enter
from hutong.staff.models import Role, Worker

pytestmark = pytest.mark.django_db
PICTURES = os.environ.get("HUTONG_PICTURES")
NOTICE = "国庆节：10月1日（周四）至7日（周三）放假，共7天。9月27日（周日）、10月10日（周六）上班。\n元旦：1月1日放假。"


@pytest.fixture
def admin(db: None) -> Worker:
    return make_worker(Role.SYSTEM_ADMIN, COUNTY, kind="county_government")


def signed_in(worker: Worker) -> Client:
    visitor = Client()
    visitor.force_login(worker)
    return visitor


def test_a_year_shows_what_differs_from_the_week(admin: Worker) -> None:
    page = signed_in(admin).get(reverse("calendar_year", args=[2026])).content.decode()
    assert "国庆节" in page
    assert "2026-10-10" in page
    assert "尚未录入" not in page


def test_a_year_that_is_not_published_says_so_until_its_notice_is_taken_over(admin: Worker) -> None:
    visitor, address = signed_in(admin), reverse("calendar_year", args=[2099])
    assert "尚未录入" in visitor.get(address).content.decode()
    given = {"source": "国办发明电〔2098〕9号", "text": NOTICE}
    answer = visitor.post(reverse("calendar_notice", args=[2099]), given, follow=True)
    page = answer.content.decode()
    assert "尚未录入" not in page
    assert "国办发明电〔2098〕9号" in page
    assert not is_working_day(date(2099, 10, 1))
    assert is_working_day(date(2099, 9, 27))
    assert Entry.objects.get(act="calendar").rows == CalendarDay.objects.count()


def test_the_administrator_is_warned_of_a_year_that_clocks_already_reach_into(
    admin: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda value=None, timezone=None: date(2098, 11, 23))
    assert list_years_to_enter(date(2098, 6, 1)) == [2098]
    assert list_years_to_enter(date(2098, 11, 23)) == [2098, 2099]
    page = signed_in(admin).get(reverse("workers")).content.decode()
    assert "2099年的放假安排还没有录入" in page and reverse("calendar_notice", args=[2099]) in page
    assert "2099年的放假安排还没有录入" in signed_in(admin).get(reverse("calendar_year", args=[2026])).content.decode()


def test_one_day_of_a_year_does_not_make_it_published(admin: Worker) -> None:
    visitor = signed_in(admin)
    given = {"day": "2099-03-02", "way": "off", "name": "本地停工", "source": "县政府通知"}
    visitor.post(reverse("calendar_day", args=[2099]), given)
    page = visitor.get(reverse("calendar_year", args=[2099])).content.decode()
    assert "本地停工" in page
    assert "尚未录入" in page
    visitor.post(reverse("calendar_day", args=[2099]), {**given, "way": "published"})
    assert is_working_day(date(2099, 3, 2))


def test_what_cannot_be_read_is_told_beside_the_text(admin: Worker) -> None:
    visitor = signed_in(admin)
    answer = visitor.post(reverse("calendar_notice", args=[2099]), {"source": "通知", "text": "国庆放七天"})
    assert answer.status_code == 422
    assert "第1行" in answer.content.decode()
    answer = visitor.post(reverse("calendar_day", args=[2099]), {"day": "2098-03-02", "way": "off"})
    assert answer.status_code == 422
    assert not CalendarDay.objects.exists()


def test_working_days_are_counted_with_the_warning_beside(admin: Worker) -> None:
    visitor = signed_in(admin)
    asked = {"since": "2026-09-30", "count": "3"}
    assert "2026-10-10" in visitor.get(reverse("calendar_year", args=[2026]), asked).content.decode()
    page = visitor.get(reverse("calendar_year", args=[2026]), {"since": "2099-01-05", "count": "5"}).content.decode()
    assert "2099年" in page
    assert visitor.get(reverse("calendar_year", args=[2026]), {"since": "x", "count": "1e9"}).status_code == 200


@pytest.mark.parametrize("year", [1999, 2100, 99999])
def test_years_in_which_nobody_reckons_are_not_found(admin: Worker, year: int) -> None:
    assert signed_in(admin).get(f"/calendar/{year}").status_code == 404


def test_nobody_else_corrects_the_calendar() -> None:
    visitor = signed_in(make_worker(Role.CHILD_DIRECTOR, VILLAGE))
    assert visitor.get(reverse("calendar"), follow=True).status_code == 200
    for screen in ("calendar_day", "calendar_notice"):
        assert visitor.get(reverse(screen, args=[2099])).status_code == 403
    visitor.post(reverse("calendar_day", args=[2099]), {"day": "2099-03-02", "way": "off"})
    assert not CalendarDay.objects.exists()
    assert Client().get(reverse("calendar"))["Location"].startswith(reverse("sign_in"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_no_page_of_the_calendar_has_a_fault(
    admin: Worker, open_page: Opened, list_faults: Callable[[Page], list[str]], size: dict[str, int], lang: str
) -> None:
    page = open_page(reverse("calendar_year", args=[2026]), worker=admin, size=size, lang=lang)
    addresses = {
        "year": reverse("calendar_year", args=[2026]) + "?since=2026-09-30&count=20",
        "unpublished": reverse("calendar_year", args=[2099]),
        "day": reverse("calendar_day", args=[2026]) + "?day=2026-10-10",
        "notice": reverse("calendar_notice", args=[2099]),
    }
    for name, address in addresses.items():
        page.goto(address)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"calendar-{name}-{size['width']}-{lang}.png", full_page=True)
        assert list_faults(page) == [], name
    page.get_by_label("公告或通知" if lang == "zh-CN" else "Notice").fill("国办发明电〔2098〕9号")
    page.locator("textarea").fill(NOTICE)
    with page.expect_navigation():
        page.get_by_role("button", name="保存" if lang == "zh-CN" else "Save").click()
    expect(page.get_by_role("status").first).to_contain_text("8")
