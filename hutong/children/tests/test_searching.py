"""A child is found by its name, its sound, its day of birth, its kin and its number – within the scope only."""

from datetime import date
from typing import Any

import pytest

from hutong.children.actions import add_kin, record_fact, register_child
from hutong.children.errors import ChildUnknown
from hutong.children.likeness import BORN, BORN_ABOUT, KIN, NAME, NUMBER, SEX, SOUND
from hutong.children.models import Child
from hutong.children.names import list_keys, list_readings
from hutong.children.queries import (
    Filters,
    Sought,
    get_child,
    list_children,
    list_likely_duplicates,
    search_children,
    sought_of,
)
from hutong.children.surnames import READINGS
from hutong.children.tests.making import (
    COUNTY,
    NOW,
    OTHER_COUNTY,
    OTHER_VILLAGE,
    TODAY,
    VILLAGE,
    acting,
    make_child,
    make_number,
)
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
IN_2016 = {"born_earliest": date(2016, 1, 1), "born_latest": date(2016, 12, 31)}
NUMBER_OF_SHAN = make_number(date(2015, 3, 4))


@pytest.fixture(autouse=True)
def children() -> Any:
    with acting_as(EVERYTHING):
        made = {
            "单小明": register(VILLAGE, "单小明", identity_number=NUMBER_OF_SHAN),
            "王小明": register(VILLAGE, "王小明", born=date(2015, 4, 3), sex="1"),
            "王晓明": register(OTHER_VILLAGE, "王晓明", born=date(2016, 1, 1), national_number="N2016000123"),
            "欧阳明": register(
                "990102100201", "欧阳明", born_earliest=date(2016, 1, 1), born_latest=date(2016, 12, 31)
            ),
            "热合曼": register("990102100201", "阿卜杜·热合曼"),
        }
        add_kin(child=made["王小明"], relation="mother", name="李秀英", by=None, at=NOW)
        yield made


def register(area: str, name: str, **fields: Any) -> Child:
    return register_child(area=area, name=name, by=None, at=NOW, **fields)


def found(text: str, **given: Any) -> list[str]:
    return [child.name for child in search_children(text, **given).children]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("小明", ["单小明", "王小明"]),
        ("王小明", ["王小明"]),
        ("王", ["王小明", "王晓明"]),
        ("阿卜杜热合曼", ["阿卜杜·热合曼"]),
        ("wangxiaoming", ["王小明", "王晓明"]),
        ("Wang Xiao", ["王小明", "王晓明"]),
        ("xiaoming", ["单小明", "王小明", "王晓明"]),
        ("wxm", ["王小明", "王晓明"]),
        ("shanxm", []),
        ("shan", ["单小明"]),
        ("dan", ["单小明"]),
        ("sxm", ["单小明"]),
        ("oym", ["欧阳明"]),
        ("ouyang", ["欧阳明"]),
        ("2015-03-04", ["单小明"]),
        ("2015年4月", ["王小明"]),
        ("20160501", ["欧阳明"]),
        ("2016", ["王晓明", "欧阳明"]),
        (NUMBER_OF_SHAN, ["单小明"]),
        (NUMBER_OF_SHAN.lower()[:6] + " " + NUMBER_OF_SHAN[6:], ["单小明"]),
        (NUMBER_OF_SHAN[:17], []),
        ("n2016000123", ["王晓明"]),
        ("", []),
        ("赵", []),
        ("?", []),
    ],
)
def test_a_text_finds(text: str, names: list[str]) -> None:
    assert found(text) == names


def test_kin_narrow_a_search_or_are_one() -> None:
    assert found("", kin="秀英") == found("", kin="lxy") == found("王", kin="李") == ["王小明"]
    assert found("单", kin="李") == []


def test_a_search_stays_within_the_scope() -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE):
        assert found("wxm") == ["王小明"]
    with acting(Role.CIVIL_AFFAIRS, OTHER_COUNTY):
        assert found("小明") == [] and found("2016") == ["欧阳明"]


def test_pages_follow_each_other_without_gaps() -> None:
    first = search_children("小明", limit=1)
    second = search_children("小明", limit=1, after=first.after)
    assert [child.name for child in (*first.children, *second.children)] == ["单小明", "王小明"]
    assert second.after is None


@pytest.mark.parametrize("text", ["小明", "wxm", "2015", NUMBER_OF_SHAN])
def test_a_search_is_one_question(text: str, django_assert_num_queries: Any) -> None:
    with acting(Role.CIVIL_AFFAIRS, COUNTY), django_assert_num_queries(1):
        search_children(text)


def test_every_surname_of_the_table_is_found_by_each_of_its_readings() -> None:
    for surname, readings in READINGS.items():
        keys = {key for kind, key in list_keys([f"{surname}明"]) if kind == "latin"}
        assert {f"{reading.replace(' ', '')}ming" for reading in readings} <= keys


def test_the_true_reading_comes_first_and_umlauts_have_two_spellings() -> None:
    assert list_readings("曾明")[0] == "zengming" and list_readings("尉迟明")[0] == "yuchiming"
    assert {"lvming", "lyuming"} <= set(list_readings("吕明"))


def sought(name: str, **given: Any) -> Sought:
    return Sought(name, **given)


def test_likely_duplicates_say_what_agrees_and_what_differs() -> None:
    likely = list_likely_duplicates(sought("王晓明", born=date(2015, 4, 3), sex="2", kin=("李秀英",)))
    first = likely[0]
    assert first.child.name == "王小明"
    assert set(first.agrees) == {SOUND, BORN, KIN} and first.differs == (SEX,)


def test_a_day_and_month_exchanged_is_still_likely() -> None:
    likely = list_likely_duplicates(sought("王小明", born=date(2015, 3, 4)))
    assert [(one.child.name, one.agrees) for one in likely if NAME in one.agrees] == [("王小明", (NAME, BORN_ABOUT))]


def test_the_same_number_is_the_same_child_whatever_else_differs() -> None:
    likely = list_likely_duplicates(sought("李四", born=date(2001, 1, 1), identity_number=NUMBER_OF_SHAN))
    assert [one.child.name for one in likely] == ["单小明"] and NUMBER in likely[0].agrees


def test_a_stranger_is_nobodys_duplicate_and_a_file_not_its_own(children: dict[str, Child]) -> None:
    assert list_likely_duplicates(sought("赵六", born=date(2011, 1, 1))) == []
    own = children["王小明"]
    assert all(one.child != own for one in list_likely_duplicates(sought_of(own), besides=own.pk))


def test_duplicates_are_looked_for_within_the_scope_in_few_questions(django_assert_max_num_queries: Any) -> None:
    with acting(Role.CIVIL_AFFAIRS, OTHER_COUNTY), django_assert_max_num_queries(4):
        assert list_likely_duplicates(sought("王小明", born=date(2015, 4, 3))) == []


def names_of(filters: Filters) -> list[str]:
    return [child.name for child in list_children(filters, on=TODAY).children]


def test_lists_are_narrowed_by_place_age_state_and_what_is_missing(children: dict[str, Child]) -> None:
    record_fact(child=children["王小明"], name="disabled", value=True, by=None, at=NOW, source="police")
    record_fact(child=children["王晓明"], name="disabled", value=None, by=None, at=NOW, is_collected=False)
    assert names_of(Filters(place=VILLAGE)) == ["单小明", "王小明"]
    assert names_of(Filters(youngest=10)) == ["单小明", "王小明"]
    assert names_of(Filters(oldest=9)) == ["王晓明", "欧阳明"]
    assert names_of(Filters(states=("closed",))) == []
    assert names_of(Filters(lacks_fact="disabled")) == ["单小明", "王晓明", "欧阳明", "阿卜杜·热合曼"]
    assert names_of(Filters(lacks_evidence=True)) == ["王小明"]
    assert names_of(Filters(stale_before=NOW)) == []


def test_a_long_list_comes_in_pages_of_one_question_each(django_assert_num_queries: Any) -> None:
    for _ in range(7):
        make_child()
    seen, after = [], None
    while True:
        with django_assert_num_queries(1):
            page = list_children(on=TODAY, after=after, limit=5)
        seen += [child.pk for child in page.children]
        if (after := page.after) is None:
            break
    assert seen == sorted(seen) and len(seen) == len(set(seen)) == 12


def test_a_file_that_may_not_be_seen_is_as_if_it_were_not(children: dict[str, Child]) -> None:
    with acting(Role.CHILD_DIRECTOR, OTHER_VILLAGE), pytest.raises(ChildUnknown):
        get_child(children["王小明"].uid)
    with pytest.raises(ChildUnknown):
        get_child("00000000-0000-0000-0000-000000000000")
