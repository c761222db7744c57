"""Acts on many files in a browser: at both widths, in both languages, without script, and by the keyboard."""

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from hutong.children.models import Child, State
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.pages.tests.test_chosen import make_plain
from hutong.pages.tests.test_in_a_browser import keep_picture
from hutong.places.queries import forget_places
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db(transaction=True)
Faults = Callable[[Page], list[str]]


@pytest.fixture
def people(transactional_db: None) -> Iterator[dict[str, Worker]]:
    make_places()
    people = make_people()
    make_file(people["assigned"])
    make_plain(2, State.VERIFIED)
    yield people
    forget_places()


@pytest.mark.parametrize(
    ("size", "lang", "has_script"), [(PHONE, "zh-CN", False), (DESKTOP, "en", True), (DESKTOP, "zh-CN", True)]
)
def test_the_county_confirms_what_it_ticked_and_sees_who_was_left(
    people: dict[str, Worker],
    open_page: Opened,
    list_faults: Faults,
    size: dict[str, int],
    lang: str,
    has_script: bool,
) -> None:
    page = open_page(reverse("children"), worker=people["county"], size=size, lang=lang, has_script=has_script)
    named = f"{size['width']}-{lang}"
    for box in page.locator('input[name="child"]').all():
        box.focus()
        page.keyboard.press("Space")
    keep_picture(page, f"choosing-{named}")
    page.select_option("#act", "step-registered")
    for picture, button in (("form", "#chosen button"), ("preview", "form .acts button >> nth=0")):
        with page.expect_navigation():
            page.locator(button).click()
        check(page, list_faults, f"chosen-{picture}-{named}", is_checked=has_script)
    expect(page.locator("[role=status]")).to_contain_text("2")
    with page.expect_navigation():
        page.locator("form .acts button").first.click()
    check(page, list_faults, f"chosen-done-{named}", is_checked=has_script)
    expect(page.locator("details li")).to_have_count(3)
    with acting_as(EVERYTHING):
        assert Child.objects.filter(state=State.REGISTERED).count() == 2


def check(page: Page, list_faults: Faults, name: str, *, is_checked: bool) -> None:
    """A picture, and nothing that axe finds; it needs script."""
    keep_picture(page, name)
    if is_checked:
        assert list_faults(page) == [], name


def test_all_rows_of_the_page_are_ticked_at_once(people: dict[str, Worker], open_page: Opened) -> None:
    page = open_page(reverse("children"), worker=people["county"])
    page.locator("[data-choose-all] input").check()
    assert all(box.is_checked() for box in page.locator('input[name="child"]').all())
