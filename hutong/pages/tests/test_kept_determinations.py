"""What was determined is kept with its facts, opens, and comes out the same when it is made again; tampering shows."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from hutong.children.actions import record_fact
from hutong.children.models import Child
from hutong.determinations.actions import settle
from hutong.determinations.models import Determination, FindingSpan
from hutong.determinations.remaking import lines_then, list_determinations, remake
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
"""Made at random: any three letters may stand in it."""
pytestmark = pytest.mark.django_db
PICTURES = os.environ.get("HUTONG_PICTURES")


@pytest.fixture
def people(db: None) -> Iterator[dict[str, Worker]]:
    make_places()
    yield make_people()
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    return make_file(people["assigned"])


def newest(child: Child) -> Determination:
    with acting_as(EVERYTHING):
        found = Determination.objects.filter(child=child).select_related("bundle").order_by("-pk").first()
    assert found is not None
    return found


def again(child: Child, worker: Worker) -> str:
    visitor = Client()
    visitor.force_login(worker)
    return visitor.post(reverse("determination_again", args=[child.uid, newest(child).uid])).content.decode()


def test_every_kept_determination_comes_out_the_same(child: Child, people: dict[str, Worker]) -> None:
    with acting_as(EVERYTHING):
        for name in ("disabled", "father.dead"):
            at = timezone.now()
            record_fact(child=child, name=name, value=True, by=people["assigned"], at=at)
            settle(child=child, on=timezone.localdate(), at=at, because=f"fact:{name}")
        kept = list(list_determinations(child))
        assert len(kept) == 3
        for one in kept:
            remade = remake(Determination.objects.select_related("bundle").get(pk=one.pk))
            assert remade.differences == ()
            assert remade.is_identical
        assert lines_then(kept[0]) != lines_then(kept[-1])


def test_the_page_says_identical_and_shows_facts_documents_and_lines(child: Child, people: dict[str, Worker]) -> None:
    visitor = Client()
    visitor.force_login(people["colleague"])
    listed = visitor.get(reverse("determinations", args=[child.uid])).content.decode()
    assert "建立了档案" in listed
    page = visitor.get(reverse("determination", args=[child.uid, newest(child).uid])).content.decode()
    assert "服刑" in page
    assert "000000/" in page
    assert "完全一致" not in page
    assert "完全一致" in again(child, people["colleague"])


def test_a_line_that_was_changed_in_the_database_shows(child: Child, people: dict[str, Worker]) -> None:
    with acting_as(EVERYTHING):
        FindingSpan.objects.filter(child=child, verdict="entitled", covered_by="").update(monthly_fen=99_900)
    page = again(child, people["county"])
    assert "完全一致" not in page
    assert "999.00" in page


def test_facts_that_were_changed_in_the_database_show(child: Child, people: dict[str, Worker]) -> None:
    kept = newest(child)
    with acting_as(EVERYTHING):
        kept.facts = kept.facts.replace("true", "false", 1)
        kept.save()
    assert "校验值不符" in again(child, people["county"])


@pytest.mark.parametrize(("who", "status"), [("assigned", 200), ("county", 200), ("stranger", 404), ("leader", 404)])
def test_who_may_see_the_file_may_see_them(child: Child, people: dict[str, Worker], who: str, status: int) -> None:
    visitor = Client()
    visitor.force_login(people[who])
    kept = newest(child)
    assert visitor.get(reverse("determinations", args=[child.uid])).status_code == status
    assert visitor.get(reverse("determination", args=[child.uid, kept.uid])).status_code == status
    assert visitor.post(reverse("determination_again", args=[child.uid, kept.uid])).status_code == status


def test_a_determination_of_another_child_is_not_found_here(child: Child, people: dict[str, Worker]) -> None:
    other = make_file(people["assigned"], name="水小川")
    visitor = Client()
    visitor.force_login(people["county"])
    assert visitor.get(reverse("determination", args=[child.uid, newest(other).uid])).status_code == 404


def test_what_a_cause_names_is_not_told(child: Child, people: dict[str, Worker]) -> None:
    at = timezone.now()
    with acting_as(EVERYTHING):
        record_fact(child=child, name="hiv_status", value="hiv", by=people["county"], at=at)
        settle(child=child, on=timezone.localdate(), at=at, because="fact:hiv_status")
    visitor = Client()
    visitor.force_login(people["colleague"])
    listed = visitor.get(reverse("determinations", args=[child.uid])).content.decode()
    page = visitor.get(reverse("determination", args=[child.uid, newest(child).uid])).content.decode()
    for words in (listed, page, again(child, people["colleague"])):
        assert "hiv" not in TOKEN.sub("", words).lower()
        assert "艾滋" not in words


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_no_page_of_kept_determinations_has_a_fault(
    child: Child, people: dict[str, Worker], open_page: Opened, list_faults: Callable[[Page], list[str]],
    size: dict[str, int], lang: str,
) -> None:  # fmt: skip
    page = open_page(reverse("determinations", args=[child.uid]), worker=people["county"], size=size, lang=lang)

    def look(name: str) -> None:
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"kept-{name}-{size['width']}-{lang}.png", full_page=True)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        assert list_faults(page) == [], name

    look("list")
    with page.expect_navigation():
        page.locator("td a").first.click()
    look("one")
    with page.expect_navigation():
        page.get_by_role("button", name="重新计算" if lang == "zh-CN" else "Make it again").click()
    expect(page.locator("#again").get_by_role("status")).to_be_visible()
    look("again")
