"""The whole river in a browser: found in a village, applied for, decided, answered, received, and counted."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from hutong.children.models import Child
from hutong.exchange.counting import keep_sums_now
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.window.tests.filing import make_window
from hutong.pages.window.tests.test_in_a_browser import Faults, answer_as, look, press
from hutong.places.queries import forget_places
from hutong.services.models import VisitDue
from hutong.services.visiting_days import keep_due_days
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Iterator[tuple[dict[str, Worker], Child]]:
    people, child = make_window(found_by="village")
    with acting_as(EVERYTHING):
        keep_due_days([child], on=timezone.localdate())
        VisitDue.objects.filter(child=child).update(due_on=timezone.localdate() - timedelta(days=3))
    keep_sums_now()
    yield people, child
    forget_places()


def row_of(page: Page, indicator: str) -> Locator:
    """The line of an indicator on the board."""
    return page.get_by_role("row", name=indicator)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_what_is_found_in_a_village_reaches_the_family_and_moves_the_indicators(
    world: tuple[dict[str, Worker], Child], open_page: Opened, list_faults: Faults, size: dict[str, int]
) -> None:
    people, child = world
    width = size["width"]
    county = open_page(reverse("indicators"), worker=people["civil"], size=size)
    expect(row_of(county, "应享未享")).to_contain_text("100%")
    expect(row_of(county, "从发现到得到帮助的天数")).to_contain_text("无数据")
    look(county, f"river-before-{width}", list_faults)

    village = open_page(reverse("visits"), worker=people["village"], size=size)
    with village.expect_navigation():
        village.get_by_role("link", name=f"走访 {child.name}").click()
    village.get_by_role("group", name="见到了谁").get_by_label("儿童和照料人", exact=True).check()
    village.get_by_role("group", name="四个重点方面").get_by_label("经济困难").check()
    village.locator("summary", has_text="日期、走访人").click()
    village.locator("input[name=asked]").fill("祖母 田奶奶")
    press(village, "提交走访")
    look(village, f"river-owed-{width}", list_faults)
    line = village.locator("#owed li").filter(has_text="事实无人抚养")
    with village.expect_navigation():
        line.get_by_role("button", name=re.compile("^已协助申请")).click()
    look(village, f"river-helped-to-apply-{width}", list_faults)
    with village.expect_navigation():
        village.get_by_role("link", name="到窗口受理申请").click()
    expect(village.locator("select[name=channel]")).to_have_value("visit")
    expect(village.locator("textarea[name=wish]")).to_have_value("申请：事实无人抚养儿童基本生活补贴")
    expect(village.locator("input[name=asked_by]")).to_have_value("祖母 田奶奶")
    look(village, f"river-new-{width}", list_faults)
    press(village, "受理")
    expect(village.get_by_role("heading", name="可能涉及的待遇和服务")).to_be_visible()
    for value in village.locator("input[name=lead]:checked").evaluate_all("boxes => boxes.map(one => one.value)"):
        if not value.startswith("de_facto_living"):
            village.locator(f'input[name=lead][value="{value}"]').uncheck()
    village.locator("#refer_words").fill("课业辅导")
    village.locator("#refer_body").select_option("education")
    press(village, "转办")
    answer_as(people["education"], "no", open_page, list_faults, size)
    answer_as(people["civil"], "yes", open_page, list_faults, size)
    village.reload()
    press(village, "作统一答复")
    press(village, "已送达")
    expect(village.get_by_text("已答复", exact=True).first).to_be_visible()
    with village.expect_navigation():
        village.get_by_role("link", name="登记是否落实").click()
    village.locator("input[name=month]").fill(f"{timezone.localdate():%Y-%m}")
    village.locator("input[name=yuan]").fill("1200")
    village.locator("input[name=reference]").fill("回单0001")
    village.get_by_label("此后按月发放").check()
    press(village, "已经落实")
    expect(village.get_by_text("已落实", exact=True).first).to_be_visible()

    keep_sums_now()
    county.reload()
    look(county, f"river-after-{width}", list_faults)
    expect(row_of(county, "应享未享")).not_to_contain_text("100%")
    expect(row_of(county, "应享未享")).to_contain_text("0%")
    expect(row_of(county, "从发现到得到帮助的天数")).to_contain_text("0天")
