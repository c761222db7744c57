"""Files between two places, and two files of one child, on the screen."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.children import actions
from hutong.children.models import Child, Transfer
from hutong.children.tests.making import OTHER_COUNTY, OTHER_TOWNSHIP, VILLAGE, make_worker
from hutong.pages.tests.filing import SECRET_NUMBER, make_file, make_people, make_places
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


def make_numbered(by: Worker) -> Child:
    """A file whose number others may know."""
    child = make_file(by)
    with acting_as(EVERYTHING):
        return actions.change_child(
            child=child, identity_number=SECRET_NUMBER, born=date(2015, 3, 4), sex="1", by=by, at=timezone.now()
        )


def ask(worker: Worker, *, number: str = SECRET_NUMBER, to_area: str = OTHER_TOWNSHIP, **more: str) -> Any:
    given = {"identity_number": number, "to_area": to_area, "reason": "现居本地", **more}
    return signed(worker).post(reverse("transfer_ask"), given)


def test_a_place_asks_for_the_file_of_a_child_that_is_with_it(people: dict[str, Worker]) -> None:
    child = make_numbered(people["assigned"])
    link = reverse("transfer_ask_new")
    assert link in signed(people["receiver"]).get(reverse("home")).content.decode()
    assert signed(people["receiver"]).get(link).status_code == 200
    asked = ask(people["receiver"])
    assert asked.status_code == 302, asked.content.decode()
    with acting_as(EVERYTHING):
        handing = Transfer.objects.get(child=child)
    assert handing.asked_by_receiver
    shown = signed(people["receiver"]).get(asked["Location"]).content.decode()
    assert "万小溪" not in shown
    assert signed(people["receiver"]).get(reverse("child_file", args=[child.uid])).status_code == 404
    assert signed(people["colleague"]).post(reverse("transfer_accept", args=[handing.uid])).status_code == 302
    assert signed(people["receiver"]).get(reverse("child_file", args=[child.uid])).status_code == 200


def test_a_file_is_asked_for_once(people: dict[str, Worker]) -> None:
    make_numbered(people["assigned"])
    visitor = signed(people["receiver"])
    given = {"identity_number": SECRET_NUMBER, "to_area": OTHER_TOWNSHIP, "reason": "现居本地", "sent": "abc"}
    for _ in range(2):
        assert visitor.post(reverse("transfer_ask"), given).status_code == 302
    assert ask(people["receiver"]).status_code == 422


def test_no_number_no_reason_and_another_place_are_sent_back(people: dict[str, Worker]) -> None:
    make_numbered(people["assigned"])
    assert ask(people["receiver"], number="990101201503049999").status_code == 422
    assert ask(people["receiver"], reason="").status_code == 422
    assert ask(people["receiver"], to_area=VILLAGE).status_code == 422


def test_villages_and_leaders_ask_for_no_file(people: dict[str, Worker]) -> None:
    for who in ("assigned", "stranger", "leader"):
        assert signed(people[who]).get(reverse("transfer_ask_new")).status_code == 403
        assert ask(people[who]).status_code == 403
        assert reverse("transfer_ask_new") not in signed(people[who]).get(reverse("home")).content.decode()
    assert Client().get(reverse("transfer_ask_new")).status_code == 302
