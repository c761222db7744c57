"""Signing in: name, password, second factor; too many tries; sessions that end; what has to be done first."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.children.tests.making import COUNTY, PASSWORD, make_worker
from hutong.staff import factors
from hutong.staff.accounts import change_password, close_account
from hutong.staff.models import Factor, Post, Role, Session, Worker
from hutong.staff.session_store import SINCE
from hutong.staff.signing_in import get_failures, unlock

pytestmark = pytest.mark.django_db
SIGN_IN, SECOND, HOME = "/sign-in", "/sign-in/second-factor", "/home"
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def worker() -> Worker:
    return make_worker()


@pytest.fixture
def officer() -> Worker:
    return make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")


def send(visitor: Client, username: str = "worker1", password: str = PASSWORD, **more: str) -> Any:
    return visitor.post(SIGN_IN, {"username": username, "password": password, **more})


def is_in(visitor: Client) -> bool:
    return visitor.get("/account").status_code == 200


def have_codes(worker: Worker) -> list[str]:
    before = timezone.now() - timedelta(minutes=5)
    return factors.add_codes(worker=worker, key=KEY, code=factors.code_at(KEY, before), at=before)


def code_now() -> str:
    return factors.code_at(KEY, timezone.now())


def test_a_right_password_opens_the_page_that_was_asked_for(worker: Worker) -> None:
    visitor = Client()
    assert visitor.get("/children?state=closed").url.endswith("next=/children%3Fstate%3Dclosed")  # type: ignore[attr-defined]
    assert send(visitor, next="/children?state=closed").url == "/children?state=closed"
    assert is_in(visitor)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"])
def test_nobody_is_led_elsewhere_after_signing_in(worker: Worker, elsewhere: str) -> None:
    assert send(Client(), next=elsewhere).url == HOME


def test_a_wrong_password_and_an_unknown_name_read_the_same(worker: Worker) -> None:
    known, unknown = send(Client(), password="wrong"), send(Client(), username="nobody")
    assert (known.status_code, unknown.status_code) == (422, 422)
    assert known.content.split(b"csrf")[0] == unknown.content.split(b"csrf")[0]


@pytest.mark.parametrize("username", ["worker1", "nobody"])
def test_too_many_tries_close_the_name_whether_it_exists_or_not(worker: Worker, username: str) -> None:
    visitor = Client()
    answers = [send(visitor, username, "wrong") for _ in range(6)]
    assert [one.status_code for one in answers] == [422] * 4 + [429] * 2
    assert "30分钟" in answers[-1].content.decode()
    assert send(visitor, username).status_code == 429, "the right password does not help then"


def test_a_closed_name_is_open_from_another_address(worker: Worker) -> None:
    for _ in range(6):
        send(Client(), password="wrong")
    assert send(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_a_closed_name_opens_after_a_time_or_when_somebody_unlocks_it(worker: Worker, settings: Any) -> None:
    for _ in range(6):
        send(Client(), password="wrong")
    assert get_failures(worker) == {"127.0.0.1": 5}
    unlock(worker)
    assert send(Client()).status_code == 302
    for _ in range(6):
        send(Client(), password="wrong")
    settings.AXES_COOLOFF_TIME = timedelta(0)
    assert send(Client()).status_code == 302


def test_failures_are_forgotten_when_signing_in_succeeds(worker: Worker) -> None:
    for _ in range(4):
        send(Client(), password="wrong")
    send(Client())
    assert get_failures(worker) == {}


def test_of_a_try_neither_the_name_nor_the_password_is_kept(worker: Worker) -> None:
    send(Client(), "my-secret-password-by-mistake", "another-secret")
    kept = str(list(AccessAttempt.objects.values()))
    assert "127.0.0.1" in kept and "secret" not in kept and "mistake" not in kept


def test_the_address_is_the_one_our_own_proxy_saw(worker: Worker, settings: Any) -> None:
    settings.PROXIES = 1
    visitor = Client(headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.9"}, REMOTE_ADDR="10.0.0.1")
    send(visitor, password="wrong")
    assert list(get_failures(worker)) == ["192.0.2.9"]


def test_with_a_second_factor_the_password_alone_opens_nothing(worker: Worker) -> None:
    have_codes(worker)
    visitor = Client()
    assert send(visitor, next="/children").url == SECOND
    assert not is_in(visitor)
    assert visitor.post(SECOND, {"code": "000000"}).status_code == 422
    assert visitor.post(SECOND, {"code": code_now()}).url == "/children"  # type: ignore[attr-defined]
    assert is_in(visitor)


def test_a_recovery_code_opens_once(worker: Worker) -> None:
    code = have_codes(worker)[3]
    for expected in (302, 422):
        visitor = Client()
        send(visitor)
        assert visitor.post(SECOND, {"code": code.upper().replace("-", " ")}).status_code == expected


def test_the_same_six_digits_open_once(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    have_codes(worker)
    code = code_now()
    answers = []
    for _ in range(2):
        visitor = Client()
        send(visitor)
        answers.append(visitor.post(SECOND, {"code": code}).status_code)
    assert answers == [302, 422]


def test_wrong_codes_close_the_name_like_wrong_passwords(worker: Worker) -> None:
    have_codes(worker)
    visitor = Client()
    send(visitor)
    assert [visitor.post(SECOND, {"code": "111111"}).status_code for _ in range(5)][-1] == 429
    assert visitor.post(SECOND, {"code": code_now()}).url == SIGN_IN  # type: ignore[attr-defined]
    assert send(Client()).status_code == 429


def test_the_way_to_the_second_factor_closes_after_ten_minutes(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    have_codes(worker)
    visitor = Client()
    send(visitor)
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("hutong.pages.sign_in.entering.timezone.now", lambda: later)
    assert visitor.get(SECOND).url == SIGN_IN  # type: ignore[attr-defined]


def shift_clock(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> datetime:
    later = timezone.now() + by
    monkeypatch.setattr("hutong.pages.sign_in.middleware.timezone.now", lambda: later)
    return later


def test_whoever_does_nothing_for_a_while_signs_in_again_and_is_back(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Client()
    send(visitor)
    shift_clock(monkeypatch, timedelta(minutes=31))
    answer = visitor.post("/children/new", {"name": "x"}, headers={"Referer": "http://testserver/children/new?place=1"})
    assert answer.url == "/sign-in?next=%2Fchildren%2Fnew%3Fplace%3D1"  # type: ignore[attr-defined]
    assert "自动退出" in visitor.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert not Session.objects.filter(worker=worker).exists()


def test_a_piece_of_a_page_leads_the_whole_page_to_signing_in(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Client()
    send(visitor)
    shift_clock(monkeypatch, timedelta(minutes=31))
    answer = visitor.get("/children", headers={"HX-Request": "true", "Referer": "http://testserver/children"})
    assert answer.headers["HX-Redirect"] == "/sign-in?next=%2Fchildren"


def test_whoever_works_on_stays_but_not_longer_than_a_day_of_work(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, begun = Client(), timezone.now()
    send(visitor)
    for minutes in range(25, 12 * 60, 25):
        monkeypatch.setattr(
            "hutong.pages.sign_in.middleware.timezone.now", lambda at=begun + timedelta(minutes=minutes): at
        )
        assert is_in(visitor), minutes
    monkeypatch.setattr("hutong.pages.sign_in.middleware.timezone.now", lambda: begun + timedelta(hours=12, minutes=1))
    assert not is_in(visitor)


def test_a_first_password_is_changed_before_anything_opens(worker: Worker) -> None:
    Worker.objects.update(must_change_password=True)
    visitor = Client()
    assert send(visitor).url == HOME
    assert visitor.get("/children").url == "/account/password"  # type: ignore[attr-defined]
    assert visitor.post("/account/password", {"password": PASSWORD, "again": PASSWORD}).status_code == 422
    assert visitor.post("/account/password", {"password": "short", "again": "short"}).status_code == 422
    assert visitor.post("/account/password", {"password": "quite-new-words", "again": "other"}).status_code == 422
    given = {"password": "quite-new-words", "again": "quite-new-words"}
    assert visitor.post("/account/password", given).status_code == 302
    assert visitor.get("/children").status_code == 200


def test_wide_posts_reach_nothing_without_a_second_factor(officer: Worker, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    visitor = Client()
    send(visitor)
    for address in ("/home", "/children", "/imports", "/account"):
        assert visitor.get(address).url == "/account/second-factor", address  # type: ignore[attr-defined]
    page = visitor.get("/account/second-factor/codes").content.decode()
    key = "".join(page.split("<code>")[1].split("</code>")[0].split())
    assert "data:image/svg+xml" in page
    told = visitor.post("/account/second-factor/codes", {"code": factors.code_at(key, timezone.now())})
    assert told.content.decode().count("<li><code>") == 10
    assert visitor.get("/children").status_code == 200


def test_village_posts_are_not_forced(worker: Worker, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    visitor = Client()
    send(visitor)
    assert visitor.get("/children").status_code == 200


def test_a_session_that_was_not_proved_ends_where_a_factor_is_needed(officer: Worker, settings: Any) -> None:
    have_codes(officer)
    settings.SECOND_FACTOR_REQUIRED = True
    visitor = Client()
    visitor.force_login(officer)
    assert visitor.get("/children").url.startswith("/sign-in")  # type: ignore[attr-defined]


def test_a_key_that_waits_for_its_first_code_lies_sealed(officer: Worker) -> None:
    visitor = Client()
    send(visitor)
    page = visitor.get("/account/second-factor/codes").content.decode()
    key = "".join(page.split("<code>")[1].split("</code>")[0].split())
    assert key not in str(dict(visitor.session))
    assert KEY not in str(Factor.objects.values_list("secret"))


def test_the_last_factor_cannot_be_removed_where_one_is_needed(officer: Worker, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    have_codes(officer)
    visitor = Client()
    send(visitor)
    visitor.post(SECOND, {"code": code_now()})
    factor = Factor.objects.get()
    visitor.post(reverse("factor_remove", args=[factor.uid]))
    assert Factor.objects.exists()
    settings.SECOND_FACTOR_REQUIRED = False
    visitor.post(reverse("factor_remove", args=[factor.uid]))
    assert not Factor.objects.exists()


def test_nobody_removes_a_factor_of_another(officer: Worker, worker: Worker) -> None:
    have_codes(worker)
    visitor = Client()
    send(visitor, officer.username)
    assert visitor.post(reverse("factor_remove", args=[Factor.objects.get().uid])).status_code == 404


def test_what_guards_the_account_asks_for_the_password_again(worker: Worker) -> None:
    visitor = Client()
    visitor.force_login(worker)
    assert visitor.get("/account/password").url == "/account/prove?next=%2Faccount%2Fpassword"  # type: ignore[attr-defined]
    assert visitor.post("/account/prove", {"password": "wrong"}).status_code == 422
    assert visitor.post("/account/prove", {"password": PASSWORD, "next": "/account/password"}).status_code == 302
    assert visitor.get("/account/password").status_code == 200


def test_sessions_are_listed_and_ended_by_their_worker(worker: Worker) -> None:
    here, there = Client(headers={"User-Agent": "Mozilla Windows Chrome/130"}), Client(REMOTE_ADDR="192.0.2.4")
    send(here), send(there)
    page = here.get("/account").content.decode()
    assert "Chrome · Windows" in page and "192.0.2.4" in page and page.count("退出该设备</button>") == 1
    mark = page.split('name="session" value="')[1].split('"')[0]
    here.post("/account/sessions/end", {"session": mark})
    assert is_in(here) and not is_in(there)


def test_nobody_ends_a_session_of_another(worker: Worker, officer: Worker) -> None:
    mine, theirs = Client(), Client()
    send(mine), send(theirs, officer.username)
    send(other := Client(), officer.username)
    mark = theirs.get("/account").content.decode().split('name="session" value="')[1].split('"')[0]
    mine.post("/account/sessions/end", {"session": mark})
    assert is_in(other) and is_in(theirs)


def test_a_changed_password_and_a_closed_account_end_sessions(worker: Worker) -> None:
    visitor = Client()
    send(visitor)
    change_password(worker=worker, password="quite-other-words", at=timezone.now())
    assert not is_in(visitor)
    send(visitor, password="quite-other-words")
    assert is_in(visitor)
    close_account(worker=worker, at=timezone.now())
    assert not is_in(visitor)
    assert send(visitor, password="quite-other-words").status_code == 422


def test_posts_that_exclude_each_other_open_nothing(officer: Worker) -> None:
    Post.objects.create(
        worker=officer, role=Role.AUDIT_ADMIN, body=Post.objects.get().body, area=COUNTY, since=Post.objects.get().since
    )
    visitor = Client()
    send(visitor)
    for address in ("/home", "/children", "/imports"):
        answer = visitor.get(address)
        assert answer.status_code == 403 and "不得兼任" in answer.content.decode()


def test_a_session_holds_nothing_but_numbers_and_times(worker: Worker) -> None:
    visitor = Client()
    send(visitor)
    visitor.get("/children")
    visitor.post("/children/search", {"text": "万小溪"})
    assert SINCE in visitor.session
    assert "万小溪" not in str(dict(visitor.session))
