"""Openings and grants in a browser: nothing that axe finds wrong at both widths; the way from number to review."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, OTHER_COUNTY, make_grant, make_number, make_worker
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_file, make_places
from hutong.places.queries import forget_places
from hutong.privacy.actions import appoint_manager
from hutong.privacy.models import Opening
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("HUTONG_PICTURES")
Faults = Callable[[Page], list[str]]
NUMBER = make_number(timezone.localdate().replace(year=2017, month=3, day=4), sex="female")


@pytest.fixture
def people(transactional_db: None) -> Iterator[dict[str, Worker]]:
    make_places()
    found = {
        "officer": make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY, kind="civil_affairs"),
        "manager": make_worker(Role.LEADER, COUNTY, kind="civil_affairs"),
        "security": make_worker(Role.SECURITY_ADMIN, COUNTY, kind="civil_affairs"),
        "county": make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs"),
    }
    with acting_as(EVERYTHING):
        at = timezone.now()
        appoint_manager(worker=found["manager"], area=COUNTY, since=timezone.localdate(), by=None, at=at)
    make_grant(found["county"], "hiv", COUNTY)
    yield found
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    with acting_as(EVERYTHING):
        return make_file(people["county"], identity_number=NUMBER, identity_kind="resident")


def look(page: Page, name: str, list_faults: Faults) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"openings-{name}.png", full_page=True)
    assert list_faults(page) == [], name


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_a_file_is_opened_and_reviewed_without_a_script(
    child: Child, people: dict[str, Worker], open_page: Opened, list_faults: Faults, size: dict[str, int]
) -> None:
    width = size["width"]
    page = open_page(reverse("opening_new"), worker=people["officer"], size=size)
    look(page, f"ask-{width}", list_faults)
    page.get_by_label("身份证号").fill(NUMBER)
    page.locator("select[name=why]").select_option("here_now")
    page.get_by_label("请具体说明").fill("走失儿童在我县，需要联系家人")
    page.get_by_role("button", name="查阅档案（留有记录）").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("万小溪")
    page.goto(reverse("openings"))
    look(page, f"mine-{width}", list_faults)
    opening = Opening.objects.get()
    page = open_page(reverse("openings"), worker=people["manager"], size=size)
    look(page, f"waiting-{width}", list_faults)
    page.goto(reverse("opening_review_new", args=[opening.uid]))
    look(page, f"review-{width}", list_faults)
    page.get_by_text("正当", exact=True).first.click()
    page.get_by_role("button", name="提交审查意见").click()
    expect(page.get_by_text("没有等待审查的查阅。")).to_be_visible()
    page = open_page(reverse("openings_listed"), worker=people["security"], size=size, lang="en")
    look(page, f"listed-{width}", list_faults)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_no_page_of_grants_has_a_fault(
    child: Child, people: dict[str, Worker], open_page: Opened, list_faults: Faults, size: dict[str, int]
) -> None:
    page = open_page(reverse("grants"), worker=people["security"], size=size)
    grant = people["county"].grants.get()
    addresses = {
        "grants": reverse("grants"), "new": reverse("grant_new"), "end": reverse("grant_end_new", args=[grant.uid]),
        "manager": reverse("data_manager_new"),
    }  # fmt: skip
    for name, address in addresses.items():
        page.goto(address)
        look(page, f"grants-{name}-{size['width']}", list_faults)
    page = open_page(reverse("recusal_new", args=[child.uid]), worker=people["county"], size=size)
    look(page, f"keep-out-{size['width']}", list_faults)
    page.goto(reverse("own_identity"))
    look(page, f"own-identity-{size['width']}", list_faults)
