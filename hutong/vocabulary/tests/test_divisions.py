import pytest
from hypothesis import given
from hypothesis import strategies as st

from hutong.vocabulary.divisions import (
    GROUPING_NAMES,
    Division,
    DivisionAmbiguous,
    DivisionError,
    DivisionUnknown,
    get_division_code,
    get_division_name,
    get_gazetteer,
    list_ancestors,
)

NAMED = [d for d in get_gazetteer().by_code.values() if d.name not in GROUPING_NAMES]


@pytest.mark.parametrize(
    "written",
    [
        "宜章县",
        "宜章",
        "湖南宜章县",
        "湖南郴州宜章",
        "湖南省郴州市宜章县玉溪镇某村某组",
        "湖南省 郴州市 宜章县",
        "431022",
        "431022100",
        "431022100201",
    ],
)
def test_ways_of_writing_a_county_are_one_code(written: str) -> None:
    assert get_division_code(written) == "431022"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("重庆市綦江区", "500110"),
        ("重庆市市辖区綦江区", "500110"),
        ("郴州市", "431000"),
        ("湖南省", "430000"),
        ("吉林省吉林市船营区", "220204"),
        ("广东省东莞市南城街道", "441900"),
        ("湖北省潜江市", "429005"),
        ("内蒙古呼和浩特市新城区", "150102"),
    ],
)
def test_uneven_depths_of_the_tree_are_understood(written: str, code: str) -> None:
    assert get_division_code(written) == code


def test_a_name_of_two_places_is_refused_with_both() -> None:
    with pytest.raises(DivisionAmbiguous) as refusal:
        get_division_code("朝阳区")
    assert refusal.value.candidates == ("北京市朝阳区", "吉林省长春市朝阳区")


@pytest.mark.parametrize("written", ["某县", "", "外省", "431099", "43102", "1" * 300, "市辖区", "=1+1"])
def test_an_unknown_place_is_refused(written: str) -> None:
    with pytest.raises(DivisionUnknown, match="湖南省郴州市宜章县"):
        get_division_code(written)


def test_a_town_straight_after_a_city_is_refused_because_its_county_is_missing() -> None:
    with pytest.raises(DivisionUnknown) as refusal:
        get_division_code("郴州市桂阳路街道")
    assert refusal.value.understood == "郴州市"


def test_a_place_lies_in_its_city_its_province_and_the_nation() -> None:
    assert list_ancestors("431022") == ("431022", "431000", "430000", "000000")


def test_a_code_has_the_full_path_as_its_name() -> None:
    assert get_division_name("431022") == "湖南省郴州市宜章县"


@given(st.sampled_from(NAMED))
def test_every_full_path_leads_back_to_its_code(division: Division) -> None:
    code = division.code
    assert get_division_code(get_division_name(code)) == code


def test_a_city_without_districts_is_itself_and_not_its_only_county() -> None:
    assert get_division_code("甘肃省嘉峪关市") == "620200"


@given(st.text(alphabet="湖南省郴州市宜章县朝阳区城市辖0143 ", max_size=20))
def test_any_text_is_a_code_or_refused_by_name(text: str) -> None:
    try:
        assert get_division_code(text) in get_gazetteer().by_code
    except DivisionError as refusal:
        assert str(refusal)
