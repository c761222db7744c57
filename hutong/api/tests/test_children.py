"""Files, determinations and conclusions as a token opens them: its area and nothing wider, masked unless it says so."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hutong.api.models import Secret
from hutong.api.tests.calling import System, make_token, read
from hutong.audit.models import Entry
from hutong.children import actions
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, OTHER_COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_child, make_worker
from hutong.determinations.actions import settle
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db


def _children(count: int = 1, *, area: str = VILLAGE, **given: Any) -> list[Child]:
    with acting_as(EVERYTHING):
        return [make_child(area, name=f"万小{number}", **given) for number in range(count)]


def test_without_a_token_nothing_of_children_is_told() -> None:
    (child,) = _children()
    paths = ("/children", f"/children/{child.uid}", f"/children/{child.uid}/determination", "/findings", "/token")
    for path in paths:
        assert System().get(path).status_code == 401
        assert System("hutong_not-a-secret").get(path).status_code == 401


def test_a_session_opens_nothing_here() -> None:
    _children()
    system = System()
    system.web.force_login(make_worker(Role.CIVIL_AFFAIRS, COUNTY))
    assert system.get("/children").status_code == 401


def test_the_list_is_of_the_area_and_goes_on_to_its_end() -> None:
    _children(5)
    _children(2, area=OTHER_COUNTY)
    system, seen, after = System(make_token()), [], ""
    while True:
        page = read(system.get(f"/children?limit=2{after}"))
        seen += [one["uid"] for one in page["children"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(seen) == len(set(seen)) == 5


def test_where_a_page_ended_is_good_for_one_token_and_one_list_alone() -> None:
    _children(3)
    place = read(System(make_token()).get("/children?limit=1"))["next"]
    other = System(make_token())
    assert other.get(f"/children?after={place}").status_code == 422
    assert other.get("/children?after=AAAA").status_code == 422


def test_names_and_numbers_are_masked_unless_the_token_says_otherwise() -> None:
    (child,) = _children(identity_number="990101201503040015", identity_kind="resident", national_number="N123456")
    masked = read(System(make_token()).get(f"/children/{child.uid}"))
    assert (masked["name"], masked["identity_number"], masked["national_number"]) == (
        "万**",
        "*" * 16 + "15",
        "*****56",
    )
    assert set(masked["masked"]) == {"name", "born", "identity_number", "national_number"}
    plain = read(System(make_token(shown=["names", "numbers"])).get(f"/children/{child.uid}"))
    assert (plain["name"], plain["identity_number"]) == ("万小0", "990101201503040015")
    assert plain["masked"] == []


@pytest.mark.parametrize("place", [OTHER_COUNTY, OTHER_VILLAGE])
def test_a_child_elsewhere_and_no_child_at_all_look_the_same(place: str) -> None:
    (child,) = _children(area=place)
    system = System(make_token(area=TOWNSHIP if place == OTHER_COUNTY else VILLAGE))
    hidden = system.get(f"/children/{child.uid}")
    nobody = system.get("/children/00000000-0000-4000-8000-000000000000")
    assert hidden.status_code == nobody.status_code == 404
    assert hidden.content == nobody.content


def test_a_sealed_file_is_not_there() -> None:
    (child,) = _children(is_sealed=True)
    system = System(make_token())
    assert system.get(f"/children/{child.uid}").status_code == 404
    assert read(system.get("/children"))["children"] == []


@pytest.mark.parametrize(
    ("operation", "path"), [("children", "/findings"), ("determinations", "/children"), ("facts", "/children")]
)
def test_a_token_does_only_what_it_names(operation: str, path: str) -> None:
    answer = System(make_token(operations=[operation]), lang="en").get(path)
    assert answer.status_code == 403
    assert "security administrator" in read(answer)["remedy"]


def test_an_unchanged_file_is_not_sent_again() -> None:
    (child,) = _children()
    system = System(make_token())
    tag = system.get(f"/children/{child.uid}").headers["ETag"]
    again = system.get(f"/children/{child.uid}", **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.fixture
def owed_child() -> Child:
    """A child whose father is in prison and whose mother is out of contact."""
    at, today = timezone.now(), timezone.localdate()
    since = today - timedelta(days=500)
    facts = {"father.imprisoned": True, "father.imprisoned_term_months": 60, "mother.lost_contact": True}
    with acting_as(EVERYTHING):
        child = actions.register_child(
            area=VILLAGE, name="万小溪", by=None, at=at, born=date(today.year - 9, 3, 4), residence_place=VILLAGE,
            hukou_place=VILLAGE, hukou_kind="here",
        )  # fmt: skip
        for name, value in facts.items():
            actions.record_fact(child=child, name=name, value=value, by=None, at=at, since=since, source="police")
        settle(child=child, on=today, at=at, because="registered")
    return child


def test_a_determination_names_clauses_and_yuan_as_text(owed_child: Child) -> None:
    system = System(make_token(secrecy=["detained_parent", "health"]))
    told = read(system.get(f"/children/{owed_child.uid}/determination"))
    owed = [one for one in told["findings"] if one["is_owed"]]
    assert owed and all(one["clauses"] for one in owed)
    amounts = [part["value"] for one in owed for part in one["amounts"] if part["unit"] == "yuan_per_month"]
    assert all(value is None or re.fullmatch(r"\d+\.\d\d", value) for value in amounts)
    assert told["on"] == timezone.localdate().isoformat()


def test_what_rests_on_a_class_that_is_not_told_is_withheld(owed_child: Child) -> None:
    path = f"/children/{owed_child.uid}/determination"
    told = read(System(make_token(secrecy=["detained_parent"])).get(path))
    less = read(System(make_token()).get(path))
    assert "father.imprisoned" not in str(less)
    assert len(less["findings"]) < len(told["findings"]) or any(one["withheld"] for one in less["findings"])


def test_kept_conclusions_are_of_the_area(owed_child: Child) -> None:
    found = read(System(make_token()).get("/findings"))["findings"]
    assert {one["child"] for one in found} <= {str(owed_child.uid)}
    assert found
    assert read(System(make_token(area=OTHER_VILLAGE)).get("/findings"))["findings"] == []
    gaps = read(System(make_token()).get("/findings?gap=owed_not_received"))["findings"]
    assert all(one["gap"] == "owed_not_received" for one in gaps)


def test_every_read_is_on_record_as_the_tokens() -> None:
    (child,) = _children()
    system = System(make_token())
    Entry.objects.all()
    system.get("/children")
    system.get(f"/children/{child.uid}")
    system.get("/findings")
    token = Secret.objects.get().token
    looks = Entry.objects.filter(worker=token.uid).order_by("id").values_list("way", "door", "child", "purpose")
    assert list(looks) == [
        ("list", "api:list_children", None, "学籍核对"),
        ("read", "api:get_child", child.uid, "学籍核对"),
        ("list", "api:list_findings", None, "学籍核对"),
    ]
