"""Ledgers made to do harm: the import says what is wrong with them, or takes them as text, and is never stuck."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from hutong.children.models import Child
from hutong.exchange.actions import begin_import, begin_trial
from hutong.exchange.errors import ExchangeError
from hutong.exchange.models import Import, ImportRow
from hutong.exchange.tests.making import AS_OF, AT, COUNTY, make_children, make_officer, scope, work, write
from hutong.staff.models import Worker
from hutong.staff.scope import acting_as

pytestmark = pytest.mark.django_db
State = Import.State


@pytest.fixture
def officer() -> Worker:
    return make_officer()


def written(rows: list[dict[str, object]]) -> bytes:
    """As text with commas."""
    held = io.StringIO()
    told = csv.DictWriter(held, rows[0])
    told.writeheader()
    told.writerows(
        {key: f"{value:%Y-%m-%d}" if isinstance(value, date) else value for key, value in one.items()} for one in rows
    )
    return held.getvalue().encode()


def bring(officer: Worker, content: bytes, name: str) -> Import | None:
    """Brought in, and tried out where it can be read; None where it is refused at once."""
    try:
        batch = work(begin_import(area=COUNTY, as_of=AS_OF, name=name, content=content, by=officer, at=AT))
        if batch.state == State.MAPPING:
            begin_trial(batch=batch, by=officer, at=AT)
            batch = work(batch)
    except ExchangeError:
        return None
    return batch


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "\x00" * 50, "\x1b[2J", "\ufffe", "a\u202eb", "\U0010ffff"])
def test_characters_that_no_database_takes_end_no_import(officer: Worker, odd: str) -> None:
    rows = make_children(3)
    name = next(key for key in rows[0] if "姓名" in key)
    rows[1] |= {name: odd}
    rows[2] |= dict.fromkeys([key for key in rows[2] if isinstance(rows[2][key], str) and key != name], odd)
    for content in (written(rows), written([{f"{key}{odd}": value for key, value in one.items()} for one in rows])):
        with acting_as(scope(officer)):
            batch = bring(officer, content, f"名册{odd}.csv")
            if batch is not None and batch.state == State.PLANNED:
                batch = write(batch, officer)
            assert batch is None or batch.state not in (State.LOOKING, State.PLANNING, State.APPLYING)
            names = Child.objects.values_list("name", flat=True)
            assert not [one for one in names if "\x00" in one or "\x1b" in one]


def test_names_of_files_lead_nowhere(officer: Worker) -> None:
    with acting_as(scope(officer)):
        batch = bring(officer, written(make_children(1)), "../../evil.csv")
        assert batch is not None
        assert ImportRow.objects.filter(batch=batch).count() == 1
        assert not [folder for folder in Path(settings.HOME).parents if (folder / "evil.csv").exists()]


def bomb(*, part: str, size: int) -> bytes:
    """An archive of a few kilobytes that unpacks to megabytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(part, b"0" * size)
    return held.getvalue()


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "' + "&a;" * 50 + '"><!ENTITY c "' + "&b;" * 50 + '">'
    '<!ENTITY d SYSTEM "file:///etc/passwd">]><workbook>&c;&d;</workbook>'
)


def laughing() -> bytes:
    """A workbook whose words unfold into each other and ask for a file of the machine."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for part in (
            "[Content_Types].xml",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/worksheets/sheet1.xml",
        ):
            archive.writestr(part, LAUGHS)
    return held.getvalue()


@pytest.mark.parametrize(
    "content", [bomb(part="xl/worksheets/sheet1.xml", size=80 << 20), laughing(), b"PK\x03\x04", b"\x00" * 900]
)
def test_archives_made_to_fill_the_memory_are_refused(officer: Worker, content: bytes) -> None:
    with acting_as(scope(officer)):
        batch = bring(officer, content, "名册.xlsx")
        assert batch is None or batch.state == State.REFUSED
        assert not Child.objects.exists()
