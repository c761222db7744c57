"""Attachments of a report: known by what is in them, seen with the report alone, erased for a reason, sealed anew."""

from pathlib import Path
from typing import Any

import pytest

from hutong.audit.models import Entry
from hutong.children.content import recording_type
from hutong.children.tests.making import COUNTY, NOW, OTHER_VILLAGE, TODAY, TOWNSHIP, VILLAGE, make_worker
from hutong.protection.actions import Suspect, Told
from hutong.protection.attaching import (
    Brought,
    attach,
    attach_outside,
    erase_attachment,
    get_attachment,
    list_attachments,
    read_attachment,
    reseal_attachments,
)
from hutong.protection.errors import AttachmentGone, AttachmentRefused, ErasureNeeds
from hutong.protection.models import Attachment, Report
from hutong.protection.tests.reporting import make_report
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of

pytestmark = pytest.mark.django_db
M4A = b"\x00\x00\x00\x20ftypM4A " + b"x" * 60
SOUND = Brought(M4A, "audio/x-m4a")


@pytest.fixture
def teacher(settings: Any, tmp_path: Any) -> Worker:
    settings.HOME = tmp_path
    return make_worker(Role.INSTITUTION, COUNTY, kind="school")


@pytest.fixture
def police() -> Worker:
    return make_worker(Role.DEPARTMENT, COUNTY, kind="police")


def as_(worker: Worker) -> Any:
    return acting_as(scope_of(worker, on=TODAY))


@pytest.mark.parametrize(
    ("content", "named", "kind"),
    [
        (M4A, "audio/x-m4a", "audio/mp4"),
        (b"\x00\x00\x00\x18ftypisom....", "video/mp4", "video/mp4"),
        (b"\x00\x00\x00\x18ftyp3gp4....", "audio/3gpp", "video/3gpp"),
        (b"#!AMR\n.....", "audio/amr", "audio/amr"),
        (b"ID3\x03....", "audio/mp3", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "", "audio/mpeg"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "text/html", "audio/wav"),
        (b"\x89PNG\r\n\x1a\n...", "image/jpeg", "image/png"),
        (b"<html><script>", "image/jpeg", ""),
        (b"MZ\x90", "audio/mpeg", ""),
        (b"RIFF\x00\x00\x00\x00AVI ", "audio/wav", ""),
    ],
)
def test_a_recording_is_what_is_in_it(content: bytes, named: str, kind: str) -> None:
    assert recording_type(content, named) == kind


def test_whoever_reported_attaches_unnamed_and_whoever_answers_reads_it_on_the_record(
    teacher: Worker, police: Worker
) -> None:
    report = make_report(teacher)
    before = Entry.objects.count()
    with as_(teacher):
        made = attach(report=report, brought=SOUND, by=teacher, at=NOW)
    assert teacher.uid not in set(Entry.objects.order_by("id")[before:].values_list("worker", flat=True))
    with as_(police):
        assert read_attachment(get_attachment(report, made.uid), at=NOW) == M4A
    assert Entry.objects.filter(way="attachment", worker=police.uid).count() == 1


def test_it_is_hidden_with_the_report(teacher: Worker, police: Worker) -> None:
    kept = make_report(teacher, told=Told("x", suspect=Suspect(keep_from_village=True)))
    with as_(teacher):
        attach(report=kept, brought=SOUND, by=teacher, at=NOW)
    for who, sees in (
        (make_worker(Role.CHILD_DIRECTOR, VILLAGE), 0),
        (make_worker(Role.CHILD_DIRECTOR, OTHER_VILLAGE), 0),
        (police, 1),
    ):
        with as_(who):
            assert Attachment.objects.count() == sees


def test_what_is_no_recording_is_refused_and_left_out_of_what_came_along(teacher: Worker) -> None:
    report = make_report(teacher)
    with as_(teacher), pytest.raises(AttachmentRefused):
        attach(report=report, brought=Brought(b"MZ", "image/png"), by=teacher, at=NOW)
    assert attach_outside(report=report, brought=[Brought(b""), SOUND], at=NOW) == 1


def test_it_is_erased_for_a_reason_by_those_who_answer(
    teacher: Worker, police: Worker, django_capture_on_commit_callbacks: Any, tmp_path: Path
) -> None:
    report = make_report(teacher)
    with as_(teacher):
        made = attach(report=report, brought=SOUND, by=teacher, at=NOW)
        with pytest.raises(NotAllowed):
            erase_attachment(attachment=made, because="不想留了", by=teacher, at=NOW)
    file = tmp_path / "files" / made.file
    assert file.exists()
    with as_(police):
        with pytest.raises(ErasureNeeds):
            erase_attachment(attachment=made, because=" ", by=police, at=NOW)
        with django_capture_on_commit_callbacks(execute=True):
            erase_attachment(attachment=made, because="与本案无关的照片", by=police, at=NOW)
        with pytest.raises(AttachmentGone):
            read_attachment(list_attachments(report).get(), at=NOW)
    assert not file.exists()


def test_a_changed_file_is_not_handed_out(teacher: Worker, police: Worker, tmp_path: Path) -> None:
    report = make_report(teacher)
    with as_(teacher):
        made = attach(report=report, brought=SOUND, by=teacher, at=NOW)
    file = tmp_path / "files" / made.file
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with as_(police), pytest.raises(AttachmentGone):
        read_attachment(made, at=NOW)


def test_keys_are_renewed_over_attachments_too(teacher: Worker) -> None:
    report: Report = make_report(teacher)
    with as_(teacher):
        attach(report=report, brought=SOUND, by=teacher, at=NOW)
    with acting_as(EVERYTHING):
        assert reseal_attachments(advance=lambda _: None) == 0


def test_the_township_of_the_place_sees_it(teacher: Worker) -> None:
    report = make_report(teacher)
    with as_(teacher):
        attach(report=report, brought=SOUND, by=teacher, at=NOW)
    with as_(make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP, kind="township_government")):
        assert list_attachments(report).count() == 1
