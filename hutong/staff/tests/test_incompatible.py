"""Posts that one person may not hold together are refused when given, and open nothing when held all the same."""

from datetime import UTC, date, datetime
from itertools import permutations
from typing import NamedTuple

import pytest

from hutong.lib.translating import translator
from hutong.places.models import Body
from hutong.staff.actions import appoint, end_post, give_post
from hutong.staff.errors import PostsExclude
from hutong.staff.incompatible import ADMINISTRATORS, CHECKED, CHECKERS, TABLE, list_clashes
from hutong.staff.models import Post, Role, Worker
from hutong.staff.scope import scope_of
from tests import tree

TODAY = date(2025, 6, 1)
COUNTY, TOWNSHIP, VILLAGE, OTHER_COUNTY = "990101000000", "990101100000", "990101100201", "990102000000"
PAGE = "docs/incompatible-posts.md"
HEAD = "| 岗位 | 不得兼任 | 范围 | 原因 |\n|---|---|---|---|\n"
AT = datetime(2025, 6, 1, 9, tzinfo=UTC)


class Held(NamedTuple):
    role: Role
    area: str


def make_officer() -> Worker:
    post = appoint(
        username="lihua", name="示例华", password="only-for-tests-1", role="civil_affairs", kind="civil_affairs",
        kind_name="民政部门", place=COUNTY, on=date(2020, 1, 1), at=AT,
    )  # fmt: skip
    return post.worker


def excludes(one: Role, other: Role, *, area: str = COUNTY, other_area: str = COUNTY) -> bool:
    return bool(list_clashes([Held(one, area), Held(other, other_area)]))


def test_the_three_administrators_exclude_each_other_and_everything_else() -> None:
    for admin in ADMINISTRATORS:
        for other in Role:
            assert excludes(admin, other, other_area=OTHER_COUNTY) == (other != admin), (admin, other)


@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize("checked", CHECKED)
def test_nobody_checks_the_work_of_their_own_area(checker: Role, checked: Role) -> None:
    for area, other_area in permutations((COUNTY, TOWNSHIP, VILLAGE), 2):
        assert excludes(checker, checked, area=area, other_area=other_area)
        assert excludes(checked, checker, area=area, other_area=other_area)
    assert not excludes(checker, checked, other_area=OTHER_COUNTY)


def test_those_who_do_the_work_may_hold_several_posts() -> None:
    assert not any(excludes(one, other) for one, other in permutations(CHECKED, 2))
    assert not excludes(*CHECKERS)


def test_the_page_of_the_docs_is_this_table() -> None:
    say = translator("zh")
    rows = [
        f"| {line.role.label} | {'、'.join(role.label for role in line.excludes)} "
        f"| {'任何地区' if line.is_anywhere else '管辖区域有重叠时'} | {say(line.why)} |\n"
        for line in TABLE
    ]
    assert "".join([HEAD, *rows]) in tree.get_text(PAGE)


@pytest.mark.django_db
def test_a_post_that_does_not_go_with_another_is_not_given() -> None:
    worker = make_officer()
    body = Body.objects.get()
    with pytest.raises(PostsExclude) as refused:
        give_post(worker=worker, role=Role.AUDIT_ADMIN, body=body, area=COUNTY, since=TODAY, at=AT)
    assert "管理员只管账号" in refused.value.told("zh")
    end_post(post=Post.objects.get(), until=date(2025, 5, 31), at=AT)
    give_post(worker=worker, role=Role.AUDIT_ADMIN, body=body, area=COUNTY, since=TODAY, at=AT)
    with pytest.raises(PostsExclude):
        give_post(worker=worker, role=Role.LEADER, body=body, area=COUNTY, since=date(2030, 1, 1), at=AT)


@pytest.mark.django_db
def test_whoever_holds_both_all_the_same_has_no_scope() -> None:
    worker = make_officer()
    Post.objects.create(worker=worker, role=Role.AUDITOR, body=Body.objects.get(), area=VILLAGE, since=TODAY)
    scope = scope_of(worker, on=TODAY)
    assert (scope.held, len(scope.clashes)) == ((), 1)
    assert not scope.covers(VILLAGE)
    assert scope_of(worker, on=date(2025, 5, 31)).covers(VILLAGE)
