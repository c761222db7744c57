"""Files, posts and bodies go along when their place gets another code: on the day, not before, once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from hutong.children.following import count_files, follow_places
from hutong.children.models import Amendment, Change, Child
from hutong.children.tests.making import COUNTY, NOW, OTHER_VILLAGE, TODAY, TOWNSHIP, VILLAGE, make_child, make_worker
from hutong.places.actions import found_division
from hutong.places.changes import Asked, change_divisions
from hutong.places.models import Body, ChangeKind
from hutong.staff.models import Post, Role
from hutong.staff.scope import EVERYTHING, acting_as, scope_of

pytestmark = pytest.mark.django_db
ON, NEW = TODAY + timedelta(days=30), "990101105201"
OTHER_NEW = "990101105202"


@pytest.fixture
def child() -> Child:
    for code, name in ((COUNTY, "试验县"), (TOWNSHIP, "清溪镇"), (VILLAGE, "上清村"), (OTHER_VILLAGE, "下清村")):
        found_division(code=code, name=name, on=date(2000, 1, 1))
    with acting_as(EVERYTHING):
        child = make_child(VILLAGE)
    asked = Asked(ChangeKind.RECODE, TOWNSHIP, ON, to_code="990101105000")
    change_divisions(asked, reason="试验县政发〔2025〕1号", by=uuid4(), at=NOW)
    return child


def test_nothing_goes_along_before_the_day_and_everything_on_it(child: Child) -> None:
    worker = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting_as(EVERYTHING):
        assert follow_places(on=ON - timedelta(days=1), at=NOW).files == 0
        moved = follow_places(on=ON, at=NOW)
        assert (moved.files, moved.posts, moved.bodies) == (1, 1, 1)
        assert follow_places(on=ON, at=NOW).files == 0
        assert Child.objects.get(pk=child.pk).area == NEW
        assert Amendment.objects.get(child=child, field="area").before == VILLAGE
        assert Change.objects.filter(child=child, what="place").count() == 1
    assert Body.objects.get(posts__worker=worker, posts__area=NEW).place == NEW
    held = Post.objects.filter(worker=worker).order_by("since").values_list("area", "until")
    assert list(held) == [(VILLAGE, ON - timedelta(days=1)), (NEW, None)]


def test_whoever_saw_the_file_sees_it_after(child: Child) -> None:
    worker = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting_as(EVERYTHING):
        follow_places(on=ON, at=NOW)
    with acting_as(scope_of(worker, on=ON)):
        assert Child.objects.filter(pk=child.pk).exists()


def test_household_and_residence_stay_as_they_were_written(child: Child) -> None:
    with acting_as(EVERYTHING):
        follow_places(on=ON, at=NOW)
        assert Child.objects.get(pk=child.pk).residence_place == VILLAGE


def test_few_files_are_not_counted_out(child: Child) -> None:
    assert count_files(TOWNSHIP) is None
    assert count_files("990102000000") == 0
    with acting_as(EVERYTHING):
        for _ in range(4):
            make_child(OTHER_VILLAGE)
    assert count_files(TOWNSHIP) == 5
