"""What is sealed stays sealed in the database, opens in its own row only, and is found by its mark."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from hutong.children.models import Person
from hutong.lib.sealing import SealBroken, with_new_key
from hutong.staff.sealed_fields import get_keyring, mark_of

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 6, 1, tzinfo=UTC)
NUMBER, PHONE = "990101198001010019", "00000000000"


def make_person(number: str = NUMBER, phone: str = PHONE) -> Person:
    return Person.objects.create(name="测试人员", identity_number=number, phone=phone, made_at=NOW)


def stored(person: Person, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM children_person WHERE id = %s", [person.pk])
        return bytes(cursor.fetchone()[0])


def test_the_text_is_read_back_but_is_not_in_the_database() -> None:
    person = make_person()
    assert Person.objects.get().identity_number == NUMBER
    assert NUMBER.encode() not in stored(person, "identity_number")


def test_the_same_text_is_sealed_differently_in_each_row_and_found_by_its_mark() -> None:
    one, other = make_person(), make_person()
    assert stored(one, "phone") != stored(other, "phone")
    assert Person.objects.filter(identity_mark=mark_of(NUMBER, kind="identity")).count() == 2
    assert mark_of(NUMBER, kind="identity") != mark_of(NUMBER, kind="phone")


def test_no_text_is_stored_as_none_and_has_no_mark() -> None:
    person = make_person("", "")
    assert stored(person, "phone") == b"" and Person.objects.get().identity_mark is None
    assert Person.objects.get().phone == ""


def test_a_seal_moved_to_another_row_or_column_does_not_open() -> None:
    one, other = make_person(), make_person()
    for source, target in ((f"WHERE id = {one.pk}", "phone"), (f"WHERE id = {other.pk}", "identity_number")):
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE children_person SET {target} = (SELECT phone FROM children_person {source}) WHERE id = %s",
                [other.pk],
            )
    moved = Person.objects.get(pk=other.pk)
    with pytest.raises(SealBroken):
        _ = moved.phone
    with pytest.raises(SealBroken):
        _ = moved.identity_number


def test_a_column_that_was_left_out_is_fetched_when_it_is_read() -> None:
    person = make_person()
    assert Person.objects.defer("phone").get(pk=person.pk).phone == PHONE


def test_the_mark_follows_the_text_whenever_the_row_is_saved() -> None:
    person = make_person()
    person.identity_number = "990101198001010027"
    person.save()
    assert Person.objects.get().identity_mark == mark_of("990101198001010027", kind="identity")


def test_a_sealed_column_is_neither_looked_for_nor_updated_in_bulk() -> None:
    make_person()
    with pytest.raises(FieldError):
        Person.objects.filter(phone=PHONE).exists()
    with pytest.raises(FieldError):
        Person.objects.update(phone=PHONE)


def test_what_an_older_key_sealed_opens_after_a_new_one_came(settings: object) -> None:
    person = make_person()
    settings.KEYRING = with_new_key(get_keyring().now)  # type: ignore[attr-defined]
    assert Person.objects.get().phone == PHONE
    newer = make_person()
    assert stored(person, "phone")[1:3] == b"\x00\x01" and stored(newer, "phone")[1:3] == b"\x00\x02"
