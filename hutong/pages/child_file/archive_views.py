"""The whole file to take along; that it was taken is noted."""

import json
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hutong.audit.models import Way
from hutong.pages.child_file.acting import get_child_to_write
from hutong.pages.child_file.archive import archive_as_json, archive_as_pdf
from hutong.pages.child_file.file_on_day import FileOnDay
from hutong.pages.child_file.views import open_file
from hutong.pages.looking import get_worker, note_reading


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What an archive is, and in which shapes."""
    return render(request, "child_file/archive.html", {"child": get_child_to_write(uid)})


@login_required
@require_http_methods(["GET", "POST"])
def download_json(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everything as JSON; numbers, telephones and addresses unmasked only by POST."""
    file = take_file(request, uid)
    archive = archive_as_json(file, at=timezone.now(), with_numbers=request.method == "POST")
    told = json.dumps(archive, ensure_ascii=False, indent=2, default=str)
    return _attached(told.encode(), "application/json", f"{uid}.json")


@login_required
@require_http_methods(["GET", "POST"])
def download_pdf(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everything on pages; numbers, telephones and addresses unmasked only by POST."""
    file = take_file(request, uid)
    paper = archive_as_pdf(
        file, at=timezone.localtime(), taken_by=get_worker(request).name, with_numbers=request.method == "POST"
    )
    return _attached(paper, "application/pdf", f"{uid}.pdf")


def take_file(request: HttpRequest, uid: UUID) -> FileOnDay:
    """The file to be taken along, after noting it; that the numbers go too is noted besides."""
    child = get_child_to_write(uid)
    if request.method == "POST":
        note_reading(request, screen="child_archive", child=child, way=Way.REVEAL)
    return open_file(request, uid, screen="child_archive", way=Way.EXPORT, on=timezone.localdate())


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
