"""The pages of places: anybody signed in reads, who looks after the divisions changes them, with a look ahead."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_child, make_worker
from hutong.pages.tests.filing import make_places
from hutong.places.models import Division, DivisionChange
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
NEW = "990101105000"


@pytest.fixture
def admin() -> Iterator[Worker]:
    make_places()
    yield make_worker(Role.SYSTEM_ADMIN, COUNTY, kind="county_government")
    forget_places()


def signed_in(worker: Worker) -> Client:
    visitor = Client()
    visitor.force_login(worker)
    return visitor


def soon() -> date:
    return timezone.localdate() + timedelta(days=40)


def rename(visitor: Client, **more: str) -> str:
    given = {"name": "碧溪镇", "on": soon().isoformat(), "reason": "县政发1号", "sent": "s1", **more}
    return visitor.post(reverse("place_change", args=[TOWNSHIP, "rename"]), given, follow=True).content.decode()


def test_whoever_is_not_signed_in_is_asked_to(admin: Worker) -> None:
    for address in (
        reverse("places"),
        reverse("place", args=[COUNTY]),
        reverse("place_change", args=[COUNTY, "found"]),
    ):
        assert Client().get(address)["Location"].startswith(reverse("sign_in"))


def test_a_place_shows_what_lies_in_it_on_the_day(admin: Worker) -> None:
    page = signed_in(admin).get(reverse("place", args=[COUNTY])).content.decode()
    assert "清溪镇" in page
    assert "上清村" not in page
    page = signed_in(admin).get(reverse("place", args=[COUNTY]), {"level": "5"}).content.decode()
    assert "上清村" in page


@pytest.mark.parametrize("address", ["/places/12", "/places/999999", "/places/990101000000/burn"])
def test_what_is_no_place_is_not_found(admin: Worker, address: str) -> None:
    assert signed_in(admin).get(address).status_code == 404


@pytest.mark.parametrize("query", ["on=2020-13-41", "level=x", "after=abc", "level=9&on="])
def test_an_address_that_says_nonsense_is_read_as_none(admin: Worker, query: str) -> None:
    assert signed_in(admin).get(f"/places/{COUNTY}?{query}").status_code == 200


def test_a_place_is_looked_for_by_reading(admin: Worker) -> None:
    page = signed_in(admin).get(reverse("places"), {"text": "qxz"}).content.decode()
    assert "清溪镇" in page
    assert "没有查到" in signed_in(admin).get(reverse("places"), {"text": "无此地"}).content.decode()


def test_a_change_is_shown_first_and_done_when_confirmed_once(admin: Worker) -> None:
    visitor = signed_in(admin)
    with acting_as(EVERYTHING):
        for _ in range(6):
            make_child(VILLAGE, name="万小溪")
    page = rename(visitor)
    assert "将影响" in page
    assert "<dd>6</dd>" in page
    assert "万小溪" not in page
    assert not DivisionChange.objects.exists()
    page = rename(visitor, confirmed="1")
    assert "待生效" in page
    assert "碧溪镇" in page
    rename(visitor, confirmed="1")
    assert DivisionChange.objects.count() == 1
    made = DivisionChange.objects.get()
    assert (made.by, made.reason) == (admin.uid, "县政发1号")


def test_few_files_are_not_told(admin: Worker) -> None:
    with acting_as(EVERYTHING):
        make_child(VILLAGE)
    assert "不足五份" in rename(signed_in(admin))


def test_a_change_is_undone_by_a_button(admin: Worker) -> None:
    visitor = signed_in(admin)
    rename(visitor, confirmed="1")
    made = DivisionChange.objects.get()
    visitor.post(reverse("place_undo", args=[made.uid]))
    made.refresh_from_db()
    assert made.undone_by == admin.uid
    assert list(Division.objects.filter(code=TOWNSHIP).values_list("name", "until")) == [("清溪镇", None)]


def test_a_change_of_today_takes_the_files_along_at_once(admin: Worker) -> None:
    with acting_as(EVERYTHING):
        child = make_child(VILLAGE)
    given = {
        "new_code": NEW, "name": "", "on": timezone.localdate().isoformat(), "reason": "县政发2号", "confirmed": "1",
    }  # fmt: skip
    signed_in(admin).post(reverse("place_change", args=[TOWNSHIP, "recode"]), given)
    with acting_as(EVERYTHING):
        assert Child.objects.get(pk=child.pk).area == "990101105201"


def test_what_cannot_be_is_told_beside_the_form(admin: Worker) -> None:
    visitor = signed_in(admin)
    given = {"into": OTHER_VILLAGE, "on": "1990-01-01", "reason": "县政发3号"}
    assert visitor.post(reverse("place_change", args=[VILLAGE, "merge"]), given).status_code in (200, 422)
    given = {"new_code": "990102100000", "name": "远镇", "on": soon().isoformat(), "reason": "县政发3号"}
    answer = visitor.post(reverse("place_change", args=[COUNTY, "found"]), given)
    assert answer.status_code == 422
    assert "本区划之内" in answer.content.decode()
    assert visitor.post(reverse("place_change", args=[COUNTY, "abolish"]), {}).status_code == 422


@pytest.mark.parametrize("role", [Role.CIVIL_AFFAIRS, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.LEADER])
def test_nobody_else_changes_the_divisions(admin: Worker, role: Role) -> None:
    visitor = signed_in(make_worker(role, COUNTY))
    assert visitor.get(reverse("place_change", args=[TOWNSHIP, "rename"])).status_code == 403
    assert not re.search("更名|撤销", visitor.get(reverse("place", args=[TOWNSHIP])).content.decode())
    rename(visitor, confirmed="1")
    assert not DivisionChange.objects.exists()


def test_nobody_changes_a_neighbours_places_or_moves_one_there(
    admin: Worker,
) -> None:
    visitor = signed_in(make_worker(Role.SYSTEM_ADMIN, "990102000000"))
    rename(visitor, confirmed="1")
    given = {"new_code": "990102105000", "on": soon().isoformat(), "reason": "县政发4号", "confirmed": "1"}
    answer = signed_in(admin).post(reverse("place_change", args=[TOWNSHIP, "recode"]), given)
    assert answer.status_code == 403
    assert not DivisionChange.objects.exists()
    assert visitor.post(reverse("place_undo", args=[uuid4()])).status_code == 404


def test_an_administrator_who_sees_no_file_sees_none_here(admin: Worker) -> None:
    with acting_as(EVERYTHING):
        child = make_child(VILLAGE, name="万小溪")
    visitor = signed_in(admin)
    assert visitor.get(reverse("child_file", args=[child.uid])).status_code == 404
    assert "万小溪" not in visitor.get(reverse("place", args=[VILLAGE])).content.decode()
