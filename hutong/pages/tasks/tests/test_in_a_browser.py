"""Tasks in a browser: at both widths, in both languages, by keyboard, without script; from accept to done."""

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, make_worker
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tasks.tests.giving import fill_inbox, give_task, step_by
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.pages.tests.test_in_a_browser import keep_picture
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.models import Task

pytestmark = pytest.mark.django_db(transaction=True)
Faults = Callable[[Page], list[str]]
STEPS = ("reply", "send_back", "reassign", "ask_help", "pause", "hand_over", "finish")


@pytest.fixture
def people(transactional_db: None) -> Iterator[dict[str, Worker]]:
    make_places()
    yield make_people() | {"education": make_worker(Role.DEPARTMENT, COUNTY, kind="education")}
    forget_places()


@pytest.fixture
def tasks(people: dict[str, Worker]) -> dict[str, Task]:
    child = make_file(people["assigned"])
    for number in range(2):
        give_task(f"county{number}", body_kind="civil_affairs", child=child, what_zh=f"确认第 {number + 1} 批名单")
    found = fill_inbox(child, people)
    step_by(people["assigned"], found["accepted"], "reply", words="照护人周三在家，届时上门签订")
    return found


def list_addresses(tasks: dict[str, Task], child: Child) -> dict[str, str]:
    """Every screen by its name."""
    return {
        "tasks": reverse("tasks"),
        "tasks_overdue": reverse("tasks") + "?tab=overdue",
        "tasks_done": reverse("tasks") + "?tab=done",
        "tasks_none": reverse("tasks") + "?kind=survey",
        "tasks_by_child": reverse("tasks_by_child"),
        "task": reverse("task", args=[tasks["accepted"].uid]),
        "task_urgent": reverse("task", args=[tasks["urgent"].uid]),
        "task_waiting": reverse("task", args=[tasks["waiting"].uid]),
        **{f"step_{step}": reverse("task_step", args=[tasks["accepted"].uid, step]) for step in STEPS},
        "task_new": reverse("task_new") + f"?child={child.uid}",
        "task_steps": reverse("task_steps"),
        "leave": reverse("leave"),
        "day_counts": reverse("day_counts"),
        "child_file": reverse("child_file", args=[child.uid]),
        "home": reverse("home"),
    }


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize(("size", "width"), [(PHONE, "390"), (DESKTOP, "1280")])
def test_no_screen_of_tasks_has_a_fault(
    tasks: dict[str, Task],
    people: dict[str, Worker],
    open_page: Opened,
    list_faults: Faults,
    size: dict[str, int],
    width: str,
    lang: str,
) -> None:
    with acting_as(EVERYTHING):
        child = Child.objects.get()
    page = open_page(reverse("tasks"), worker=people["assigned"], size=size, lang=lang)
    faults = {}
    for name, address in list_addresses(tasks, child).items():
        page.goto(address)
        keep_picture(page, f"{name}-{width}-{lang}")
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        faults[name] = list_faults(page)
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(("size", "width"), [(PHONE, "390"), (DESKTOP, "1280")])
def test_the_screens_of_the_county_have_no_fault(
    tasks: dict[str, Task],
    people: dict[str, Worker],
    open_page: Opened,
    list_faults: Faults,
    size: dict[str, int],
    width: str,
) -> None:
    page = open_page(reverse("tasks"), worker=people["county"], size=size)
    faults = {}
    for name, address in {
        "county_tasks": reverse("tasks"),
        "county_below": reverse("tasks") + "?whose=below",
        "workload": reverse("workload"),
        "county_counts": reverse("day_counts"),
        "task_new_place": reverse("task_new"),
    }.items():
        page.goto(address)
        keep_picture(page, f"{name}-{width}")
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        faults[name] = list_faults(page)
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    ("size", "lang", "has_script"), [(PHONE, "zh-CN", False), (PHONE, "zh-CN", True), (DESKTOP, "en", True)]
)
def test_a_worker_accepts_waits_goes_on_and_finishes(
    tasks: dict[str, Task],
    people: dict[str, Worker],
    open_page: Opened,
    size: dict[str, int],
    lang: str,
    has_script: bool,
) -> None:
    page = open_page(reverse("tasks"), worker=people["assigned"], size=size, lang=lang, has_script=has_script)
    is_zh = lang == "zh-CN"
    with page.expect_navigation():
        page.get_by_role("link", name="上门看望，了解近况" if is_zh else "matter new").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="受理" if is_zh else "Accept").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.locator(".head .tags")).to_contain_text("已受理" if is_zh else "accepted")
    page.locator("summary", has_text="其他步骤" if is_zh else "Other steps").click()
    with page.expect_navigation():
        page.get_by_role("link", name="暂停计时" if is_zh else "Wait", exact=True).click()
    page.get_by_role("textbox").first.fill("等待户籍证明")
    with page.expect_navigation():
        page.locator("form .acts button").click()
    expect(page.locator(".head .tags")).to_contain_text("等待中" if is_zh else "waiting")
    with page.expect_navigation():
        page.get_by_role("button", name="恢复办理" if is_zh else "Go on").click()
    expect(page.locator(".head .tags")).to_contain_text("已受理" if is_zh else "accepted")
    with page.expect_navigation():
        page.get_by_role("link", name="办结" if is_zh else "Finish", exact=True).click()
    page.get_by_role("textbox").first.fill("已上门看望，孩子一切都好")
    with page.expect_navigation():
        page.locator("form .acts button").click()
    expect(page.locator(".head .tags")).to_contain_text("已办结" if is_zh else "done")
    expect(page.locator(".timeline")).to_contain_text("已上门看望，孩子一切都好")
    with acting_as(EVERYTHING):
        assert Task.objects.get(pk=tasks["new"].pk).state == "done"


def test_a_card_is_worked_with_the_keyboard_alone(
    tasks: dict[str, Task], people: dict[str, Worker], open_page: Opened
) -> None:
    page = open_page(reverse("tasks_by_child"), worker=people["assigned"], size=PHONE)
    first = page.locator(".cards .next button").first
    first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已受理")
    expect(page.locator(".cards h2")).to_contain_text("万小溪")


@pytest.mark.parametrize(("size", "has_script"), [(PHONE, False), (DESKTOP, True)])
def test_the_county_finishes_what_it_ticked_at_once(
    tasks: dict[str, Task],
    people: dict[str, Worker],
    open_page: Opened,
    list_faults: Faults,
    size: dict[str, int],
    has_script: bool,
) -> None:
    page = open_page(reverse("tasks"), worker=people["county"], size=size, has_script=has_script)
    for box in page.locator('input[name="task"]').all():
        box.focus()
        page.keyboard.press("Space")
    page.select_option("#step", "finish")
    with page.expect_navigation():
        page.locator("#chosen button").click()
    page.get_by_role("textbox").first.fill("经集体研究确认")
    for picture in ("preview", "done"):
        with page.expect_navigation():
            page.locator("form .acts button").first.click()
        keep_picture(page, f"bulk-{picture}-{size['width']}")
        if has_script:
            assert list_faults(page) == []
    expect(page.get_by_role("status")).to_contain_text("3")
    with acting_as(EVERYTHING):
        assert Task.objects.filter(body_kind="civil_affairs", state="done").count() == 3


def test_all_rows_of_the_page_are_ticked_at_once(
    tasks: dict[str, Task], people: dict[str, Worker], open_page: Opened
) -> None:
    page = open_page(reverse("tasks"), worker=people["assigned"])
    page.locator("[data-choose-all] input").check()
    assert all(box.is_checked() for box in page.locator('input[name="task"]').all())
