"""A ledger brought in with a browser, on a phone and at a desk: nothing too wide, nothing that axe objects to."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from hutong.children.models import Child
from hutong.exchange.tests.making import make_child, make_children, make_officer
from hutong.ledgers.tests.ledger_files import write_xlsx
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_file, make_places
from hutong.places.queries import forget_places
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = [pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("HUTONG_PICTURES")
"""A folder, for somebody who wants to look at the pages."""


def look(page: Page, name: str, list_faults: Callable[[Page], list[str]]) -> None:
    """Every fold is opened, then axe and the width are asked; a picture is taken where one is wanted."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert list_faults(page) == [], name


@pytest.mark.parametrize(("size", "kind"), [(DESKTOP, "desk"), (PHONE, "phone")])
def test_a_ledger_is_imported_and_undone(
    open_page: Opened, list_faults: Callable[[Page], list[str]], tmp_path: Path, size: Any, kind: str
) -> None:
    officer = make_officer()
    rows = [
        *make_children(6),
        make_child(7, 身份证号=None),
        make_child(7, 身份证号=None),
        make_child(8, 出生日期="三十号"),
    ]
    ledger = write_xlsx(tmp_path / "宜章县困境儿童台账.xlsx", rows)
    page = open_page("/imports", worker=officer, size=size)
    look(page, f"{kind}-1-list", list_faults)
    page.set_input_files("#ledger", str(ledger))
    page.get_by_role("button", name="上传并查看各列").click()
    look(page, f"{kind}-2-columns", list_faults)
    page.get_by_role("button", name="下一步：试运行").click()
    look(page, f"{kind}-3-doubtful", list_faults)
    page.get_by_label("不是，是新的儿童").check()
    page.get_by_role("button", name="保存选择").click()
    page.get_by_role("link", name="无法读取 1").click()
    look(page, f"{kind}-4-refused", list_faults)
    page.get_by_role("button", name="确认写入").click()
    look(page, f"{kind}-5-written", list_faults)
    with acting_as(EVERYTHING):
        assert Child.objects.count() == 8
    page.get_by_role("button", name="撤销", exact=True).click()
    look(page, f"{kind}-6-undone", list_faults)
    with acting_as(EVERYTHING):
        assert set(Child.objects.values_list("state", flat=True)) == {"closed"}
    page.goto("/imports/export")
    look(page, f"{kind}-7-export", list_faults)


def test_a_ledger_is_imported_without_javascript(open_page: Opened, tmp_path: Path) -> None:
    ledger = write_xlsx(tmp_path / "台账.xlsx", make_children(2))
    page = open_page("/imports", worker=make_officer(), has_script=False)
    page.set_input_files("#ledger", str(ledger))
    for button in ("上传并查看各列", "下一步：试运行", "确认写入"):
        page.get_by_role("button", name=button).click()
    with acting_as(EVERYTHING):
        assert Child.objects.count() == 2


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize(("size", "kind"), [(DESKTOP, "desk"), (PHONE, "phone")])
def test_a_list_is_asked_for_approved_and_taken(
    open_page: Opened, list_faults: Callable[[Page], list[str]], size: Any, kind: str, lang: str
) -> None:
    make_places()
    officer, second = make_officer("990101000000"), make_officer("990101000000")
    make_file(officer)
    page = open_page("/imports/export", worker=officer, size=size, lang=lang)
    page.fill("#purpose", "季度核对发放名册")
    with page.expect_navigation():
        page.locator("form.card button").last.click()
    look(page, f"{kind}-export-asked-{lang}", list_faults)
    other = open_page("/imports/export", worker=second, size=size, lang=lang)
    look(other, f"{kind}-export-waiting-{lang}", list_faults)
    other.goto(page.url)
    look(other, f"{kind}-export-decide-{lang}", list_faults)
    with other.expect_navigation():
        other.locator("form.card button").first.click()
    page.reload()
    look(page, f"{kind}-export-made-{lang}", list_faults)
    with page.expect_download() as taken:
        page.locator("form[action$=file] button").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    forget_places()
