"""A file is begun and changed; numbers are checked, and silent about files elsewhere."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from hutong.children import identity
from hutong.children.actions import add_name, change_child, record_fact, register_child
from hutong.children.bulk import FileWriting, change_children
from hutong.children.errors import (
    FieldRefused,
    IdentityElsewhere,
    IdentityNotUsable,
    IdentityRefused,
    IdentityTaken,
    StaleFile,
)
from hutong.children.jobs import mirror_facts_of_day
from hutong.children.models import Amendment, Change, Child, IdentityKind, NameKey, Sex, State, Step
from hutong.children.queries import columns_known, facts_on
from hutong.children.scoped import everyone
from hutong.children.tests.making import (
    COUNTY,
    NOW,
    OTHER_COUNTY,
    OTHER_VILLAGE,
    TODAY,
    TOWNSHIP,
    VILLAGE,
    acting,
    make_child,
    make_number,
    make_worker,
)
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


def register(area: str = VILLAGE, name: str = "王小明", **fields: Any) -> Child:
    return register_child(area=area, name=name, by=None, at=NOW, **fields)


def test_a_new_file_is_a_candidate_with_a_step_a_change_and_keys_to_its_name() -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        child = register_child(area=VILLAGE, name=" 王小明 ", by=worker, at=NOW, sex="1", born=date(2015, 3, 4))
        assert (child.state, child.name, child.sex, child.made_by) == (State.CANDIDATE, "王小明", Sex.MALE, worker)
        assert Step.objects.get(child=child).level == 5
        assert Change.objects.filter(child=child).count() == 1
        assert NameKey.objects.filter(child=child, key="wxm").exists()
        assert facts_on(child, on=TODAY)["birth_date"][0].value == "2015-03-04"


def test_nobody_begins_a_file_outside_their_area() -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE):
        with pytest.raises(NotAllowed):
            register(OTHER_VILLAGE)
        with pytest.raises(NotAllowed):
            register(TOWNSHIP)
    with acting(Role.LEADER, COUNTY), pytest.raises(NotAllowed):
        register()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"sex": "3"}, "sex"),
        ({"hukou_place": "43"}, "hukou_place"),
        ({"born": date(2026, 1, 1)}, "born"),
        ({"born_earliest": date(2020, 2, 1), "born_latest": date(2020, 1, 1)}, "born"),
        ({"born_earliest": date(2020, 2, 1)}, "born"),
        ({"revision": 3}, "revision"),
        ({"nationality_group": "123"}, "nationality_group"),
        ({"identity_kind": "none", "identity_number": "1"}, "identity_number"),
    ],
)
def test_what_a_column_cannot_hold_is_refused_by_its_name(fields: dict[str, Any], field: str) -> None:
    with acting_as(EVERYTHING), pytest.raises(FieldRefused) as refused:
        register(**fields)
    assert refused.value.details["field"] == field


def test_a_name_is_needed_and_the_nation_has_no_files() -> None:
    with acting_as(EVERYTHING):
        for area, name in ((VILLAGE, "  "), ("000000000000", "王小明"), ("430000", "王小明")):
            with pytest.raises(FieldRefused):
                register(area, name)


def test_a_mistyped_number_is_refused_and_the_error_does_not_repeat_it() -> None:
    with acting_as(EVERYTHING), pytest.raises(IdentityRefused) as refused:
        register(identity_number="110105201503041238")
    assert "110105" not in str(refused.value)


def test_a_number_fills_in_birth_date_and_sex_where_they_are_not_known() -> None:
    with acting_as(EVERYTHING):
        child = register(identity_number=f" {make_number(date(2015, 3, 4)).lower()} ")
        assert (child.born, child.sex, child.identity_kind) == (date(2015, 3, 4), Sex.MALE, IdentityKind.RESIDENT)
        with pytest.raises(FieldRefused):
            register(identity_number=make_number(date(2015, 3, 5)), born=date(2015, 3, 4))


def test_a_temporary_number_is_made_where_one_is_wanted() -> None:
    with acting_as(EVERYTHING):
        one, other = register(identity_kind="temporary"), register(identity_kind="temporary")
    assert one.identity_number.startswith("T990101") and one.identity_number != other.identity_number


def test_a_taken_number_names_the_file_only_to_who_may_see_it() -> None:
    number = make_number(date(2015, 3, 4))
    with acting_as(EVERYTHING):
        held = register(identity_number=number)
        with pytest.raises(IdentityTaken) as taken:
            register(identity_number=number)
        assert taken.value.uid == held.uid
    with acting(Role.CHILD_SUPERVISOR, "990102100000"), pytest.raises(IdentityElsewhere):
        register("990102100201", identity_number=number)
    with acting(Role.CHILD_DIRECTOR, "990102100201"), pytest.raises(IdentityNotUsable):
        register("990102100201", identity_number=number)


def test_of_two_who_type_a_number_at_once_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    number, checks = make_number(date(2015, 3, 4)), iter((lambda *_, **__: None, identity.refuse_taken))
    with acting_as(EVERYTHING):
        register(identity_number=number)
        monkeypatch.setattr(
            "hutong.children.registering.refuse_taken", lambda *args, **given: next(checks)(*args, **given)
        )
        with pytest.raises(IdentityTaken):
            register(identity_number=number)
        assert Child.objects.count() == 1


def test_a_sealed_file_never_answers_to_its_number() -> None:
    number = make_number(date(2015, 3, 4))
    with acting_as(EVERYTHING):
        register(identity_number=number)
    everyone(Child).update(is_sealed=True)
    for area in (COUNTY, OTHER_COUNTY):
        with acting(Role.CIVIL_AFFAIRS, area), pytest.raises(IdentityNotUsable):
            register(f"{area[:6]}100201", identity_number=number)


def test_the_number_itself_is_nowhere_in_the_database() -> None:
    number = make_number(date(2015, 3, 4))
    with acting_as(EVERYTHING):
        child = register(identity_number=number)
        change_child(child=child, by=None, at=LATER, identity_kind="none", identity_number="")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert not any(number in str(cell) or number.encode() in bytes_of(cell) for row in cursor for cell in row)


def bytes_of(cell: object) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else b""


def test_a_change_keeps_what_stood_there() -> None:
    with acting_as(EVERYTHING):
        child = register(residence_address="一组")
        change_child(child=child, by=None, at=LATER, name="王晓明", residence_address="二组")
        assert columns_known(child, known_at=NOW) == {"name": "王小明", "residence_address": "一组"}
        assert columns_known(child, known_at=LATER) == {}
        assert Amendment.objects.count() == 2
        assert not NameKey.objects.filter(child=child, key="小明").exists()
        assert NameKey.objects.filter(child=child, key="晓明").exists()


def test_writing_what_stands_there_already_changes_nothing() -> None:
    with acting_as(EVERYTHING):
        child = register(residence_address="一组")
        change_child(child=child, by=None, at=LATER, residence_address="一组")
        assert not Amendment.objects.exists()


def test_what_somebody_else_wrote_meanwhile_is_what_a_change_is_compared_with() -> None:
    with acting_as(EVERYTHING):
        child = register(residence_address="一组")
        earlier = Child.objects.get(pk=child.pk)
        change_child(child=child, by=None, at=NOW, residence_address="二组")
        change_child(child=earlier, by=None, at=LATER, residence_address="一组")
        assert Child.objects.get().residence_address == "一组" and earlier.revision == 3


def test_a_page_filled_in_before_somebody_else_saved_is_told_so() -> None:
    with acting_as(EVERYTHING):
        child = register()
        change_child(child=child, by=None, at=NOW, residence_address="一组", expected_revision=1)
        assert child.revision == 2
        with pytest.raises(StaleFile):
            change_child(child=child, by=None, at=NOW, residence_address="二组", expected_revision=1)
        assert Child.objects.get(pk=child.pk).residence_address == "一组"


def test_a_move_ends_the_former_place_on_the_day_before() -> None:
    with acting_as(EVERYTHING):
        child = register(residence_place=VILLAGE)
        change_child(child=child, by=None, at=NOW, residence_place=OTHER_VILLAGE, since=date(2025, 5, 1))
        places = {day: facts_on(child, on=date(2025, *day))["residence_place"][0].value for day in ((4, 30), (5, 1))}
        assert places == {(4, 30): VILLAGE, (5, 1): OTHER_VILLAGE}


def test_a_place_that_only_a_column_told_held_until_the_move() -> None:
    with acting_as(EVERYTHING):
        child = make_child(residence_place=VILLAGE)
        change_child(child=child, by=None, at=LATER, residence_place=OTHER_VILLAGE, since=date(2025, 5, 1))
        assert facts_on(child, on=date(2025, 4, 30))["residence_place"][0].value == VILLAGE


def test_many_files_changed_at_once_correct_what_was_recorded_of_their_columns() -> None:
    with acting_as(EVERYTHING):
        child = register(residence_place=VILLAGE, born_earliest=date(2015, 1, 1), born_latest=date(2015, 2, 28))
        fields = {"residence_place": OTHER_VILLAGE, "born_latest": date(2015, 1, 31)}
        change_children([FileWriting(child, fields=fields)], by=None, at=LATER, note="测试")
        told = facts_on(child, on=TODAY)
        assert [fact.value for fact in told["residence_place"]] == [OTHER_VILLAGE]
        assert [fact.value for fact in told["birth_date"]] == ["2015-01-01..2015-01-31"]
        assert facts_on(child, on=TODAY, known_at=NOW)["residence_place"][0].value == VILLAGE


def test_a_corrected_place_was_never_right() -> None:
    with acting_as(EVERYTHING):
        child = register(residence_place=VILLAGE)
        change_child(child=child, by=None, at=LATER, residence_place=OTHER_VILLAGE)
        early = date(2024, 1, 1)
        assert facts_on(child, on=early)["residence_place"][0].value == OTHER_VILLAGE
        assert facts_on(child, on=early, known_at=NOW)["residence_place"][0].value == VILLAGE


def test_a_move_told_beforehand_shows_in_the_lists_on_its_day() -> None:
    first = date(2025, 7, 1)
    with acting_as(EVERYTHING):
        child = register(residence_place=VILLAGE)
        record_fact(child=child, name="residence_place", value=OTHER_VILLAGE, since=first, by=None, at=NOW)
        mirror_facts_of_day(on=TODAY, at=NOW)
        assert Child.objects.get().residence_place == VILLAGE
        assert mirror_facts_of_day(on=first, at=datetime(2025, 7, 1, tzinfo=UTC)) == 1
        assert Child.objects.get().residence_place == OTHER_VILLAGE


def test_a_place_that_is_taken_out_is_not_known_any_more() -> None:
    with acting_as(EVERYTHING):
        child = register(residence_place=VILLAGE)
        change_child(child=child, by=None, at=LATER, residence_place="")
        assert "residence_place" not in facts_on(child, on=TODAY)
        assert "residence_place" in facts_on(child, on=TODAY, known_at=NOW)


def test_a_birth_date_that_is_known_about_is_a_range() -> None:
    with acting_as(EVERYTHING):
        child = register(born_earliest=date(2015, 3, 1), born_latest=date(2015, 4, 30))
        assert facts_on(child, on=TODAY)["birth_date"][0].value == "2015-03-01..2015-04-30"
        change_child(child=child, by=None, at=LATER, born=date(2015, 3, 9))
        assert (child.born_earliest, child.born_latest) == (None, None)
        assert [fact.value for fact in facts_on(child, on=TODAY)["birth_date"]] == ["2015-03-09"]


def test_a_former_name_finds_the_child() -> None:
    with acting_as(EVERYTHING):
        child = register()
        add_name(child=child, name="王狗蛋", by=None, at=NOW)
        assert NameKey.objects.filter(child=child, key="狗蛋").exists()


def test_registering_takes_few_questions(django_assert_max_num_queries: Any) -> None:
    worker = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting_as(EVERYTHING), django_assert_max_num_queries(11):
        register_child(area=VILLAGE, name="王小明", by=worker, at=NOW, identity_number=make_number(date(2015, 3, 4)))


def test_an_act_after_midnight_in_beijing_counts_for_the_new_day() -> None:
    with acting_as(EVERYTHING):
        register_child(
            area=VILLAGE, name="新生儿", by=None, at=datetime(2025, 5, 31, 17, tzinfo=UTC), born=date(2025, 6, 1)
        )
