"""Rows that go in by the thousand are those that would have gone in one by one."""

import uuid

import pytest
from pypinyin import Style, pinyin

from hutong.children.inserting import insert_objects, insert_rows
from hutong.children.models import Change, Child, Person, RecordedFact
from hutong.children.names import list_readings
from hutong.children.tests.making import NOW, TODAY, VILLAGE, make_child, make_number
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.staff.sealed_fields import mark_of

pytestmark = pytest.mark.django_db
NUMBER = make_number(TODAY)


def test_objects_inserted_together_read_as_those_that_are_saved() -> None:
    with acting_as(EVERYTHING):
        before = make_child(name="王小明")
        child = Child(area=VILLAGE, name="李小红", born=TODAY, identity_number=NUMBER, phone="13800000000", made_at=NOW)
        insert_objects(Child, [child])
        after = make_child(name="张小华")
        read = Child.objects.get(uid=child.uid)
    assert before.pk < read.pk == child.pk < after.pk
    assert (read.identity_number, read.phone, read.born, read.made_at) == (NUMBER, "13800000000", TODAY, NOW)
    assert read.identity_mark == mark_of(NUMBER, kind="identity")
    assert not child._state.adding


def test_inserted_objects_can_be_saved_again() -> None:
    person = Person(name="王五", identity_number=NUMBER, made_at=NOW)
    insert_objects(Person, [person])
    person.name = "王六"
    person.save()
    assert list(Person.objects.values_list("uid", "name")) == [(person.uid, "王六")]


def test_what_is_left_out_of_a_row_gets_its_default() -> None:
    with acting_as(EVERYTHING):
        child = make_child()
        insert_rows(RecordedFact, ("child_id", "name", "value", "recorded_at"), [(child.pk, "dibao", "true", NOW)])
        fact = RecordedFact.objects.get(name="dibao")
    assert (fact.is_collected, fact.source, fact.is_preferred, fact.until) == (True, "", False, None)


def test_no_rows_are_no_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        insert_rows(Change, ("child_id",), [])
        insert_objects(Child, [])


def test_keys_of_many_objects_are_all_different() -> None:
    people = [Person(name=uuid.uuid4().hex, made_at=NOW) for _ in range(300)]
    insert_objects(Person, people)
    assert len({one.pk for one in people}) == len(people)
    assert dict(Person.objects.values_list("pk", "uid")) == {one.pk: one.uid for one in people}


@pytest.mark.parametrize("given", ["小明", "重阳", "长乐", "单于", "行", "子曰", "a明", "朝朝暮", "𬭎明"])
def test_characters_read_singly_read_as_the_whole_word(given: str) -> None:
    usual = "".join(one[0] for one in pinyin(given, style=Style.NORMAL, errors="default"))
    assert list_readings(f"王{given}")[0] == "wang" + usual
