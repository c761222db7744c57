"""When the machine fails, a page says so in plain words, nothing half is kept, and what was typed is not lost."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as current
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from hutong.children.models import Child, Evidence
from hutong.children.tests.making import make_worker
from hutong.pages import middleware
from hutong.pages.health import views as health
from hutong.pages.tests.filing import make_file, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

GONE = OperationalError("connection to server failed: no password supplied for 万小溪")
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def director(db: None) -> Iterator[Worker]:
    make_places()
    yield make_worker()
    forget_places()


@pytest.fixture
def child(director: Worker) -> Child:
    return make_file(director, name="万小溪")


def visit(worker: Worker) -> Client:
    visitor = Client(raise_request_exception=False, headers={"Accept-Language": "zh-CN"})
    visitor.force_login(worker)
    return visitor


def failing(error: Exception) -> Callable[..., Any]:
    def fail(*given: Any, **named: Any) -> Any:
        raise error

    return fail


def test_a_database_that_is_gone_is_said_with_what_to_do(
    director: Worker, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit(director)
    monkeypatch.setattr(middleware, "scope_now", failing(GONE))
    answer = visitor.get(reverse("child_file", args=[child.uid]))
    text = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "数据库暂时没有应答" in text and "再试一次" in text and reverse("child_file", args=[child.uid]) in text
    assert "万小溪" not in text and "password" not in text
    assert "data-keeps-drafts" in text


def test_who_watches_over_it_is_told_too(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "connection", SimpleNamespace(cursor=failing(GONE)))
    answer = Client().get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "no database"})


def test_a_fault_of_ours_stays_one(director: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = visit(director)
    monkeypatch.setattr(middleware, "scope_now", failing(ValueError("x")))
    answer = visitor.get(reverse("home"))
    assert answer.status_code == 500 and "编号" in answer.content.decode()


def test_a_full_disk_is_said_and_no_half_paper_stays(
    director: Worker, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, address = visit(director), reverse("evidence_add", args=[child.uid])
    form = visitor.get(reverse("evidence_new", args=[child.uid])).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name not in ("file", "secrecy")}
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.4 x", content_type="application/pdf")
    with acting_as(EVERYTHING):
        before = Evidence.objects.count()
    kept = list_files()
    monkeypatch.setattr(os, "fsync", failing(FULL))
    answer = visitor.post(address, {**sent, "title": "低保证", "file": paper})
    assert answer.status_code == 507
    assert "存储空间已满" in answer.content.decode()
    with acting_as(EVERYTHING):
        assert Evidence.objects.count() == before
    assert list_files() == kept


def list_files() -> list[Path]:
    return sorted((Path(current.HOME) / "files").rglob("*.*"))


def list_kept_drafts(page: Page) -> list[str]:
    return [str(one) for one in page.evaluate("Object.values(sessionStorage)")]


def test_what_was_typed_is_there_when_the_database_answers_again(
    open_page: Callable[..., Page], director: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(reverse("child_new"), worker=director)
    page.get_by_label("姓名").fill("万小河")
    real = middleware.scope_now
    monkeypatch.setattr(middleware, "scope_now", failing(GONE))
    with page.expect_navigation():
        page.get_by_role("button", name="先查重，再建档").click()
    expect(page.get_by_role("heading", name="数据库暂时没有应答")).to_be_visible()
    assert any("万小河" in one for one in list_kept_drafts(page))
    monkeypatch.setattr(middleware, "scope_now", real)
    with page.expect_navigation():
        page.go_back()
    expect(page.get_by_label("姓名")).to_have_value("万小河")


def test_what_was_typed_is_there_after_no_connection_at_all(open_page: Callable[..., Page], director: Worker) -> None:
    page = open_page(reverse("child_new"), worker=director)
    page.get_by_label("姓名").fill("万小河")
    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_role("button", name="先查重，再建档").click()
    page.wait_for_url("chrome-error://**")
    page.unroute("**/*")
    with page.expect_navigation():
        page.go_back()
    expect(page.get_by_label("姓名")).to_have_value("万小河")
