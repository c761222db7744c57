"""Looks and acts are written down, and nothing that was written can be changed."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from hutong.audit.acting import SYSTEM, Actor, PostUsed, acted_by, through
from hutong.audit.actions import note_act, note_acts, note_look, note_sign_in
from hutong.audit.errors import NoActor
from hutong.audit.models import Entry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
VILLAGE, COUNTY, ELSEWHERE = "431022100201", "431022000000", "431023000000"
DIRECTOR = Actor(
    uuid.uuid4(), posts=(PostUsed("civil_affairs", COUNTY), PostUsed("child_director", VILLAGE)), role="civil_affairs"
)


def last() -> Entry:
    return Entry.objects.order_by("-pk")[0]


def test_a_look_is_written_with_who_what_and_through_which_door() -> None:
    child = uuid.uuid4()
    with acted_by(DIRECTOR):
        note_look(at=AT, door="child_file", way="read", child=child, purpose="走访前", place=VILLAGE)
    entry = last()
    assert (entry.at, entry.way, entry.door, entry.child, entry.rows) == (AT, "read", "child_file", child, 1)
    assert (entry.worker, entry.purpose, entry.act) == (DIRECTOR.worker, "走访前", "")


@pytest.mark.parametrize(
    ("place", "role"), [(VILLAGE, "child_director"), (COUNTY, "civil_affairs"), (ELSEWHERE, "civil_affairs")]
)
def test_the_narrowest_post_over_the_place_is_the_one_used(place: str, role: str) -> None:
    with acted_by(DIRECTOR):
        note_look(at=AT, door="child_file", way="read", child=uuid.uuid4(), place=place)
    assert last().role == role


def test_nobody_looks_unnamed() -> None:
    with pytest.raises(NoActor):
        note_look(at=AT, door="child_file", way="read", child=uuid.uuid4())


def test_a_look_of_an_unknown_way_is_refused() -> None:
    with acted_by(SYSTEM), pytest.raises(ValueError, match="peep"):
        note_look(at=AT, door="child_file", way="peep")


def test_an_act_takes_the_door_in_use() -> None:
    with acted_by(SYSTEM), through("settle"):
        note_act(at=AT, act="determined", rows=3)
    assert (last().door, last().act, last().role, last().rows) == ("settle", "determined", "system", 3)


def test_an_act_of_many_files_leaves_an_entry_for_each() -> None:
    children = [(uuid.uuid4(), VILLAGE) for _ in range(3)]
    note_acts(at=AT, act="imported", children=children, by=DIRECTOR.worker)
    found = Entry.objects.order_by("-pk")[:3]
    assert {one.child for one in found} == {child for child, _ in children}
    assert {one.worker for one in found} == {DIRECTOR.worker}


def test_a_failed_sign_in_keeps_only_the_mark_of_the_name() -> None:
    note_sign_in(at=AT, act="refused", username_mark="k3j2")
    assert (last().way, last().worker, last().about) == ("sign_in", None, "k3j2")


def test_control_characters_do_not_reach_the_record() -> None:
    with acted_by(SYSTEM):
        note_look(at=AT, door="children", way="list", purpose="one\x1ftwo\nthree")
    assert last().purpose == "one two three"


def test_what_is_rolled_back_was_not_recorded_either() -> None:
    before = Entry.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic(), acted_by(SYSTEM):
        note_act(at=AT, act="tried")
        raise ZeroDivisionError
    assert Entry.objects.count() == before


CHANGES = {
    "update": "UPDATE {table} SET {column} = {column}",
    "delete": "DELETE FROM {table}",
    "truncate": "TRUNCATE {table}",
    "replace": "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
}
ON = {"postgresql": ("update", "delete", "truncate"), "sqlite": ("update", "delete", "replace")}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("table", "column"), [("audit_entry", "purpose"), ("audit_seal", "seal")])
def test_the_database_refuses_to_change_what_is_written(table: str, column: str, change: str) -> None:
    if change not in ON[connection.vendor]:
        pytest.skip("not a statement of this database")
    write_a_row(table)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        run(CHANGES[change].format(table=table, column=column))


def test_a_partition_refuses_as_the_whole_does() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL keeps partitions")
    with acted_by(SYSTEM):
        entry = note_act(at=datetime(1999, 1, 1, tzinfo=UTC), act="tried")
    for sql in ("TRUNCATE audit_entry_rest", f"DELETE FROM audit_entry_rest WHERE id = {entry.pk}"):
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            run(sql)


def write_a_row(table: str) -> None:
    if table == "audit_entry":
        with acted_by(SYSTEM):
            note_act(at=AT, act="tried")
        return
    row: dict[str, Any] = {
        "number": 10_000, "made_at": AT, "month": "202611", "first": 1, "last": 1, "count": 1, "rows_hash": "a",
        "previous": "test", "algorithm": "none", "key": 1, "seal": "c",
    }  # fmt: skip
    with connection.cursor() as cursor:
        names, holes = ", ".join(row), ", ".join(["%s"] * len(row))
        cursor.execute(f"INSERT INTO audit_seal ({names}) VALUES ({holes})", list(row.values()))


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
