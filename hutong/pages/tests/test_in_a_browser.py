"""Every screen of the file in a browser: nothing that axe finds wrong, at both widths; and the journey of a fact."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from hutong.children.models import Child, RecordedFact
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.names import get_names
from hutong.pages.tests.filing import make_ending, make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Worker
from hutong.staff.saved_views import keep_view
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("HUTONG_PICTURES")
"""A folder for pictures of every page, for people to look at."""
OF_A_FILE = (
    "child_file", "child_file_compare", "child_file_summary", "child_archive", "fact_new", "kin_new", "receipt_new",
    "placement_new", "evidence_new", "child_edit", "label_new", "transfer_new", "merge_new", "event_new",
)  # fmt: skip
Faults = Callable[[Page], list[str]]


@pytest.fixture
def people(transactional_db: None) -> Iterator[dict[str, Worker]]:
    make_places()
    yield make_people()
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    return make_file(people["assigned"])


def keep_picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def list_addresses(child: Child) -> dict[str, str]:
    """Every screen by its name."""
    with acting_as(EVERYTHING):
        row = RecordedFact.objects.filter(child=child, name="mother.lost_contact").get()
        rows = make_ending(child, by=row.recorded_by)
    supporters = list(get_names("zh").vocabulary.facts).index("statutory_supporters")
    return {
        "home": reverse("home"),
        "children": reverse("children"),
        "children_none": reverse("children") + "?state=closed",
        "child_new": reverse("child_new"),
        **{screen: reverse(screen, args=[child.uid]) for screen in OF_A_FILE},
        "benefit": reverse("child_file_benefit", args=[child.uid, 5]),
        "fact_form": reverse("fact_form", args=[child.uid, 40]),
        "fact_of_persons": reverse("fact_form", args=[child.uid, supporters]),
        "transfer_ask_new": reverse("transfer_ask_new"),
        **{name: reverse(name, args=[child.uid, pk]) for name, pk in rows.items()},
        "fact_correct": reverse("fact_correct", args=[child.uid, row.pk]),
        "departure_new": reverse("departure_new", args=[child.uid, 5]),
    }


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize(("size", "width"), [(PHONE, "390"), (DESKTOP, "1280")])
def test_no_screen_has_a_fault(
    child: Child,
    people: dict[str, Worker],
    open_page: Opened,
    list_faults: Faults,
    size: dict[str, int],
    width: str,
    lang: str,
) -> None:
    page = open_page(reverse("home"), worker=people["county"], size=size, lang=lang)
    faults = {}
    for name, address in list_addresses(child).items():
        page.goto(address)
        keep_picture(page, f"{name}-{width}-{lang}")
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        faults[name] = list_faults(page)
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(("size", "width"), [(PHONE, "390"), (DESKTOP, "1280")])
def test_signing_in_has_no_fault(open_page: Opened, list_faults: Faults, size: dict[str, int], width: str) -> None:
    page = open_page(reverse("sign_in"), size=size)
    keep_picture(page, f"sign_in-{width}")
    assert list_faults(page) == []


def test_a_child_is_found_a_fact_recorded_and_the_determination_changes(
    child: Child, people: dict[str, Worker], open_page: Opened
) -> None:
    page = open_page(reverse("home"), worker=people["assigned"])
    page.get_by_role("link", name="儿童档案", exact=True).click()
    page.get_by_label("查找儿童").fill("wxx")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="万小溪").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("万小溪")
    owed = page.locator("#owed details.finding")
    before = owed.count()
    page.get_by_role("link", name="登记信息").first.click()
    page.get_by_role("link", name="残疾", exact=True).click()
    page.get_by_label("是", exact=True).check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")
    assert owed.count() >= before
    expect(page.locator("#facts")).to_contain_text("残疾")


def test_questions_are_answered_without_script(child: Child, people: dict[str, Worker], open_page: Opened) -> None:
    page = open_page(reverse("child_file", args=[child.uid]), worker=people["assigned"], has_script=False)
    page.locator("#ask").get_by_label("不知道").first.check()
    page.get_by_role("button", name="保存回答").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")


def test_what_was_typed_is_there_again(child: Child, people: dict[str, Worker], open_page: Opened) -> None:
    page = open_page(reverse("kin_new", args=[child.uid]), worker=people["assigned"])
    page.get_by_label("姓名").fill("万小河")
    page.goto(reverse("home"))
    page.goto(reverse("kin_new", args=[child.uid]))
    expect(page.get_by_label("姓名")).to_have_value("万小河")


def test_a_new_child_who_looks_like_another_is_shown_the_other_first(
    child: Child, people: dict[str, Worker], open_page: Opened, list_faults: Faults
) -> None:
    page = open_page(reverse("child_new"), worker=people["assigned"], size=PHONE)
    page.get_by_label("姓名").fill("万小溪")
    page.get_by_label("出生日期").fill(f"{child.born:%Y-%m-%d}")
    page.get_by_role("button", name="先查重，再建档").click()
    expect(page.get_by_text("是不是这些儿童之一？")).to_be_visible()
    keep_picture(page, "duplicates-390")
    assert list_faults(page) == []
    page.get_by_role("button", name="都不是，新建档案").click()
    expect(page.get_by_role("status")).to_contain_text("已保存")
    with acting_as(EVERYTHING):
        assert Child.objects.filter(name="万小溪").count() == 2


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_a_view_is_kept_and_opened_without_a_script(
    child: Child, people: dict[str, Worker], open_page: Opened, size: dict[str, int]
) -> None:
    page = open_page(reverse("children") + "?state=candidate", worker=people["county"], size=size, has_script=False)
    page.fill("#view_name", "待登记的儿童")
    page.click("text=保存为视图")
    page.goto(reverse("children"))
    page.click("text=待登记的儿童")
    expect(page).to_have_url(re.compile("state=candidate$"))
    page.click("text=改名或删除视图")
    page.click("button >> text=删除视图")
    expect(page.get_by_text("视图已删除。")).to_be_visible()
    keep_picture(page, f"views_{size['width']}")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_a_list_with_views_has_no_fault(
    people: dict[str, Worker], open_page: Opened, list_faults: Faults, size: dict[str, int]
) -> None:
    keep_view(worker=people["county"], name="待登记的儿童", filters="state=candidate")
    page = open_page(reverse("children") + "?state=candidate", worker=people["county"], size=size)
    page.click("text=改名或删除视图")
    assert list_faults(page) == []
    keep_picture(page, f"views_open_{size['width']}")
