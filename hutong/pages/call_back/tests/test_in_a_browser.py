"""A family asks to be called back on an old telephone, without scripts; the window calls; nothing axe finds wrong."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from hutong.children.models import Child
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.window.tests.filing import make_window
from hutong.places.queries import forget_places
from hutong.staff.models import Worker

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
        page.screenshot(path=Path(PICTURES) / f"call-{name}.png", full_page=True)
    assert list_faults(page) == [], name


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


@SIZES
def test_from_the_public_page_to_the_call(
    world: World, open_page: Opened, list_faults: Faults, size: dict[str, int]
) -> None:
    width = size["width"]
    page = open_page(reverse("call_back"), size=size)
    look(page, f"form-{width}", list_faults)
    page.get_by_label("怎么称呼您").fill("田奶奶")
    page.get_by_label("电话", exact=False).first.fill("199 0000 3333")
    page.locator("select[name=area]").select_option(index=1)
    page.get_by_label("简单说说是什么事").fill("想问上学的补助")
    press(page, "请求回电")
    expect(page.get_by_text("您同意后我们才能给您回电")).to_be_visible()
    look(page, f"wrong-{width}", list_faults)
    page.get_by_label("我同意窗口").check()
    press(page, "请求回电")
    expect(page.get_by_role("heading", name="我们会给您回电")).to_be_visible()
    look(page, f"received-{width}", list_faults)
    page.emulate_media(media="print")
    expect(page.get_by_text("您的编号", exact=True)).to_be_visible()
    office = open_page(reverse("call_backs"), worker=world[0]["window"], size=size)
    look(office, f"list-{width}", list_faults)
    with office.expect_navigation():
        office.locator("td a").first.click()
    expect(office.get_by_role("link", name="19900003333")).to_be_visible()
    look(office, f"one-{width}", list_faults)
    press(office, "没有接通：记一次")
    expect(office.get_by_text("1次未接通")).to_be_visible()
    with office.expect_navigation():
        office.get_by_role("link", name="登记受理").click()
    look(office, f"who-{width}", list_faults)


def test_it_works_without_scripts_and_in_english(world: World, open_page: Opened, list_faults: Faults) -> None:
    page = open_page(reverse("call_back"), size=PHONE, has_script=False)
    press(page, "English")
    expect(page.get_by_role("heading", name="Ask to be called back")).to_be_visible()
    page.locator("input[name=name]").fill("Tian")
    page.locator("input[name=phone]").fill("19900003333")
    page.locator("select[name=area]").select_option(index=1)
    page.locator("input[name=agreed]").check()
    press(page, "Ask to be called back")
    expect(page.get_by_role("heading", name="You will be called back")).to_be_visible()
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "call-english.png", full_page=True)
