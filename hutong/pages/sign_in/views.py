"""Coming in, going out, and the language of the pages."""

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from hutong.audit.actions import note_sign_in
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import mark_of

LANGUAGES = {"zh": "zh-hans", "en": "en"}


class SignIn(LoginView):
    """The name and the password."""

    template_name = "sign_in/page.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """In; that they came in is on record before they are."""
        note_sign_in(at=timezone.now(), act="signed in", worker=form.get_user().uid)
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Not in; of the name that was typed only its mark is kept."""
        mark = mark_of(str(form.data.get("username", ""))[:150], kind="username")
        note_sign_in(at=timezone.now(), act="sign-in refused", username_mark=mark or "")
        return super().form_invalid(form)


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
    back = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    code = LANGUAGES.get(request.POST.get("lang", ""), settings.LANGUAGE_CODE)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 24 * 60 * 60, samesite="Lax")
    return response
