"""Files between two places, and two files of one child, on the screen."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from hutong.children.models import Child, Transfer
from hutong.children.tests.making import OTHER_COUNTY, OTHER_TOWNSHIP, make_worker
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    yield {**make_people(), "receiver": make_worker(Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP)}
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    return make_file(people["assigned"])


def signed(worker: Worker) -> Client:
    visitor = Client()
    visitor.force_login(worker)
    return visitor


def propose(child: Child, worker: Worker) -> Transfer:
    visitor = signed(worker)
    with acting_as(EVERYTHING):
        revision = Child.objects.get(pk=child.pk).revision
    given = {"revision": revision, "to_area": OTHER_TOWNSHIP, "reason": "随亲属迁居"}
    answer = visitor.post(reverse("transfer_propose", args=[child.uid]), given)
    assert answer.status_code == 302, answer.content.decode()
    with acting_as(EVERYTHING):
        return Transfer.objects.get(child=child)


def test_the_other_place_accepts_and_has_the_file_from_then_on(child: Child, people: dict[str, Worker]) -> None:
    handing = propose(child, people["colleague"])
    receiver = signed(people["receiver"])
    assert receiver.get(reverse("child_file", args=[child.uid])).status_code == 404
    assert "待本地答复" in receiver.get(reverse("home")).content.decode()
    assert "万小溪" in receiver.get(reverse("transfer", args=[handing.uid])).content.decode()
    assert receiver.post(reverse("transfer_accept", args=[handing.uid])).status_code == 302
    assert receiver.get(reverse("child_file", args=[child.uid])).status_code == 200
    assert signed(people["assigned"]).get(reverse("child_file", args=[child.uid])).status_code == 404


def test_a_third_place_knows_nothing_of_a_transfer(child: Child, people: dict[str, Worker]) -> None:
    handing = propose(child, people["colleague"])
    third = signed(make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY))
    assert third.get(reverse("transfer", args=[handing.uid])).status_code == 404
    assert third.post(reverse("transfer_accept", args=[handing.uid])).status_code == 404


def test_to_decline_needs_a_reason(child: Child, people: dict[str, Worker]) -> None:
    handing = propose(child, people["colleague"])
    receiver = signed(people["receiver"])
    receiver.post(reverse("transfer_decline", args=[handing.uid]))
    assert state_of(handing) == "proposed"
    receiver.post(reverse("transfer_decline", args=[handing.uid]), {"answer": "不在本地居住"})
    assert state_of(handing) == "declined"


def state_of(handing: Transfer) -> str:
    with acting_as(EVERYTHING):
        return Transfer.objects.get(pk=handing.pk).state


def test_two_files_become_one_and_two_again(child: Child, people: dict[str, Worker]) -> None:
    other = make_file(people["assigned"])
    visitor = signed(people["county"])
    page = visitor.get(reverse("merge_new", args=[child.uid]))
    assert [one.child.pk for one in page.context["likely"]] == [other.pk]
    visitor.post(reverse("merge_files", args=[child.uid, other.uid]), {"reason": "同名同生日"})
    with acting_as(EVERYTHING):
        assert Child.objects.get(pk=other.pk).merged_into_id == child.pk
    done = visitor.get(reverse("merge_new", args=[child.uid])).context["done"]
    visitor.post(reverse("merge_undo", args=[child.uid]), {"merge": done.pk, "reason": "认错了"})
    with acting_as(EVERYTHING):
        assert Child.objects.get(pk=other.pk).merged_into_id is None


def test_a_stranger_merges_nothing(child: Child, people: dict[str, Worker]) -> None:
    visitor = signed(people["stranger"])
    assert visitor.get(reverse("merge_new", args=[child.uid])).status_code == 404
    assert visitor.post(reverse("merge_files", args=[child.uid, child.uid])).status_code == 404
