"""Workers are hired, hold posts between two days, and see what those posts open."""

from datetime import UTC, date, datetime

import pytest

from hutong.places.models import Body
from hutong.staff.actions import appoint, end_post, hire_worker
from hutong.staff.errors import PasswordWeak, PostEndsTooEarly, RoleUnknown, UserNameTaken
from hutong.staff.models import Post, Role, Worker
from hutong.staff.scope import scope_of

pytestmark = pytest.mark.django_db
ON, LATER = date(2025, 6, 1), date(2025, 9, 1)
COUNTY = "990101"
GOOD = "only-for-tests-1"
AT = datetime(2025, 6, 1, 9, tzinfo=UTC)


def make_post(**changed: str) -> Post:
    given = {"username": "lihua", "name": "示例华", "password": GOOD, "role": "civil_affairs", "kind": "civil_affairs"}
    return appoint(**{**given, **changed}, kind_name="民政部门", place=COUNTY, on=ON, at=AT)


def test_the_first_worker_of_a_place_gets_a_body_to_work_at() -> None:
    post = make_post()
    assert (post.area, post.body.place, post.body.kind) == ("990101000000", "990101000000", "civil_affairs")
    assert post.worker.check_password(GOOD)
    assert scope_of(post.worker, on=ON).covers("990101100201")


def test_the_next_one_works_at_the_same_body() -> None:
    assert make_post().body == make_post(username="wangli").body
    assert Body.objects.count() == 1


def test_a_post_opens_nothing_after_its_last_day() -> None:
    post = end_post(post=make_post(), until=LATER, at=AT)
    assert scope_of(post.worker, on=LATER).has_role(Role.CIVIL_AFFAIRS)
    assert not scope_of(post.worker, on=date(2025, 9, 2)).held


def test_what_cannot_be_is_refused_and_leaves_nothing_behind() -> None:
    make_post()
    with pytest.raises(UserNameTaken, match="lihua"):
        make_post()
    with pytest.raises(RoleUnknown, match="child_director"):
        make_post(username="another", role="king")
    with pytest.raises(PasswordWeak, match="password"):
        make_post(username="another", password="1234", kind="education")
    with pytest.raises(PostEndsTooEarly, match="2025-06-01"):
        end_post(post=Post.objects.get(), until=date(2025, 5, 31), at=AT)
    assert (Worker.objects.count(), Body.objects.count()) == (1, 1)


def test_a_password_like_the_name_is_weak() -> None:
    with pytest.raises(PasswordWeak):
        hire_worker(username="lihua-of-yizhang", name="示例华", password="lihua-of-yizhang", at=AT)
