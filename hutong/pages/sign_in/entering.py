"""The steps of coming in: the password is right, the second factor is asked for, the session begins."""

from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from hutong.audit.actions import note_sign_in
from hutong.pages.sign_in.devices import name_device
from hutong.pages.sign_in.middleware import PROVED
from hutong.staff.models import Worker
from hutong.staff.session_store import ADDRESS, DEVICE, SEEN, SINCE, read_time
from hutong.staff.signing_in import get_address

BACKEND = "hutong.staff.signing_in.WorkerBackend"
HALF, PROVED_AT = "half_way", "proved_at"
HALF_LASTS, PROOF_LASTS = timedelta(minutes=10), timedelta(minutes=10)


class HalfWay(NamedTuple):
    """Whose password was right, and where they wanted to go; nothing is open to them yet."""

    worker: Worker
    back: str


def wait_for_factor(request: HttpRequest, worker: Worker, *, back: str) -> None:
    """Remember that the password was right."""
    request.session.cycle_key()
    request.session[HALF] = {"worker": worker.pk, "at": timezone.now().isoformat(), "next": back}


def get_half_way(request: HttpRequest) -> HalfWay | None:
    """Who waits to prove the second factor, for a few minutes."""
    held = request.session.get(HALF)
    at = read_time(held["at"]) if held else None
    if held is None or at is None or timezone.now() - at > HALF_LASTS:
        return None
    worker = Worker.objects.filter(pk=held["worker"], is_active=True).first()
    return HalfWay(worker, held["next"]) if worker else None


def enter(request: HttpRequest, worker: Worker, *, back: str, proved: str = "") -> HttpResponse:
    """Begin the session, which is on record before, and go where one wanted to go."""
    now = timezone.now()
    note_sign_in(at=now, act=f"signed in, {proved}" if proved else "signed in", worker=worker.uid)
    login(request, worker, backend=BACKEND)
    request.session.pop(HALF, None)
    request.session[SINCE] = request.session[SEEN] = now.isoformat()
    request.session[DEVICE] = name_device(request.headers.get("User-Agent", ""))
    request.session[ADDRESS] = get_address(request)
    note_proof(request, now)
    if proved:
        request.session[PROVED] = proved
    return redirect(back or "home")


def note_proof(request: HttpRequest, at: datetime) -> None:
    """The password was given just now."""
    request.session[PROVED_AT] = at.isoformat()


def is_proved_lately(request: HttpRequest) -> bool:
    """Whether the password was given a moment ago; what guards an account asks for it again."""
    at = read_time(request.session.get(PROVED_AT))
    return at is not None and timezone.now() - at <= PROOF_LASTS


def read_back(request: HttpRequest, text: str) -> str:
    """An address of our own to go to; "" for any other."""
    is_ours = url_has_allowed_host_and_scheme(
        text, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return text if is_ours and text.startswith("/") else ""


def get_host_name(request: HttpRequest) -> str:
    """The name under which we answer, to which passkeys are bound; "" where browsers allow none."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    is_name = host == "localhost" or (request.is_secure() and not host.replace(".", "").isdigit() and ":" not in host)
    return host if is_name else ""
