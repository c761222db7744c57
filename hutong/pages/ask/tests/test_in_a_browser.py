"""The public questions in a browser: the journey of a family, also without scripts, and nothing axe finds wrong."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from hutong.pages.conftest import DESKTOP, PHONE, Opened

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


def choose(page: Page, name: str) -> None:
    page.get_by_role("combobox").select_option(label=name)
    page.get_by_role("button", name="下一步").click()


def tell_place_and_birth(page: Page) -> None:
    """A child of ten in Yizhang county."""
    for name in ("湖南省", "郴州市", "宜章县"):
        choose(page, name)
    page.get_by_role("button", name="同一个地方").click()
    page.get_by_label("年", exact=True).fill("2016")
    page.get_by_label("月", exact=True).fill("5")
    page.get_by_role("button", name="下一步").click()


@SIZES
@pytest.mark.parametrize("has_script", [True, False], ids=["scripts", "no scripts"])
def test_a_family_answers_the_public_questions(open_page: Opened, size: dict[str, int], has_script: bool) -> None:
    page = open_page("/ask", size=size, has_script=has_script)
    tell_place_and_birth(page)
    expect(page.get_by_text("第 4 题，最多 10 题")).to_be_visible()
    for number in range(4, 11):
        asked = page.locator(".asked")
        if not asked.count():
            break
        expect(page.get_by_text(f"第 {number} 题")).to_be_visible()
        is_orphan = "孤儿" in asked.inner_text()
        with page.expect_navigation():
            page.get_by_role("button", name="是" if is_orphan else "不知道", exact=True).click()
    expect(page.get_by_role("heading", name="孤儿基本生活保障")).to_be_visible()
    expect(page.get_by_text("至少每月 600.00 元").first).to_be_visible()
    assert page.url.endswith("/ask")
    assert {one["name"] for one in page.context.cookies()} <= {"csrftoken"}


@SIZES
def test_a_printed_page_shows_no_names_of_benefits(open_page: Opened, size: dict[str, int]) -> None:
    page = open_page("/ask", size=size)
    tell_place_and_birth(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="入学与不失学保障")).to_have_count(0)
    expect(page.get_by_role("heading", name="入学安排")).to_be_visible()
    expect(page.get_by_text("你的回答")).to_be_hidden()


@SIZES
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_no_fault_is_found_on_the_way(
    open_page: Opened, list_faults: Callable[[Page], list[str]], size: dict[str, int], lang: str
) -> None:
    page = open_page("/ask", size=size, lang=lang)
    found = [list_faults(page)]
    for _ in range(12):
        unknown = page.get_by_role("button", name=re.compile("不知道|I don't know"))
        if not unknown.count():
            break
        with page.expect_navigation():
            unknown.click()
        found.append(list_faults(page))
    for summary in page.locator("main summary").all():
        summary.click()
    found.append(list_faults(page))
    assert [one for one in found if one] == []
