"""A file that is over is sealed from every post after a time, and opened again only by who answers for the data."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.audit.models import Entry
from hutong.children.models import Child, State, Step
from hutong.children.tests.making import COUNTY, NOW, OTHER_COUNTY, TODAY, make_child, make_worker
from hutong.lib.elapsed import whole_years
from hutong.privacy.actions import appoint_manager
from hutong.privacy.errors import OpeningNeeds, SealUnknown, TableWrong
from hutong.privacy.jobs import seal_files_of_day
from hutong.privacy.models import SealedFile
from hutong.privacy.retention import Retention, read_retention
from hutong.privacy.sealing import DAYS_UNSEALED, list_sealed, seal_due, unseal_file
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of

pytestmark = pytest.mark.django_db
TABLE = Retention(closed=180, of_age=30, transferred=90)
REASON = "行政复议需要查阅原始材料"


def make_closed(days: int, *, born: date = date(2015, 5, 1), state: str = State.CLOSED) -> Child:
    closed: dict[str, Any] = {"closed_on": TODAY - timedelta(days=days), "closed_because": "情形消失"}
    with acting_as(EVERYTHING):
        child = make_child(born=born, state=state, **(closed if state == State.CLOSED else {}))
        at = NOW - timedelta(days=days)
        Step.objects.create(child=child, before=State.REGISTERED, after=state, at=at, reason="情形消失")
        return child


def is_sealed(child: Child) -> bool:
    with acting_as(EVERYTHING):
        return bool(Child.objects.get(pk=child.pk).is_sealed)


@pytest.fixture
def manager() -> Iterator[Worker]:
    worker = make_worker(Role.LEADER, COUNTY)
    with acting_as(EVERYTHING):
        appoint_manager(worker=worker, area=COUNTY, since=TODAY - timedelta(days=1000), by=None, at=NOW)
    with acting_as(scope_of(worker, on=TODAY)):
        yield worker


@pytest.mark.parametrize(
    ("days", "born", "state", "expected"),
    [
        (180, date(2015, 5, 1), State.CLOSED, True),
        (179, date(2015, 5, 1), State.CLOSED, False),
        (30, TODAY.replace(year=TODAY.year - 18), State.CLOSED, True),
        (30, TODAY.replace(year=TODAY.year - 18) + timedelta(days=1), State.CLOSED, False),
        (29, date(2000, 1, 1), State.CLOSED, False),
        (90, date(2015, 5, 1), State.TRANSFERRED, True),
        (89, date(2015, 5, 1), State.TRANSFERRED, False),
        (900, date(2000, 1, 1), State.REGISTERED, False),
    ],
)
def test_a_file_is_sealed_on_its_day_and_not_before(days: int, born: date, state: str, expected: bool) -> None:
    child = make_closed(days, born=born, state=state)
    assert seal_due(TABLE, on=TODAY, at=NOW) == int(expected)
    assert is_sealed(child) is expected


def test_nobody_sees_a_sealed_file_and_it_is_on_record() -> None:
    child = make_closed(200)
    officer = make_worker(Role.CIVIL_AFFAIRS, COUNTY)
    with acting_as(scope_of(officer, on=TODAY)):
        assert Child.objects.filter(pk=child.pk).exists()
    seal_due(TABLE, on=TODAY, at=NOW)
    with acting_as(scope_of(officer, on=TODAY)):
        assert not Child.objects.filter(pk=child.pk).exists()
    assert Entry.objects.filter(act="file sealed", child=child.uid, about="closed").count() == 1
    assert seal_due(TABLE, on=TODAY, at=NOW) == 0


def test_who_answers_for_the_data_opens_it_again_for_a_month(manager: Worker) -> None:
    child = make_closed(200)
    seal_due(TABLE, on=TODAY, at=NOW)
    sealed = list_sealed(worker=manager, on=TODAY).get()
    with pytest.raises(OpeningNeeds):
        unseal_file(sealed=sealed, reason="查", by=manager, on=TODAY, at=NOW)
    unseal_file(sealed=sealed, reason=REASON, by=manager, on=TODAY, at=NOW)
    assert not is_sealed(child)
    later = timedelta(days=DAYS_UNSEALED)
    assert seal_due(TABLE, on=TODAY + later - timedelta(days=1), at=NOW + later) == 0
    assert seal_due(TABLE, on=TODAY + later, at=NOW + later) == 1
    assert SealedFile.objects.count() == 2
    with pytest.raises(SealUnknown):
        unseal_file(sealed=sealed, reason=REASON, by=manager, on=TODAY, at=NOW)


def test_others_open_nothing(manager: Worker) -> None:
    make_closed(200)
    seal_due(TABLE, on=TODAY, at=NOW)
    sealed = SealedFile.objects.get()
    for stranger in (make_worker(Role.CIVIL_AFFAIRS, COUNTY), make_worker(Role.LEADER, OTHER_COUNTY)):
        assert not list_sealed(worker=stranger, on=TODAY).exists()
        with acting_as(scope_of(stranger, on=TODAY)), pytest.raises(SealUnknown):
            unseal_file(sealed=sealed, reason=REASON, by=stranger, on=TODAY, at=NOW)


def test_a_place_has_a_table_of_its_own(tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "retention.toml"
    file.write_text("[seal_after_days]\nclosed = 10\n", "utf-8")
    assert read_retention(file) == Retention(closed=10, of_age=30, transferred=90)
    child = make_closed(0)
    with acting_as(EVERYTHING):
        Child.objects.filter(pk=child.pk).update(closed_on=timezone.localdate() - timedelta(days=11))
    assert seal_files_of_day() == 0
    settings.RETENTION = file
    assert seal_files_of_day() == 1


@pytest.mark.parametrize("line", ["closed = -1", 'closed = "soon"', "never = 3", "closed = true", "closed = 1 1"])
def test_a_wrong_line_of_the_table_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "retention.toml"
    file.write_text(f"[seal_after_days]\n{line}\n", "utf-8")
    with pytest.raises(TableWrong, match=r"retention\.toml"):
        read_retention(file)


def test_years_count_on_the_birthday() -> None:
    assert whole_years(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert whole_years(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_the_screen_lists_numbers_and_opens_again(manager: Worker) -> None:
    child = make_closed(200)
    seal_due(TABLE, on=TODAY, at=NOW)
    visitor, stranger = Client(), Client()
    visitor.force_login(manager)
    stranger.force_login(make_worker(Role.CIVIL_AFFAIRS, COUNTY))
    page = visitor.get(reverse("sealed")).content.decode()
    assert str(child.uid) in page and child.name not in page
    assert stranger.get(reverse("sealed")).status_code == 403
    where = reverse("unseal", args=[SealedFile.objects.get().uid])
    assert stranger.post(where, {"reason": REASON}).status_code == 404
    assert visitor.post(where, {"reason": "查"}).status_code == 422
    assert visitor.post(where, {"reason": REASON}).status_code == 302
    assert not is_sealed(child)
