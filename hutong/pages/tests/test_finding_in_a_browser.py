"""Finding children, in a browser: reports, visits and surveys without a fault at both widths, and the journeys."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, VILLAGE, make_worker
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.pages.tests.test_in_a_browser import keep_picture
from hutong.places.queries import forget_places
from hutong.protection.actions import ReceiptSaid, Suspect, Told, report_danger
from hutong.protection.models import Report
from hutong.services.models import SurveyVillage, Visit, VisitDue
from hutong.services.surveys import LineSaid, add_household, open_round
from hutong.services.visiting_days import keep_due_days
from hutong.services.visits import Seen, record_visit
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db(transaction=True)
Faults = Callable[[Page], list[str]]
MOST_TAPS = 10


@pytest.fixture
def people(transactional_db: None) -> Iterator[dict[str, Worker]]:
    make_places()
    found = make_people()
    found["police"] = make_worker(Role.DEPARTMENT, COUNTY, kind="police")
    yield found
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    child = make_file(people["assigned"])
    with acting_as(EVERYTHING):
        keep_due_days([child], on=timezone.localdate())
        VisitDue.objects.filter(child=child).update(due_on=timezone.localdate() - timedelta(days=3))
    return child


def make_work(child: Child, people: dict[str, Worker]) -> dict[str, str]:
    """A red report, a received one, a visit, a round: every screen by its name."""
    at, today, county = timezone.now(), timezone.localdate(), people["county"]
    with acting_as(EVERYTHING):
        told = Told(
            what="邻居听到孩子整夜哭喊，手臂有瘀伤", where="上清村三组村道尽头", about="男孩，约九岁，读三年级",
            situations=("4", "6"), needs_help_now=True, suspect=Suspect("父亲", "guardian"),
        )  # fmt: skip
        red = report_danger(told=told, place=VILLAGE, child=child, by=people["colleague"], at=at - timedelta(hours=3))
        receipt = ReceiptSaid("officer", "王警官", at - timedelta(hours=1), "清溪派出所", "接〔2026〕118号")
        with_police = report_danger(told=told, place=VILLAGE, by=people["colleague"], at=at, receipt=receipt)
        states = {
            "contact": "half_year",
            "living": "fair",
            "guardianship": "poor",
            "economic_hardship": "some",
            "rights": "none",
        }
        seen = Seen("both", today, "田大姐", asked="祖母", states=states, words="冬衣不够", facts={"enrolled": "true"})
        visit = record_visit(child=child, seen=seen, by=people["assigned"], at=at)
        survey = open_round(area=COUNTY, title="秋季排查", due_on=today + timedelta(days=9), by=county, at=at)
        village = SurveyVillage.objects.get(round=survey, place=VILLAGE)
        add_household(village=village, household="水家", said=LineSaid("in_need", "祖母病重"), by=county, at=at)
    return {
        "reports": reverse("reports"),
        "report_new": f"{reverse('report_new')}?child={child.uid}",
        "report_red": reverse("report", args=[red.uid]),
        "report_with_police": reverse("report", args=[with_police.uid]),
        "visits": reverse("visits"),
        "visit_intervals": reverse("visit_intervals"),
        "visit_new": reverse("visit_new", args=[child.uid]),
        "visit": reverse("visit", args=[child.uid, visit.uid]),
        "visits_of": reverse("visits_of", args=[child.uid]),
        "closeness_new": reverse("closeness_new", args=[child.uid]),
        "surveys": reverse("surveys"),
        "survey": reverse("survey", args=[survey.uid]),
        "survey_village": reverse("survey_village", args=[village.uid]),
    }


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize(("size", "width"), [(PHONE, "390"), (DESKTOP, "1280")])
def test_no_screen_of_finding_has_a_fault(
    child: Child,
    people: dict[str, Worker],
    open_page: Opened,
    list_faults: Faults,
    size: dict[str, int],
    width: str,
    lang: str,
) -> None:
    addresses = make_work(child, people)
    page = open_page(reverse("home"), worker=people["county"], size=size, lang=lang)
    faults = {}
    for name, address in addresses.items():
        page.goto(address)
        keep_picture(page, f"finding-{name}-{width}-{lang}")
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        faults[name] = list_faults(page)
    assert {name: found for name, found in faults.items() if found} == {}


def test_a_report_is_made_on_the_phone_and_stays_red_until_the_police_have_it(
    people: dict[str, Worker], open_page: Opened
) -> None:
    page = open_page(reverse("report_new"), worker=people["assigned"], size=PHONE)
    expect(page.get_by_role("link", name="立即拨打110")).to_have_attribute("href", "tel:110")
    page.get_by_label("发生了什么").fill("孩子一个人在家，三天没有大人")
    page.get_by_label("在哪里").fill("上清村二组")
    with page.expect_navigation():
        page.get_by_role("button", name="提交报告").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("报告")
    expect(page.locator("main")).to_contain_text("公安机关尚未接到这份报告")
    with acting_as(EVERYTHING):
        report = Report.objects.get()
    police = open_page(reverse("reports"), worker=people["police"], size=PHONE)
    with police.expect_navigation():
        police.get_by_role("link", name=report.number).click()
    expect(police.locator("main")).to_contain_text("三天没有大人")
    expect(police.locator("main")).not_to_contain_text(people["assigned"].name)
    receipt = police.locator("form[data-draft=receipt]")
    receipt.get_by_label("接报人").fill("王警官")
    now = timezone.localtime() - timedelta(minutes=2)
    receipt.get_by_label("报警时间").fill(f"{now:%Y-%m-%dT%H:%M}")
    with police.expect_navigation():
        receipt.get_by_role("button", name="保存").click()
    expect(police.locator("main")).to_contain_text("公安机关已于")
    page.goto(reverse("report", args=[report.uid]))
    expect(page.locator("main")).to_contain_text("公安机关已于")


def test_a_visit_is_ten_taps_at_most_and_the_family_is_told_what_it_is_owed(
    child: Child, people: dict[str, Worker], open_page: Opened
) -> None:
    taps = 0
    page = open_page(reverse("visits"), worker=people["colleague"], size=PHONE)

    def tap(group: str, answer: str) -> None:
        nonlocal taps
        page.get_by_role("group", name=group).get_by_label(answer, exact=True).check()
        taps += 1

    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("^走访 万小溪")).click()
    taps += 1
    expect(page.get_by_role("heading", level=1)).to_have_text("走访 万小溪")
    tap("见到了谁", "儿童和照料人")
    tap("最近一次与父母联系", "半年以上")
    for group in ("生活状况", "监护状况", "就学状况", "精神状况"):
        tap(group, "一般")
    tap("四个重点方面", "经济困难")
    with page.expect_navigation():
        page.get_by_role("button", name="提交走访").first.click()
    taps += 1
    assert taps <= MOST_TAPS
    expect(page.get_by_role("heading", name="家庭可能应享的待遇")).to_be_visible()
    line = page.locator("#owed li").first
    with page.expect_navigation():
        line.get_by_role("button", name=re.compile("^已告知")).click()
    expect(page.locator("#owed .tag.yes").first).to_contain_text("已告知")
    page.goto(reverse("visit_new", args=[child.uid]))
    again = page.get_by_role("group", name="监护状况").get_by_label("一般", exact=True)
    expect(again).to_be_checked()
    with acting_as(EVERYTHING):
        assert Visit.objects.get().economic_hardship == "some"


def test_what_was_tapped_is_there_again(child: Child, people: dict[str, Worker], open_page: Opened) -> None:
    page = open_page(reverse("visit_new", args=[child.uid]), worker=people["assigned"], size=PHONE)
    page.get_by_role("group", name="见到了谁").get_by_label("照料人", exact=True).check()
    page.goto(reverse("visits"))
    page.goto(reverse("visit_new", args=[child.uid]))
    expect(page.get_by_role("group", name="见到了谁").get_by_label("照料人", exact=True)).to_be_checked()


def test_what_was_tapped_is_there_when_the_network_was_gone_as_it_was_sent(
    child: Child, people: dict[str, Worker], open_page: Opened
) -> None:
    page = open_page(reverse("visit_new", args=[child.uid]), worker=people["assigned"], size=PHONE)
    page.get_by_role("group", name="见到了谁").get_by_label("照料人", exact=True).check()
    page.context.set_offline(True)
    page.get_by_role("button", name="提交走访").first.click()
    page.wait_for_url("chrome-error://**")
    page.context.set_offline(False)
    page.goto(reverse("visit_new", args=[child.uid]))
    expect(page.get_by_role("group", name="见到了谁").get_by_label("照料人", exact=True)).to_be_checked()
    with page.expect_navigation():
        page.get_by_role("button", name="提交走访").first.click()
    with acting_as(EVERYTHING):
        assert Visit.objects.count() == 1
    page.goto(reverse("visit_new", args=[child.uid]))
    expect(page.get_by_role("group", name="见到了谁")).to_be_visible()
    expect(page.locator("[data-draft-told]")).to_be_hidden()


def test_a_round_goes_from_the_county_to_the_village_and_back(
    child: Child, people: dict[str, Worker], open_page: Opened
) -> None:
    county = open_page(reverse("surveys"), worker=people["county"])
    county.get_by_label("排查名称").fill("秋季排查")
    county.get_by_label("最后一日").fill(f"{timezone.localdate() + timedelta(days=20):%Y-%m-%d}")
    with county.expect_navigation():
        county.get_by_role("button", name="开始排查").click()
    expect(county.get_by_role("heading", level=1)).to_have_text("秋季排查")
    village = open_page(reverse("surveys"), worker=people["assigned"], size=PHONE)
    with village.expect_navigation():
        village.get_by_role("link", name="秋季排查").click()
    with village.expect_navigation():
        village.get_by_role("link", name="上清村").click()
    village.get_by_label(re.compile("排查结果.*万小溪")).select_option("as_known")
    with village.expect_navigation():
        village.get_by_role("button", name="保存结果").click()
    expect(village.get_by_role("status")).to_contain_text("已保存")
    village.get_by_label("本村总户数").fill("120")
    village.get_by_label("其中已排查户数").fill("118")
    with village.expect_navigation():
        village.get_by_role("button", name="本村已完成").click()
    expect(village.locator("main")).to_contain_text("118 / 120")
    county.reload()
    expect(county.locator("tr", has_text="上清村")).to_contain_text("已完成")
