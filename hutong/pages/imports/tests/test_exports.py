"""A list as a file: a purpose, another person's word, a watermark, a few downloads within a few days."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.audit.models import Entry
from hutong.children.actions import record_fact
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_number, make_worker
from hutong.exchange.errors import ApprovedByOther, ExportNotNow
from hutong.exchange.export_requests import decide_export, smallest_place, take_file
from hutong.exchange.jobs import run, take_job
from hutong.exchange.making_exports import DOWNLOADS, expire_exports
from hutong.exchange.models import ExportDownload, ExportRequest
from hutong.ledgers.limits import DEFAULT_LIMITS
from hutong.ledgers.opening import list_raw_sheets
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.codes import NATION
from hutong.places.queries import forget_places
from hutong.staff.models import Post, Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of

pytestmark = pytest.mark.django_db
NUMBER = make_number(date(timezone.localdate().year - 9, 3, 4), sex="female")
PURPOSE = "季度核对发放名册"
Signed = Callable[[str], Client]


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    found = make_people()
    yield {**found, "second": make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")}
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    return make_file(people["assigned"], identity_number=NUMBER)


@pytest.fixture
def signed(people: dict[str, Worker]) -> Signed:
    def sign_in(who: str) -> Client:
        visitor = Client(headers={"accept-language": "zh-hans"})
        visitor.force_login(people[who])
        return visitor

    return sign_in


def ask(visitor: Client, *, area: str = TOWNSHIP, kind: str = "own", purpose: str = PURPOSE) -> ExportRequest:
    answer = visitor.post(reverse("export_ask"), {"area": area, "kind": kind, "purpose": purpose})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return latest()


def latest() -> ExportRequest:
    with acting_as(EVERYTHING):
        return ExportRequest.objects.select_related("asked_by", "decided_by").latest("pk")


def post(visitor: Client, act: str, export: ExportRequest, **given: Any) -> Any:
    return visitor.post(reverse(f"export_{act}", args=[export.uid]), given)


def files_of(export: ExportRequest) -> bool:
    return bool(export.file) and (settings.HOME / "files" / export.file).exists()


def test_a_list_goes_out_only_after_another_person_agreed(child: Child, signed: Signed, tmp_path: Path) -> None:
    asker, approver = signed("county"), signed("second")
    export = ask(asker)
    assert (export.state, export.rows, export.file, export.sensitivity) == ("asked", 1, "", "sensitive")
    assert post(asker, "file", export).status_code == 302, "not there yet"
    assert PURPOSE in approver.get(reverse("export")).content.decode()
    page = approver.get(reverse("export_request", args=[export.uid])).content.decode()
    assert "批准" in page and "身份证号" in page and NUMBER not in page
    post(approver, "approve", export, note="同意")
    export = latest()
    assert (export.state, export.downloads_left, files_of(export)) == ("made", DOWNLOADS, True)
    assert (settings.HOME / "files" / export.file).read_bytes()[:2] != b"PK", "sealed at rest"
    book = tmp_path / "out.xlsx"
    book.write_bytes(post(asker, "file", export).content)
    cells = str([row.cells for sheet in list_raw_sheets(book, limits=DEFAULT_LIMITS) for row in sheet.rows])
    for word in ("万小溪", NUMBER, export.number, PURPOSE, export.asked_by.name, "批准人"):
        assert word in cells, word
    look = Entry.objects.get(way="export")
    assert (look.door, look.rows, look.purpose, look.about) == ("export_own", 1, PURPOSE, export.number)
    with acting_as(EVERYTHING):
        assert ExportDownload.objects.get().by == export.asked_by


def test_every_page_of_the_workbook_bears_who_took_it(child: Child, signed: Signed, tmp_path: Path) -> None:
    asker = signed("county")
    export = ask(asker, purpose="A&B 核对")
    post(signed("second"), "approve", export)
    book = tmp_path / "out.xlsx"
    book.write_bytes(post(asker, "file", export).content)
    with ZipFile(book) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 2
    for sheet in sheets:
        head = re.search(r"<oddHeader>(.*?)</oddHeader>", sheet)
        assert head is not None and export.number in head[1] and export.asked_by.name in head[1]
        assert "A&amp;&amp;B" in head[1]


@pytest.mark.parametrize("who", ["county", "assigned", "stranger", "leader"])
def test_nobody_else_approves(child: Child, signed: Signed, who: str) -> None:
    """Neither who asked, nor the village, nor strangers, nor who reads no files."""
    export = ask(signed("county"))
    answer = post(signed(who), "approve", export)
    assert answer.status_code in (302, 404)
    assert latest().state == "asked"


def test_a_second_post_of_the_asker_does_not_count(child: Child, people: dict[str, Worker], signed: Signed) -> None:
    export, county = ask(signed("county")), people["county"]
    post_held = county.posts.get()
    Post.objects.create(
        worker=county, role=Role.CHILD_SUPERVISOR, body=post_held.body, area=TOWNSHIP, since=post_held.since
    )
    with acting_as(scope_of(county, on=timezone.localdate())), pytest.raises(ApprovedByOther):
        decide_export(export=export, approves=True, by=county, at=timezone.now())
    other = people["second"]
    for worker in (county, other):
        worker.name, worker.phone = "同一个人", "19900000000"
        worker.save()
    with acting_as(scope_of(other, on=timezone.localdate())), pytest.raises(ApprovedByOther):
        decide_export(export=latest(), approves=True, by=other, at=timezone.now())


def test_the_database_refuses_an_approval_by_oneself(child: Child, people: dict[str, Worker], signed: Signed) -> None:
    export = ask(signed("county"))
    with acting_as(EVERYTHING), pytest.raises(IntegrityError), transaction.atomic():
        ExportRequest.objects.filter(pk=export.pk).update(decided_by=people["county"])
    with acting_as(EVERYTHING), pytest.raises(IntegrityError), transaction.atomic():
        ExportRequest.objects.filter(pk=export.pk).update(state="made")


def test_the_township_approves_its_villages_and_not_its_county(child: Child, signed: Signed) -> None:
    village = ask(signed("assigned"), area=VILLAGE)
    post(signed("colleague"), "approve", village)
    assert latest().state == "made"
    county = ask(signed("county"), area=COUNTY)
    assert post(signed("colleague"), "approve", county).status_code == 404
    assert latest().state == "asked"


@pytest.mark.parametrize("who", ["second", "colleague", "assigned", "stranger"])
def test_only_who_asked_takes_the_file(child: Child, signed: Signed, who: str) -> None:
    export = ask(signed("county"))
    post(signed("second"), "approve", export)
    answer = post(signed(who), "file", export)
    assert answer.status_code in (403, 404) and b"PK" not in answer.content[:2]
    assert latest().downloads_left == DOWNLOADS


def test_the_file_goes_after_the_last_download(child: Child, people: dict[str, Worker], signed: Signed) -> None:
    asker = signed("county")
    export = ask(asker)
    post(signed("second"), "approve", export)
    kept = settings.HOME / "files" / latest().file
    with acting_as(scope_of(people["county"], on=timezone.localdate())):
        for _ in range(DOWNLOADS):
            assert take_file(export=latest(), by=people["county"], at=timezone.now())[:2] == b"PK"
        with pytest.raises(ExportNotNow):
            take_file(export=latest(), by=people["county"], at=timezone.now())
    assert (latest().state, latest().file) == ("expired", "")
    assert kept.name and ExportDownload.objects.count() == DOWNLOADS


def test_the_file_goes_when_its_time_is_over(child: Child, people: dict[str, Worker], signed: Signed) -> None:
    export = ask(signed("county"))
    post(signed("second"), "approve", export)
    kept = settings.HOME / "files" / latest().file
    later = timezone.now() + timedelta(days=4)
    with acting_as(scope_of(people["county"], on=timezone.localdate())), pytest.raises(ExportNotNow):
        take_file(export=latest(), by=people["county"], at=later)
    with acting_as(EVERYTHING):
        assert expire_exports(at=timezone.now()) == 0
        assert expire_exports(at=later) == 1
        assert expire_exports(at=later) == 0
    assert (latest().state, kept.exists()) == ("expired", False)


def test_what_nobody_answered_expires(child: Child, people: dict[str, Worker], signed: Signed) -> None:
    export, later = ask(signed("county")), timezone.now() + timedelta(days=15)
    with acting_as(scope_of(people["second"], on=timezone.localdate())), pytest.raises(ExportNotNow):
        decide_export(export=export, approves=True, by=people["second"], at=later)
    with acting_as(EVERYTHING):
        assert expire_exports(at=later) == 1
    assert latest().state == "expired"


def test_declined_and_withdrawn_give_nothing(child: Child, signed: Signed) -> None:
    asker = signed("county")
    declined = ask(asker)
    post(signed("second"), "decline", declined, note="用途不明")
    assert "用途不明" in asker.get(reverse("export_request", args=[declined.uid])).content.decode()
    withdrawn = ask(asker)
    post(signed("second"), "approve", withdrawn)
    assert post(signed("second"), "withdraw", withdrawn).status_code == 403
    post(asker, "withdraw", withdrawn)
    assert (latest().state, latest().file) == ("withdrawn", "")
    for export in (declined, withdrawn):
        assert post(asker, "file", export).status_code == 302


def test_it_is_made_with_the_posts_that_the_asker_holds_then(
    child: Child, people: dict[str, Worker], signed: Signed
) -> None:
    """Somebody whose post ended between asking and approval gets nothing."""
    export = ask(signed("county"))
    with acting_as(scope_of(people["second"], on=timezone.localdate())):
        decide_export(export=export, approves=True, by=people["second"], at=timezone.now())
    Post.objects.filter(worker=people["county"]).update(until=timezone.localdate() - timedelta(days=1))
    job = take_job(export=export)
    assert job is not None
    run(job)
    assert (latest().state, latest().file) == ("failed", "")


def test_classes_that_the_asker_is_not_told_are_left_out_and_said(
    child: Child, people: dict[str, Worker], signed: Signed, tmp_path: Path
) -> None:
    with acting_as(EVERYTHING):
        record_fact(child=child, name="hiv_status", value="hiv", by=people["assigned"], at=timezone.now())
    asker = signed("county")
    export = ask(asker)
    assert "hiv" in export.left_out and "health" not in export.left_out
    assert not [name for name in export.columns if "专项健康" in name]
    post(signed("second"), "approve", export)
    assert (
        "未授权" in (page := asker.get(reverse("export_request", args=[export.uid])).content.decode())
        or "另行授权" in page
    )
    book = tmp_path / "out.xlsx"
    book.write_bytes(post(asker, "file", export).content)
    cells = str([row.cells for sheet in list_raw_sheets(book, limits=DEFAULT_LIMITS) for row in sheet.rows])
    assert "专项健康" not in cells and "携带" not in cells


@pytest.mark.parametrize(
    "wrong", [{"purpose": " x "}, {"kind": "all"}, {"area": "990199000000"}, {"area": "abc"}, {"area": OTHER_VILLAGE}]
)
def test_what_is_incomplete_or_elsewhere_is_not_asked_for(child: Child, signed: Signed, wrong: dict[str, str]) -> None:
    given = {"area": VILLAGE, "kind": "own", "purpose": PURPOSE, **wrong}
    assert signed("assigned").post(reverse("export_ask"), given).status_code == 422
    with acting_as(EVERYTHING):
        assert not ExportRequest.objects.exists()


def test_the_smallest_place_of_several() -> None:
    assert smallest_place([VILLAGE]) == VILLAGE
    assert smallest_place([VILLAGE, OTHER_VILLAGE]) == TOWNSHIP
    assert smallest_place([VILLAGE, "431022001001"]) == NATION


def test_the_national_columns_stand_in_their_order(child: Child, signed: Signed) -> None:
    export = ask(signed("county"), kind="national")
    assert export.columns[:7] == ["儿童编号", "姓名", "身份证号", "性别", "出生日期", "民族", "户口分类"]
    assert export.columns[-1] == "国家系统录入情况"


def test_the_file_of_one_child_is_on_record_as_taken_along(child: Child, signed: Signed) -> None:
    answer = signed("county").get(reverse("child_archive_pdf", args=[child.uid]))
    assert answer.content[:4] == b"%PDF"
    taken = Entry.objects.get(way="export")
    assert (taken.door, taken.child) == ("child_archive", child.uid)
