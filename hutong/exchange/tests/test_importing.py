"""A ledger becomes files: once each, compared with what is there, and undone without losing what was before."""

from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hutong.children.models import Change, Child, Kinship, Receipt, RecordedFact, State
from hutong.exchange.actions import decide, set_meanings, undo
from hutong.exchange.contents import Content
from hutong.exchange.models import Import, ImportRow
from hutong.exchange.sealed_files import read_file
from hutong.exchange.tests.making import (
    AT,
    bring_in,
    done,
    make_child,
    make_children,
    make_officer,
    plans,
    scope,
    try_out,
    work,
    write,
)
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Worker:
    return make_officer()


def content_of(batch: Import, number: int = 1) -> Content:
    return Content.load(ImportRow.objects.get(batch=batch, number=number).content)


def test_every_row_becomes_a_file_with_its_facts_and_family(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        batch = write(try_out(tmp_path, officer, make_children(4)), officer)
        assert batch.state == Import.State.APPLIED
        assert done(batch) == ["made"] * 4
        child = Child.objects.get(name="测试儿童1")
        assert (child.state, child.sex, child.hukou_place[:6]) == (State.CANDIDATE, "1", "431022")
        assert child.identity_number and child.born
        assert RecordedFact.objects.filter(child=child, name="father.dead", value="true").exists()
        assert {kin.relation: kin.person.name for kin in Kinship.objects.filter(child=child)} == {
            "father": "测试父亲1",
            "mother": "测试母亲1",
        }
        assert Receipt.objects.filter(child__name="测试儿童3", benefit="disability_living_subsidy").exists()
        assert Change.objects.filter(child=child).count() == 1
        assert child.steps.get().note == "import"


def test_nothing_is_written_before_it_is_confirmed(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        batch = try_out(tmp_path, officer, make_children(3))
        assert plans(batch) == ["create"] * 3
        assert not Child.objects.exists() and not RecordedFact.objects.exists()


def test_the_same_ledger_again_changes_nothing(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        write(try_out(tmp_path, officer, make_children(3)), officer)
        facts = RecordedFact.objects.count()
        batch = try_out(tmp_path, officer, make_children(3))
        assert plans(batch) == ["same"] * 3
        assert done(write(batch, officer)) == ["unchanged"] * 3
        assert RecordedFact.objects.count() == facts and Child.objects.count() == 3


def test_a_changed_cell_is_shown_with_old_and_new_and_ends_what_was_before(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        write(try_out(tmp_path, officer, [make_child(1)]), officer)
        batch = try_out(tmp_path, officer, [make_child(1, 残疾等级="三级", 残疾类型="肢体")])
        told = {one.what: (one.old, one.new) for one in content_of(batch).told}
        assert plans(batch) == ["update"]
        assert told["fact:disability.grade"] == ("2", "3")
        write(batch, officer)
        believed = RecordedFact.objects.filter(name="disability.grade", corrected_at__isnull=True).order_by("value")
        assert [(fact.value, str(fact.since), str(fact.until)) for fact in believed] == [
            ("2", "None", "2025-05-31"),
            ("3", "2025-06-01", "None"),
        ]


def test_another_name_with_the_same_number_waits_for_a_person(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        write(try_out(tmp_path, officer, [make_child(1)]), officer)
        batch = try_out(tmp_path, officer, [make_child(1, 姓名="测试改名")])
        (told,) = [one for one in content_of(batch).told if one.what == "field:name"]
        assert told.is_conflict
        write(batch, officer)
        assert Child.objects.get().name == "测试儿童1"
        again = try_out(tmp_path, officer, [make_child(1, 姓名="测试改名")])
        decide(batch=again, number=1, decision="", by=officer, at=AT, takes_ledger=True)
        write(again, officer)
        assert Child.objects.get().name == "测试改名"


def test_a_namesake_of_the_same_birth_without_a_number_is_decided_by_a_person(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        write(try_out(tmp_path, officer, [make_child(1)]), officer)
        rows = [make_child(1, 身份证号=None)]
        left, same, new = (try_out(tmp_path, officer, rows) for _ in range(3))
        assert plans(left) == ["doubtful"]
        assert done(write(left, officer)) == ["handed_back"]
        uid = UUID(content_of(same).twins[0])
        decide(batch=same, number=1, decision="same_child", by=officer, at=AT, twin=uid)
        assert done(write(same, officer)) == ["unchanged"] and Child.objects.count() == 1
        decide(batch=new, number=1, decision="new_child", by=officer, at=AT)
        assert done(write(new, officer)) == ["made"] and Child.objects.count() == 2


def test_two_rows_of_one_ledger_that_may_be_one_child_are_asked_about(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        twice = [make_child(1), make_child(1, 身份证号=None)]
        batch = try_out(tmp_path, officer, twice)
        assert plans(batch) == ["create", "doubtful"]
        assert content_of(batch, 2).twin_rows == ["名册!4"]


def test_a_number_of_a_file_elsewhere_is_refused_and_tells_a_village_less(tmp_path: Path, officer: Worker) -> None:
    elsewhere, village = make_officer("990101000000"), make_officer("431022100201")
    with acting_as(scope(elsewhere)):
        write(try_out(tmp_path, elsewhere, [make_child(1)], area="990101000000"), elsewhere)
    with acting_as(scope(officer)):
        batch = try_out(tmp_path, officer, [make_child(1)])
        assert [fault.kind for fault in content_of(batch).faults] == ["file_elsewhere"]
    with acting_as(scope(village)):
        batch = try_out(tmp_path, village, [make_child(1)], area="431022100201")
        assert [fault.kind for fault in content_of(batch).faults] == ["number_not_usable"]


def test_faulty_rows_come_back_as_a_workbook_that_can_be_brought_in(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        rows = [make_child(1), make_child(2, 出生日期="三十号"), make_child(3, 残疾等级="九级")]
        batch = write(try_out(tmp_path, officer, rows), officer)
        assert done(batch) == ["made", "handed_back", "handed_back"]
        assert not batch.file
        book = tmp_path / "back.xlsx"
        book.write_bytes(read_file(batch.refused_file))
        again = bring_in(tmp_path, officer, [], name="leer.xlsx")
        assert again.state == Import.State.MAPPING
        assert book.read_bytes().startswith(b"PK")


def test_a_file_that_was_changed_after_the_trial_run_is_not_written_over(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        write(try_out(tmp_path, officer, make_children(2)), officer)
        batch = try_out(tmp_path, officer, [make_child(1, 残疾等级="三级"), make_child(2, 残疾等级="三级")])
        child = Child.objects.get(name="测试儿童1")
        Child.objects.filter(pk=child.pk).update(revision=child.revision + 1)
        assert done(write(batch, officer)) == ["handed_back", "changed"]


def test_undoing_closes_what_was_made_and_restores_what_was_changed(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        write(try_out(tmp_path, officer, [make_child(1, 残疾等级="二级", 户籍性质="农村")]), officer)
        changed = make_child(1, 残疾等级="三级", 户籍地="湖南省郴州市宜章县白石渡镇", 领取金额=1100)
        batch = write(try_out(tmp_path, officer, [changed, make_child(2)]), officer)
        assert Child.objects.get(name="测试儿童1").hukou_address.endswith("白石渡镇")
        undo(batch=batch, by=officer, at=AT)
        batch = work(batch)
        assert batch.state == Import.State.UNDONE and done(batch) == ["undone", "undone"]
        first, second = Child.objects.get(name="测试儿童1"), Child.objects.get(name="测试儿童2")
        assert first.hukou_address.endswith("某村") and first.state == State.CANDIDATE
        assert (second.state, second.closed_because) == (State.CLOSED, "import undone")
        grades = RecordedFact.objects.filter(child=first, name="disability.grade", corrected_at__isnull=True)
        assert [(fact.value, fact.until) for fact in grades] == [("2", None)]
        assert not RecordedFact.objects.filter(child=second, corrected_at__isnull=True).exists()
        assert RecordedFact.objects.filter(child=second).exists()
        amounts = Receipt.objects.filter(child=first, benefit="de_facto_living", corrected_at__isnull=True)
        assert [receipt.fen for receipt in amounts] == [100000]


def test_a_file_that_somebody_wrote_to_since_is_not_undone_and_said_so(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        batch = write(try_out(tmp_path, officer, make_children(2)), officer)
        child = Child.objects.get(name="测试儿童2")
        Child.objects.filter(pk=child.pk).update(revision=child.revision + 1)
        undo(batch=batch, by=officer, at=AT)
        assert done(work(batch)) == ["undone", "kept"]
        assert Child.objects.get(name="测试儿童2").state == State.CANDIDATE


def test_an_undone_ledger_can_be_brought_in_again_and_opens_its_files_anew(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        batch = write(try_out(tmp_path, officer, make_children(2)), officer)
        undo(batch=batch, by=officer, at=AT)
        work(batch)
        again = write(try_out(tmp_path, officer, make_children(2)), officer)
        assert done(again) == ["made", "made"]
        assert Child.objects.count() == 2
        assert set(Child.objects.values_list("state", flat=True)) == {State.CANDIDATE}
        assert RecordedFact.objects.filter(child__name="测试儿童1", name="father.dead", corrected_at=None).count() == 1


def test_the_meanings_of_columns_are_remembered_for_the_place(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        batch = bring_in(tmp_path, officer, make_children(2))
        assert "父亲/姓名" in batch.particulars
        set_meanings(batch=batch, meanings={"父亲/姓名": "", "备注": "电话 (phone)"}, lang="zh", by=officer, at=AT)
        again = bring_in(tmp_path, officer, make_children(2))
        assert again.particulars["备注"] == "phone" and "父亲/姓名" not in again.particulars


def test_what_is_kept_beside_the_import_cannot_be_read_in_the_database(tmp_path: Path, officer: Worker) -> None:
    with acting_as(scope(officer)):
        batch = try_out(tmp_path, officer, make_children(2))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM exchange_importrow")
        held = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert held and "测试".encode() not in held
    with acting_as(EVERYTHING):
        assert batch.rows.count() == 2


def test_more_rows_need_no_more_queries(tmp_path: Path, officer: Worker) -> None:
    def count(rows: int, start: int) -> int:
        children = [make_child(number, 备注="") for number in range(start, start + rows)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            write(try_out(tmp_path, officer, children), officer)
        return len(queries)

    with acting_as(scope(officer)):
        count(2, 1)
        few, many = count(5, 10), count(20, 100)
    # SQLite takes 999 parameters a statement: only the inserts of many rows come in several.
    assert many - few < 30
