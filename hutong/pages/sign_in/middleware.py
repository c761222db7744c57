"""Sessions end by themselves; and what has to be done first – a password, a second factor – comes before everything."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from hutong.audit.actions import note_sign_in
from hutong.lib.translating import marked, translator
from hutong.pages.choices import name_choice
from hutong.pages.context import get_reader_language
from hutong.staff.factors import list_factors, must_have_factor
from hutong.staff.models import Worker
from hutong.staff.scope import Scope
from hutong.staff.session_store import SEEN, SINCE, read_time
from hutong.staff.sessions import is_over
from hutong.staff.signing_in import get_address

Answer = Callable[[HttpRequest], HttpResponse]
TOUCHED_EVERY = timedelta(minutes=1)
PROVED = "factor"
"""What a session was proved with besides the password."""
ALWAYS_OPEN = frozenset({"sign_in", "sign_out", "language", "health", "front"})
TO_CHOOSE_PASSWORD = ALWAYS_OPEN | {"password"}
TO_SET_UP = TO_CHOOSE_PASSWORD | {"factors", "factor_codes", "factor_passkey", "factor_recovery", "prove"}
GONE = marked(
    "You are not signed in any more, and nothing was saved. Sign in again: what you typed is still in the form."
)
ENDED = marked("Nothing was done for a while, so you were signed out. Sign in again and go on where you were.")


def true_address(answer: Answer) -> Answer:
    """From where somebody asks, also behind a server that passes requests on; before anything reads the address."""

    def with_address(request: HttpRequest) -> HttpResponse:
        request.META["REMOTE_ADDR"] = get_address(request) or ""
        return answer(request)

    return with_address


def timed_sessions(answer: Answer) -> Answer:
    """Nobody stays signed in at a desk they left; whoever comes back signs in and is where they were."""

    def within_time(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, Worker):
            return lead_back(request, answer(request))
        now = timezone.now()
        since, seen = read_time(request.session.get(SINCE)), read_time(request.session.get(SEEN))
        if since and seen and is_over(since=since, seen_at=seen, at=now):
            return end_for_now(request)
        keep_time(request, since=since, seen=seen, now=now)
        return answer(request)

    return within_time


def keep_time(request: HttpRequest, *, since: datetime | None, seen: datetime | None, now: datetime) -> None:
    """Write down that the session is used, at most once a minute."""
    if since is None:
        request.session[SINCE] = now.isoformat()
    if seen is None or now - seen >= TOUCHED_EVERY:
        request.session[SEEN] = now.isoformat()


def end_for_now(request: HttpRequest) -> HttpResponse:
    """Sign out, and lead to signing in and back to the page; what was typed there is in the browser's drafts."""
    back = get_page(request)
    if isinstance(request.user, Worker):
        note_sign_in(at=timezone.now(), act="signed out after a time", worker=request.user.uid)
    logout(request)
    messages.warning(request, translator(get_reader_language())(ENDED))
    address = f"{reverse('sign_in')}?{urlencode({'next': back})}" if back else reverse("sign_in")
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(address)
    return redirect(address)


def lead_back(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Whose session is gone signs in and is at the form again: the address that a form goes to shows nothing."""
    is_sent_to_sign_in = response.headers.get("Location", "").startswith(f"{reverse('sign_in')}?")
    if request.method != "POST" or not is_sent_to_sign_in:
        return response
    back = get_page(request)
    messages.warning(request, translator(get_reader_language())(GONE))
    return redirect(f"{reverse('sign_in')}?{urlencode({'next': back})}" if back else reverse("sign_in"))


def get_page(request: HttpRequest) -> str:
    """The page on which somebody is: the one asked for, or the one whose form was sent or whose piece was fetched."""
    if request.method == "GET" and not getattr(request, "htmx", False):
        return request.get_full_path()
    came = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(came)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def what_is_due_first(answer: Answer) -> Answer:
    """Whoever has a first password, lacks a second factor or holds posts that exclude each other gets no further."""

    def asked_first(request: HttpRequest) -> HttpResponse:
        worker = request.user
        if not isinstance(worker, Worker):
            return answer(request)
        scope: Scope = request.scope  # type: ignore[attr-defined]
        screen = get_screen(request)
        if worker.must_change_password and screen not in TO_CHOOSE_PASSWORD:
            return redirect("password")
        if is_without_factor(request, scope) and screen not in TO_SET_UP:
            return redirect("factors") if not list_factors(worker) else end_for_now(request)
        if scope.clashes and screen not in TO_CHOOSE_PASSWORD:
            return show_clashes(request, scope)
        return answer(request)

    return asked_first


def get_screen(request: HttpRequest) -> str:
    """The name of the screen that is asked for; "" for none."""
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""


def is_without_factor(request: HttpRequest, scope: Scope) -> bool:
    """Whether the posts need a second factor that this session was not proved with."""
    return settings.SECOND_FACTOR_REQUIRED and PROVED not in request.session and must_have_factor(scope)


def show_clashes(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Nothing is opened by posts that exclude each other; who can end one of them."""
    lang = get_reader_language()
    say = translator(lang)
    clashes = [
        {"one": name_choice("role", one.one, lang), "other": name_choice("role", one.other, lang), "why": say(one.why)}
        for one in scope.clashes
    ]
    return render(request, "sign_in/clashing.html", {"clashes": clashes}, status=403)
