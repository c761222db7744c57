"""From the window to the answer in the family's hand, in a browser, at both widths; nothing that axe finds wrong."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from hutong.children.models import Child
from hutong.children.tests.making import OTHER_COUNTY, make_worker
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.window.tests.filing import make_window, take_and_refer
from hutong.places.queries import forget_places
from hutong.services.models import Referral, Request
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("HUTONG_PICTURES")
Faults = Callable[[Page], list[str]]
World = tuple[dict[str, Worker], Child]
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    yield make_window()
    forget_places()


def look(page: Page, name: str, list_faults: Faults) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"window-{name}.png", full_page=True)
    assert list_faults(page) == [], name


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


@SIZES
def test_from_the_window_to_the_answer_in_the_familys_hand(
    world: World, open_page: Opened, list_faults: Faults, size: dict[str, int]
) -> None:
    people, child = world
    width = size["width"]
    page = open_page(reverse("window_who"), worker=people["window"], size=size)
    page.locator("input[name=text]").fill(child.name)
    press(page, "查找")
    look(page, f"who-{width}", list_faults)
    with page.expect_navigation():
        page.get_by_role("link", name=f"为{child.name}受理").click()
    page.locator("select[name=channel]").select_option("hotline_12345")
    page.locator("textarea[name=wish]").fill("孩子由祖母抚养，生活和学习有困难")
    page.locator("input[name=asked_by]").fill("祖母 田奶奶")
    look(page, f"new-{width}", list_faults)
    press(page, "受理")
    expect(page.get_by_role("heading", name="可能涉及的待遇和服务")).to_be_visible()
    look(page, f"taken-{width}", list_faults)
    ticked = page.locator("input[name=lead]:checked").evaluate_all("boxes => boxes.map(one => one.value)")
    for value in ticked:
        if not value.startswith("de_facto_living"):
            page.locator(f'input[name=lead][value="{value}"]').uncheck()
    page.locator("#refer_words").fill("课业辅导")
    page.locator("#refer_body").select_option("education")
    press(page, "转办")
    expect(page.get_by_role("heading", name="承办单位")).to_be_visible()
    look(page, f"referred-{width}", list_faults)
    answer_as(people["education"], "no", open_page, list_faults, size)
    answer_as(people["civil"], "yes", open_page, list_faults, size)
    page.reload()
    press(page, "作统一答复")
    expect(page.get_by_text("登记送达情况")).to_be_visible()
    look(page, f"answered-{width}", list_faults)
    press(page, "已送达")
    expect(page.get_by_text("已答复", exact=True).first).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="登记是否落实").click()
    look(page, f"receive-{width}", list_faults)
    page.locator("input[name=month]").fill("2026-11")
    page.locator("input[name=yuan]").fill("1200")
    page.locator("input[name=reference]").fill("回单0001")
    press(page, "已经落实")
    expect(page.get_by_text("已落实", exact=True).first).to_be_visible()
    look(page, f"helped-{width}", list_faults)
    with acting_as(EVERYTHING):
        number = Request.objects.get().number
    page.goto(f"{reverse('window')}?tab=over")
    expect(page.get_by_role("link", name=number)).to_be_visible()
    look(page, f"list-{width}", list_faults)


def answer_as(worker: Worker, verdict: str, open_page: Opened, list_faults: Faults, size: dict[str, int]) -> None:
    """A department opens its list, the referral, and answers."""
    page = open_page(reverse("referrals"), worker=worker, size=size)
    with page.expect_navigation():
        page.locator("table a").first.click()
    press(page, "签收")
    expect(page.get_by_text("办理中", exact=True).first).to_be_visible()
    look(page, f"referral-{verdict}-{size['width']}", list_faults)
    page.locator(f"input[type=radio][value={verdict}]").first.check()
    page.locator("input[name^=reason_]").first.fill("不属我单位职责" if verdict == "no" else "自2026年12月起")
    page.locator("textarea[name=words]").first.fill("经研究答复如下")
    page.locator("input[name=reference]").first.fill("试函〔2026〕8号")
    press(page, "提交答复")
    expect(page.get_by_text("已办结", exact=True).first).to_be_visible()


@SIZES
def test_a_body_without_an_account_answers_by_its_link(
    world: World, open_page: Opened, list_faults: Faults, size: dict[str, int]
) -> None:
    people, child = world
    window, width = people["window"], size["width"]
    referral: Referral = take_and_refer(child, window)[1][2]
    page = open_page(reverse("referral", args=[referral.uid]), worker=window, size=size)
    page.locator("#link_to_whom").fill("县慈善总会 王某")
    press(page, "生成链接")
    link = page.locator("#link").input_value()
    look(page, f"link-{width}", list_faults)
    outside = open_page(link, size=size)
    look(outside, f"reply-{width}", list_faults)
    expect(outside.get_by_text(child.name)).to_have_count(0)
    outside.locator("input[type=radio][value=yes]").first.check()
    outside.locator("textarea[name=words]").fill("同意资助")
    outside.locator("input[name=reference]").fill("慈字1号")
    outside.locator("input[name=by_whom]").fill("王某 干事")
    press(outside, "提交答复")
    expect(outside.get_by_role("status")).to_contain_text(referral.number)


@SIZES
def test_an_application_between_provinces_shows_each_place_its_own(
    world: World, open_page: Opened, list_faults: Faults, size: dict[str, int]
) -> None:
    people, _ = world
    window, width = people["window"], size["width"]
    far = make_worker(Role.CHILD_SUPERVISOR, f"{OTHER_COUNTY[:6]}100000", kind="township_government")
    page = open_page(reverse("crossing_new"), worker=window, size=size)
    look(page, f"crossing-new-{width}", list_faults)
    page.locator("input[name=to_area]").fill(f"{OTHER_COUNTY[:6]}100000")
    page.locator("input[name=child_name]").fill("钱知秋")
    page.locator("input[name=applicant]").fill("外婆 钱氏")
    page.locator("input[name=phone]").fill("19900003333")
    press(page, "受理")
    press(page, "推送户籍地")
    expect(page.get_by_text("材料已转户籍地")).to_be_visible()
    expect(page.get_by_text("钱知秋")).to_have_count(0)
    look(page, f"crossing-here-{width}", list_faults)
    there = open_page(reverse("crossings"), worker=far, size=size)
    look(there, f"crossings-{width}", list_faults)
    with there.expect_navigation():
        there.locator("table a").first.click()
    expect(there.get_by_text("钱知秋").first).to_be_visible()
    look(there, f"crossing-there-{width}", list_faults)
