"""The record on its pages: for the audit administrator, by area, without a child's name; who looked, for the county."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.audit.models import Entry, LookedInto
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, OTHER_COUNTY, OTHER_VILLAGE, VILLAGE, make_worker
from hutong.lib.translating import translator
from hutong.pages import looking
from hutong.pages.audit.views import NO_PURPOSE
from hutong.pages.tests.filing import make_file, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Post, Role, Worker

pytestmark = pytest.mark.django_db
NAME = "万小溪"
SCREENS = ("audit", "audit_unusual")


@pytest.fixture(autouse=True)
def places(db: None) -> Iterator[None]:
    make_places()
    yield
    forget_places()


@pytest.fixture
def auditor() -> Client:
    return visit(make_worker(Role.AUDIT_ADMIN, COUNTY, kind="county_government"))


@pytest.fixture
def director() -> Worker:
    return make_worker()


@pytest.fixture
def child(director: Worker) -> Child:
    return make_file(director, name=NAME)


def visit(worker: Worker) -> Client:
    visitor = Client()
    visitor.force_login(worker)
    return visitor


def text_of(visitor: Client, screen: str, **given: Any) -> str:
    response = visitor.get(reverse(screen), given)
    assert response.status_code == 200
    return response.content.decode()


def read(worker: Worker, child: Child, times: int = 1) -> None:
    visitor = visit(worker)
    for _ in range(times):
        assert visitor.get(reverse("child_file", args=[child.uid])).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDIT_ADMIN])
@pytest.mark.parametrize("screen", [*SCREENS, "audit_export", "audit_look_into"])
def test_nobody_but_the_audit_administrator_comes_in(role: Role, screen: str) -> None:
    visitor = visit(make_worker(role, COUNTY, kind="county_government"))
    send = visitor.get if screen in SCREENS else visitor.post
    assert send(reverse(screen)).status_code == 403
    assert Client().get(reverse(screen)).status_code == 302


def test_a_look_is_found_by_worker_file_and_door_and_names_no_child(
    auditor: Client, director: Worker, child: Child
) -> None:
    read(director, child)
    for given in (
        {"worker": director.username},
        {"worker": director.name},
        {"child": str(child.uid)},
        {"door": "child_file"},
    ):
        text = text_of(auditor, "audit", **given)
        assert "<code>child_file</code>" in text and director.name in text and str(child.uid)[:8] in text
        assert NAME not in text
    assert "<code>child_file</code>" not in text_of(auditor, "audit", way="export")
    assert "<code>child_file</code>" not in text_of(auditor, "audit", since="2020-01-01", until="2020-01-02")


@pytest.mark.parametrize("given", [{"worker": "nobody"}, {"child": "no-number"}, {"since": "yesterday"}])
def test_what_cannot_be_read_is_said(auditor: Client, given: dict[str, str]) -> None:
    assert "没有这个人员或档案编号" in text_of(auditor, "audit", **given)


def test_the_record_of_another_county_is_not_shown(director: Worker, child: Child) -> None:
    read(director, child)
    stranger = visit(make_worker(Role.AUDIT_ADMIN, OTHER_COUNTY, kind="county_government"))
    assert str(child.uid)[:8] not in text_of(stranger, "audit")
    assert str(child.uid)[:8] + "…" not in text_of(stranger, "audit", child=str(child.uid))


def test_pages_follow_each_other_without_a_gap(auditor: Client, director: Worker, child: Child) -> None:
    read(director, child, 3)
    Entry.objects.bulk_create(
        Entry(at=timezone.now(), way="read", worker=director.uid, area=VILLAGE, door=f"d{number}", place=VILLAGE)
        for number in range(70)
    )
    seen: list[str] = []
    address = reverse("audit") + f"?worker={director.username}"
    while address:
        shown = auditor.get(address).context
        seen += [line.entry.pk for line in shown["lines"]]
        address = reverse("audit") + shown["following"] if shown["following"] else ""
    held = Entry.objects.filter(worker=director.uid)
    assert len(seen) == len(set(seen)) == held.count()


def test_rows_are_taken_along_for_a_purpose_and_that_is_on_record(
    auditor: Client, director: Worker, child: Child
) -> None:
    read(director, child)
    refused = auditor.post(reverse("audit_export"), {"worker": director.username, "purpose": ""}, follow=True)
    assert translator("zh")(NO_PURPOSE) in refused.content.decode()
    Entry.objects.create(at=timezone.now(), way="list", worker=director.uid, area=VILLAGE, door="=cmd()", purpose="-1")
    taken = auditor.post(reverse("audit_export"), {"worker": director.username, "purpose": "年度核查"})
    text = taken.content.decode("utf-8-sig")
    assert str(child.uid) in text and NAME not in text and "'=cmd()" in text
    noted = Entry.objects.get(door="audit_export")
    assert (noted.way, noted.purpose, noted.rows) == (
        "export",
        "年度核查",
        Entry.objects.filter(worker=director.uid).count(),
    )


def test_looking_at_the_record_is_on_record(auditor: Client) -> None:
    text_of(auditor, "audit")
    text_of(auditor, "audit_unusual")
    assert set(Entry.objects.values_list("door", flat=True)) >= {"audit", "audit_unusual"}


def test_a_page_that_cannot_be_recorded_is_not_shown(
    director: Worker, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**given: Any) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(looking, "note_look", refuse)
    visitor = Client(raise_request_exception=False)
    visitor.force_login(director)
    answer = visitor.get(reverse("child_file", args=[child.uid]))
    assert answer.status_code >= 500 and NAME not in answer.content.decode()


# ---- What is unusual


def entries(worker: Worker, count: int, **given: Any) -> None:
    at = given.pop("at", None) or timezone.localtime().replace(hour=10, minute=0)
    filled: dict[str, Any] = {
        "way": "read",
        "worker": worker.uid,
        "area": VILLAGE,
        "place": VILLAGE,
        "door": "child_file",
    }
    Entry.objects.bulk_create(Entry(**{**filled, "at": at, **given}) for _ in range(count))


def entries_of_files(worker: Worker, count: int, **given: Any) -> None:
    for number in range(count):
        entries(worker, 1, child=f"{number:032x}", **given)


def unusual(auditor: Client) -> set[str]:
    shown = auditor.get(reverse("audit_unusual")).context
    return {told["one"].kind.value for told in shown["waiting"]}


def test_usual_work_is_not_listed(auditor: Client, director: Worker) -> None:
    entries_of_files(director, 10)
    assert unusual(auditor) == set()


def test_many_files_within_an_hour_are_listed(auditor: Client, director: Worker) -> None:
    entries_of_files(director, 40)
    assert unusual(auditor) == {"many_files"}


def test_reading_at_night_is_listed(auditor: Client, director: Worker) -> None:
    entries_of_files(director, 5, at=timezone.localtime().replace(hour=0, minute=1))
    assert unusual(auditor) == {"odd_hours"}


def test_a_file_outside_the_own_area_is_listed(auditor: Client, director: Worker) -> None:
    entries_of_files(director, 1, place=OTHER_VILLAGE)
    assert unusual(auditor) == {"neighbour"}


def test_the_same_file_again_and_again_is_listed(auditor: Client, director: Worker) -> None:
    entries(director, 10, child="1" * 32)
    assert unusual(auditor) == {"same_file"}


def test_the_same_name_again_and_again_is_listed_and_not_told(auditor: Client, director: Worker) -> None:
    visitor = visit(director)
    for _ in range(3):
        visitor.post(reverse("children_search"), {"text": NAME})
    visitor.post(reverse("children_search"), {"text": "别人"})
    shown = auditor.get(reverse("audit_unusual"))
    (told,) = shown.context["waiting"]
    assert (told["one"].kind.value, told["one"].count) == ("same_name", 3)
    assert NAME not in shown.content.decode()


def test_many_files_just_before_leaving_are_listed(auditor: Client, director: Worker) -> None:
    entries_of_files(director, 30)
    assert unusual(auditor) == set()
    Post.objects.filter(worker=director).update(until=timezone.localdate() + timedelta(days=2))
    assert unusual(auditor) == {"leaving"}


def test_what_was_looked_into_keeps_the_note_and_is_on_record(auditor: Client, director: Worker) -> None:
    entries_of_files(director, 40)
    (told,) = auditor.get(reverse("audit_unusual")).context["waiting"]
    empty = auditor.post(reverse("audit_look_into"), {"key": told["one"].address, "note": " "}, follow=True)
    assert "请写下了解到的情况" in empty.content.decode() and not LookedInto.objects.exists()
    auditor.post(reverse("audit_look_into"), {"key": told["one"].address, "note": "入户排查，属正常工作"})
    assert unusual(auditor) == set()
    assert "入户排查，属正常工作" in text_of(auditor, "audit_unusual")
    assert Entry.objects.filter(act="unusual reading looked into").count() == 1
    stranger = visit(make_worker(Role.AUDIT_ADMIN, OTHER_COUNTY, kind="county_government"))
    gone = stranger.post(reverse("audit_look_into"), {"key": told["one"].address, "note": "x"}, follow=True)
    assert "清单中已没有这一条" in gone.content.decode() and LookedInto.objects.count() == 1


# ---- Who looked at this file


def test_the_county_sees_who_looked_at_a_file_and_others_do_not(director: Worker, child: Child) -> None:
    read(director, child)
    county = visit(make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs"))
    address = reverse("child_file_looks", args=[child.uid])
    assert address in county.get(reverse("child_file", args=[child.uid])).content.decode()
    text = county.get(address).content.decode()
    assert director.name in text and "<code>child_file</code>" in text
    assert Entry.objects.filter(door="child_file_looks", child=child.uid).count() == 1
    assert visit(director).get(address).status_code == 403
    assert address not in visit(director).get(reverse("child_file", args=[child.uid])).content.decode()
    elsewhere = visit(make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY, kind="civil_affairs"))
    auditor = visit(make_worker(Role.AUDIT_ADMIN, COUNTY, kind="county_government"))
    assert [one.get(address).status_code for one in (elsewhere, auditor)] == [404, 404]
