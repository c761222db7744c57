"""Every address, with numbers beyond any row, words that are none and fields filled oddly: answered, never broken."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, VILLAGE, make_worker
from hutong.pages.tests.filing import make_file, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Role

pytestmark = pytest.mark.django_db
HUTONG = Path(__file__).parent.parent.parent / "hutong"
FIELD = re.compile(r"""(?:POST|GET|given|FILES)(?:\.get|\.getlist)?[(\[]\s*["'](\w+)["']""")
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
BEYOND = "9" * 23
ODD: dict[str, tuple[str, ...]] = {
    "int": ("0", BEYOND, "9" * 4999),
    "str": ("..", "%C2%B2", "%27%22%3Cb%3E", "x" * 300),
    "slug": ("x" * 300, "__class__"),
    "path": ("../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "x/" * 60),
}
FILLED = ("²", BEYOND, "a\r\nSet-Cookie: b=c", "9999-99-99", "0001-01-01", "' OR 1=1 --", "[" * 600, "x" * 3000)
WORKERS = (Role.CIVIL_AFFAIRS, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


@pytest.fixture
def child() -> Iterator[Child]:
    make_places()
    yield make_file(make_worker(Role.CHILD_DIRECTOR, VILLAGE))
    forget_places()


def list_routes(resolver: Any = None, before: str = "") -> Iterator[str]:
    """Every route, with its parameters as they are written."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from list_routes(one, route)
        elif isinstance(one, URLPattern):
            yield route


def list_addresses(route: str, uid: str) -> Iterator[str]:
    """A route filled in: as it should be, then with something odd in each place."""
    usual = {"uuid": uid, "uuidstr": uid, "int": "1", "str": COUNTY, "slug": "dibao", "path": "cn"}

    def fill(odd: str, value: str) -> str:
        return "/" + PARAMETER.sub(lambda found: value if found[2] == odd else usual[found[1] or "str"], route)

    yield fill("", "")
    for kind, name in PARAMETER.findall(route):
        for value in ODD.get(kind or "str", (str(uuid4()),)):
            yield fill(name, value)


def list_fields() -> list[str]:
    """The names of fields that screens read for themselves, past any form."""
    screens = (HUTONG / "pages").rglob("*.py")
    return sorted({name for file in screens for name in FIELD.findall(file.read_text(encoding="utf-8"))})


def test_the_fields_are_found() -> None:
    assert {"merge", "shown", "after", "child", "next"} <= set(list_fields())


@pytest.mark.parametrize("role", WORKERS)
def test_no_address_breaks_whatever_stands_in_it(child: Child, role: Role) -> None:
    visitor = Client(raise_request_exception=False)
    visitor.force_login(make_worker(role, COUNTY, kind="civil_affairs"))
    broken = []
    for route in list_routes():
        usual, *odd = list_addresses(route, str(child.uid))
        is_open = visitor.get(usual).status_code not in (403, 404)
        if is_open or role is Role.CIVIL_AFFAIRS:
            broken += [one for one in odd if visitor.get(one).status_code >= 500]
    assert broken == []


@pytest.mark.parametrize("role", WORKERS)
def test_no_form_breaks_whatever_is_sent(child: Child, role: Role) -> None:
    visitor = Client(raise_request_exception=False)
    visitor.force_login(make_worker(role, COUNTY, kind="civil_affairs"))
    fields, broken = list_fields(), []
    routes = sorted(route for route in list_routes() if "sign-out" not in route)
    for at, route in enumerate(routes):
        address = next(list_addresses(route, str(child.uid)))
        for value in (FILLED[at % len(FILLED)], FILLED[(at + 3) % len(FILLED)]):
            sent = dict.fromkeys(fields, value)
            broken += [
                f"{way} {address} {value[:20]!r}"
                for way, answer in (("POST", visitor.post(address, sent)), ("GET", visitor.get(address, sent)))
                if answer.status_code >= 500
            ]
    assert broken == []


def test_a_row_beyond_all_rows_is_not_there(child: Child) -> None:
    visitor = Client(raise_request_exception=False)
    visitor.force_login(make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs"))
    for part in ("facts/{}/correct", "events/{}/end", "receipts/{}/end", "labels/{}/end", "kin/{}/edit", "benefits/{}"):
        for number in ("0", "2147483648", str(2**63), BEYOND):
            assert visitor.get(f"/files/{child.uid}/{part.format(number)}").status_code == 404, (part, number)


@pytest.mark.parametrize("address", ["/%00", "/files/%00", "/library/search?q=a%00b", "/places/%00", "/?x%00=1"])
def test_nul_is_refused_at_the_door(address: str) -> None:
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == 400
    assert "Content-Security-Policy" in answer.headers


def test_nul_in_a_form_or_a_cookie_is_refused() -> None:
    visitor = Client(raise_request_exception=False)
    assert visitor.post("/sign-in", {"username": "a\x00b", "password": "x"}).status_code == 400
    visitor.cookies["sessionid"] = "\x00" + "a" * 31
    assert visitor.get("/home").status_code == 400


def test_more_than_the_largest_ledger_is_refused_before_it_is_read() -> None:
    visitor = Client(raise_request_exception=False)
    for length in (str(211 << 20), BEYOND, "-1", "x"):
        answer = visitor.generic("POST", "/sign-in", b"", CONTENT_LENGTH=length)
        assert answer.status_code == 413, length
