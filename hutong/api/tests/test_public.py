"""What anybody may ask: the documents, the words, and what a child would be owed – of which nothing is kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hutong.api.models import Usage
from hutong.api.tests.calling import System, read

pytestmark = pytest.mark.django_db
ORPHAN = {
    "birth_date": "2015-03-04", "hukou_place": "431022", "residence_place": "431022", "father.dead": True,
    "mother.dead": True,
}  # fmt: skip


def test_facts_in_and_what_is_owed_with_clauses_out() -> None:
    told = read(System().post("/ask", {"facts": ORPHAN, "on": "2025-06-01"}))
    owed = {one["benefit"]: one for one in told["findings"] if one["is_owed"]}
    orphan = owed["orphan_placement"]
    assert told["on"] == "2025-06-01"
    assert orphan["clauses"] and all("#" in one for one in orphan["clauses"])
    assert orphan["label"]["zh"]
    assert all(one["gap"] is None for one in told["findings"])
    assert told["documents"] and told["ask_next"]


def test_nothing_of_a_question_is_stored() -> None:
    """Not one row is written but the count of requests in this minute."""
    with CaptureQueriesContext(connection) as asked:
        assert System().post("/ask", {"facts": ORPHAN}).status_code == 200
    writes = [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE"))]
    assert writes and all(Usage._meta.db_table in sql for sql in writes)


def test_facts_that_cannot_both_be_so_are_refused_by_name() -> None:
    told = read(System().post("/ask", {"facts": {"birth_date": "2015-03-04", "age": 3}}))
    assert told["status"] == 422
    assert {one["where"].removeprefix("/body/facts/") for one in told["errors"]} <= {"age", "birth_date"}


def test_documents_are_read_with_their_clauses() -> None:
    listed = read(System().get("/documents"))
    assert len(listed["checksum"]) == 64
    address = listed["documents"][0]["address"]
    whole = read(System().get(f"/documents/{address}"))
    assert whole["address"] == address and whole["clauses"][0]["address"].startswith(f"{address}#")


def test_the_vocabulary_names_facts_benefits_and_bodies() -> None:
    words = read(System().get("/vocabulary"))
    facts = {one["name"]: one for one in words["facts"]}
    assert facts["hiv_status"]["secrecy"] == ["hiv"]
    assert "dibao" in {one["name"] for one in words["benefits"]}
    assert "education" in {one["name"] for one in words["bodies"]}


def test_health_answers_without_a_token() -> None:
    assert read(System().get("/health")) == {"status": "ok"}
