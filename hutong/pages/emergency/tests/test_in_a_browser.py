"""Keepers are named and set their words; the list opens from a folder, without a server, for two of them."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from hutong.children import actions
from hutong.children.tests.making import COUNTY, TOWNSHIP, VILLAGE, make_worker
from hutong.exchange.emergency import locks
from hutong.exchange.emergency.keepers import name_keeper, set_words
from hutong.exchange.emergency.writing import write_lists
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
PICTURES = os.environ.get("HUTONG_PICTURES")
WORDS = ("明月松间照清泉石上流竹喧归浣女", "nobody else knows this")


@pytest.fixture
def officer(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.setattr(locks, "ROUNDS", 1000)
    make_places()
    yield make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    forget_places()


@pytest.fixture
def written(officer: Worker, tmp_path: Path) -> Path:
    """The list of a township with two children."""
    at, on = timezone.now(), timezone.localdate()
    with acting_as(EVERYTHING):
        for name in ("万小溪", "</script><b>钱知秋"):
            child = actions.register_child(area=VILLAGE, name=name, by=None, at=at, born=date(2015, 3, 4))
        actions.record_fact(child=child, name="lives_alone", value=True, by=None, at=at)
    for words in WORDS:
        worker = make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP)
        with acting_as(scope_of(officer, on=on)):
            keeper = name_keeper(worker=worker, area=TOWNSHIP, by=officer, at=at, on=on)
            set_words(keeper=keeper, words=words, again=words, at=at)
    with acting_as(EVERYTHING):
        file = write_lists(tmp_path, on=on, at=at)[0].file
    assert file is not None
    return file


def keep_picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@SIZES
def test_two_keepers_open_the_list_without_a_server(
    chromium: Browser, list_faults: Callable[[Page], list[str]], written: Path, size: Any
) -> None:
    context = chromium.new_context(viewport=size, locale="zh-CN", offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(written.as_uri())
    expect(page.get_by_role("status")).to_contain_text("签名完好")
    keep_picture(page, f"list-shut-{size['width']}")
    page.locator("#words-0").fill(WORDS[0])
    page.locator("#words-1").fill("不是这个口令呀不是不是")
    page.get_by_role("button", name="打开名单").click()
    expect(page.get_by_role("alert")).to_contain_text("口令不对")
    faults = list_faults(page)
    page.locator("#words-0").fill(WORDS[0])
    page.locator("#words-1").fill(WORDS[1])
    page.get_by_role("button", name="打开名单").click()
    expect(page.get_by_text("2 名儿童")).to_be_visible()
    expect(page.locator("tbody tr").first).to_contain_text("独居")
    expect(page.locator("tbody tr").first).to_contain_text("</script><b>钱知秋")
    keep_picture(page, f"list-open-{size['width']}")
    assert faults + list_faults(page) == []
    assert asked == [written.as_uri()]
    context.close()


def test_a_list_that_was_changed_is_refused(chromium: Browser, written: Path) -> None:
    text = written.read_text("utf-8")
    written.write_text(text.replace('\\"two\\":[0,1]', '\\"two\\":[1,0]').replace('\\"two\\": [0,1]', ""), "utf-8")
    assert written.read_text("utf-8") != text
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(written.as_uri())
    expect(page.get_by_role("alert")).to_contain_text("签名不符")
    context.close()


@SIZES
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_keepers_are_named_and_set_their_words(
    officer: Worker, open_page: Opened, list_faults: Callable[[Page], list[str]], size: Any, lang: str
) -> None:
    keeper = make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP)
    page = open_page("/emergency", worker=officer, size=size, lang=lang)
    page.locator("#username").fill("nobody-here")
    with page.expect_navigation():
        page.locator("form[data-draft=keeper] button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("#username").fill(keeper.username)
    with page.expect_navigation():
        page.locator("form[data-draft=keeper] button").click()
    expect(page.locator("table")).to_contain_text(keeper.name)
    keep_picture(page, f"keepers-{size['width']}-{lang}")
    faults = list_faults(page)
    own = open_page("/emergency", worker=keeper, size=size, lang=lang)
    own.locator("#words-1").fill(WORDS[0])
    own.locator("#again-1").fill(WORDS[0])
    with own.expect_navigation():
        own.locator("main form button").first.click()
    expect(own.get_by_role("status")).to_be_visible()
    keep_picture(own, f"keeper-{size['width']}-{lang}")
    assert faults + list_faults(own) == []
