"""A list that leaves our own duty holds only children whose family agreed to just that."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_worker
from hutong.exchange.models import ExportRequest
from hutong.ledgers.limits import DEFAULT_LIMITS
from hutong.ledgers.opening import list_raw_sheets
from hutong.pages.tests.filing import make_file, make_places
from hutong.places.queries import forget_places
from hutong.privacy.consenting import give_consent, withdraw_consent
from hutong.privacy.models import Consent
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def people() -> Iterator[tuple[Worker, Worker]]:
    make_places()
    yield (
        make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs"),
        make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs"),
    )
    forget_places()


def agree(child: Child, by: Worker, purpose: str = "charity") -> Consent:
    with acting_as(EVERYTHING):
        return give_consent(
            child=child, purpose=purpose, given_on=date(TODAY.year, 1, 1), way="in_person", by_guardian=True,
            guardian_name="监护人", by=by, at=timezone.now(),
        )  # fmt: skip


def take(people: tuple[Worker, Worker], folder: Path, handed_to: str) -> str:
    """The cells of a list that one asked for and another approved."""
    asker, approver = Client(), Client()
    asker.force_login(people[0])
    approver.force_login(people[1])
    sent = {"area": TOWNSHIP, "kind": "own", "purpose": "与慈善会开展助学", "handed_to": handed_to}
    assert asker.post(reverse("export_ask"), sent).status_code == 302
    with acting_as(EVERYTHING):
        uid = ExportRequest.objects.latest("pk").uid
    approver.post(reverse("export_approve", args=[uid]))
    book = folder / "out.xlsx"
    book.write_bytes(asker.post(reverse("export_file", args=[uid])).content)
    return str([row.cells for sheet in list_raw_sheets(book, limits=DEFAULT_LIMITS) for row in sheet.rows])


def test_only_who_agreed_to_this_very_purpose_is_in_it(people: tuple[Worker, Worker], tmp_path: Path) -> None:
    agreed, silent = make_file(people[0], name="万小溪"), make_file(people[0], OTHER_VILLAGE, name="钱知秋")
    agree(agreed, people[0])
    agree(silent, people[0], "photographs")
    cells = take(people, tmp_path, "charity")
    assert "万小溪" in cells and "钱知秋" not in cells and "向群团组织" in cells


def test_for_ones_own_duty_nobody_is_asked(people: tuple[Worker, Worker], tmp_path: Path) -> None:
    make_file(people[0], VILLAGE, name="万小溪")
    assert "万小溪" in take(people, tmp_path, "")


def test_who_withdrew_since_it_was_asked_for_is_not_in_it(people: tuple[Worker, Worker], tmp_path: Path) -> None:
    child = make_file(people[0], name="万小溪")
    held = agree(child, people[0])
    assert "万小溪" in take(people, tmp_path, "charity")
    with acting_as(EVERYTHING):
        withdraw_consent(consent=held, withdrawn_by="guardian", words="", by=people[0], at=timezone.now())
    assert "万小溪" not in take(people, tmp_path, "charity")


def test_a_purpose_that_is_none_is_refused(people: tuple[Worker, Worker]) -> None:
    make_file(people[0])
    asker = Client()
    asker.force_login(people[0])
    sent = {"area": TOWNSHIP, "kind": "own", "purpose": "与慈善会开展助学", "handed_to": "statutory_duty"}
    assert asker.post(reverse("export_ask"), sent).status_code == 422
