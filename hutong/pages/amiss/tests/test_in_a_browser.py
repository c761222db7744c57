"""Whoever is led nowhere sees why and gets on, on a phone and a desk, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hutong.pages.conftest import DESKTOP, PHONE, Opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meant(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser complains of a page that is not there, which is the page that is looked at."""
    monkeypatch.setattr("hutong.pages.conftest.MEANT", ("404",))


@pytest.mark.usefixtures("meant")
@pytest.mark.parametrize(
    ("size", "lang", "said"), [(PHONE, "zh-CN", "此处没有内容"), (DESKTOP, "en", "There is nothing here")]
)
def test_nothing_here_is_a_page_with_a_way_on(
    open_page: Opened, list_faults: Callable[[Page], list[str]], size: dict[str, Any], lang: str, said: str
) -> None:
    page = open_page("/no-such-page", size=size, lang=lang)
    expect(page.locator("h1")).to_have_text(said)
    assert list_faults(page) == []
    with page.expect_navigation():
        page.locator("section.card a.button").click()
    assert page.url.endswith("/")
