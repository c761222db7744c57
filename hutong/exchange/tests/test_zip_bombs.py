"""A small file that unpacks to a flood: refused before it is read, kept unopened where it is only kept."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hutong.children.actions import add_evidence, register_child
from hutong.children.queries import read_evidence
from hutong.children.tests.making import COUNTY, VILLAGE, make_worker
from hutong.exchange.actions import begin_import
from hutong.exchange.models import Import
from hutong.exchange.national.actions import begin_comparison
from hutong.exchange.tests.making import work
from hutong.ledgers.limits import MEGABYTE
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
AT, TODAY = datetime.now(tz=UTC), date.today()
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def make_bomb(megabytes: int = 120) -> bytes:
    """A workbook of some kilobytes whose sheet unpacks to so many megabytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (megabytes * MEGABYTE))
    return packed.getvalue()


@pytest.fixture
def officer() -> Worker:
    return make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")


@pytest.mark.parametrize("begin", [begin_import, begin_comparison])
def test_a_bomb_is_refused_with_a_reason(officer: Worker, begin: Any) -> None:
    bomb = make_bomb()
    assert len(bomb) < MEGABYTE
    with acting_as(EVERYTHING):
        batch = work(begin(area=COUNTY, as_of=TODAY, name="台账.xlsx", content=bomb, by=officer, at=AT))
        batch = Import.objects.get(pk=batch.pk)
    assert batch.state == Import.State.REFUSED and "MB" in batch.problem


def test_evidence_is_kept_and_given_back_without_being_opened(officer: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = make_bomb(20)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a paper was unpacked")

    # That its parts are listed to see what it is unpacks nothing.
    for unpacking in ("open", "read", "extract", "extractall"):
        monkeypatch.setattr(zipfile.ZipFile, unpacking, refuse)
    with acting_as(EVERYTHING):
        child = register_child(area=VILLAGE, name="万小溪", by=None, at=AT)
        paper = add_evidence(child=child, title="名册", by=officer, at=AT, content=bomb, media_type=WORKBOOK)
        assert read_evidence(paper) == bomb
