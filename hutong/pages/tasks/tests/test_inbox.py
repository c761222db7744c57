"""The inbox: who sees which tasks, in what order, page by page, in how many questions."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hutong.audit.models import Entry
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, VILLAGE, make_worker
from hutong.pages.tasks.narrowing import read_narrowed, write_narrowed
from hutong.pages.tasks.tests.giving import fill_inbox, give_task, step_by
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker
from hutong.staff.scope import acting_as, scope_of
from hutong.tasks.clocks import Deadline
from hutong.tasks.listing import BELOW, DONE, TABS, WHOSE, Narrowed, list_page
from hutong.tasks.models import Task
from hutong.vocabulary.secrecy import HIV, bits_of

pytestmark = pytest.mark.django_db
SCREENS = {
    "tasks": 22, "tasks_by_child": 20, "task_new": 14, "workload": 16, "leave": 16, "task_steps": 9, "day_counts": 12,
}  # fmt: skip
LARGEST = 100_000
Signed = Callable[[str], Client]


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    yield make_people() | {"education": make_worker(Role.DEPARTMENT, COUNTY, kind="education")}
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    return make_file(people["assigned"])


@pytest.fixture
def tasks(child: Child, people: dict[str, Worker]) -> dict[str, Task]:
    return fill_inbox(child, people)


@pytest.fixture
def signed(people: dict[str, Worker]) -> Signed:
    def sign_in(who: str) -> Client:
        visitor = Client()
        visitor.force_login(people[who])
        return visitor

    return sign_in


def text(visitor: Client, screen: str, query: str = "", **words: object) -> str:
    answer = visitor.get(reverse(screen, kwargs=words or None) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize(("screen", "most"), SCREENS.items())
def test_a_screen_is_small_and_asks_little(
    screen: str,
    most: int,
    child: Child,
    tasks: dict[str, Task],
    signed: Signed,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(60):
        give_task(f"more{number}", body_kind="civil_affairs", child=child)
    visitor = signed("county")
    visitor.get(reverse(screen))
    with django_assert_max_num_queries(most):
        page = visitor.get(reverse(screen))
    assert page.status_code == 200
    assert len(page.content) < LARGEST


@pytest.mark.parametrize("screen", SCREENS)
def test_nobody_comes_in_unsigned(screen: str, people: dict[str, Worker]) -> None:
    assert Client().get(reverse(screen)).status_code == 302


def test_the_urgent_task_stands_first_then_what_is_late(tasks: dict[str, Task], signed: Signed) -> None:
    page = text(signed("assigned"), "tasks")
    places = [page.index(words) for words in ("立即联系家庭", "核对低保名单", "上门看望")]
    assert places == sorted(places)
    assert "收齐残疾证材料" not in page


@pytest.mark.parametrize(
    ("tab", "words"), [("overdue", "核对低保名单"), ("waiting", "收齐残疾证材料"), ("done", "通知家长会")]
)
def test_each_part_of_the_inbox_holds_what_it_says(
    tab: str, words: str, tasks: dict[str, Task], signed: Signed
) -> None:
    page = text(signed("assigned"), "tasks", f"?tab={tab}")
    assert words in page
    assert "张贴求助电话" not in page


def test_a_light_is_said_in_words_and_not_by_colour_alone(tasks: dict[str, Task], signed: Signed) -> None:
    assert "逾期 6 天" in text(signed("assigned"), "tasks", "?tab=overdue")


def test_a_post_sees_its_own_inbox_and_a_stranger_nothing(tasks: dict[str, Task], signed: Signed) -> None:
    assert "确认待遇" in text(signed("county"), "tasks")
    assert "确认待遇" not in text(signed("assigned"), "tasks")
    stranger = text(signed("stranger"), "tasks")
    assert not any(task.what_zh in stranger for task in tasks.values())


def test_whoever_leads_the_work_sees_what_those_below_have_to_do(tasks: dict[str, Task], signed: Signed) -> None:
    assert "核对低保名单" in text(signed("county"), "tasks", "?whose=below")
    assert "核对低保名单" not in text(signed("county"), "tasks")


def test_the_filters_narrow(tasks: dict[str, Task], signed: Signed) -> None:
    assert "签订委托照护确认书" in text(signed("assigned"), "tasks", "?kind=duty")
    assert "上门看望" not in text(signed("assigned"), "tasks", "?kind=duty")
    assert "上门看望" not in text(signed("assigned"), "tasks", "?urgent=1")
    assert "没有符合条件" in text(signed("assigned"), "tasks", "?kind=survey")


def test_what_an_address_narrows_to_is_read_as_it_was_written() -> None:
    for tab in TABS:
        for whose in WHOSE:
            narrowed = Narrowed(tab=tab, whose=whose, kind="visit", place=VILLAGE, body_kind="police", is_urgent=True)
            words = dict(pair.split("=") for pair in write_narrowed(narrowed).split("&"))
            assert read_narrowed(words) == narrowed


def test_every_task_is_on_one_page_and_on_one_alone(
    child: Child, tasks: dict[str, Task], people: dict[str, Worker]
) -> None:
    for number in range(7):
        give_task(f"dated{number % 3}{number}", child=child, due=Deadline(days=number % 3 + 1))
        give_task(f"undated{number}", child=child, due=None)
    at, on = timezone.now(), timezone.localdate()
    with acting_as(scope_of(people["assigned"], on=on)) as scope:
        found, after, pages = [], None, 0
        while pages < 20:
            page = list_page(Narrowed(), scope=scope, at=at, after=after, limit=3)
            found += [task.pk for task in page.rows]
            pages, after = pages + 1, page.after
            if after is None:
                break
        wanted = Task.objects.filter(area=VILLAGE, state__in=("open", "accepted")).values_list("pk", flat=True)
        assert sorted(found) == sorted(wanted)
        assert pages > 3


def test_done_tasks_are_paged_from_the_last_on(child: Child, people: dict[str, Worker], signed: Signed) -> None:
    at, on = timezone.now(), timezone.localdate()
    for number in range(5):
        task = give_task(f"d{number}", child=child)
        step_by(people["assigned"], task, "finish", at=at + timedelta(seconds=number), words="办好了")
    with acting_as(scope_of(people["assigned"], on=on)) as scope:
        first = list_page(Narrowed(tab=DONE), scope=scope, at=at, limit=3)
        rest = list_page(Narrowed(tab=DONE), scope=scope, at=at, limit=3, after=first.after)
    assert [task.what_zh for task in [*first.tasks, *rest.tasks]] == [
        f"办理事项d{number}" for number in (4, 3, 2, 1, 0)
    ]


def test_a_department_reads_what_the_task_says_and_does_not_reach_the_file(
    child: Child, people: dict[str, Worker], signed: Signed
) -> None:
    task = give_task("school", body_kind="education", child=child, what_zh="安排入学")
    page = text(signed("education"), "tasks")
    assert "安排入学" in page and child.name in page
    assert reverse("child_file", args=[child.uid]) not in page
    assert "安排入学" in text(signed("education"), "task", uid=task.uid)
    assert signed("education").get(reverse("child_file", args=[child.uid])).status_code == 404


def test_what_is_told_by_grant_alone_is_not_told_and_neither_is_the_child(
    child: Child, people: dict[str, Worker], signed: Signed
) -> None:
    task = give_task("hiv", child=child, what_zh="落实艾滋病补助", secrecy=bits_of([HIV]))
    page = text(signed("assigned"), "tasks")
    assert "落实艾滋病补助" not in page and child.name not in page
    assert "需单独授权" in page or "授权" in page
    told = text(signed("assigned"), "task", uid=task.uid)
    assert "落实艾滋病补助" not in told and child.name not in told
    assert signed("assigned").get(reverse("task_step", args=[task.uid, "finish"])).status_code == 404


def test_an_administrator_has_no_inbox_of_the_body_where_the_post_is(tasks: dict[str, Task]) -> None:
    visitor = Client()
    visitor.force_login(make_worker(Role.SYSTEM_ADMIN, COUNTY, kind="civil_affairs"))
    assert "确认待遇" not in text(visitor, "tasks")
    assert visitor.get(reverse("task", args=[tasks["county"].uid])).status_code == 404


def test_the_first_tasks_stand_on_the_overview(tasks: dict[str, Task], signed: Signed) -> None:
    assert "立即联系家庭" in text(signed("assigned"), "home")


def test_a_department_finds_its_tasks_on_the_overview(child: Child, people: dict[str, Worker], signed: Signed) -> None:
    give_task("school", body_kind="education", child=child, what_zh="安排入学")
    assert "安排入学" in text(signed("education"), "home")


def test_the_file_holds_what_is_open_for_the_child(child: Child, tasks: dict[str, Task], signed: Signed) -> None:
    page = text(signed("assigned"), "child_file", uid=child.uid)
    assert "核对低保名单" in page and "通知家长会" not in page


def test_there_is_one_card_for_a_child_with_three_tasks_at_most(tasks: dict[str, Task], signed: Signed) -> None:
    page = text(signed("assigned"), "tasks_by_child")
    assert page.count('id="card_') == 1
    assert page.count('class="next"') + page.count("small next") <= 3 + 1
    assert "另有 1 项" in page
    assert "张贴求助电话" in page


def test_the_workload_counts_by_place_body_and_worker(tasks: dict[str, Task], signed: Signed) -> None:
    page = text(signed("county"), "workload")
    assert "上清村" in text(signed("county"), "workload", "?place=990101100000")
    assert "清溪镇" in page and "测试人员1" in page


def test_a_leader_sees_how_much_is_to_do_and_no_task(tasks: dict[str, Task], signed: Signed) -> None:
    page = text(signed("leader"), "workload")
    assert "清溪镇" in page
    assert not any(task.what_zh in page for task in tasks.values())
    assert "whose=below" not in page


def test_a_village_has_no_workload_of_others(people: dict[str, Worker], signed: Signed) -> None:
    assert signed("assigned").get(reverse("workload")).status_code == 403


def test_looking_is_written_down(child: Child, tasks: dict[str, Task], signed: Signed) -> None:
    signed("assigned").get(reverse("task", args=[tasks["new"].uid]))
    assert Entry.objects.filter(door="task", child=child.uid).exists()
    signed("assigned").get(reverse("tasks"))
    assert Entry.objects.filter(door="tasks").exists()


def test_below_is_nothing_for_a_village(tasks: dict[str, Task], people: dict[str, Worker]) -> None:
    with acting_as(scope_of(people["assigned"], on=timezone.localdate())) as scope:
        assert list_page(Narrowed(whose=BELOW), scope=scope, at=timezone.now()).rows == []
