"""The public page in a browser: no fault at both widths and in both languages, and it works without a script."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from hutong.children.tests.making import COUNTY, make_worker
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_people, make_places
from hutong.pages.tests.test_in_a_browser import keep_picture
from hutong.places.queries import forget_places
from hutong.protection.models import Report
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db(transaction=True)
Faults = Callable[[Page], list[str]]


@pytest.fixture
def people(transactional_db: None) -> Iterator[dict[str, Worker]]:
    make_places()
    found = make_people()
    found["police"] = make_worker(Role.DEPARTMENT, COUNTY, kind="police")
    yield found
    forget_places()


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize(("size", "width"), [(PHONE, "390"), (DESKTOP, "1280")])
def test_no_screen_of_the_public_report_has_a_fault(
    people: dict[str, Worker], open_page: Opened, list_faults: Faults, size: dict[str, int], width: str, lang: str
) -> None:
    page = open_page(reverse("danger"), size=size, lang=lang)
    expect(page.locator(".call.big a.button")).to_have_attribute("href", "tel:110")
    keep_picture(page, f"danger-{width}-{lang}")
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    keep_picture(page, f"danger-open-{width}-{lang}")
    faults = {"form": list_faults(page)}
    page.locator("#id_what").fill("隔壁孩子整夜哭喊")
    page.locator("#id_where").fill("上清村三组")
    with page.expect_navigation():
        page.locator("form[enctype] button.danger").first.click()
    expect(page.locator(".receipt-number").first).to_be_visible()
    keep_picture(page, f"danger-receipt-{width}-{lang}")
    faults["receipt"] = list_faults(page)
    page.goto(reverse("danger_receipt"))
    keep_picture(page, f"danger-look-up-{width}-{lang}")
    faults["look_up"] = list_faults(page)
    assert {name: found for name, found in faults.items() if found} == {}


def test_without_a_script_a_report_is_made_read_by_the_police_and_looked_up(
    people: dict[str, Worker], open_page: Opened
) -> None:
    page = open_page(reverse("front"), size=PHONE, has_script=False)
    with page.expect_navigation():
        page.get_by_role("heading", name="报告儿童危险").get_by_role("link").click()
    page.get_by_label("发生了什么").fill("孩子一个人在家三天")
    page.get_by_label("所在县").select_option(label="清溪镇")
    with page.expect_navigation():
        page.get_by_role("button", name="提交报告").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("报告已保存")
    number, code = (page.locator(".receipt-number strong").nth(which).inner_text() for which in (0, 1))
    with acting_as(EVERYTHING):
        report = Report.objects.get()
    police = open_page(reverse("reports"), worker=people["police"], size=PHONE)
    with police.expect_navigation():
        police.get_by_role("link", name=re.compile(report.number)).click()
    expect(police.locator("main")).to_contain_text("孩子一个人在家三天")
    page.goto(reverse("danger_receipt"))
    page.get_by_label("报告编号").fill(number)
    page.get_by_label("查询码").fill(code)
    with page.expect_navigation():
        page.get_by_role("button", name="显示").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(report.number)
    expect(page.locator("main")).not_to_contain_text("一个人在家")
