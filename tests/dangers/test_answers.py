"""Whatever is answered carries what keeps a browser from harm; errors tell nothing of anybody."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import path, reverse

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, PASSWORD, VILLAGE, make_worker
from hutong.config import urls
from hutong.config.urls import handler400, handler403, handler404, handler500
from hutong.pages.tests.filing import SECRET_NUMBER, make_file, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker

__all__ = ["handler400", "handler403", "handler404", "handler500"]
pytestmark = pytest.mark.django_db
NAME = "万小溪"


def break_down(request: Any) -> Any:
    """A screen that breaks over a child."""
    raise ValueError(f"{NAME} {SECRET_NUMBER}")


urlpatterns: list[Any] = [*urls.urlpatterns, path("breaks", break_down), path("api/v1/breaks", break_down)]


@pytest.fixture
def worker() -> Iterator[Worker]:
    make_places()
    yield make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    forget_places()


def visit(worker: Worker | None = None, **more: Any) -> Client:
    visitor = Client(raise_request_exception=False, **more)
    if worker is not None:
        visitor.force_login(worker)
    return visitor


def list_directives(answer: Any) -> dict[str, str]:
    told = answer.headers["Content-Security-Policy"].split("; ")
    return {name: rest for name, _, rest in (one.partition(" ") for one in told)}


def check_headers(answer: Any) -> None:
    """No script, style or frame from elsewhere or in the page; no guess of a type; in no frame."""
    said = list_directives(answer)
    assert said["default-src"] == said["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "*" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.urls("tests.dangers.test_answers")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200), ("/sign-in", 200), ("/home", 302), ("/no-such-page", 404), ("/files/%00", 400), ("/breaks", 500),
        ("/sign-out", 405), ("/api/v1/policy", 404), ("/api/v1/children", 401), ("/api/v1/breaks", 500),
        ("/health", 200),
    ],
)  # fmt: skip
def test_every_answer_to_a_stranger_is_strict(address: str, status: int) -> None:
    answer = visit().get(address)
    assert answer.status_code == status
    check_headers(answer)


def test_files_of_our_own_are_strict_too() -> None:
    answer = visit().get("/static/hutong/icon.svg")
    check_headers(answer)
    answer.close()


@pytest.mark.parametrize(
    ("host", "status"), [("evil.example", 400), ("evil.example:80@localhost", 400), ("localhost", 200)]
)
def test_a_host_that_is_not_ours_is_refused(settings: Any, host: str, status: int) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = visit().get("/", headers={"host": host})
    assert answer.status_code == status
    check_headers(answer)
    assert "evil" not in answer.content.decode()


def test_pages_in_no_frame_and_with_no_script_of_their_own(worker: Worker) -> None:
    for address in ("/", "/sign-in", "/home", "/children", "/no-such-page", "/imports", "/account"):
        answer = visit(worker).get(address)
        assert answer.headers["X-Frame-Options"] == "DENY"
        page = re.sub(r"<script src=[^>]*></script>", "", answer.content.decode())
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page), address


@pytest.mark.urls("tests.dangers.test_answers")
def test_nothing_of_a_signed_in_page_is_kept_by_a_browser(worker: Worker) -> None:
    child = make_file(make_worker(Role.CHILD_DIRECTOR, VILLAGE))
    for address in ("/home", "/children", f"/files/{child.uid}", "/no-such-page", "/breaks", "/sign-out", "/workers"):
        answer = visit(worker).get(address)
        assert "no-store" in answer.headers["Cache-Control"], address
        check_headers(answer)


@pytest.mark.urls("tests.dangers.test_answers")
@pytest.mark.parametrize("address", ["/breaks", "/api/v1/breaks"])
def test_a_fault_shows_a_number_and_nobody(worker: Worker, address: str) -> None:
    said = visit(worker).get(address).content.decode()
    for hidden in (NAME, SECRET_NUMBER, "ValueError", "Traceback", "break_down", "python"):
        assert hidden not in said


def test_what_is_hidden_and_what_is_not_there_are_answered_alike(worker: Worker) -> None:
    child = make_file(make_worker(Role.CHILD_DIRECTOR, VILLAGE))
    stranger = make_worker(Role.CIVIL_AFFAIRS, "990102000000", kind="civil_affairs")
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|[0-9a-f-]{36}')
    hidden, absent = (
        visit(stranger).get(f"/files/{uid}") for uid in (child.uid, "00000000-0000-4000-8000-000000000000")
    )
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert token.sub("", hidden.content.decode()) == token.sub("", absent.content.decode())


def test_downloads_are_taken_along_and_not_interpreted(worker: Worker) -> None:
    child: Child = make_file(make_worker(Role.CHILD_DIRECTOR, VILLAGE))
    for screen in ("child_archive_json", "child_archive_pdf"):
        answer = visit(worker).get(reverse(screen, args=[child.uid]))
        assert answer.status_code == 200
        assert re.fullmatch(r'attachment; filename="[0-9a-z.-]+"', answer.headers["Content-Disposition"])
        assert "no-store" in answer.headers["Cache-Control"]
        check_headers(answer)


def test_pages_are_told_in_the_language_of_the_reader() -> None:
    assert "此处没有内容" in visit().get("/no-such-page", headers={"accept-language": "zh-CN"}).content.decode()
    assert "There is nothing here" in visit().get("/no-such-page", headers={"accept-language": "en"}).content.decode()


def list_changing() -> list[str]:
    """Screens that take a form, by their address with nothing of anybody in it."""
    return [
        "/sign-in",
        "/sign-out",
        "/language",
        "/account/password",
        "/children/begin",
        "/imports/begin",
        "/calendar/2025/day",
    ]


@pytest.mark.parametrize("address", list_changing())
def test_a_form_without_its_proof_changes_nothing(worker: Worker, address: str) -> None:
    for visitor in (visit(enforce_csrf_checks=True), visit(worker, enforce_csrf_checks=True)):
        answer = visitor.post(address, {"username": worker.username, "password": PASSWORD})
        assert answer.status_code == 403
        check_headers(answer)


def test_no_view_is_let_off_the_proof() -> None:
    """Only the door for systems, which takes no cookies, does without; and the public reports of danger.

    Those use nobody's sign-in: whoever has cookies off must not be kept from reporting a child in danger.
    """
    for one in _list_views(urls.urlpatterns):
        is_api = one.__module__.startswith("ninja") or one.__module__ == "hutong.pages.danger.views"
        assert is_api or not getattr(one, "csrf_exempt", False), one


def _list_views(patterns: Any) -> Iterator[Any]:
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from _list_views(one.url_patterns)
        else:
            yield one.callback


def test_a_cookie_does_not_open_the_door_for_systems(worker: Worker) -> None:
    assert visit(worker).get("/api/v1/children").status_code == 401


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
     "///evil.example", "http:evil.example", "/%0d%0aSet-Cookie:a=b//evil", " //evil.example", "https:///evil.example"],
)  # fmt: skip
def test_nobody_is_led_elsewhere(worker: Worker, elsewhere: str) -> None:
    visitor = visit()
    given = {"username": worker.username, "password": PASSWORD, "next": elsewhere, "back": elsewhere}
    for address in ("/language", "/sign-in", "/account/prove", "/sign-in"):
        answer = visitor.post(address, given)
        assert answer.status_code == 302
        assert re.match(r"/(?![/\\])", answer.headers["Location"]), (address, answer.headers["Location"])
        assert "evil" not in answer.headers["Location"] or answer.headers["Location"].startswith("/%")


def test_the_session_of_before_signing_in_is_worth_nothing_after(worker: Worker) -> None:
    visitor = visit()
    planted = "a" * 32
    visitor.cookies[settings.SESSION_COOKIE_NAME] = planted
    visitor.post("/sign-in", {"username": worker.username, "password": PASSWORD})
    assert visitor.cookies[settings.SESSION_COOKIE_NAME].value != planted
    other = visit()
    other.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert other.get("/home").status_code == 302


def test_a_form_sets_nothing_that_it_does_not_show(worker: Worker) -> None:
    """More fields than the form has: a begun file stays whose it is, nobody becomes an administrator."""
    visitor = visit(worker)
    more = {
        "is_staff": "1",
        "is_superuser": "1",
        "must_change_password": "",
        "pk": "1",
        "area": "990102000000",
        "state": "closed",
    }
    colleague = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    visitor.post(reverse("worker_particulars", args=[colleague.uid]), {"name": "改名", **more})
    visitor.post(reverse("post_new", args=[worker.uid]), {"role": "system_admin", "since": "2025-01-01", **more})
    kept = Worker.objects.get(pk=worker.pk)
    assert not getattr(kept, "is_superuser", False)
    assert {post.role for post in kept.posts.all()} == {Role.CIVIL_AFFAIRS}
