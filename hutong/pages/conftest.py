"""A browser for the pages: Debian's own Chromium, nothing downloaded."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
IN_CI = bool(os.environ.get("CI"))
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
HOW = "no chromium: bin/setup-tests says what to install (Debian: apt-get install chromium fonts-noto-cjk)"

MEANT = ("422", "403", "429", "503", "net::ERR_FAILED", "net::ERR_INTERNET_DISCONNECTED")
"""The browser complains of these answers too, which pages give with what is wrong, and of what a test stops."""

TRIES_AGAIN = 2
"""A browser on a busy machine is late now and then: such a test may try again, and the summary lists each that did."""

Opened = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Only what looks through a browser tries again; everything else passes at once or fails."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=TRIES_AGAIN))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once; without one these tests are skipped, and fail where everything is to be run."""
    if CHROMIUM is None:
        if IN_CI:
            pytest.fail(HOW)
        pytest.skip(HOW)
    # Playwright runs a loop of its own, in which Django would refuse to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *sandbox])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[Opened]:
    """A page at an address, as somebody signed in or as nobody; what the console complains of fails the test."""
    contexts = []
    complaints: list[str] = []

    def opened(
        path: str, *, worker: Any = None, size: Any = DESKTOP, lang: str = "zh-CN", has_script: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, locale=lang, viewport=size, java_script_enabled=has_script
        )
        contexts.append(context)
        if worker is not None:
            context.add_cookies([{"name": "sessionid", "value": session_of(worker), "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [one for one in complaints if not any(status in one for status in MEANT)] == []


def session_of(worker: Any) -> str:
    """Signed in without the form."""
    visitor = Client()
    visitor.force_login(worker)
    return str(visitor.cookies["sessionid"].value)


@pytest.fixture(scope="session")
def list_faults() -> Callable[[Page], list[str]]:
    """What axe finds wrong with a page, and whether it is wider than the screen."""
    axe = Axe()

    def found(page: Page) -> list[str]:
        violations = axe.run(page).response["violations"]
        faults = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in violations]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return [*faults, *([f"{wide} px too wide"] if wide > 1 else [])]

    return found
