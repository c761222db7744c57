"""Boards and bulletins in a browser: nothing that axe finds wrong at both widths, and from a number to a file."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, TOWNSHIP
from hutong.exchange.counting import keep_sums_now
from hutong.indicators.models import KeptSum
from hutong.indicators.periods import month_of
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.models import Task

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("HUTONG_PICTURES")
Faults = Callable[[Page], list[str]]


@pytest.fixture
def people(transactional_db: None) -> Iterator[dict[str, Worker]]:
    make_places()
    people = make_people()
    for number in range(4):
        make_file(people["assigned"], name=f"试验{number}")
    make_file(people["assigned"], OTHER_VILLAGE, name="邻村的")
    at = timezone.now()
    with acting_as(EVERYTHING):
        for child in Child.objects.all():
            Task.objects.create(
                child=child, place=child.area, kind="by_hand", what="Visit", what_zh="入户走访", done_when="x",
                area=COUNTY, body_kind="civil_affairs", begun_at=at, here_since=at, due_at=at - timedelta(days=1),
            )  # fmt: skip
    keep_sums_now()
    before = month_of(timezone.localdate()).before
    for part, number in (("numerator", 1), ("denominator", 4)):
        KeptSum.objects.create(
            digits=6, prefix=COUNTY[:6], period=str(before), series="overdue_tasks", key=part, number=number
        )
    yield people
    forget_places()


def list_screens() -> dict[str, tuple[str, str]]:
    """Every screen by its name, with whom it is shown to."""
    rows, running = reverse("indicator_rows", args=["overdue_tasks"]), month_of(timezone.localdate())
    return {
        "indicators": ("county", reverse("indicators")),
        "indicators_leader": ("leader", reverse("indicators")),
        "indicator": ("county", reverse("indicator", args=["overdue_tasks"])),
        "indicator_leader": ("leader", reverse("indicator", args=["owed_not_received"]) + f"?place={TOWNSHIP}"),
        "indicator_rows": ("county", rows),
        "indicator_files": ("county", reverse("indicator_rows", args=["missing_evidence"])),
        "indicator_no_rows": ("county", f"{rows}?month={running.before}"),
        "indicator_definitions": ("county", reverse("indicator_definitions")),
        "trainings": ("county", reverse("trainings")),
        "bulletins": ("county", reverse("bulletins")),
        "bulletin": ("county", reverse("bulletin", args=[COUNTY, running.before])),
        "home_counted": ("county", reverse("home")),
        "home_leader": ("leader", reverse("home")),
    }


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize(("size", "width"), [(PHONE, "390"), (DESKTOP, "1280")])
def test_no_board_has_a_fault(
    people: dict[str, Worker], open_page: Opened, list_faults: Faults, size: dict[str, int], width: str, lang: str
) -> None:
    faults, pages = {}, {}
    for name, (who, address) in list_screens().items():
        if who not in pages:
            pages[who] = open_page(reverse("account"), worker=people[who], size=size, lang=lang)
        page = pages[who]
        page.goto(address)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{lang}.png", full_page=True)
        faults[name] = list_faults(page)
    assert {name: found for name, found in faults.items() if found} == {}


def test_a_number_leads_to_the_files_and_a_bulletin_is_issued(people: dict[str, Worker], open_page: Opened) -> None:
    page = open_page(reverse("indicators"), worker=people["county"])
    with page.expect_navigation():
        page.get_by_role("row", name="缺少佐证材料").get_by_role("link", name="5").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("有信息缺少佐证材料的在册档案")
    with page.expect_navigation():
        page.get_by_role("link", name="试验0", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("试验0")
    page.goto(reverse("bulletins"))
    with page.expect_navigation():
        page.locator("section", has_text="待发布").get_by_role("link").click()
    page.get_by_label("文字说明").fill("各乡镇于月底前补齐佐证材料。")
    with page.expect_navigation():
        page.get_by_role("button", name="发布通报").click()
    expect(page.get_by_role("status")).to_contain_text("通报已发布")
    expect(page.locator("main")).to_contain_text("各乡镇于月底前补齐佐证材料。")
