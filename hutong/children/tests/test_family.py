"""Kin, carers, payments, labels and papers of a file."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hutong.children.actions import (
    add_evidence,
    add_kin,
    change_kin,
    confirm_label,
    determine_labels,
    end_label,
    end_placement,
    end_receipt,
    place_child,
    record_receipt,
    withdraw_receipt,
)
from hutong.children.errors import (
    AmountRefused,
    BenefitUnknown,
    EvidenceLost,
    EvidenceRefused,
    FieldRefused,
    IdentityRefused,
    KinIncomplete,
    KinTaken,
    LabelHeld,
    LabelNotHeld,
)
from hutong.children.evidence import MOST_BYTES
from hutong.children.models import Child, Labelled, Placement, Receipt
from hutong.children.queries import columns_known, list_labels, read_evidence, receipts_on, search_children
from hutong.children.tests.making import NOW, OTHER_VILLAGE, TODAY, acting, make_child, make_number, make_worker
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
PDF = b"%PDF-1.7 a paper"


@pytest.fixture
def child() -> Any:
    with acting_as(EVERYTHING):
        yield make_child()


@pytest.fixture
def files(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    return tmp_path / "files"


def test_one_person_is_kin_of_several_children_by_the_same_number(child: Child) -> None:
    number = make_number(date(1980, 1, 1))
    one = add_kin(child=child, relation="father", name="王大", identity_number=number, by=None, at=NOW)
    other = add_kin(child=make_child(), relation="father", name="王大", identity_number=number, by=None, at=NOW)
    assert one.person == other.person


def test_who_types_a_number_from_elsewhere_learns_nothing_of_the_person(child: Child) -> None:
    number = make_number(date(1980, 1, 1))
    add_kin(child=child, relation="father", name="王大", identity_number=number, phone="1", by=None, at=NOW)
    with acting(Role.CHILD_DIRECTOR, OTHER_VILLAGE):
        own = add_kin(
            child=make_child(OTHER_VILLAGE), relation="father", name="王答", identity_number=number, by=None, at=NOW
        )
        assert (own.person.name, own.person.phone) == ("王答", "")


def test_a_child_has_one_father_at_a_time(child: Child) -> None:
    first = add_kin(child=child, relation="father", name="王大", by=None, at=NOW)
    with pytest.raises(KinTaken, match="father"):
        add_kin(child=child, relation="father", name="王二", by=None, at=NOW)
    change_kin(kinship=first, by=None, at=NOW, until=date(2024, 12, 31))
    assert add_kin(child=child, relation="father", name="王二", by=None, at=NOW).pk


def test_a_parent_may_be_nameless_others_not(child: Child) -> None:
    assert add_kin(child=child, relation="mother", by=None, at=NOW).person.name == ""
    with pytest.raises(KinIncomplete):
        add_kin(child=child, relation="sibling", by=None, at=NOW)


def test_what_kin_cannot_have_is_refused(child: Child) -> None:
    with pytest.raises(FieldRefused):
        add_kin(child=child, relation="cousin", name="王五", by=None, at=NOW)
    with pytest.raises(FieldRefused):
        add_kin(child=child, relation="father", name="王五", shoe_size=43, by=None, at=NOW)
    with pytest.raises(IdentityRefused):
        add_kin(child=child, relation="father", name="王五", identity_number="123", by=None, at=NOW)


def test_a_renamed_mother_finds_the_child_by_her_new_name(child: Child) -> None:
    kinship = add_kin(child=child, relation="mother", name="李四", by=None, at=NOW)
    change_kin(kinship=kinship, name="李秀英", is_guardian=True, by=None, at=LATER)
    assert kinship.is_guardian
    kept = {row.field.split(".")[-1]: row.before for row in child.amendments.all()}
    assert kept == {"name": "李四", "is_guardian": "False"}
    assert columns_known(child, known_at=NOW) == {}
    assert search_children("", kin="秀英").children and not search_children("", kin="李四").children


def test_a_new_placement_ends_the_former_on_the_day_before(child: Child) -> None:
    place_child(child=child, kind="own_home", since=date(2020, 1, 1), by=None, at=NOW)
    last = place_child(child=child, kind="foster", since=TODAY, by=None, at=NOW, agreed_on=TODAY)
    assert Placement.objects.get(kind="own_home").until == date(2025, 5, 31)
    assert end_placement(placement=last, until=TODAY, by=None, at=NOW).until == TODAY
    with pytest.raises(FieldRefused):
        place_child(child=child, kind="tent", since=TODAY, by=None, at=NOW)


def test_a_new_amount_ends_the_old_one_of_the_same_source(child: Child) -> None:
    record_receipt(child=child, benefit="dibao", fen=60000, since=date(2024, 1, 1), by=None, at=NOW)
    record_receipt(child=child, benefit="dibao", fen=65000, since=date(2025, 1, 1), by=None, at=LATER)
    told = [[one.fen for one in receipts_on(child, on=date(year, 6, 1))] for year in (2023, 2024, 2025)]
    assert told == [[], [60000], [65000]]
    assert [one.fen for one in receipts_on(child, on=date(2025, 6, 1), known_at=NOW)] == [60000]


def test_a_payment_ends_or_never_was(child: Child) -> None:
    paid = record_receipt(child=child, benefit="dibao", fen=None, since=date(2024, 1, 1), by=None, at=NOW)
    ended = end_receipt(receipt=paid, until=date(2025, 5, 31), by=None, at=LATER)
    assert receipts_on(child, on=TODAY) == [] and receipts_on(child, on=date(2025, 5, 31)) == [ended]
    withdraw_receipt(receipt=ended, by=None, at=LATER + timedelta(days=1))
    assert not Receipt.objects.filter(corrected_at__isnull=True).exists()


def test_strange_benefits_and_amounts_below_nothing_are_refused(child: Child) -> None:
    with pytest.raises(BenefitUnknown):
        record_receipt(child=child, benefit="free_ice_cream", fen=1, by=None, at=NOW)
    with pytest.raises(AmountRefused):
        record_receipt(child=child, benefit="dibao", fen=-1, by=None, at=NOW)


def test_labels_of_persons_and_of_documents_are_kept_apart(child: Child) -> None:
    worker = make_worker()
    confirm_label(child=child, label="orphan", by=worker, at=NOW, since=TODAY)
    determine_labels(child=child, labels=["orphan", "severely_disabled"], on=TODAY, at=NOW)
    assert [(one.label, one.basis) for one in list_labels(child)] == [
        ("orphan", "confirmed"),
        ("orphan", "determined"),
        ("severely_disabled", "determined"),
    ] or Labelled.objects.count() == 3
    with pytest.raises(LabelHeld):
        confirm_label(child=child, label="orphan", by=worker, at=NOW, since=TODAY)
    end_label(child=child, label="orphan", by=worker, at=NOW, until=TODAY, reason="找到父亲")
    with pytest.raises(LabelNotHeld):
        end_label(child=child, label="severely_disabled", by=worker, at=NOW, until=TODAY, reason="…")


def test_a_determined_label_goes_on_the_day_before_it_is_concluded_no_more(child: Child) -> None:
    determine_labels(child=child, labels=["orphan"], on=date(2025, 1, 1), at=NOW)
    assert determine_labels(child=child, labels=["orphan"], on=date(2025, 2, 1), at=NOW) == []
    determine_labels(child=child, labels=[], on=TODAY, at=NOW)
    assert Labelled.objects.get().until == date(2025, 5, 31)
    assert list_labels(child, on=date(2025, 5, 31)).exists() and not list_labels(child, on=TODAY).exists()


def test_a_paper_lies_sealed_under_a_name_that_says_nothing(child: Child, files: Path) -> None:
    paper = add_evidence(child=child, title="判决书", content=PDF, media_type="application/pdf", by=None, at=NOW)
    stored = files / paper.file
    assert PDF not in stored.read_bytes() and "判决" not in str(stored)
    assert stored.stat().st_mode & 0o077 == 0
    assert read_evidence(paper) == PDF and paper.size == len(PDF)


def test_a_paper_that_was_changed_or_exchanged_does_not_open(child: Child, files: Path) -> None:
    one, other = (
        add_evidence(child=child, title=title, content=PDF, media_type="application/pdf", by=None, at=NOW)
        for title in ("判决书", "残疾证")
    )
    (files / one.file).write_bytes((files / other.file).read_bytes())
    with pytest.raises(EvidenceLost):
        read_evidence(one)
    (files / other.file).unlink()
    with pytest.raises(EvidenceLost):
        read_evidence(other)


@pytest.mark.parametrize(
    "given",
    [
        {"title": " ", "reference": "x"},
        {"title": "x"},
        {"title": "x", "content": b"", "media_type": "application/pdf"},
        {"title": "x", "content": b"MZ\x90", "media_type": "application/pdf"},
        {"title": "x", "content": PDF, "media_type": "text/html"},
        {"title": "x", "content": b"%PDF-" + bytes(MOST_BYTES), "media_type": "application/pdf"},
    ],
)
def test_what_cannot_be_attached_is_refused(child: Child, files: Path, given: dict[str, Any]) -> None:
    with pytest.raises(EvidenceRefused):
        add_evidence(child=child, by=None, at=NOW, **given)
    assert not files.exists()


def test_a_reference_needs_no_file(child: Child, files: Path) -> None:
    assert add_evidence(child=child, title="残联名册", reference="2025-05-31", by=None, at=NOW).file == ""
