"""Bodies take other names from a day on, and are not closed over somebody's post."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hutong.places.bodies import found_body, rename_body, take_up_names, withdraw_name
from hutong.places.errors import BodyEndsTooEarly, BodyThereAlready, NameTooEarly, NothingChanges
from hutong.places.models import Body, BodyName
from hutong.places.queries import list_bodies, name_of_body
from hutong.staff.actions import close_body, end_post
from hutong.staff.errors import BodyHasPosts
from hutong.staff.models import Post, Role, Worker

pytestmark = pytest.mark.django_db
TODAY, A_DAY = date(2025, 6, 1), timedelta(days=1)
COUNTY = "990101000000"
AT = datetime(2025, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def body() -> Body:
    return found_body(kind="civil_affairs", name="试验县民政局", place=COUNTY, since=date(2000, 1, 1))


def test_the_same_body_is_not_entered_twice(body: Body) -> None:
    with pytest.raises(BodyThereAlready):
        found_body(kind="civil_affairs", name="试验县民政局", place=COUNTY, since=TODAY)


def test_a_name_of_today_is_borne_at_once_and_the_old_one_stays_known(body: Body) -> None:
    renamed = rename_body(body=body, name="试验县民政和退役局", since=TODAY, on=TODAY)
    assert renamed.name == "试验县民政和退役局"
    assert name_of_body(renamed, on=TODAY - A_DAY) == "试验县民政局"
    assert name_of_body(renamed, on=TODAY) == "试验县民政和退役局"


def test_a_planned_name_is_borne_from_its_day_and_can_be_taken_back_before(body: Body) -> None:
    later = TODAY + timedelta(days=30)
    assert rename_body(body=body, name="新局", since=later, on=TODAY).name == "试验县民政局"
    assert name_of_body(body, on=later) == "新局"
    with pytest.raises(NameTooEarly, match=str(later)):
        rename_body(body=body, name="别局", since=TODAY, on=TODAY)
    withdraw_name(name=BodyName.objects.get(name="新局"))
    assert take_up_names(on=later) == 0
    rename_body(body=body, name="新局", since=later, on=TODAY)
    assert take_up_names(on=later) == 1
    body.refresh_from_db()
    assert body.name == "新局"
    with pytest.raises(NothingChanges):
        withdraw_name(name=BodyName.objects.get(name="新局"))


def test_the_same_name_is_no_change(body: Body) -> None:
    with pytest.raises(NothingChanges):
        rename_body(body=body, name="试验县民政局", since=TODAY, on=TODAY)


def test_a_body_with_posts_is_not_closed_over_them(body: Body) -> None:
    worker = Worker.objects.create(username="li", name="李试验")
    post = Post.objects.create(worker=worker, role=Role.CIVIL_AFFAIRS, body=body, area=COUNTY, since=date(2020, 1, 1))
    with pytest.raises(BodyHasPosts, match="1 posts"):
        close_body(body=body, until=TODAY)
    end_post(post=post, until=TODAY, at=AT)
    close_body(body=body, until=TODAY)
    assert list_bodies(place=COUNTY, on=TODAY) == [body]
    assert list_bodies(place=COUNTY, on=TODAY + A_DAY) == []
    close_body(body=body, until=None)
    assert list_bodies(place=COUNTY, on=TODAY + A_DAY) == [body]


def test_a_body_does_not_end_before_it_begins(body: Body) -> None:
    with pytest.raises(BodyEndsTooEarly, match="2000-01-01"):
        close_body(body=body, until=date(1999, 1, 1))
