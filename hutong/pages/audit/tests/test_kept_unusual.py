"""Unusual reading of days that are over is kept by a job, and the list is what it would be without."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.audit import kept_unusual
from hutong.audit.models import Entry, UnusualDay
from hutong.audit.unusual import Unusual, find_in_days, list_unusual
from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, VILLAGE, make_worker
from hutong.pages.tests.filing import make_places
from hutong.places.queries import forget_places
from hutong.staff.jobs import keep_unusual_reading
from hutong.staff.models import Role, Worker
from hutong.staff.watching import seen_from

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(db: None) -> Iterator[None]:
    make_places()
    yield
    forget_places()


@pytest.fixture
def auditor() -> Client:
    visitor = Client()
    visitor.force_login(make_worker(Role.AUDIT_ADMIN, COUNTY, kind="county_government"))
    return visitor


@pytest.fixture
def director(auditor: Client) -> Worker:
    return make_worker()


def ago(days: int, *, hour: int = 10) -> datetime:
    return timezone.localtime().replace(hour=hour, minute=0) - timedelta(days=days)


def write(worker: Worker, count: int, *, at: datetime, **given: Any) -> None:
    filled = {"way": "read", "worker": worker.uid, "area": VILLAGE, "place": VILLAGE, "door": "child_file", **given}
    Entry.objects.bulk_create(Entry(at=at, child=f"{number:032x}", **filled) for number in range(count))


def write_a_month(worker: Worker) -> None:
    """Something of every kind on several days, today too."""
    write(worker, 45, at=ago(20))
    write(worker, 6, at=ago(9, hour=23))
    write(worker, 2, at=ago(3), place=OTHER_VILLAGE)
    for _ in range(11):
        write(worker, 1, at=ago(2))
    for _ in range(4):
        Entry.objects.create(at=ago(1), way="search", worker=worker.uid, area=VILLAGE, about="mark", door="x")
    for _ in range(6):
        Entry.objects.create(at=ago(1), way="refused", worker=worker.uid, area=VILLAGE, door="child_file")
    write(worker, 41, at=ago(0, hour=0))


def list_shown(auditor: Client) -> list[Unusual]:
    shown = auditor.get(reverse("audit_unusual"), {"days": "31"}).context
    return [told["one"] for told in shown["waiting"]]


def list_counted_anew() -> list[Unusual]:
    until = timezone.localdate()
    return list_unusual(since=until - timedelta(days=30), until=until, seen=seen_from([COUNTY]), leaving={})


def test_the_list_is_the_same_with_and_without_what_is_kept(auditor: Client, director: Worker) -> None:
    write_a_month(director)
    before = list_shown(auditor)
    assert {one.kind.value for one in before} == {
        "many_files", "odd_hours", "neighbour", "same_file", "same_name", "refused",
    }  # fmt: skip
    assert keep_unusual_reading() == kept_unusual.KEPT_DAYS
    assert keep_unusual_reading() == 0, "each day is gone through once"
    assert list_shown(auditor) == before == list_counted_anew()


def test_days_that_are_kept_are_not_counted_again(
    auditor: Client, director: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_a_month(director)
    keep_unusual_reading()
    counted = []

    def noting(**given: Any) -> list[Unusual]:
        counted.append((given["since"], given["until"]))
        return find_in_days(**given)

    monkeypatch.setattr(kept_unusual, "find_in_days", noting)
    shown = auditor.get(reverse("audit_unusual"), {"days": "31"})
    assert counted == [(timezone.localdate(), timezone.localdate())]
    assert "最近一次整理" in shown.content.decode()


def test_what_happened_since_is_listed_at_once(auditor: Client, director: Worker) -> None:
    keep_unusual_reading()
    assert list_shown(auditor) == []
    write(director, 40, at=timezone.localtime().replace(hour=9))
    assert [one.kind.value for one in list_shown(auditor)] == ["many_files"]


def test_a_row_that_comes_into_a_day_that_is_kept_is_counted(auditor: Client, director: Worker) -> None:
    write(director, 39, at=ago(5))
    keep_unusual_reading()
    assert list_shown(auditor) == []
    Entry.objects.create(
        at=ago(5), way="read", worker=director.uid, area=VILLAGE, place=VILLAGE, child="f" * 32, door="child_file"
    )
    assert [one.kind.value for one in list_shown(auditor)] == ["many_files"]
    assert keep_unusual_reading() == 1
    assert [one.kind.value for one in list_shown(auditor)] == ["many_files"]


def test_other_limits_find_the_days_anew(auditor: Client, director: Worker, settings: Any) -> None:
    write(director, 39, at=ago(5))
    keep_unusual_reading()
    settings.UNUSUAL = {**settings.UNUSUAL, "files_in_hour": 39}
    assert [one.kind.value for one in list_shown(auditor)] == ["many_files"]
    assert keep_unusual_reading() == kept_unusual.KEPT_DAYS


def test_what_is_older_than_a_month_is_not_kept(auditor: Client) -> None:
    keep_unusual_reading()
    UnusualDay.objects.filter(on=timezone.localdate() - timedelta(days=1)).update(
        on=timezone.localdate() - timedelta(days=40)
    )
    keep_unusual_reading()
    assert UnusualDay.objects.filter(on__lt=timezone.localdate() - timedelta(days=31)).count() == 0
