"""The national system in a browser: nothing too wide, nothing axe objects to, a child copied with the Enter key."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from hutong.children.models import Child
from hutong.exchange.models import NationalEntry
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.national.tests.test_national_pages import make_registered
from hutong.pages.tests.filing import make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("HUTONG_PICTURES")
Faults = Callable[[Page], list[str]]
EXPORT = "儿童编号,姓名,性别,出生日期,父亲/姓名\nN0001,万小溪,男,2016-01-01,万大海\nN0009,某人,女,,\nN0003,,,错,\n"


@pytest.fixture
def people(transactional_db: None) -> Iterator[dict[str, Worker]]:
    make_places()
    yield make_people()
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    make_registered(people["assigned"], name="万小河", days=45)
    return make_registered(people["assigned"], days=25, national_number="N0001")


def look(page: Page, name: str, list_faults: Faults) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    assert list_faults(page) == [], name


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize(("size", "kind"), [(DESKTOP, "1280"), (PHONE, "390")])
def test_an_export_is_compared_and_nothing_has_a_fault(
    child: Child, people: dict[str, Worker], open_page: Opened, list_faults: Faults, tmp_path: Path, size: Any,
    kind: str, lang: str,
) -> None:  # fmt: skip
    export = tmp_path / "export.csv"
    export.write_text(EXPORT, encoding="utf-8-sig")
    page = open_page(reverse("national"), worker=people["county"], size=size, lang=lang)
    look(page, f"national-list-{kind}-{lang}", list_faults)
    page.goto(reverse("comparisons"))
    look(page, f"national-comparisons-{kind}-{lang}", list_faults)
    page.set_input_files("#export", str(export))
    with page.expect_navigation():
        page.locator("form.card button").click()
    look(page, f"national-comparison-{kind}-{lang}", list_faults)
    for shown in ("not_there", "create", "refused"):
        page.goto(page.url.split("?")[0] + f"?shown={shown}")
        look(page, f"national-{shown}-{kind}-{lang}", list_faults)
    page.goto(reverse("national_sheet", args=[child.uid]))
    look(page, f"national-sheet-{kind}-{lang}", list_faults)
    page.goto(reverse("child_file", args=[child.uid]))
    look(page, f"national-file-{kind}-{lang}", list_faults)
    page.goto(reverse("home"))
    look(page, f"national-home-{kind}-{lang}", list_faults)


def test_a_child_is_copied_with_the_enter_key(child: Child, people: dict[str, Worker], open_page: Opened) -> None:
    page = open_page(reverse("national_sheet", args=[child.uid]), worker=people["colleague"])
    first = page.get_by_role("button", name="复制").first
    first.focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(page.locator("input[name=copied]:checked")).to_have_count(3)
    page.get_by_role("button", name="保存勾选").click()
    expect(page.get_by_role("status")).to_contain_text("项已抄录")
    expect(page.locator("input[name=copied]:checked")).to_have_count(3)


def test_a_difference_is_settled_without_a_script(
    child: Child, people: dict[str, Worker], open_page: Opened, tmp_path: Path
) -> None:
    export = tmp_path / "export.csv"
    export.write_text(EXPORT, encoding="utf-8-sig")
    page = open_page(reverse("comparisons"), worker=people["county"], has_script=False)
    page.set_input_files("#export", str(export))
    page.get_by_role("button", name="上传并比对").click()
    page.get_by_role("link", name="万小溪").first.click()
    row = page.locator("#differences tr", has_text="性别")
    row.get_by_role("button", name="采用全国系统的").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")
    with acting_as(EVERYTHING):
        assert Child.objects.get(pk=child.pk).sex == "1"
        assert NationalEntry.objects.get(child=child).open_count == 2
