"""The pages of the record in a browser: nothing that axe finds wrong, at both widths and in both languages."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from hutong.audit.models import Entry
from hutong.audit.tests.clearing import clear_record
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, VILLAGE, make_worker
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_file, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("HUTONG_PICTURES")
Faults = Callable[[Page], list[str]]


@pytest.fixture
def director(transactional_db: None) -> Iterator[Worker]:
    clear_record()
    make_places()
    yield make_worker()
    forget_places()


@pytest.fixture
def auditor(director: Worker) -> Worker:
    return make_worker(Role.AUDIT_ADMIN, COUNTY, kind="county_government")


@pytest.fixture
def child(director: Worker) -> Child:
    """A file that was read a dozen times from the village, and once by mistake under another village's name."""
    child = make_file(director)
    for place in (*[VILLAGE] * 12, OTHER_VILLAGE):
        Entry.objects.create(
            at=timezone.localtime().replace(hour=9), way="read", worker=director.uid, role="child_director",
            area=VILLAGE, door="child_file", child=child.uid, place=place, purpose="",
        )  # fmt: skip
    return child


def keep_picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("size", "lang"), [(DESKTOP, "en"), (PHONE, "zh-CN")])
def test_the_record_can_be_read_by_everybody(
    open_page: Opened, list_faults: Faults, auditor: Worker, child: Child, size: dict[str, int], lang: str
) -> None:
    county = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    looks = reverse("child_file_looks", args=[child.uid])
    addresses = {
        "audit": (reverse("audit"), auditor),
        "unusual": (reverse("audit_unusual"), auditor),
        "looks": (looks, county),
    }
    addresses["nothing"] = (reverse("audit") + "?worker=nobody", auditor)
    for name, (address, worker) in addresses.items():
        page = open_page(address, worker=worker, size=size, lang=lang)
        keep_picture(page, f"{name}-{size['width']}-{lang}")
        assert list_faults(page) == [], name


def test_something_unusual_is_looked_into_without_script(open_page: Opened, auditor: Worker, child: Child) -> None:
    page = open_page(reverse("audit_unusual"), worker=auditor, has_script=False)
    waiting = page.locator("section[aria-labelledby=waiting] article")
    expect(waiting).to_have_count(2)
    waiting.first.get_by_label("了解到的情况").fill("入户核实，属正常工作")
    with page.expect_navigation():
        waiting.first.get_by_role("button").click()
    expect(page.locator("section[aria-labelledby=done]")).to_contain_text("入户核实，属正常工作")
    expect(waiting).to_have_count(1)
