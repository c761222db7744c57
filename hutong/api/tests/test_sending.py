"""A department's list: matched by number, row by row, as that department's word, and never twice."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from hutong.api.models import Answered, Secret
from hutong.api.tests.calling import System, a_list, make_token, read
from hutong.audit.models import Entry
from hutong.children import actions
from hutong.children.models import Child, Evidence, Receipt, RecordedFact
from hutong.children.tests.making import NOW, OTHER_COUNTY, VILLAGE, make_child, make_number
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
NUMBER = make_number(date(2015, 3, 4))
ELSEWHERE = make_number(date(2016, 3, 4))
NOBODY = make_number(date(2017, 3, 4))


@pytest.fixture
def child() -> Child:
    with acting_as(EVERYTHING):
        make_child(OTHER_COUNTY, identity_number=ELSEWHERE, identity_kind="resident")
        return make_child(VILLAGE, identity_number=NUMBER, identity_kind="resident", national_number="N1")


def _row(number: str = NUMBER, **fact: Any) -> dict[str, Any]:
    said = {"name": "school_stage", "value": "primary", "since": "2024-09-01", **fact}
    return {"who": {"identity_number": number}, "facts": [said]}


def _states(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["reason"] or one["state"] for one in read(answer)["rows"]]


def test_a_list_becomes_facts_of_that_department(child: Child) -> None:
    system = System(make_token())
    assert _states(system.post("/facts", a_list(_row()))) == ["created"]
    with acting_as(EVERYTHING):
        fact, paper = RecordedFact.objects.get(), Evidence.objects.get()
    assert (fact.child_id, fact.name, fact.value, fact.source) == (child.pk, "school_stage", "primary", "education")
    assert fact.evidence_id == paper.pk and paper.title == "在校生名单" and "学籍系统" in paper.reference


def test_the_same_list_a_day_later_changes_nothing(child: Child) -> None:
    system = System(make_token())
    system.post("/facts", a_list(_row()))
    with acting_as(EVERYTHING):
        before = Child.objects.get(pk=child.pk).revision
    assert _states(system.post("/facts", a_list(_row()))) == ["unchanged"]
    with acting_as(EVERYTHING):
        assert Child.objects.get(pk=child.pk).revision == before
        assert Evidence.objects.count() == 1


def test_a_child_elsewhere_and_nobody_are_refused_in_the_same_words(child: Child) -> None:
    rows = read(System(make_token()).post("/facts", a_list(_row(ELSEWHERE), _row(NOBODY))))["rows"]
    assert [one["reason"] for one in rows] == ["person-not-found"] * 2
    assert rows[0]["told"] == rows[1]["told"]
    assert {**rows[0], "row": 1} == rows[1]


def test_a_child_is_found_by_the_number_of_the_national_system(child: Child) -> None:
    row = {"who": {"national_number": "N1"}, "facts": [{"name": "school_stage", "value": "primary"}]}
    assert _states(System(make_token()).post("/facts", a_list(row))) == ["created"]


def test_what_another_source_says_otherwise_stands_beside_it_as_a_conflict(child: Child) -> None:
    with acting_as(EVERYTHING):
        actions.record_fact(
            child=child, name="school_stage", value="preschool", by=None, at=NOW, source="civil_affairs"
        )
    assert _states(System(make_token()).post("/facts", a_list(_row()))) == ["conflict"]
    with acting_as(EVERYTHING):
        assert RecordedFact.objects.filter(corrected_at__isnull=True).count() == 2


def test_a_row_is_written_wholly_or_not_at_all(child: Child) -> None:
    row = _row()
    row["facts"].append({"name": "school_stage.of_what", "value": True})
    answer = System(make_token()).post("/facts", a_list(row, _row(value="junior")))
    states = _states(answer)
    assert states[0] == "fact-not-usable"
    with acting_as(EVERYTHING):
        assert not RecordedFact.objects.filter(value="primary").exists()


def test_a_class_that_the_token_does_not_name_is_not_taken(child: Child) -> None:
    row = _row(name="hiv_status", value="infected", since=None)
    assert _states(System(make_token()).post("/facts", a_list(row))) == ["not-granted"]
    with acting_as(EVERYTHING):
        assert not RecordedFact.objects.exists()


def test_a_mistyped_number_is_said_to_be_one(child: Child) -> None:
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
    assert _states(System(make_token()).post("/facts", a_list(_row(wrong)))) == ["number-mistyped"]


def test_what_ends_is_ended_and_does_not_go_on_afterwards(child: Child) -> None:
    system = System(make_token())
    system.post("/facts", a_list(_row()))
    assert _states(system.post("/facts", a_list(_row(until="2025-05-31")))) == ["created"]
    with acting_as(EVERYTHING):
        (fact,) = RecordedFact.objects.filter(corrected_at__isnull=True)
    assert fact.until == date(2025, 5, 31)


def test_payments_come_in_as_yuan_and_are_kept_in_fen(child: Child) -> None:
    system = System(make_token(kind="civil_affairs"))
    paid = {"benefit": "dibao", "amount": "612.5", "since": "2025-01-01", "payer_place": "990101"}
    row = {"who": {"identity_number": NUMBER}, "receipt": paid}
    assert _states(system.post("/receipts", a_list(row))) == ["created"]
    assert _states(system.post("/receipts", a_list(row))) == ["unchanged"]
    ended = {**row, "receipt": {**paid, "until": "2025-04-30"}}
    assert _states(system.post("/receipts", a_list(ended))) == ["created"]
    with acting_as(EVERYTHING):
        (receipt,) = Receipt.objects.filter(corrected_at__isnull=True)
    assert (receipt.fen, receipt.until, receipt.payer_place) == (61250, date(2025, 4, 30), "990101000000")
    unknown = {**row, "receipt": {**paid, "benefit": "no_such_benefit"}}
    assert _states(system.post("/receipts", a_list(unknown))) == ["benefit-unknown"]


def test_the_same_key_and_list_get_the_same_answer_and_do_nothing(child: Child) -> None:
    system = System(make_token())
    first = system.post("/facts", a_list(_row()), key="key-00001")
    again = system.post("/facts", a_list(_row()), key="key-00001")
    assert first.content == again.content and read(again)["created"] == 1
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"


def test_the_same_key_for_another_list_is_refused(child: Child) -> None:
    system = System(make_token())
    system.post("/facts", a_list(_row()), key="key-00001")
    assert system.post("/facts", a_list(_row(value="junior")), key="key-00001").status_code == 409
    assert System(make_token()).post("/facts", a_list(_row()), key="key-00001").status_code == 200


@pytest.mark.parametrize("key", ["", "short", "with space 1234", "x" * 101])
def test_a_write_needs_a_key(child: Child, key: str) -> None:
    answer = System(make_token()).post("/facts", a_list(_row()), key=key)
    assert answer.status_code == 422
    assert read(answer)["errors"][0]["where"] == "/header/Idempotency-Key"


def test_what_is_kept_of_an_answer_is_sealed(child: Child) -> None:
    System(make_token()).post("/facts", a_list(_row()))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT answer FROM {Answered._meta.db_table}")
        (sealed,) = cursor.fetchone()
    assert str(child.uid).encode() not in bytes(sealed)


def test_one_file_is_written_only_as_it_was_read(child: Child) -> None:
    system, path = System(make_token()), f"/children/{child.uid}"
    tag = system.get(path).headers["ETag"]
    sent = {"source": a_list()["source"], "facts": _row()["facts"]}
    assert system.post(f"{path}/facts", sent, **{"If-Match": tag}).status_code == 200
    stale = system.post(f"{path}/facts", sent, **{"If-Match": tag})
    assert stale.status_code == 412
    with acting_as(EVERYTHING):
        other = Child.objects.get(identity_mark__isnull=False, area=OTHER_COUNTY)
    assert system.post(f"/children/{other.uid}/facts", sent).status_code == 404


def test_every_write_is_on_record_as_the_tokens(child: Child) -> None:
    System(make_token()).post("/facts", a_list(_row(), _row(NOBODY)))
    token = Secret.objects.get().token
    entries = Entry.objects.filter(worker=token.uid).order_by("id")
    assert list(entries.filter(way="search").values_list("door", "rows")) == [("api:send_facts", 2)]
