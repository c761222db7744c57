"""The page that tells families of their rights: for anyone, and without the name of a person."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from hutong.children.tests.making import COUNTY, NOW, OTHER_COUNTY, TODAY, make_worker
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.places.models import Body
from hutong.privacy.models import DataManager
from hutong.staff.models import Role, Worker

pytestmark = pytest.mark.django_db
PICTURES = os.environ.get("HUTONG_PICTURES")


def appoint(area: str) -> Worker:
    worker = make_worker(Role.CIVIL_AFFAIRS, area, kind="civil_affairs")
    DataManager.objects.create(worker=worker, area=area, since=TODAY, appointed_at=NOW)
    return worker


def test_anyone_reads_what_may_be_asked_by_when_and_where() -> None:
    worker = appoint(COUNTY)
    Body.objects.update(phone="0000-8800", name="示例县民政局")
    page = Client().get(reverse("your_data")).content.decode()
    assert "15个工作日" in page and "示例县民政局" in page and "0000-8800" in page
    assert worker.name not in page


def test_of_several_places_one_is_chosen() -> None:
    appoint(COUNTY)
    appoint(OTHER_COUNTY)
    both = Client().get(reverse("your_data"))
    one = Client().get(reverse("your_data"), {"place": OTHER_COUNTY})
    assert [len(page.context["offices"]) for page in (both, one)] == [2, 1]


def test_where_nobody_is_appointed_it_says_whom_to_ask() -> None:
    assert "12345" in Client().get(reverse("your_data"), {"place": "'"}).content.decode()


def test_the_first_page_and_the_questions_lead_there() -> None:
    for name in ("front", "ask"):
        assert reverse("your_data") in Client().get(reverse(name)).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_the_page_has_no_fault(
    open_page: Opened, list_faults: Callable[[Page], list[str]], size: dict[str, int], lang: str
) -> None:
    appoint(COUNTY)
    appoint(OTHER_COUNTY)
    Body.objects.update(phone="0000-8800", address="测试路1号", name="示例县民政局")
    page = open_page(reverse("your_data"), size=size, lang=lang)
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"your-data-{size['width']}-{lang}.png", full_page=True)
    assert list_faults(page) == []
