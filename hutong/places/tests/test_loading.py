"""The published divisions come into the database once, the wide ones always."""

from datetime import date

import pytest

from hutong.places.errors import DivisionsMissing
from hutong.places.loading import is_loaded, load_divisions
from hutong.places.models import Division, Level
from hutong.places.queries import get_full_name, list_below

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 1)


def test_two_counties_are_loaded_with_their_villages_and_all_counties_beside() -> None:
    load_divisions(["431022", "500110"])
    assert get_full_name("431022111001", on=DAY) == "湖南省郴州市宜章县玉溪镇城北社区"
    assert get_full_name("500110", on=DAY) == "重庆市綦江区"
    assert get_full_name("441900003000", on=DAY) == "广东省东莞市"  # its townships were not asked for
    counts = {level: Division.objects.filter(level=level).count() for level in (1, 2, 3, 4, 5)}
    assert counts == {1: 34, 2: 342, 3: 2975, 4: 50, 5: 746}
    assert is_loaded("431022000000")
    assert not is_loaded("431021000000")


def test_loading_again_adds_only_what_is_new() -> None:
    load_divisions(["431022"])
    Division.objects.filter(code="431022111000").update(name="改过的镇")
    assert load_divisions(["431022"]) == 0
    assert load_divisions(["500110"]) == 31 + 480
    assert Division.objects.get(code="431022111000").name == "改过的镇"


def test_a_city_without_counties_lists_its_towns() -> None:
    load_divisions(["441900003"])
    assert [place.level for place in list_below("441900", on=DAY)] == [Level.TOWNSHIP]


@pytest.mark.parametrize("prefix", ["999999", "四三", "4310221002011"])
def test_a_prefix_of_nothing_is_refused(prefix: str) -> None:
    with pytest.raises(DivisionsMissing, match="no division begins with"):
        load_divisions([prefix])
    assert not Division.objects.exists()
