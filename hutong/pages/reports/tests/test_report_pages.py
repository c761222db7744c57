"""The screens of reports: 110 first, nothing blocks, and no surface of the house says who reported."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.audit.models import Entry
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_grant, make_worker
from hutong.pages.tests.filing import make_file, make_places
from hutong.pages.tests.test_what_is_told import exports_for, list_surfaces, paper_of, sign_in, text_of
from hutong.places.queries import forget_places
from hutong.protection.models import Report, Reporter
from hutong.staff.grants import REPORTER
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
NAME, UNIT, PHONE, WHAT = "林不语", "清溪希望小学", "19900007788", "手臂多处瘀伤"


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    yield {
        "teacher": make_worker(Role.INSTITUTION, COUNTY, kind="school"),
        "director": make_worker(Role.CHILD_DIRECTOR, VILLAGE),
        "township": make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP, kind="township_government"),
        "county": make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs"),
        "police": make_worker(Role.DEPARTMENT, COUNTY, kind="police"),
        "stranger": make_worker(Role.CHILD_DIRECTOR, OTHER_VILLAGE),
    }
    forget_places()


def send(visitor: Client, **given: object) -> Report:
    answer = visitor.post(reverse("report_send"), {"what": WHAT, "where": "上清村三组", **given})
    assert answer.status_code == 302, text_of(answer)
    with acting_as(EVERYTHING):
        return Report.objects.order_by("-pk")[0]


def reporter_fields() -> dict[str, object]:
    return {"place": VILLAGE, "reporter_name": NAME, "reporter_unit": UNIT, "reporter_phone": PHONE}


def test_110_stands_before_the_form(people: dict[str, Worker]) -> None:
    page = text_of(sign_in(people["director"]).get(reverse("report_new")))
    assert page.index('href="tel:110"') < page.index('name="what"')


def test_two_lines_make_a_report_and_lead_to_it(people: dict[str, Worker]) -> None:
    visitor = sign_in(people["director"])
    report = send(visitor)
    assert report.place == VILLAGE
    page = text_of(visitor.get(reverse("report", args=[report.uid])))
    assert "公安机关尚未接到这份报告" in page
    assert WHAT in page


def test_nothing_that_is_typed_blocks_a_report(people: dict[str, Worker]) -> None:
    wrong = {
        "place": "火星", "about": "娃" * 900, "situations": ["99"], "discovered": "昨天傍晚", "suspect_is": "?",
        "suspect_number": "x" * 99, "police_way": "?", "police_at": "??", "police_who": "王", "child": "no-uid",
        "reporter_phone": "9" * 99, "needs_help_now": "?",
    }  # fmt: skip
    report = send(sign_in(people["teacher"]), **wrong)
    assert report.place == COUNTY
    assert report.discovered_said == "昨天傍晚"
    assert report.is_red


def test_a_report_of_nothing_comes_back_with_what_was_typed(people: dict[str, Worker]) -> None:
    answer = sign_in(people["teacher"]).post(reverse("report_send"), {"about": "小明"})
    assert answer.status_code == 422
    assert "小明" in text_of(answer)


def test_discovery_and_report_are_two_times(people: dict[str, Worker]) -> None:
    found = timezone.localtime() - timedelta(hours=5)
    report = send(sign_in(people["teacher"]), discovered=f"{found:%Y-%m-%dT%H:%M}")
    assert report.discovered_at is not None
    assert timedelta(hours=4) < report.reported_at - report.discovered_at < timedelta(hours=6)


def test_the_same_form_sent_twice_is_one_report(people: dict[str, Worker]) -> None:
    visitor = sign_in(people["teacher"])
    send(visitor, sent="once")
    visitor.post(reverse("report_send"), {"what": WHAT, "sent": "once"})
    with acting_as(EVERYTHING):
        assert Report.objects.count() == 1


def test_the_receipt_takes_the_red_away(people: dict[str, Worker]) -> None:
    report = send(sign_in(people["teacher"]), **reporter_fields())
    visitor = sign_in(people["township"])
    address = reverse("report_receipt", args=[report.uid])
    assert visitor.post(address, {"police_way": "officer", "police_who": "王警官"}).status_code == 422
    at = timezone.localtime() - timedelta(minutes=1)
    answer = visitor.post(
        address, {"police_way": "officer", "police_who": "王警官", "police_at": f"{at:%Y-%m-%dT%H:%M}"}
    )
    assert answer.status_code == 302
    page = text_of(visitor.get(reverse("report", args=[report.uid])))
    assert "公安机关已于" in page
    assert "王警官" in page


def test_a_stranger_finds_nothing_there(people: dict[str, Worker]) -> None:
    report = send(sign_in(people["teacher"]), **reporter_fields())
    visitor = sign_in(people["stranger"])
    assert visitor.get(reverse("report", args=[report.uid])).status_code == 404
    for door in ("report_receipt", "report_course", "report_keep_out", "report_child", "report_reporter"):
        assert visitor.post(reverse(door, args=[report.uid]), {}).status_code == 404
    assert report.number not in text_of(visitor.get(reverse("reports")))


def test_the_list_holds_numbers_and_places_and_no_words(people: dict[str, Worker]) -> None:
    report = send(sign_in(people["teacher"]), **reporter_fields())
    page = text_of(sign_in(people["county"]).get(reverse("reports")))
    assert report.number in page
    assert WHAT not in page


def test_no_surface_says_who_reported(people: dict[str, Worker]) -> None:
    child: Child = make_file(people["director"])
    report = send(sign_in(people["teacher"]), child="", **reporter_fields())
    with acting_as(EVERYTHING):
        report.child = child
        report.save()
    secret = [NAME, UNIT, PHONE, people["teacher"].name, str(people["teacher"].uid)]
    found = set()
    for who in ("director", "township", "county", "police"):
        worker = people[who]
        visitor = sign_in(worker)
        told = {"reports": text_of(visitor.get(reverse("reports")))}
        told["report"] = text_of(visitor.get(reverse("report", args=[report.uid])))
        if who != "police":
            told |= dict(list_surfaces(visitor, child)) | dict(exports_for(worker)) | {"paper": paper_of(child, worker)}
        found |= {f"{who} {screen}: {word}" for screen, text in told.items() for word in secret if word in text}
    assert found == set()


def test_who_reported_is_shown_to_whom_it_was_granted_and_nobody_else(people: dict[str, Worker]) -> None:
    report = send(sign_in(people["teacher"]), **reporter_fields())
    address = reverse("report_reporter", args=[report.uid])
    visitor = sign_in(people["county"])
    assert visitor.post(address).status_code == 403
    make_grant(people["county"], REPORTER, COUNTY)
    assert NAME not in text_of(visitor.get(reverse("report", args=[report.uid])))
    page = text_of(visitor.post(address))
    assert NAME in page
    assert people["teacher"].name in page
    assert Entry.objects.filter(way="reveal", about=str(report.uid)).count() == 1


def test_the_record_and_the_session_do_not_say_who_reported(people: dict[str, Worker]) -> None:
    visitor = sign_in(people["teacher"])
    report = send(visitor, **reporter_fields())
    entries = Entry.objects.filter(about=str(report.uid))
    assert {entry.worker for entry in entries if entry.way == "act"} == {None}
    kept = json.dumps(dict(visitor.session), default=str)
    assert report.uid.hex not in kept
    assert str(report.uid) not in kept
    assert NAME.encode() not in bytes(Reporter.objects.filter(report=report).values_list("name", flat=True)[0])


def test_of_which_file_it_is_can_be_said_and_the_file_is_linked(people: dict[str, Worker]) -> None:
    child = make_file(people["director"])
    report = send(sign_in(people["teacher"]), **reporter_fields())
    visitor = sign_in(people["county"])
    answer = visitor.post(reverse("report_child", args=[report.uid]), {"child": str(child.uid)})
    assert answer.status_code == 302
    assert reverse("child_file", args=[child.uid]) in text_of(visitor.get(reverse("report", args=[report.uid])))
    assert reverse("child_file", args=[child.uid]) not in text_of(
        sign_in(people["police"]).get(reverse("report", args=[report.uid]))
    )


def test_whoever_is_kept_out_finds_nothing_there(people: dict[str, Worker]) -> None:
    report = send(sign_in(people["teacher"]), **reporter_fields())
    visitor = sign_in(people["county"])
    address = reverse("report_keep_out", args=[report.uid])
    assert visitor.post(address, {"username": "nobody-there"}).status_code == 422
    assert visitor.post(address, {"username": people["township"].username}).status_code == 302
    assert sign_in(people["township"]).get(reverse("report", args=[report.uid])).status_code == 404
