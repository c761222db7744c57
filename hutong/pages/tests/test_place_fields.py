"""Places as people write them: the whole path, one name, a code; two of a name are told apart by whoever writes."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError

from hutong.pages.place_fields import PlaceField
from hutong.places.codes import level_of
from hutong.places.models import Division
from hutong.places.queries import forget_places

pytestmark = pytest.mark.django_db
NAMED = {
    "430000000000": "湖南省", "431000000000": "郴州市", "431022000000": "宜章县", "431022100000": "玉溪镇",
    "431022100201": "示例村", "431022101000": "甲镇", "431021000000": "桂阳县", "431021101000": "甲镇",
}  # fmt: skip


@pytest.fixture(autouse=True)
def divisions() -> Iterator[None]:
    for code, name in NAMED.items():
        Division.objects.create(code=code, name=name, level=level_of(code))
    forget_places()
    yield
    forget_places()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("湖南省郴州市宜章县玉溪镇", "431022100000"),
        ("宜章县玉溪镇示例村", "431022100201"),
        ("宜章县 玉溪镇 示例村 3组", "431022100201"),
        ("玉溪镇", "431022100000"),
        ("桂阳县甲镇", "431021101000"),
        ("宜章县", "431022000000"),
        ("431022", "431022000000"),
        ("宜章县玉溪镇 (431022100000)", "431022100000"),
    ],
)
def test_a_place_is_found_as_narrow_as_it_is_written(text: str, code: str) -> None:
    assert PlaceField().clean(text) == code


def test_one_name_of_two_places_is_handed_back_with_both() -> None:
    with pytest.raises(ValidationError, match="宜章县甲镇") as told:
        PlaceField().clean("甲镇")
    assert "桂阳县甲镇" in str(told.value)


def test_no_place_is_handed_back() -> None:
    with pytest.raises(ValidationError, match="没有这个地方"):
        PlaceField().clean("无此镇")
