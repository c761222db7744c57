"""The whole file to take along; that it was taken is noted."""

import json
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hutong.audit.models import Way
from hutong.pages.child_file.acting import get_child_to_write
from hutong.pages.child_file.archive import archive_as_json, archive_as_pdf
from hutong.pages.child_file.views import open_file
from hutong.pages.looking import get_worker


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What an archive is, and in which shapes."""
    return render(request, "child_file/archive.html", {"child": get_child_to_write(uid)})


@login_required
@require_GET
def download_json(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everything as JSON."""
    get_child_to_write(uid)
    file = open_file(request, uid, screen="child_archive", way=Way.EXPORT, on=timezone.localdate())
    told = json.dumps(archive_as_json(file, at=timezone.now()), ensure_ascii=False, indent=2, default=str)
    return _attached(told.encode(), "application/json", f"{uid}.json")


@login_required
@require_GET
def download_pdf(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everything on pages."""
    get_child_to_write(uid)
    file = open_file(request, uid, screen="child_archive", way=Way.EXPORT, on=timezone.localdate())
    return _attached(
        archive_as_pdf(file, at=timezone.localtime(), taken_by=get_worker(request).name),
        "application/pdf",
        f"{uid}.pdf",
    )


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
