"""Workers' screens: accounts for the system administrator, posts and locks for the security administrator."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.audit.models import Entry
from hutong.children.tests.making import (
    COUNTY,
    OTHER_COUNTY,
    OTHER_TOWNSHIP,
    PASSWORD,
    TOWNSHIP,
    VILLAGE,
    make_worker,
)
from hutong.pages.tests.filing import make_places
from hutong.places.models import Body
from hutong.places.queries import forget_places
from hutong.staff import factors
from hutong.staff.models import Factor, Post, Role, Session, Worker

pytestmark = pytest.mark.django_db
CITY = "990100000000"
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def places(db: None) -> Any:
    make_places()
    yield
    forget_places()


@pytest.fixture
def system() -> Client:
    return visit(make_worker(Role.SYSTEM_ADMIN, COUNTY, kind="county_government"))


@pytest.fixture
def security() -> Client:
    return visit(make_worker(Role.SECURITY_ADMIN, COUNTY, kind="county_government"))


@pytest.fixture
def director() -> Worker:
    return make_worker()


def visit(worker: Worker) -> Client:
    visitor = Client()
    visitor.force_login(worker)
    return visitor


def to(screen: str, worker: Worker, *more: object) -> str:
    return reverse(screen, args=[worker.uid, *more])


def list_acts() -> list[str]:
    return list(Entry.objects.filter(way="act").order_by("pk").values_list("act", flat=True))


EVERY_ACT = (
    "worker_particulars", "worker_password", "worker_close", "worker_open", "worker_unlock", "worker_sign_out",
    "worker_factor_reset",
)  # fmt: skip


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)])
def test_nobody_but_the_two_administrators_comes_here(role: Role, director: Worker) -> None:
    visitor = visit(make_worker(role, COUNTY, kind="civil_affairs"))
    gets = [reverse("workers"), reverse("worker_new"), to("worker", director), to("post_new", director)]
    assert [visitor.get(one).status_code for one in gets] == [403] * 4
    posts = [to(screen, director) for screen in EVERY_ACT] + [to("post_end", director, 1)]
    assert [visitor.post(one).status_code for one in posts] == [403] * 8


def test_each_administrator_does_the_own_part_alone(system: Client, security: Client, director: Worker) -> None:
    of_rights = ("worker_unlock", "worker_sign_out", "worker_factor_reset")
    assert [system.post(to(one, director)).status_code for one in of_rights] == [403] * 3
    assert system.get(to("post_new", director)).status_code == 403
    of_accounts = ("worker_particulars", "worker_password", "worker_close", "worker_open")
    assert [security.post(to(one, director)).status_code for one in of_accounts] == [403] * 4
    assert security.get(reverse("worker_new")).status_code == 403


def test_the_list_shows_the_workers_of_the_area_by_filters(system: Client, director: Worker) -> None:
    make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP)
    make_worker(Role.CHILD_DIRECTOR, OTHER_COUNTY)
    shown = system.get(reverse("workers")).content.decode()
    assert [f"worker{n}" in shown for n in (1, 2, 3, 4)] == [True, True, True, False]
    for filters, found in (
        ("role=child_supervisor", [3]), ("text=worker2", [2]), ("text=测试人员3", [3]), ("state=closed", []),
        (f"place={TOWNSHIP}", [2, 3]), ("state=active&role=system_admin", [1]), ("state=without_post", []),
        (f"place={OTHER_COUNTY}", [1, 2, 3]), ("role=king", [1, 2, 3]),
    ):  # fmt: skip
        shown = system.get(reverse("workers") + "?" + filters).content.decode()
        assert [n for n in (1, 2, 3, 4) if f"测试人员{n}</a></td>" in shown] == found, filters


def test_the_first_page_leads_administrators_to_the_workers(system: Client, director: Worker) -> None:
    assert '<a class="button" href="/workers">' in system.get("/home").content.decode()
    leader = visit(make_worker(Role.LEADER, COUNTY, kind="county_government"))
    assert "/workers" not in leader.get("/home").content.decode()


def test_a_long_list_goes_on(system: Client) -> None:
    Worker.objects.bulk_create(Worker(username=f"x{n:03}", name="示例", place=COUNTY) for n in range(60))
    shown = system.get(reverse("workers") + "?text=x").content.decode()
    following = shown.split('<a class="button second" href="')[1].split('"')[0].replace("&amp;", "&")
    assert ">x049<" in shown and ">x050<" not in shown
    shown = system.get(reverse("workers") + following).content.decode()
    assert ">x049<" not in shown and ">x059<" in shown


def test_a_worker_of_another_area_is_not_found(system: Client, security: Client) -> None:
    stranger = make_worker(Role.CHILD_DIRECTOR, OTHER_COUNTY)
    for visitor in (system, security):
        assert visitor.get(to("worker", stranger)).status_code == 404
    assert system.post(to("worker_password", stranger)).status_code == 404
    assert security.post(to("worker_unlock", stranger)).status_code == 404


def test_a_new_worker_gets_a_password_shown_once_and_changes_it(system: Client) -> None:
    given = {"username": "xin.ren", "name": "示例新", "phone": "199-0000-0000", "place": COUNTY, "sent": "once"}
    told = system.post(reverse("worker_new"), given)
    assert told.headers["Cache-Control"] == "no-store"
    password = told.content.decode().split("<code>")[2].split("</code>")[0]
    visitor = Client()
    assert visitor.post("/sign-in", {"username": "xin.ren", "password": password}).url == "/home"  # type: ignore[attr-defined]
    assert visitor.get("/home").url == "/account/password"  # type: ignore[attr-defined]
    worker = Worker.objects.get(username="xin.ren")
    assert (worker.phone, worker.place) == ("199-0000-0000", COUNTY)
    assert password not in system.get(to("worker", worker)).content.decode()
    assert system.post(reverse("worker_new"), given).status_code == 302, "sent twice, made once"
    assert "worker hired" in list_acts()


@pytest.mark.parametrize(
    "wrong",
    [{"username": "Has Space"}, {"username": "worker1"}, {"name": ""}, {"phone": "call me"}, {"place": OTHER_COUNTY}],
)
def test_an_account_that_cannot_be_is_not_made(system: Client, wrong: dict[str, str]) -> None:
    given = {"username": "xin.ren", "name": "示例新", "phone": "", "place": COUNTY, **wrong}
    assert system.post(reverse("worker_new"), given).status_code == 422
    assert Worker.objects.count() == 1


def test_a_reset_password_is_shown_once_and_ends_sessions(system: Client, director: Worker) -> None:
    visitor = Client()
    visitor.post("/sign-in", {"username": director.username, "password": PASSWORD})
    told = system.post(to("worker_password", director)).content.decode()
    assert visitor.get("/account").status_code == 302
    password = told.split("<code>")[2].split("</code>")[0]
    director.refresh_from_db()
    assert director.check_password(password) and director.must_change_password
    assert password not in str(list(Entry.objects.values()))


def test_an_account_is_closed_and_opened_again(system: Client, director: Worker) -> None:
    system.post(to("worker_close", director))
    assert Client().post("/sign-in", {"username": director.username, "password": PASSWORD}).status_code == 422
    system.post(to("worker_open", director))
    assert Client().post("/sign-in", {"username": director.username, "password": PASSWORD}).status_code == 302
    assert list_acts()[-2:] == ["account closed", "account opened"]


def test_name_and_telephone_are_changed_and_the_telephone_hidden_from_the_other(
    system: Client, security: Client, director: Worker
) -> None:
    system.post(to("worker_particulars", director), {"name": "示例改", "phone": "199-0000-1111"})
    director.refresh_from_db()
    assert (director.name, director.phone) == ("示例改", "199-0000-1111")
    assert "199-0000-1111" in system.get(to("worker", director)).content.decode()
    assert "199-0000-1111" not in security.get(to("worker", director)).content.decode()


def test_who_holds_posts_beyond_the_area_is_not_taken_over(system: Client, security: Client, director: Worker) -> None:
    Post.objects.create(
        worker=director, role=Role.CIVIL_AFFAIRS, area=CITY, since=date(2020, 1, 1),
        body=Body.objects.create(kind="civil_affairs", name="测试市民政", place=CITY),
    )  # fmt: skip
    assert system.post(to("worker_password", director)).status_code == 302
    assert system.post(to("worker_close", director)).status_code == 302
    director.refresh_from_db()
    assert director.is_active and director.check_password(PASSWORD)
    assert "超出您的管理范围" in security.get(to("worker", director)).content.decode()


def test_nobody_keeps_themselves(system: Client, security: Client) -> None:
    me, other = Worker.objects.get(username="worker1"), Worker.objects.get(username="worker2")
    system.post(to("worker_password", me))
    assert Worker.objects.get(pk=me.pk).check_password(PASSWORD)
    assert security.get(to("post_new", other)).status_code == 302
    assert security.post(to("post_end", other, Post.objects.get(worker=other).pk)).status_code == 404


def give(visitor: Client, worker: Worker, *, role: str, place: str = VILLAGE, body: Body | None = None) -> Any:
    body = body or Body.objects.filter(place=place).first()
    given = {"role": role, "body": body.uid if body else "", "since": "2025-01-01", "until": ""}
    return visitor.post(to("post_new", worker) + f"?place={place}", given)


def test_a_post_is_given_and_ended_and_the_sessions_with_it(security: Client, director: Worker) -> None:
    assert give(security, director, role="child_supervisor").status_code == 302
    post = Post.objects.get(worker=director, role="child_supervisor")
    visitor = Client()
    visitor.post("/sign-in", {"username": director.username, "password": PASSWORD})
    yesterday = timezone.localdate() - timedelta(days=1)
    security.post(to("post_end", director, post.pk), {"until": f"{yesterday}"})
    assert Post.objects.get(pk=post.pk).until == yesterday
    assert visitor.get("/account").status_code == 302
    assert "已结束" in security.get(to("worker", director)).content.decode()
    assert {"post given", "post ended"} <= set(list_acts())


@pytest.mark.parametrize("until", ["", "yesterday", "2019-12-31"])
def test_a_post_does_not_end_on_no_day(security: Client, director: Worker, until: str) -> None:
    post = Post.objects.get(worker=director)
    security.post(to("post_end", director, post.pk), {"until": until})
    assert Post.objects.get(pk=post.pk).until is None


def test_posts_that_exclude_each_other_are_refused_with_the_reason(security: Client, director: Worker) -> None:
    answer = give(security, director, role="auditor")
    assert answer.status_code == 422
    assert "不得检查、审计自己经办的工作" in answer.content.decode()
    assert Post.objects.filter(worker=director).count() == 1


def test_posts_are_given_within_the_own_area_alone(security: Client, director: Worker) -> None:
    elsewhere = Body.objects.create(kind="village_committee", name="测试单位", place=OTHER_COUNTY)
    assert give(security, director, role="child_director", place=OTHER_COUNTY, body=elsewhere).status_code == 422
    assert give(security, director, role="child_director", body=elsewhere).status_code == 422
    assert security.get(to("post_new", director) + "?place=nowhere").status_code == 422
    assert Post.objects.filter(worker=director).count() == 1


def test_administrators_are_appointed_from_a_wider_area(security: Client) -> None:
    county = Body.objects.filter(place=COUNTY).get()
    newcomer = Worker.objects.create(username="xin", name="示例新", place=COUNTY)
    assert give(security, newcomer, role="audit_admin", place=COUNTY, body=county).status_code == 422
    wider = visit(make_worker(Role.SECURITY_ADMIN, CITY, kind="civil_affairs"))
    assert give(wider, newcomer, role="audit_admin", place=COUNTY, body=county).status_code == 302


def test_a_place_without_a_body_says_who_enters_one(security: Client, director: Worker) -> None:
    shown = security.get(to("post_new", director) + f"?place={OTHER_TOWNSHIP}").content.decode()
    assert "还没有登记单位" in shown


def test_a_lock_is_seen_and_opened(security: Client, director: Worker) -> None:
    for _ in range(5):
        Client(REMOTE_ADDR="192.0.2.3").post("/sign-in", {"username": director.username, "password": "wrong"})
    assert "已锁定" in security.get(reverse("workers")).content.decode()
    assert "192.0.2.3" in security.get(to("worker", director)).content.decode()
    security.post(to("worker_unlock", director))
    assert "已锁定" not in security.get(reverse("workers")).content.decode()
    visitor = Client(REMOTE_ADDR="192.0.2.3")
    assert visitor.post("/sign-in", {"username": director.username, "password": PASSWORD}).status_code == 302
    signs = set(Entry.objects.filter(way="sign_in").values_list("act", flat=True))
    assert {"sign-in refused", "sign-in locked", "signed in"} <= signs


def test_sessions_are_seen_and_ended(security: Client, director: Worker) -> None:
    visitor = Client(REMOTE_ADDR="192.0.2.5")
    visitor.post("/sign-in", {"username": director.username, "password": PASSWORD})
    assert "192.0.2.5" in security.get(to("worker", director)).content.decode()
    security.post(to("worker_sign_out", director))
    assert not Session.objects.filter(worker=director).exists()
    assert visitor.get("/account").status_code == 302


def test_a_second_factor_is_reset_with_a_reason_alone(security: Client, director: Worker) -> None:
    now = timezone.now()
    factors.add_codes(worker=director, key=KEY, code=factors.code_at(KEY, now), at=now)
    security.post(to("worker_factor_reset", director), {"reason": "  "})
    assert Factor.objects.exists()
    security.post(to("worker_factor_reset", director), {"reason": "手机遗失，已电话核实"})
    assert not Factor.objects.exists() and not factors.count_recovery_codes(director)
    entry = Entry.objects.get(act="second factor reset")
    assert (entry.about, entry.purpose) == (director.username, "手机遗失，已电话核实")


def test_the_table_of_posts_is_shown(security: Client) -> None:
    shown = security.get(reverse("posts_excluding")).content.decode()
    assert shown.count("<tr>") == 8 and "三员分立" in shown


def test_the_list_asks_the_database_little(system: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        make_worker()
    with django_assert_max_num_queries(14):
        system.get(reverse("workers"))
