"""What happened stands in the file with the duties it sets going; told by grant, and to whoever recorded it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.children.models import Child, RecordedEvent
from hutong.pages.names import get_names
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
Signed = Callable[[str], Client]
LEFT_SCHOOL, HARMED = "child_not_in_school", "child_harmed"


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    yield make_people()
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    return make_file(people["assigned"])


@pytest.fixture
def signed(people: dict[str, Worker]) -> Signed:
    def sign_in(who: str) -> Client:
        visitor = Client()
        visitor.force_login(people[who])
        return visitor

    return sign_in


def record(visitor: Client, child: Child, name: str = LEFT_SCHOOL, **given: str) -> Any:
    form = visitor.get(reverse("event_new", args=[child.uid])).context["form"]
    sent = {one: form[one].value() for one in ("revision", "sent")}
    on = f"{timezone.localdate():%Y-%m-%d}"
    return visitor.post(reverse("event_record", args=[child.uid]), {**sent, "name": name, "on": on, **given})


def page(visitor: Client, child: Child) -> str:
    return visitor.get(reverse("child_file", args=[child.uid])).content.decode()


def last() -> RecordedEvent:
    with acting_as(EVERYTHING):
        return RecordedEvent.objects.filter(corrected_at__isnull=True).latest("pk")


def told(name: str) -> str:
    return get_names("zh").event(name)


def test_what_happened_stands_in_the_file_the_timeline_and_the_archive(child: Child, signed: Signed) -> None:
    visitor = signed("assigned")
    assert record(visitor, child, note="已联系学校").status_code == 302
    shown = visitor.get(reverse("child_file", args=[child.uid]))
    assert told(LEFT_SCHOOL) in shown.content.decode() and "已联系学校" in shown.content.decode()
    file = shown.context["file"]
    assert [one.after for one in file.duties if one.after] == [told(LEFT_SCHOOL)] * len(
        [one for one in file.duties if one.after]
    )
    assert any(one.after for one in file.duties)
    assert any(told(LEFT_SCHOOL) in one.text for one in file.timeline)
    archive = json.loads(visitor.get(reverse("child_archive_json", args=[child.uid])).content)
    assert [one["name"] for one in archive["events"]] == [LEFT_SCHOOL]
    assert any(one["after"] == LEFT_SCHOOL for one in archive["determination"]["duties"])


def test_it_is_over_when_it_was_done_and_its_duties_go(child: Child, signed: Signed) -> None:
    visitor = signed("assigned")
    record(visitor, child, on="2026-01-10")
    row = last()
    form = visitor.get(reverse("event_end_new", args=[child.uid, row.pk])).context["form"]
    address = reverse("event_end", args=[child.uid, row.pk])
    sent = {"revision": form["revision"].value()}
    assert visitor.post(address, sent).status_code == 422
    assert visitor.post(address, {**sent, "over_on": "2026-01-20"}).status_code == 302
    file = visitor.get(reverse("child_file", args=[child.uid])).context["file"]
    assert [is_open for _, is_open in file.happened] == [False]
    assert not any(one.after for one in file.duties)
    then = visitor.get(reverse("child_file", args=[child.uid]) + "?on=2026-01-15").context["file"]
    assert any(one.after for one in then.duties)


def test_it_is_taken_back_with_a_reason(child: Child, signed: Signed) -> None:
    visitor = signed("assigned")
    record(visitor, child)
    form = visitor.get(reverse("event_end_new", args=[child.uid, last().pk])).context["form"]
    sent = {"revision": form["revision"].value(), "reason": "不是这个孩子"}
    assert visitor.post(reverse("event_end", args=[child.uid, last().pk]), sent).status_code == 302
    assert visitor.get(reverse("child_file", args=[child.uid])).context["file"].happened == []


def test_harm_is_told_to_whoever_recorded_it_and_by_grant_alone(child: Child, signed: Signed) -> None:
    assert record(signed("assigned"), child, HARMED).status_code == 302
    assert told(HARMED) in page(signed("assigned"), child)
    colleague = signed("colleague")
    assert told(HARMED) not in page(colleague, child)
    archive = colleague.get(reverse("child_archive_json", args=[child.uid])).content.decode()
    assert HARMED not in archive
    assert colleague.get(reverse("event_end_new", args=[child.uid, last().pk])).status_code == 404


def test_a_day_to_come_is_sent_back(child: Child, signed: Signed) -> None:
    assert record(signed("assigned"), child, on="2999-01-01").status_code == 422


def test_a_stranger_records_nothing(child: Child, signed: Signed) -> None:
    assert signed("stranger").get(reverse("event_new", args=[child.uid])).status_code == 404
    assert signed("leader").post(reverse("event_record", args=[child.uid]), {}).status_code == 404
