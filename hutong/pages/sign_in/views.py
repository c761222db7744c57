"""Coming in, going out, and the language of the pages."""

import json

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hutong.audit.actions import note_sign_in
from hutong.pages.context import get_reader_language
from hutong.pages.sign_in.entering import HalfWay, enter, get_half_way, get_host_name, read_back, wait_for_factor
from hutong.staff.errors import FactorRefused
from hutong.staff.factors import ask_passkey, list_factors, prove_by_code, prove_by_passkey
from hutong.staff.models import Factor, Worker
from hutong.staff.signing_in import count_wrong_code, get_username_mark, is_locked_here

LANGUAGES = {"zh": "zh-hans", "en": "en"}
WRONG = 422
ASKED = "passkey_asked"


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """The name and the password; then the second factor of whoever has one."""
    given = request.POST if request.method == "POST" else request.GET
    back = read_back(request, given.get("next", ""))
    if request.user.is_authenticated:
        return redirect(back or "home")
    if request.method == "GET":
        return render(request, "sign_in/page.html", {"next": back})
    username, password = request.POST.get("username", ""), request.POST.get("password", "")
    worker = authenticate(request, username=username, password=password)
    if not isinstance(worker, Worker):
        mark = get_username_mark(request, {"username": username})
        note_sign_in(at=timezone.now(), act="sign-in refused", username_mark=mark)
        return render(request, "sign_in/page.html", {"next": back, "is_wrong": True}, status=WRONG)
    if list_factors(worker):
        wait_for_factor(request, worker, back=back)
        return redirect("second_factor")
    return enter(request, worker, back=back)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
def ask_second_factor(request: HttpRequest) -> HttpResponse:
    """A code or a passkey, after the password."""
    half = get_half_way(request)
    if half is None or is_locked_here(request, half.worker):
        return redirect("sign_in")
    if request.method == "GET":
        return show_second(request, half)
    try:
        proved = _prove(request, half.worker)
    except FactorRefused as error:
        note_sign_in(at=timezone.now(), act="second factor refused", worker=half.worker.uid)
        count_wrong_code(request, half.worker)
        return show_second(request, half, fault=error.told(get_reader_language()))
    return enter(request, half.worker, back=half.back, proved=proved)


def _prove(request: HttpRequest, worker: Worker) -> str:
    at, answer = timezone.now(), request.POST.get("answer", "")
    if not answer:
        return prove_by_code(worker=worker, code=request.POST.get("code", ""), at=at)
    kept = request.session.pop(ASKED, {})
    return prove_by_passkey(worker=worker, host=get_host_name(request), kept=kept, answer=answer, at=at)


def show_second(request: HttpRequest, half: HalfWay, *, fault: str = "") -> HttpResponse:
    """The page that asks for it; what a passkey is asked differs every time."""
    host = get_host_name(request)
    asked = ask_passkey(worker=half.worker, host=host) if host else None
    if asked:
        request.session[ASKED] = asked[1]
    kinds = {one.kind for one in list_factors(half.worker)}
    shown = {"asked": json.dumps(asked[0]) if asked else "", "has_codes": Factor.Kind.CODES in kinds, "fault": fault}
    return render(request, "sign_in/second.html", shown, status=WRONG if fault else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; the session is gone."""
    if isinstance(request.user, Worker):
        note_sign_in(at=timezone.now(), act="signed out", worker=request.user.uid, door="sign_out")
    logout(request)
    return redirect("front")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie and go back to the page."""
    back = read_back(request, request.POST.get("back", "/")) or "/"
    response = HttpResponseRedirect(back)
    code = LANGUAGES.get(request.POST.get("lang", ""), settings.LANGUAGE_CODE)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 24 * 60 * 60, samesite="Lax")
    return response
