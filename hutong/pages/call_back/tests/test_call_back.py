"""Asking to be called back, as a browser without scripts does; what the window sees and does with it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, OTHER_COUNTY, TOWNSHIP, make_worker
from hutong.pages.ask.tests.conversing import Conversation
from hutong.pages.window.tests.filing import make_window
from hutong.places.queries import forget_places
from hutong.services.models import CallBack, Request
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
World = tuple[dict[str, Worker], Child]
LEFT = {
    "county": COUNTY, "name": "田奶奶", "phone": "199 0000 3333", "area": TOWNSHIP, "words": "想问上学的补助",
    "agreed": "on", "sent": "one",
}  # fmt: skip


@pytest.fixture
def world() -> Iterator[World]:
    yield make_window()
    forget_places()


def leave(browser: Client, **given: str) -> Any:
    return browser.post(reverse("call_back_leave"), LEFT | given)


def get_only() -> CallBack:
    with acting_as(EVERYTHING):
        return CallBack.objects.get()


def count() -> int:
    with acting_as(EVERYTHING):
        return CallBack.objects.count()


def test_a_family_leaves_its_telephone_and_gets_a_number_to_ask_by(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(reverse("call_back_leave"), LEFT).status_code == 403
    page = browser.get(reverse("call_back"))
    assert TOWNSHIP in page.content.decode()
    sent = LEFT | {"csrfmiddlewaretoken": page.context["csrf_token"]}
    receipt = browser.post(reverse("call_back_leave"), sent, follow=True)
    call, text = get_only(), receipt.content.decode()
    assert receipt.status_code == 200
    assert call.number in text and f"{timezone.localtime(call.due_at):%Y-%m-%d}" in text
    assert "田奶奶" not in text and "3333" not in text
    assert call.told == ""


def test_the_form_sent_twice_is_one_call_back(world: World) -> None:
    browser = Client()
    assert leave(browser).status_code == leave(browser).status_code == 302
    assert count() == 1


@pytest.mark.parametrize(
    "given", [{"agreed": ""}, {"phone": "abc"}, {"name": ""}, {"area": OTHER_COUNTY}, {"website": "http://x"}]
)
def test_what_a_call_cannot_be_made_with_comes_back_with_what_was_typed(world: World, given: dict[str, str]) -> None:
    answer = leave(Client(), **given)
    assert answer.status_code == 422
    assert "想问上学的补助" in answer.content.decode()
    assert count() == 0


def test_too_many_from_one_address_wait_a_minute(world: World, settings: LazySettings) -> None:
    settings.CALL_BACKS_PER_MINUTE = 2
    browser = Client()
    answers = [leave(browser, sent=f"f{number}", phone=f"1990000333{number}") for number in range(4)]
    assert [one.status_code for one in answers] == [302, 302, 429, 429]
    assert int(answers[-1]["Retry-After"]) <= 60
    assert count() == 2


def test_a_receipt_with_a_changed_address_shows_nothing(world: World) -> None:
    signed = leave(Client())["Location"]
    assert Client().get(signed[:-1] + ("a" if signed[-1] != "a" else "b")).status_code == 410


def test_the_answers_to_the_questions_are_sent_only_when_the_family_ticks_that(world: World) -> None:
    talk = Conversation().introduce()
    while talk.asked:
        talk.send(do="unknown")
    assert "请求回电" in talk.shown
    page = talk.browser.post(reverse("call_back"), {"kept": talk.kept})
    assert page.context["form"].fields["with_answers"].required is False
    leave(talk.browser, kept=talk.kept)
    assert get_only().told == ""
    leave(talk.browser, kept=talk.kept, sent="two", with_answers="on", phone="19900005555")
    with acting_as(EVERYTHING):
        told = [one.told for one in CallBack.objects.order_by("pk")]
    assert told[0] == "" and "2016" in told[1]


def test_where_more_than_one_county_answers_the_county_is_chosen_first(world: World) -> None:
    make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY, kind="civil_affairs")
    page = Client().get(reverse("call_back"))
    assert page.context["form"] is None and len(page.context["counties"]) == 2
    chosen = Client().post(reverse("call_back"), {"county": COUNTY, "kept": ""})
    assert chosen.context["form"] is not None
    elsewhere = Client().get(reverse("call_back"), {"county": "110101"})
    assert "12345" in elsewhere.content.decode()


def test_where_nobody_answers_the_page_says_whom_to_ring() -> None:
    assert "12345" in Client().get(reverse("call_back")).content.decode()


def test_the_window_calls_back_and_takes_a_request_that_knows_what_was_left(world: World) -> None:
    people, child = world
    leave(Client())
    call, visitor = get_only(), Client()
    visitor.force_login(people["window"])
    assert call.number in visitor.get(reverse("call_backs")).content.decode()
    page = visitor.get(reverse("call_back_of_window", args=[call.uid])).content.decode()
    assert "tel:19900003333" in page and "想问上学的补助" in page
    assert visitor.post(reverse("call_back_tried", args=[call.uid]), {"sent": "a"}).status_code == 302
    who = visitor.post(reverse("window_who"), {"text": child.name, "call": str(call.uid)}).content.decode()
    address = f"{reverse('request_new', args=[child.uid])}?call={call.uid}"
    assert address in who
    form = visitor.get(address).context["form"]
    sent = {name: form[name].value() for name in ("call", "channel", "asked_on", "asked_by", "phone", "wish", "sent")}
    assert (sent["channel"], sent["asked_by"], sent["phone"]) == ("public_page", "田奶奶", "19900003333")
    answer = visitor.post(reverse("request_take", args=[child.uid]), sent | {"area": TOWNSHIP})
    assert answer.status_code == 302
    with acting_as(EVERYTHING):
        request = Request.objects.get()
        held = CallBack.objects.get()
        assert (held.state, held.request, held.tries) == ("taken", request, 1)
        assert held.task is not None and held.task.state == "done"
    found = visitor.get(reverse("window"), {"number": call.number}).content.decode()
    assert reverse("call_back_of_window", args=[call.uid]) in found


def test_a_call_that_comes_to_nothing_is_settled_with_a_reason(world: World) -> None:
    leave(Client())
    call, visitor = get_only(), Client()
    visitor.force_login(world[0]["window"])
    settle = reverse("call_back_settle", args=[call.uid])
    assert visitor.post(settle, {"state": "answered", "words": ""}).status_code == 422
    assert visitor.post(settle, {"state": "taken", "words": "不可以这样"}).status_code == 422
    assert visitor.post(settle, {"state": "answered", "words": "已说明政策"}).status_code == 302
    assert "已说明政策" in visitor.get(reverse("call_back_of_window", args=[call.uid])).content.decode()


@pytest.mark.parametrize("who", ["education", "village", "inspector"])
def test_nobody_but_the_window_reads_who_wants_to_be_called(world: World, who: str) -> None:
    leave(Client())
    visitor = Client()
    visitor.force_login(world[0][who])
    assert visitor.get(reverse("call_back_of_window", args=[get_only().uid])).status_code == 404
    assert "田奶奶" not in visitor.get(reverse("call_backs")).content.decode()
