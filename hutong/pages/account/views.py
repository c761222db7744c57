"""One's own account: posts, password, second factor, and where one is signed in."""

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hutong.lib.translating import marked, translator
from hutong.pages.account.proving import proved_lately
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.pages.sign_in.entering import note_proof, read_back
from hutong.pages.sign_in.views import WRONG
from hutong.staff.accounts import change_password, sign_out_everywhere, sign_out_there
from hutong.staff.errors import StaffError
from hutong.staff.factors import count_recovery_codes, list_factors
from hutong.staff.models import Post
from hutong.staff.sessions import list_sessions

CHANGED = marked("The password is changed. On other devices you are signed out.")
DIFFERENT = marked("The two new passwords differ. Type the same twice.")
SIGNED_OUT = marked("Signed out there.")
GONE = marked("That session had ended already.")


@login_required
@require_GET
def show_account(request: HttpRequest) -> HttpResponse:
    """Everything that is kept of oneself here."""
    worker, now = get_worker(request), timezone.now()
    shown = {
        "posts": Post.objects.filter(worker=worker).select_related("body").order_by("-since", "-pk"),
        "factors": list_factors(worker),
        "recovery_left": count_recovery_codes(worker),
        "sessions": list_sessions(worker=worker, at=now, current=request.session.session_key),
    }
    return render(request, "account/page.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def prove(request: HttpRequest) -> HttpResponse:
    """The password once more. Wrong ones are counted like those of signing in."""
    given = request.POST if request.method == "POST" else request.GET
    back = read_back(request, given.get("next", ""))
    if request.method == "GET":
        return render(request, "account/prove.html", {"next": back})
    worker = get_worker(request)
    if authenticate(request, username=worker.username, password=request.POST.get("password", "")) != worker:
        return render(request, "account/prove.html", {"next": back, "is_wrong": True}, status=WRONG)
    note_proof(request, timezone.now())
    return redirect(back or "account")


@proved_lately
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def choose_password(request: HttpRequest) -> HttpResponse:
    """Another password, typed twice."""
    if request.method == "GET":
        return render(request, "account/password.html")
    worker, say = get_worker(request), translator(get_reader_language())
    password = request.POST.get("password", "")
    fault = say(DIFFERENT) if password != request.POST.get("again", "") else ""
    if not fault:
        try:
            change_password(worker=worker, password=password, at=timezone.now(), session=request.session.session_key)
        except StaffError as error:
            fault = error.told(get_reader_language())
    if fault:
        return render(request, "account/password.html", {"fault": fault}, status=WRONG)
    update_session_auth_hash(request, worker)
    messages.success(request, say(CHANGED))
    return redirect("account")


@login_required
@require_POST
def end_one_session(request: HttpRequest) -> HttpResponse:
    """Sign out on one device."""
    mark = request.POST.get("session", "")
    is_ended = sign_out_there(worker=get_worker(request), mark=mark, at=timezone.now())
    messages.success(request, translator(get_reader_language())(SIGNED_OUT if is_ended else GONE))
    return redirect("account")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    sign_out_everywhere(worker=get_worker(request), at=timezone.now(), but=request.session.session_key)
    messages.success(request, translator(get_reader_language())(SIGNED_OUT))
    return redirect("account")
