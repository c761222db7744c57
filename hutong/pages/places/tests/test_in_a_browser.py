"""Places in a browser: nothing that axe finds wrong at both widths and in both languages; a change and its undoing."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from hutong.children.tests.making import COUNTY, TOWNSHIP, VILLAGE, make_worker
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_places
from hutong.places.models import Body
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("HUTONG_PICTURES")
Faults = Callable[[Page], list[str]]


@pytest.fixture
def admin(transactional_db: None) -> Iterator[Worker]:
    make_places()
    yield make_worker(Role.SYSTEM_ADMIN, COUNTY, kind="county_government")
    forget_places()


def look(page: Page, name: str, list_faults: Faults) -> None:
    """Every fold is opened, then axe and the width are asked; a picture is taken where one is wanted."""
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"places-{name}.png", full_page=True)
    assert list_faults(page) == [], name


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_no_page_of_places_has_a_fault(
    admin: Worker, open_page: Opened, list_faults: Faults, size: dict[str, int], lang: str
) -> None:
    page = open_page(reverse("places"), worker=admin, size=size, lang=lang)
    addresses = {
        "nation": reverse("places"), "county": reverse("place", args=[COUNTY]),
        "village": reverse("place", args=[VILLAGE]),
        "found": reverse("places") + "?text=qing", "none": reverse("places") + "?text=zzz",
        "form": reverse("place_change", args=[TOWNSHIP, "recode"]),
        "bodies": reverse("bodies", args=[COUNTY]), "bodies_none": reverse("bodies", args=[VILLAGE]),
        "body": reverse("body", args=[Body.objects.get(posts__worker=admin).uid]),
        "body_new": reverse("body_new", args=[COUNTY]),
        "body_rename": reverse("body_rename", args=[Body.objects.get(posts__worker=admin).uid]),
    }  # fmt: skip
    for name, address in addresses.items():
        page.goto(address)
        look(page, f"{name}-{size['width']}-{lang}", list_faults)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_a_township_is_renamed_and_that_undone_without_a_script(
    admin: Worker, open_page: Opened, list_faults: Faults, size: dict[str, int]
) -> None:
    page = open_page(reverse("place", args=[TOWNSHIP]), worker=admin, size=size, has_script=False)
    page.get_by_role("link", name="更名").click()
    page.get_by_label("新名称").fill("碧溪镇")
    page.get_by_label("自何日起生效").fill((timezone.localdate() + timedelta(days=40)).isoformat())
    page.get_by_label("理由").fill("县政发〔2026〕1号")
    page.get_by_role("button", name="查看影响").click()
    expect(page.get_by_text("生效日之前可以撤回")).to_be_visible()
    page.get_by_role("button", name="确认变更").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")
    expect(page.locator("#changes")).to_contain_text("碧溪镇")
    page.locator("#changes").get_by_role("button", name="撤回变更").click()
    expect(page.get_by_role("status")).to_contain_text("已撤回")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"places-undone-{size['width']}.png", full_page=True)
