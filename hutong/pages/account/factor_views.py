"""The second factor: an authenticator application, passkeys, recovery codes."""

import base64
import json
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hutong.lib.translating import marked, translator
from hutong.pages.account.proving import proved_lately
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.pages.qr import draw_code
from hutong.pages.sign_in.entering import get_host_name
from hutong.pages.sign_in.middleware import PROVED
from hutong.pages.sign_in.views import WRONG
from hutong.staff import factors
from hutong.staff.errors import FactorRefused
from hutong.staff.models import Factor, Worker
from hutong.staff.scope import get_scope
from hutong.staff.sealed_fields import get_keyring
from hutong.staff.sessions import end_sessions

NEW_KEY, ASKED, LONGEST_NAME = "new_key", "passkey_to_add", 40
READY = marked("The second factor is set up. From now on signing in asks for it.")
REMOVED = marked("Removed.")
LAST_ONE = marked("Your posts need a second factor, and this is the only one. Set up another first.")


def is_forced() -> bool:
    """Whether the posts of whoever acts need a second factor here."""
    return settings.SECOND_FACTOR_REQUIRED and factors.must_have_factor(get_scope())


@login_required
@require_GET
def show_factors(request: HttpRequest) -> HttpResponse:
    """What one has, what can be added; why nothing else is open yet."""
    worker = get_worker(request)
    held = factors.list_factors(worker)
    shown = {
        "factors": held,
        "has_codes": any(one.kind == Factor.Kind.CODES for one in held),
        "recovery_left": factors.count_recovery_codes(worker),
        "is_due": is_forced() and not held,
        "may_passkey": bool(get_host_name(request)),
    }
    return render(request, "account/factors.html", shown)


def _begin(request: HttpRequest) -> str:
    """A key that waits for its first code; sealed, since sessions lie in the database as they are."""
    bound = f"session.new_key:{get_worker(request).uid}"
    sealed = request.session.get(NEW_KEY)
    if sealed:
        return get_keyring().open(base64.b64decode(sealed), bound_to=bound).decode()
    key = factors.new_key()
    request.session[NEW_KEY] = base64.b64encode(get_keyring().seal(key.encode(), bound_to=bound)).decode()
    return key


@proved_lately
@require_http_methods(["GET", "POST"])
def set_up_codes(request: HttpRequest) -> HttpResponse:
    """The QR code, and the first code that shows that it was read."""
    worker, key = get_worker(request), _begin(request)
    fault = ""
    if request.method == "POST":
        try:
            codes = factors.add_codes(worker=worker, key=key, code=request.POST.get("code", ""), at=timezone.now())
        except FactorRefused as error:
            fault = error.told(get_reader_language())
        else:
            request.session.pop(NEW_KEY, None)
            return _finish(request, worker, proved="codes", codes=codes)
    shown = {"picture": draw_code(factors.address_of_key(key, username=worker.username)), "fault": fault}
    pieces = [key[start : start + 4] for start in range(0, len(key), 4)]
    return render(request, "account/codes.html", {**shown, "pieces": pieces}, status=WRONG if fault else 200)


@proved_lately
@require_http_methods(["GET", "POST"])
def set_up_passkey(request: HttpRequest) -> HttpResponse:
    """A passkey of this device or of a key that is plugged in."""
    worker, host = get_worker(request), get_host_name(request)
    if not host:
        raise Http404
    fault = ""
    if request.method == "POST":
        name = " ".join(request.POST.get("name", "").split())[:LONGEST_NAME]
        kept, answer, at = request.session.pop(ASKED, {}), request.POST.get("answer", ""), timezone.now()
        try:
            codes = factors.add_passkey(worker=worker, name=name, host=host, kept=kept, answer=answer, at=at)
        except FactorRefused as error:
            fault = error.told(get_reader_language())
        else:
            return _finish(request, worker, proved="passkey", codes=codes)
    asked, request.session[ASKED] = factors.begin_passkey(worker=worker, host=host)
    shown = {"asked": json.dumps(asked), "fault": fault}
    return render(request, "account/passkey.html", shown, status=WRONG if fault else 200)


def _finish(request: HttpRequest, worker: Worker, *, proved: str, codes: Sequence[str]) -> HttpResponse:
    """This session is proved; others are not and end. New recovery codes are told once."""
    request.session[PROVED] = proved
    end_sessions(worker=worker, but=request.session.session_key)
    messages.success(request, translator(get_reader_language())(READY))
    return render(request, "account/recovery.html", {"codes": codes}) if codes else redirect("factors")


@proved_lately
@require_POST
def renew_recovery(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes in place of the earlier ones."""
    worker = get_worker(request)
    if not factors.list_factors(worker):
        return redirect("factors")
    return render(request, "account/recovery.html", {"codes": factors.renew_recovery_codes(worker=worker)})


@proved_lately
@require_POST
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One's own factor goes; the last one only where none is needed."""
    worker, say = get_worker(request), translator(get_reader_language())
    held = factors.list_factors(worker)
    factor = next((one for one in held if one.uid == uid), None)
    if factor is None:
        raise Http404
    if is_forced() and len(held) == 1:
        messages.error(request, say(LAST_ONE))
        return redirect("factors")
    factors.remove_factor(factor=factor, at=timezone.now())
    messages.success(request, say(REMOVED))
    return redirect("factors")
