"""What somebody reads after too many failed tries; the same whether the name is one of ours or not."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hutong.audit.actions import note_sign_in
from hutong.staff.signing_in import get_username_mark

TOO_MANY = 429


def show_locked(request: HttpRequest, answer: HttpResponse | None = None, tried: Any = None) -> HttpResponse:
    """How long to wait, and who can help. Called by the lock-out itself."""
    note_sign_in(at=timezone.now(), act="sign-in locked", username_mark=get_username_mark(request, tried))
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "sign_in/locked.html", {"minutes": minutes}, status=TOO_MANY)
