"""Tokens in a browser, on a phone and at a desk: asked for, approved by a colleague, the secret changed, revoked."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hutong.children.tests.making import COUNTY, make_worker
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_places
from hutong.staff.models import Role

pytestmark = [pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("HUTONG_PICTURES")
Faults = Callable[[Page], list[str]]


def _look(page: Page, name: str, list_faults: Faults) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
    assert list_faults(page) == [], name


@pytest.mark.parametrize(("size", "lang"), [(DESKTOP, "en-US"), (PHONE, "zh-CN")])
def test_a_token_from_its_first_day_to_its_last(open_page: Opened, list_faults: Faults, size: Any, lang: str) -> None:
    make_places()
    maker = make_worker(Role.SECURITY_ADMIN, COUNTY, kind="county_government")
    colleague = make_worker(Role.SECURITY_ADMIN, COUNTY, kind="county_government")
    words = {
        "en-US": ("Ask for the token", "Continue", "Approve", "Change the secret"),
        "zh-CN": ("申请令牌", "继续", "批准", "更换密钥"),
    }[lang]
    page = open_page("/tokens", worker=maker, size=size, lang=lang)
    _look(page, f"{lang}-1-none", list_faults)
    page.goto("/tokens/new")
    _look(page, f"{lang}-2-new", list_faults)
    page.fill("[name=name]", "学籍系统")
    page.fill("[name=area]", COUNTY)
    page.fill("[name=purpose]", "核对困境儿童是否在校")
    page.check("[name=operations][value=facts]")
    page.check("[name=secrecy][value=health]")
    page.get_by_role("button", name=words[0]).click()
    expect(page.locator("code")).to_contain_text("hutong_")
    _look(page, f"{lang}-3-secret", list_faults)
    page.get_by_role("link", name=words[1]).click()
    expect(page.locator("h1")).to_have_text("学籍系统")
    _look(page, f"{lang}-4-waiting", list_faults)
    other = open_page(page.url, worker=colleague, size=size, lang=lang)
    other.get_by_role("button", name=words[2]).click()
    expect(other.locator(".tag.yes")).to_be_visible()
    other.get_by_role("button", name=words[3]).click()
    expect(other.locator("code")).to_contain_text("hutong_")
    other.goto(page.url)
    other.fill("[name=because]", "系统停用")
    _look(other, f"{lang}-5-in-force", list_faults)
    other.locator("button.danger").click()
    expect(other.locator(".tag.bad")).to_be_visible()
    other.goto("/tokens")
    _look(other, f"{lang}-6-list", list_faults)
