"""No page, list, paper or workbook tells a number in full to somebody who did not ask for it by an act on record."""

import io
import shutil
import subprocess
import zipfile
from typing import Any

import pytest

from hutong.children.models import Child
from hutong.children.tests.making import VILLAGE
from hutong.pages.conftest import session_of
from hutong.screening.sql.tests.needing import lack
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, acting_as
from tests.doors.test_doors import TRIED, ask, text_of, world
from tests.doors.world import Rows, make_somebody

__all__ = ["world"]
IDENTITY, PHONE, ADDRESS = "990101201503040015", "19900006543", "幸福里九号院"
PDF, TRAILER, WORKBOOK = b"%PDF", b"%%EOF", b"PK"

TOLD_ON_RECORD = {"national_sheet": [IDENTITY, PHONE, ADDRESS], "family_copy": [ADDRESS]}
"""What is made to be typed elsewhere, and a family's copy of its own data: the record says reveal and export."""


def keep_numbers(rows: Rows) -> None:
    with acting_as(EVERYTHING):
        child = Child.objects.get(uid=rows.uid)
        child.identity_number, child.phone = IDENTITY, PHONE
        child.residence_address = ADDRESS
        child.save()


def told_in_full(answer: Any) -> list[str]:
    """Which of the numbers stand in an answer, also in a workbook or a paper."""
    content = b"".join(answer) if answer.streaming else answer.content
    if content.startswith(WORKBOOK):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            text = "".join(book.read(name).decode(errors="replace") for name in book.namelist())
    elif content.startswith(PDF) and TRAILER in content:
        text = read_paper(content)
    else:
        text = text_of(answer)
    return [one for one in (IDENTITY, PHONE, ADDRESS) if one in text]


def read_paper(content: bytes) -> str:
    """What stands in a PDF, line ends left out: a paper breaks a number where the line ends."""
    program = shutil.which("pdftotext") or lack("a reader of PDF", package="poppler-utils")
    done = subprocess.run([program, "-raw", "-", "-"], input=content, capture_output=True, check=True, timeout=60)
    return done.stdout.decode().replace("\n", "")


@pytest.mark.parametrize("role", [Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS])
def test_no_door_tells_a_number_in_full_unasked(role: Role, world: dict[str, Rows]) -> None:
    keep_numbers(world[VILLAGE])
    session = session_of(make_somebody(role))
    told = {door.name: told_in_full(ask(session, "GET", door.address(world[VILLAGE]))) for door in TRIED}
    assert {name: found for name, found in told.items() if set(found) - set(TOLD_ON_RECORD.get(name, []))} == {}
