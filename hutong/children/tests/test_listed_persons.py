"""Facts that are lists of persons are recorded, refused and read as files hold them."""

import pytest

from hutong.children.actions import correct_fact, record_fact
from hutong.children.errors import ValueRefused
from hutong.children.fact_values import get_fact, text_of, value_of
from hutong.children.listed_persons import Persons, read_persons, write_persons
from hutong.children.tests.making import NOW, VILLAGE, acting, make_child
from hutong.staff.models import Role

SUPPORTERS = "statutory_supporters"


def test_persons_come_back_as_they_were_written() -> None:
    persons: Persons = [{"who": "祖父 田大山", "able": True}, {"who": "祖母", "able": False}, {"who": "舅舅"}]
    text = write_persons(persons)
    assert text == "祖父 田大山|able=true;祖母|able=false;舅舅"
    assert read_persons(text) == persons == value_of(get_fact(SUPPORTERS), text)
    assert text_of(get_fact(SUPPORTERS), persons) == text_of(get_fact(SUPPORTERS), text) == text


@pytest.mark.parametrize(
    "given",
    ["", ";", "|able=true", "祖父|able=perhaps", "祖父|rich=true", "一" * 31, [{"who": "祖父;祖母"}], ["祖父"], 3],
)
def test_what_is_no_list_of_persons_is_refused(given: object) -> None:
    with pytest.raises(ValueRefused):
        text_of(get_fact(SUPPORTERS), given)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_list_is_recorded_and_corrected() -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as director:
        child = make_child(VILLAGE)
        first = record_fact(child=child, name=SUPPORTERS, value="祖父|able=true", by=director, at=NOW)
        second = correct_fact(fact=first, value="祖父|able=false", reason="住院", by=director, at=NOW)
        first.refresh_from_db()
        assert (first.corrected_by_id, second.value) == (second.pk, "祖父|able=false")
