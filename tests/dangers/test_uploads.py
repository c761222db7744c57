"""What is attached is what it says it is, and comes back as bytes that no browser runs."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hutong.children.content import CSV, DOCUMENT, JPEG, PDF, PNG, SHEET, TEXT, is_what_it_says
from hutong.children.models import Child, Evidence
from hutong.children.tests.making import VILLAGE, make_worker
from hutong.pages.tests.filing import make_file, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, acting_as

SCRIPT = b"<html><script>alert(document.cookie)</script></html>"
PICTURE = b"\x89PNG\r\n\x1a\n" + SCRIPT


def zipped(*names: str) -> bytes:
    """An archive with these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return held.getvalue()


LETTER = zipped("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(b"%PDF-1.7 x", PDF), (b"\xff\xd8\xff\xe0", JPEG), (PICTURE, PNG), (LETTER, DOCUMENT),
     ("走访，一切正常\r\n".encode(), TEXT), ("姓名,日期\n".encode("gb18030"), CSV),
     (zipped("[Content_Types].xml", "xl/workbook.xml"), SHEET)],
)  # fmt: skip
def test_what_is_what_it_says_is_taken(content: bytes, media_type: str) -> None:
    assert is_what_it_says(content, media_type)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (SCRIPT, PDF), (SCRIPT, PNG), (SCRIPT, "text/html"), (b"<svg/>", "image/svg+xml"), (b"MZ\x90\x00", TEXT),
        (b"GIF89a", "image/gif"), (b"x", ""), (b"\x1b]0;x\x07", TEXT), (b"\xff\xfe\x00", CSV),
        (b"%PDF-1.7", "text/xml"),
        (b"PK\x03\x04", DOCUMENT), (zipped("index.html"), DOCUMENT), (LETTER, SHEET),
        (zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), DOCUMENT),
        (zipped("[Content_Types].xml", "word/document.xml", "../../a.EXE"), DOCUMENT),
        (zipped("[Content_Types].xml", "word/document.xml", *(f"x{at}" for at in range(5001))), DOCUMENT),
        (LETTER[:-30], DOCUMENT),
    ],
)  # fmt: skip
def test_what_is_something_else_is_refused(content: bytes, media_type: str) -> None:
    assert not is_what_it_says(content, media_type)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "media_type", "way"),
    [
        ("图片.png", PICTURE, PNG, "inline"),
        ("走访.txt", SCRIPT, TEXT, "attachment"),
        ("表.csv", b"=cmd|' /C calc'!A0", CSV, "attachment"),
        ("函\r\nX-Evil: 1.pdf", b"%PDF-1.7 " + SCRIPT, PDF, "attachment"),
        ("../../../../tmp/evil.docx", LETTER, DOCUMENT, "attachment"),
    ],
)
def test_what_was_attached_comes_back_inert(
    settings: Any, tmp_path: Path, name: str, content: bytes, media_type: str, way: str
) -> None:
    settings.HOME = tmp_path
    make_places()
    worker = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    child = make_file(worker)
    visitor = Client()
    visitor.force_login(worker)
    sent = {"title": "证明", "file": SimpleUploadedFile(name, content, media_type), "revision": _revision(child)}
    visitor.post(reverse("evidence_add", args=[child.uid]), sent)
    with acting_as(EVERYTHING):
        paper = Evidence.objects.filter(child=child).latest("pk")
    assert paper.title == "证明"
    answer = visitor.get(reverse("evidence_file", args=[child.uid, paper.uid]))
    assert answer.content == content
    assert answer.headers["Content-Disposition"].startswith(f'{way}; filename="{paper.uid}.')
    assert answer.headers["Content-Type"] == (media_type if way == "inline" else "application/octet-stream")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"].split("; ")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "X-Evil" not in answer.headers
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert all(file.relative_to(tmp_path).parts[0] == "files" for file in kept)
    assert not any(SCRIPT in file.read_bytes() or b"evil" in file.name.encode() for file in kept)
    forget_places()


def _revision(child: Child) -> int:
    with acting_as(EVERYTHING):
        return Child.objects.get(pk=child.pk).revision
