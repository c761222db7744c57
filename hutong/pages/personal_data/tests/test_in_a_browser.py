"""Personal data in a browser: nothing that axe finds wrong at both widths; a consent given and withdrawn on a phone."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.privacy.actions import appoint_manager
from hutong.privacy.answering import receive_request
from hutong.privacy.breaching import add_file, record_breach, record_step
from hutong.privacy.consenting import ask_again, give_consent
from hutong.privacy.models import Breach, Consent, FamilyRequest
from hutong.privacy.yearly import judge_point, open_audit
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("HUTONG_PICTURES")
Faults = Callable[[Page], list[str]]


@pytest.fixture
def people(transactional_db: None) -> Iterator[dict[str, Worker]]:
    make_places()
    found = make_people()
    with acting_as(EVERYTHING):
        since, at = timezone.localdate(), timezone.now()
        appoint_manager(worker=found["leader"], area=COUNTY, since=since, by=None, at=at)
    yield found
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    return make_file(people["assigned"])


def look(page: Page, name: str, list_faults: Faults) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"personal-{name}.png", full_page=True)
    assert list_faults(page) == [], name


def fill(child: Child, people: dict[str, Worker]) -> tuple[FamilyRequest, Breach]:
    """A consent to be asked again, a request, a breach."""
    by, at, today = people["county"], timezone.now(), timezone.localdate()
    with acting_as(EVERYTHING):
        give_consent(
            child=child, purpose="photographs", given_on=today, way="in_person", by_guardian=True,
            guardian_name="田奶奶", guardian_relation="paternal_grandmother", by=by, at=at,
        )  # fmt: skip
        ask_again(ahead=3000, on=today, at=at)
        asked = receive_request(
            child=child, kind="correct", asker="guardian", asker_name="田奶奶", checked="identity_card",
            asker_relation="paternal_grandmother", words="孩子已经上四年级，请更正。", by=by, at=at,
        )  # fmt: skip
        what = "一名村级人员的手机遗失，手机上登录着系统。"
        breach = record_breach(
            area=COUNTY, kind="misused", what=what, classes=["identity", "contact"], found_at=at, by=by, at=at,
            how_many=1,
        )  # fmt: skip
        add_file(breach=breach, child=child.uid, by=people["leader"], at=at)
        given: dict[str, Any] = {"words": "已停用账号，结束全部会话。", "by": people["leader"], "at": at}
        record_step(breach=breach, kind="measure", happened_at=at, **given)
    return asked, breach


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_no_page_of_families_rights_has_a_fault(
    child: Child, people: dict[str, Worker], open_page: Opened, list_faults: Faults, size: dict[str, int]
) -> None:
    asked, _ = fill(child, people)
    page = open_page(reverse("personal_data"), worker=people["county"], size=size)
    look(page, f"data-{size['width']}", list_faults)
    addresses = {
        "consents": reverse("consents", args=[child.uid]),
        "request": reverse("family_request", args=[child.uid, asked.uid]),
        "receive": reverse("family_request_new", args=[child.uid]), "breach-new": reverse("breach_new"),
    }  # fmt: skip
    for name, address in addresses.items():
        page.goto(address)
        look(page, f"{name}-{size['width']}", list_faults)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_no_page_of_who_answers_for_the_data_has_a_fault(
    child: Child, people: dict[str, Worker], open_page: Opened, list_faults: Faults, size: dict[str, int]
) -> None:
    _, breach = fill(child, people)
    manager, on, at = people["leader"], timezone.localdate(), timezone.now()
    with acting_as(EVERYTHING):
        audit = open_audit(year=on.year, area=COUNTY, by=manager, on=on, at=at)
        judge_point(
            audit=audit, key="access", verdict="not_met", finding="有一次未按期审查", remedy="增加一名负责人",
            remedy_due=on + timedelta(days=30), by=manager, on=on, at=at,
        )  # fmt: skip
    page = open_page(reverse("personal_data"), worker=manager, size=size)
    look(page, f"manager-{size['width']}", list_faults)
    addresses = {
        "breaches": reverse("breaches"), "breach": reverse("breach", args=[breach.uid]),
        "audits": reverse("yearly_audits"), "audit": reverse("yearly_audit", args=[audit.uid]),
        "erasures": reverse("erasures"),
    }  # fmt: skip
    for name, address in addresses.items():
        page.goto(address)
        look(page, f"{name}-{size['width']}", list_faults)


def test_a_consent_is_given_and_withdrawn_on_a_phone_without_a_script(
    child: Child, people: dict[str, Worker], open_page: Opened
) -> None:
    page = open_page(reverse("consents", args=[child.uid]), worker=people["assigned"], size=PHONE, has_script=False)
    page.get_by_text("拍摄、保存照片和录像", exact=True).last.click()
    page.get_by_label("监护人同意").check()
    page.get_by_label("监护人姓名").fill("田奶奶")
    page.get_by_text("当面口头，有见证人").click()
    with page.expect_navigation():
        page.get_by_role("button", name="保存同意").click()
    expect(page.get_by_text("同意已登记。")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="撤回", exact=True).click()
    expect(page.get_by_text("已撤回；自即时起不再为该用途处理信息。")).to_be_visible()
    with acting_as(EVERYTHING):
        assert not Consent.objects.get().is_open


def test_the_pages_are_english_for_who_reads_english(
    child: Child, people: dict[str, Worker], open_page: Opened, list_faults: Faults
) -> None:
    asked, _ = fill(child, people)
    address = reverse("family_request", args=[child.uid, asked.uid])
    page = open_page(address, worker=people["county"], size=DESKTOP, lang="en")
    expect(page.get_by_role("heading", name="Answer in writing")).to_be_visible()
    look(page, "request-en", list_faults)
