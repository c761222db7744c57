"""The public page: 110 first, nobody refused, nothing told of who reported, a receipt that stands under no address."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from hutong.audit.models import Entry
from hutong.children.tests.making import COUNTY, TOWNSHIP, VILLAGE, make_worker
from hutong.pages.danger import views
from hutong.pages.tests.filing import make_places
from hutong.pages.tests.test_what_is_told import sign_in, text_of
from hutong.places.queries import forget_places
from hutong.protection.models import Attachment, Report, Reporter
from hutong.protection.outside import MOST_AN_HOUR, code_of
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.models import Cause, Task

pytestmark = pytest.mark.django_db
WHAT, WHERE = "隔壁孩子整夜哭喊", "上清村三组"
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 400


@pytest.fixture
def people(settings: Any, tmp_path: Any) -> Iterator[dict[str, Worker]]:
    settings.HOME = tmp_path
    make_places()
    yield {
        "director": make_worker(Role.CHILD_DIRECTOR, VILLAGE),
        "township": make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP, kind="township_government"),
        "county": make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs"),
        "police": make_worker(Role.DEPARTMENT, COUNTY, kind="police"),
    }
    forget_places()


def send(visitor: Client | None = None, **given: object) -> Report:
    visitor = visitor or Client(enforce_csrf_checks=True)
    answer = visitor.post(reverse("danger_send"), {"what": WHAT, "where": WHERE, **given})
    assert answer.status_code == 200, text_of(answer)
    with acting_as(EVERYTHING):
        return Report.objects.order_by("-pk")[0]


def tasks_of(report: Report) -> list[Task]:
    with acting_as(EVERYTHING):
        name = report.gathered or report.uid
        causes = Cause.objects.filter(key__startswith=f"report:{name}:").order_by("key")
        return [Task.objects.get(pk=cause.task_id) for cause in causes]


def test_110_stands_before_the_form_and_no_draft_is_kept(people: dict[str, Worker]) -> None:
    page = text_of(Client().get(reverse("danger")))
    assert page.index('href="tel:110"') < page.index('name="what"')
    assert "本页不能代替拨打110" in page
    assert "data-draft" not in page


def test_two_lines_without_signing_in_or_cookies_open_the_urgent_tasks(people: dict[str, Worker]) -> None:
    report = send()
    assert (report.came_by, report.place, report.is_placed) == ("public", VILLAGE, True)
    assert {(task.body_kind, task.urgency, task.state) for task in tasks_of(report)} == {
        ("police", "urgent", "open"),
        ("township_government", "urgent", "open"),
    }
    page = text_of(sign_in(people["police"]).get(reverse("report", args=[report.uid])))
    assert WHAT in page and "公开页面" in page


@pytest.mark.parametrize(
    "given",
    [
        {"what": "", "where": "桥头"},
        {"what": "x" * 5000, "where": "y" * 2000, "place": "火星", "discovered": "昨天", "suspect_is": "?"},
        {"about": "娃" * 900, "sent": "z" * 99, "reporter_phone": "9" * 99, "needs_help_now": "?"},
        {"place": "000000000000"},
    ],
)
def test_nothing_that_is_typed_keeps_a_report_back(people: dict[str, Worker], given: dict[str, Any]) -> None:
    report = send(**given)
    assert report.is_red and len(tasks_of(report)) == 2
    assert report.is_placed


def test_a_place_that_is_not_known_is_kept_as_words(people: dict[str, Worker]) -> None:
    answer = sign_in(people["director"]).post(reverse("report_send"), {"what": "x", "place": "火星"})
    assert answer.status_code == 302
    with acting_as(EVERYTHING):
        assert "火星" in Report.objects.get().where


def test_a_report_of_nothing_comes_back(people: dict[str, Worker]) -> None:
    answer = Client().post(reverse("danger_send"), {"about": "小明"})
    assert answer.status_code == 422
    assert "小明" in text_of(answer)


def test_who_reported_is_sealed_and_nobody_signed_in_is_written_down(people: dict[str, Worker]) -> None:
    before = Entry.objects.count()
    report = send(sign_in(people["director"]), reporter_name="林不语", reporter_phone="19900007788")
    held = Reporter.objects.get(report=report)
    assert (held.name, held.phone, held.typed_by) == ("林不语", "19900007788", "")
    assert people["director"].uid not in set(Entry.objects.order_by("id")[before:].values_list("worker", flat=True))
    for who in people.values():
        page = text_of(sign_in(who).get(reverse("report", args=[report.uid])))
        assert "林不语" not in page and "19900007788" not in page


def test_a_stranger_enters_no_police_receipt(people: dict[str, Worker]) -> None:
    assert send(police_who="王警官", police_at="2020-01-01T10:00", police_way="call").is_red


def test_the_same_form_twice_is_one_report_and_another_text_is_another(people: dict[str, Worker]) -> None:
    first = send(sent="form-1")
    assert send(sent="form-1").pk == first.pk
    assert send(sent="form-1", what="另一个孩子").pk != first.pk


def test_a_flood_is_refused_nowhere_and_shares_one_urgent_task(people: dict[str, Worker], monkeypatch: Any) -> None:
    monkeypatch.setattr(views, "FEW_A_MINUTE", 2)
    reports = [send(what=f"第{number}份") for number in range(5)]
    assert [bool(one.gathered) for one in reports] == [False, False, True, True, True]
    assert all(one.is_red for one in reports)
    with acting_as(EVERYTHING):
        assert Task.objects.filter(kind="report", body_kind="police").count() == 3


def test_many_of_one_place_from_many_addresses_are_gathered_too(people: dict[str, Worker], monkeypatch: Any) -> None:
    monkeypatch.setattr(views, "FEW_A_MINUTE", 1000)
    reports = [send(what=f"第{number}份") for number in range(MOST_AN_HOUR + 1)]
    assert [bool(one.gathered) for one in reports] == [False] * MOST_AN_HOUR + [True]


def test_a_field_that_nobody_sees_gathers_and_does_not_refuse(people: dict[str, Worker]) -> None:
    assert send(address="http://spam.example").gathered


def test_the_receipt_tells_how_it_stands_and_nothing_of_what_was_said(people: dict[str, Worker]) -> None:
    report = send()
    given = {"number": report.number, "code": code_of(report)}
    answer = Client().post(reverse("danger_receipt"), given)
    page = text_of(answer)
    assert report.number in page and WHAT not in page and WHERE not in page
    assert "no-store" in answer["Cache-Control"]
    other = send(what="另一份")
    for wrong in ({**given, "code": code_of(other)}, {**given, "number": "261122-00000000"}, {"number": "x"}, {}):
        assert Client().post(reverse("danger_receipt"), wrong).status_code == 422
    english = Client().post(reverse("danger_receipt"), {**given, "lang": "en"})
    assert "How it stands" in english.content.decode()


def test_the_receipt_of_a_colleagues_report_is_not_to_be_had(people: dict[str, Worker]) -> None:
    sign_in(people["director"]).post(reverse("report_send"), {"what": WHAT})
    with acting_as(EVERYTHING):
        report = Report.objects.get()
    assert (
        Client().post(reverse("danger_receipt"), {"number": report.number, "code": code_of(report)}).status_code == 422
    )


def test_photographs_are_sealed_and_what_is_none_is_left_out_honestly(people: dict[str, Worker], tmp_path: Any) -> None:
    files = [
        SimpleUploadedFile("a.jpg", JPEG, "image/jpeg"),
        SimpleUploadedFile("b.jpg", b"MZ not a picture", "image/jpeg"),
    ]
    answer = Client().post(reverse("danger_send"), {"what": WHAT, "attached": files})
    assert "有 1 个文件没有保存" in text_of(answer)
    with acting_as(EVERYTHING):
        one = Attachment.objects.get()
        report = Report.objects.get()
    assert JPEG not in (tmp_path / "files" / one.file).read_bytes()
    shown = sign_in(people["police"]).get(reverse("report_attachment", args=[report.uid, one.uid]))
    assert shown.content == JPEG
    assert Entry.objects.filter(way="attachment", about__contains=str(one.uid)).count() == 1


def test_where_the_database_is_gone_it_says_so_with_110_and_what_was_typed(
    people: dict[str, Worker], monkeypatch: Any
) -> None:
    def fail(*given: object, **more: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(views, "report_from_outside", fail)
    answer = Client().post(reverse("danger_send"), {"what": WHAT})
    assert answer.status_code == 503
    assert 'href="tel:110"' in text_of(answer) and WHAT in text_of(answer)
    monkeypatch.setattr("hutong.pages.danger.forms.list_offered_places", fail)
    assert Client().get(reverse("danger")).status_code == 200


def test_the_police_or_the_county_set_spam_aside_and_it_can_be_taken_up_again(people: dict[str, Worker]) -> None:
    report = send()
    address = reverse("report_aside", args=[report.uid])
    assert sign_in(people["township"]).post(address, {"because": "无此事，已核实"}).status_code == 403
    police = sign_in(people["police"])
    assert police.post(address, {"because": ""}).status_code == 422
    assert police.post(address, {"because": "广告内容，已电话核实"}).status_code == 302
    assert {task.state for task in tasks_of(report)} == {"withdrawn"}
    listed = text_of(sign_in(people["county"]).get(reverse("reports")))
    assert "已搁置" in listed and report.number in listed
    assert police.post(reverse("report_take_up", args=[report.uid]), {}).status_code == 302
    assert sorted(task.state for task in tasks_of(report)) == ["open", "open", "withdrawn", "withdrawn"]


def test_a_report_of_a_colleague_cannot_be_set_aside(people: dict[str, Worker]) -> None:
    sign_in(people["director"]).post(reverse("report_send"), {"what": WHAT})
    with acting_as(EVERYTHING):
        report = Report.objects.get()
    answer = sign_in(people["police"]).post(reverse("report_aside", args=[report.uid]), {"because": "不是真的"})
    assert answer.status_code == 422


def test_a_report_is_put_where_it_belongs_and_another_township_is_asked(people: dict[str, Worker]) -> None:
    report = send(where="不清楚")
    assert report.place == COUNTY
    address = reverse("report_place", args=[report.uid])
    assert sign_in(people["county"]).post(address, {"place": VILLAGE}).status_code == 302
    running = [task for task in tasks_of(report) if task.state == "open"]
    assert {task.area for task in running if task.body_kind == "township_government"} == {TOWNSHIP}
    assert len(running) == 2
    assert report.reported_at + timedelta(hours=1) >= running[0].begun_at
