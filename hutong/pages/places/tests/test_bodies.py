"""The pages of bodies: read by everybody signed in, changed by who looks after the divisions of their place."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hutong.audit.models import Entry
from hutong.children.tests.making import COUNTY, OTHER_COUNTY, TOWNSHIP, VILLAGE, make_worker
from hutong.pages.tests.filing import make_places
from hutong.places.models import Body
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker

pytestmark = pytest.mark.django_db
GIVEN = {"kind": "school", "name": "清溪小学", "since": "2001-09-01", "phone": "0990-100000", "address": "清溪镇1号"}


@pytest.fixture
def admin() -> Iterator[Worker]:
    make_places()
    yield make_worker(Role.SYSTEM_ADMIN, COUNTY, kind="county_government")
    forget_places()


def signed_in(worker: Worker) -> Client:
    visitor = Client()
    visitor.force_login(worker)
    return visitor


def begin(visitor: Client) -> Body:
    visitor.post(reverse("body_new", args=[TOWNSHIP]), GIVEN)
    return Body.objects.get(kind="school")


def test_a_body_is_added_renamed_reached_and_ended_and_each_is_noted(admin: Worker) -> None:
    visitor, today = signed_in(admin), timezone.localdate()
    body = begin(visitor)
    visitor.post(reverse("body_rename", args=[body.uid]), {"name": "清溪中心小学", "since": today.isoformat()})
    visitor.post(reverse("body_reach", args=[body.uid]), {"phone": "0990-200000", "address": ""})
    visitor.post(reverse("body_end", args=[body.uid]), {"until": today.isoformat()})
    body.refresh_from_db()
    assert (body.name, body.phone, body.address, body.until) == ("清溪中心小学", "0990-200000", "", today)
    page = visitor.get(reverse("body", args=[body.uid])).content.decode()
    assert "清溪小学" in page
    assert set(Entry.objects.filter(act__startswith="body").values_list("act", flat=True)) == {
        "body_new",
        "body_rename",
        "body_reach",
        "body_end",
    }


def test_the_list_is_narrowed_by_kind_and_widened_below(admin: Worker) -> None:
    visitor = signed_in(admin)
    begin(visitor)
    address = reverse("bodies", args=[COUNTY])
    assert "清溪小学" not in visitor.get(address).content.decode()
    assert "清溪小学" in visitor.get(address, {"below": "1"}).content.decode()
    assert "清溪小学" not in visitor.get(address, {"below": "1", "kind": "police"}).content.decode()
    assert "清溪小学" not in visitor.get(address, {"below": "1", "on": "2001-08-31"}).content.decode()


def test_a_kind_that_is_no_word_of_the_vocabulary_is_refused(admin: Worker) -> None:
    answer = signed_in(admin).post(reverse("body_new", args=[TOWNSHIP]), {**GIVEN, "kind": "palace"})
    assert answer.status_code == 422
    assert not Body.objects.filter(name=GIVEN["name"]).exists()


def test_a_body_with_posts_is_not_closed(admin: Worker) -> None:
    body = Body.objects.get(posts__worker=admin)
    answer = signed_in(admin).post(reverse("body_end", args=[body.uid]), {"until": timezone.localdate().isoformat()})
    assert answer.status_code == 422
    assert "1个岗位" in answer.content.decode()


def test_colleagues_are_told_here_and_not_to_another_county(admin: Worker) -> None:
    director = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    address = reverse("body", args=[Body.objects.get(posts__worker=director).uid])
    assert director.name in signed_in(admin).get(address).content.decode()
    stranger = make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY, kind="civil_affairs")
    page = signed_in(stranger).get(address).content.decode()
    assert director.name not in page


@pytest.mark.parametrize(("role", "area"), [(Role.CIVIL_AFFAIRS, COUNTY), (Role.SYSTEM_ADMIN, OTHER_COUNTY)])
def test_nobody_else_changes_bodies(admin: Worker, role: Role, area: str) -> None:
    body, visitor = begin(signed_in(admin)), signed_in(make_worker(role, area))
    for screen in ("body_rename", "body_reach", "body_end"):
        assert visitor.get(reverse(screen, args=[body.uid])).status_code == 403
    assert visitor.post(reverse("body_new", args=[TOWNSHIP]), GIVEN).status_code == 403


def test_the_list_asks_the_same_whatever_its_length(admin: Worker) -> None:
    visitor, counts = signed_in(admin), []
    for numbers in (range(2), range(2, 30)):
        Body.objects.bulk_create(Body(kind="school", name=f"第{number}小学", place=TOWNSHIP) for number in numbers)
        with CaptureQueriesContext(connection) as asked:
            assert "第1小学" in visitor.get(reverse("bodies", args=[TOWNSHIP])).content.decode()
        counts.append(len(asked))
    assert counts[1] <= counts[0]
