"""Signing in, one's account and the workers' screens in a browser: passkeys, drafts kept, nothing axe finds wrong."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from hutong.children.tests.making import COUNTY, PASSWORD, VILLAGE, make_worker
from hutong.pages.conftest import DESKTOP, PHONE, Opened
from hutong.pages.tests.filing import make_people, make_places
from hutong.pages.tests.test_in_a_browser import keep_picture
from hutong.places.queries import forget_places
from hutong.staff import factors
from hutong.staff.models import Factor, Post, Role, Session, Worker
from hutong.staff.session_store import SessionStore

pytestmark = pytest.mark.django_db(transaction=True)
Faults = Callable[[Page], list[str]]
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def people(transactional_db: None) -> Iterator[dict[str, Worker]]:
    make_places()
    yield make_people()
    forget_places()


def enter_password(page: Page, worker: Worker, *, path: str = "/sign-in") -> None:
    page.goto(path)
    page.get_by_label("用户名").fill(worker.username)
    page.get_by_label("密码").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()


def add_authenticator(page: Page) -> Any:
    """A passkey of software, as the browser offers it for tests."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def test_a_passkey_is_set_up_and_signs_in(people: dict[str, Worker], open_page: Opened) -> None:
    worker = people["county"]
    page = open_page("/sign-in", size=PHONE)
    enter_password(page, worker)
    add_authenticator(page)
    page.goto("/account/second-factor")
    page.get_by_role("link", name="添加通行密钥").click()
    page.get_by_label("给这台设备起个名字").fill("办公室电脑")
    with page.expect_navigation():
        page.get_by_role("button", name="添加通行密钥").click()
    expect(page.locator("main li code")).to_have_count(10)
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("link", name="登录").first).to_be_visible()
    enter_password(page, worker, path="/sign-in?next=/children")
    expect(page.get_by_role("heading", level=1)).to_have_text("双因素登录")
    keep_picture(page, "second-390")
    with page.expect_navigation():
        page.get_by_role("button", name="使用通行密钥").click()
    expect(page).to_have_url(f"{page.url.split('/children')[0]}/children")
    factor = Factor.objects.get()
    assert (factor.name, factor.kind, factor.used_at is not None) == ("办公室电脑", "passkey", True)


def test_a_passkey_is_asked_for_only_once_its_program_is_there(people: dict[str, Worker], open_page: Opened) -> None:
    page = open_page("/sign-in")
    enter_password(page, people["county"])
    page.route("**/passkey*.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    page.goto("/account/second-factor/passkey")
    expect(page.get_by_role("button", name="添加通行密钥")).to_be_disabled()
    page.unroute("**/passkey*.js")
    page.reload()
    expect(page.get_by_role("button", name="添加通行密钥")).to_be_enabled()


def test_a_passkey_of_another_does_not_sign_in(people: dict[str, Worker], open_page: Opened) -> None:
    page = open_page("/sign-in")
    add_authenticator(page)
    enter_password(page, people["county"])
    page.goto("/account/second-factor/passkey")
    page.get_by_label("给这台设备起个名字").fill("一号")
    with page.expect_navigation():
        page.get_by_role("button", name="添加通行密钥").click()
    stolen = Factor.objects.get()
    at = timezone.now()
    factors.add_codes(worker=people["leader"], key=KEY, code=factors.code_at(KEY, at), at=at)
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("link", name="登录").first).to_be_visible()
    enter_password(page, people["leader"])
    expect(page.get_by_role("button", name="使用通行密钥")).to_have_count(0)
    assert stolen.worker == people["county"]


def test_what_was_typed_is_there_after_signing_in_again(people: dict[str, Worker], open_page: Opened) -> None:
    page = open_page("/sign-in")
    enter_password(page, people["assigned"])
    page.goto("/children/new")
    page.get_by_label("姓名").fill("万小河")
    grow_old(Session.objects.get())
    with page.expect_navigation():
        page.get_by_role("button", name="先查重，再建档").click()
    expect(page.get_by_text("已自动退出")).to_be_visible()
    keep_picture(page, "idle-1280")
    page.get_by_label("用户名").fill(people["assigned"].username)
    page.get_by_label("密码").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()
    expect(page.get_by_label("姓名")).to_have_value("万小河")


def grow_old(session: Session) -> None:
    """As if nothing had been done for longer than allowed."""
    store = SessionStore(session.session_key)
    store["seen"] = (timezone.now() - django_settings.IDLE_TIME - timedelta(minutes=1)).isoformat()
    store.save()


def test_drafts_are_gone_after_signing_out(people: dict[str, Worker], open_page: Opened) -> None:
    page = open_page("/sign-in")
    enter_password(page, people["assigned"])
    page.goto("/children/new")
    page.get_by_label("姓名").fill("万小河")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("link", name="登录").first).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).filter((one) => one.startsWith('draft'))") == []


def list_addresses(worker: Worker) -> dict[str, str]:
    """The screens of an account and of workers, by name."""
    return {
        "account": reverse("account"),
        "factors": reverse("factors"),
        "codes": reverse("factor_codes"),
        "passkey": reverse("factor_passkey"),
        "password": reverse("password"),
        "prove": reverse("prove"),
        "workers": reverse("workers"),
        "workers_none": reverse("workers") + "?state=closed",
        "excluding": reverse("posts_excluding"),
        "worker": reverse("worker", args=[worker.uid]),
    }


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_no_screen_of_workers_has_a_fault(
    people: dict[str, Worker], open_page: Opened, list_faults: Faults, size: dict[str, int], lang: str
) -> None:
    director, at = people["assigned"], timezone.now()
    factors.add_codes(worker=director, key=KEY, code=factors.code_at(KEY, at), at=at)
    found = {}
    for role, more in (
        (Role.SYSTEM_ADMIN, {"new": reverse("worker_new")}),
        (
            Role.SECURITY_ADMIN,
            {"post": reverse("post_new", args=[director.uid]) + f"?place={VILLAGE}"},
        ),
    ):
        page = open_page("/sign-in", size=size, lang=lang)
        admin = make_worker(role, COUNTY, kind="county_government")
        page.locator("#id_username").fill(admin.username)
        page.locator("#id_password").fill(PASSWORD)
        with page.expect_navigation():
            page.locator("main button").click()
        for name, address in {**list_addresses(director), **more}.items():
            page.goto(address)
            keep_picture(page, f"{role}-{name}-{size['width']}-{lang}")
            found[f"{role} {name}"] = list_faults(page)
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
def test_the_pages_on_the_way_in_have_no_fault(
    people: dict[str, Worker], open_page: Opened, list_faults: Faults, size: dict[str, int]
) -> None:
    found, worker, at = {}, people["county"], timezone.now() - timedelta(minutes=5)
    page = open_page("/sign-in", size=size, has_script=True)
    found["sign in"] = list_faults(page)
    Worker.objects.filter(pk=worker.pk).update(must_change_password=True)
    enter_password(page, worker)
    found["first password"] = list_faults(page)
    keep_picture(page, f"first-password-{size['width']}")
    Worker.objects.filter(pk=worker.pk).update(must_change_password=False)
    Post.objects.create(worker=worker, role=Role.AUDITOR, area=COUNTY, since=at.date(), body=worker.posts.get().body)
    page.goto("/sign-in")
    found["clashing"] = list_faults(page)
    keep_picture(page, f"clashing-{size['width']}")
    Post.objects.filter(role=Role.AUDITOR).delete()
    told = factors.add_codes(worker=worker, key=KEY, code=factors.code_at(KEY, at), at=at)
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("link", name="登录").first).to_be_visible()
    enter_password(page, worker)
    found["second factor"] = list_faults(page)
    page.locator("#id_code").fill(told[0])
    with page.expect_navigation():
        page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("双因素登录")
    assert {name: faults for name, faults in found.items() if faults} == {}
