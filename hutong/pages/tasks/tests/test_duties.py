"""The duty register at a screen: with its clauses, by whoever answers for it; what was done is written down."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from hutong.audit.models import Entry
from hutong.children.tests.making import COUNTY, make_worker
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_people, make_places
from hutong.pages.tests.test_in_a_browser import keep_picture
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker
from hutong.tasks.models import Fulfilment
from hutong.tasks.register import list_own_register

pytestmark = pytest.mark.django_db
QUERIES = 24
POST = f"civil_affairs@{COUNTY}"


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    yield make_people() | {"education": make_worker(Role.DEPARTMENT, COUNTY, kind="education")}
    forget_places()


@pytest.fixture
def officer(people: dict[str, Worker]) -> Client:
    visitor = Client()
    visitor.force_login(people["county"])
    return visitor


def first_duty() -> str:
    """The first duty of the county's civil affairs, as addresses name it."""
    key = list_own_register("civil_affairs", COUNTY, on=timezone.localdate())[0].key
    return f"{key.rule}~{key.which}"


def test_the_register_shows_each_duty_of_the_body_with_its_clause(officer: Client) -> None:
    officer.get(reverse("duties"))
    with CaptureQueriesContext(connection) as asked:
        page = officer.get(reverse("duties"))
    ((register, parts, shown),) = page.context["registers"]
    assert [line.comes_round for line in shown] == [True] * parts[0].count
    entries = list_own_register("civil_affairs", COUNTY, on=timezone.localdate())
    assert len(entries) > 20
    assert {line.query for line in register.lines} == {f"{one.key.rule}~{one.key.which}" for one in entries}
    assert len(asked) <= QUERIES
    by_document = [officer.get(reverse("duties"), {"part": part.key}) for part in parts[1:]]
    assert sum(len(one.context["registers"][0][2]) for one in by_document) == len(entries)
    assert max(len(one.content) for one in by_document) < 100_000


def test_what_was_done_is_written_down_once_and_stands_on_record(officer: Client, people: dict[str, Worker]) -> None:
    given = {
        "post": POST,
        "duty": first_duty(),
        "on": str(timezone.localdate()),
        "words": "已发通知，文号示例 1 号",
        "sent": "x1",
    }
    for _ in range(2):
        assert officer.post(reverse("duty_note"), given).status_code == 302
    (kept,) = Fulfilment.objects.all()
    assert (kept.by, kept.area, kept.words) == (people["county"], COUNTY, given["words"])
    assert Entry.objects.filter(act="duty:noted", worker=people["county"].uid).count() == 1
    page = officer.get(f"{reverse('duty')}?{urlencode({'post': POST, 'duty': first_duty()})}")
    assert given["words"] in page.content.decode()


def test_a_day_to_come_and_empty_words_are_refused_beside_the_field(officer: Client) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = officer.post(reverse("duty_note"), {"post": POST, "duty": first_duty(), "on": str(tomorrow), "words": ""})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"on", "words"}
    assert not Fulfilment.objects.exists()


def test_the_register_of_another_body_is_not_found(people: dict[str, Worker]) -> None:
    visitor = Client()
    visitor.force_login(people["education"])
    given = {"post": POST, "duty": first_duty(), "on": str(timezone.localdate()), "words": "x"}
    assert visitor.get(reverse("duty"), given).status_code == 404
    assert visitor.post(reverse("duty_note"), given).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_register_has_no_fault_in_a_browser(
    people: dict[str, Worker],
    open_page: Opened,
    list_faults: Callable[[Page], list[str]],
    size: dict[str, int],
    lang: str,
) -> None:
    page = open_page(reverse("duties"), worker=people["county"], size=size, lang=lang)
    assert list_faults(page) == []
    keep_picture(page, f"duties-{size['width']}-{lang}")
    with page.expect_navigation():
        page.locator("table a").first.click()
    assert list_faults(page) == []
    keep_picture(page, f"duty-{size['width']}-{lang}")
