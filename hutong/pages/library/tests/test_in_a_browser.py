"""The library in a browser: nothing that axe finds wrong, at both widths, in both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from hutong.pages.conftest import DESKTOP, PHONE, Opened

pytestmark = pytest.mark.django_db(transaction=True)
COMPARED = "/library/differences?before=431000&before_on=2018-01-01&after=500110&after_on=2018-01-01"
SCREENS = (
    "/", "/library", "/library/documents/431000/cz2017-3", "/library/documents/431000/cz2017-3/clauses/2.1",
    "/library/documents/431000/cz2017-3/examples", "/library/benefits", "/library/benefits/orphan_protection",
    "/library/facts/dibao", "/library/here", "/library/here?place=nowhere",
    "/library/here?place=431000&place_on=2026-01-01",
    "/library/here?place=431000&place_on=2026-01-01&benefit=orphan_protection", COMPARED,
    f"{COMPARED}&benefit=orphan_protection", "/library/search?q=a", "/library/search?q=none-such",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_screen_of_the_library_has_a_fault(
    open_page: Opened, list_faults: Callable[[Page], list[str]], size: dict[str, int], lang: str
) -> None:
    page = open_page("/library", size=size, lang=lang)
    faults = {}
    for address in SCREENS:
        page.goto(address)
        faults[address] = list_faults(page)
    assert {address: found for address, found in faults.items() if found} == {}


def test_somebody_finds_a_clause_by_a_word(open_page: Opened) -> None:
    page = open_page("/library")
    page.get_by_role("searchbox").fill("孤儿 养育标准")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="郴政发〔2017〕3号").first.click()
    expect(page.get_by_role("heading", name="写成文字的规则")).to_be_visible()
