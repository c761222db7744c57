"""The tokens of an area: the list, one of them, a new one; approving, changing the secret, revoking."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hutong.api.actions import approve_token, ask_for_token, revoke_token, rotate_secret
from hutong.api.errors import TokenError
from hutong.api.granting import OPERATION_WORDS, SHOWN_WORDS
from hutong.api.models import Token
from hutong.api.queries import get_token, list_tokens
from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.pages.place_fields import list_within
from hutong.pages.said_forms import remember_sent, was_sent
from hutong.pages.tokens.forms import TokenForm
from hutong.pages.workers.keeping import kept_by
from hutong.places.models import Body
from hutong.places.queries import list_bodies
from hutong.staff.in_charge import list_areas
from hutong.staff.models import Role
from hutong.staff.scope import NotAllowed, get_scope
from hutong.vocabulary.secrecy import LABELS

SECURITY = Role.SECURITY_ADMIN
WRONG = 422
APPROVED = marked("The token is approved and opens what it says from now on.")
REVOKED = marked("The token is revoked. From this moment it opens nothing.")
SENT_BEFORE = marked("This form was saved before. The secret was shown then; change it if it was not noted.")
STATES = {
    Token.State.WAITING: (marked("waits for approval"), "open"),
    Token.State.IN_FORCE: (marked("in force"), "yes"),
    Token.State.EXPIRED: (marked("expired"), "no"),
    Token.State.REVOKED: (marked("revoked"), "bad"),
}


@kept_by(SECURITY)
@require_GET
def show_all(request: HttpRequest) -> HttpResponse:
    """The list, the newest first."""
    rows = [{"token": one, "state": _state(one), "used": _last_used(one)} for one in list_tokens()]
    return render(request, "tokens/page.html", {"rows": rows})


@kept_by(SECURITY)
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One token: what it opens, who asked and who approved, its secrets, what can be done."""
    return render(request, "tokens/token.html", _shown(_get(uid)))


@kept_by(SECURITY)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A new token, and its secret, shown once."""
    lang, on = get_reader_language(), timezone.localdate()
    areas = list_areas(get_scope(), SECURITY)
    bodies = {str(one.uid): one for area in areas for one in list_bodies(place=area, on=on)}
    form = TokenForm(request.POST or None, bodies=_named(bodies), lang=lang)
    if request.method == "POST" and form.is_valid():
        if was_sent(request, form.number):
            messages.warning(request, form.say(SENT_BEFORE))
            return redirect("tokens")
        try:
            token, secret = _ask_for(request, form, bodies)
        except TokenError as error:
            form.add_error(None, error.told(lang))
        else:
            remember_sent(request, form.number)
            return show_secret(request, token, secret)
    shown = {"form": form, "has_bodies": bool(bodies), "places": list_within(areas, on=on, lang=lang)}
    return render(request, "tokens/new.html", shown, status=WRONG if form.errors else 200)


@sensitive_variables("secret")
def show_secret(request: HttpRequest, token: Token, secret: str) -> HttpResponse:
    """The secret, on a page that is not kept: it stands nowhere else in the clear."""
    return render(request, "tokens/secret.html", {"token": token, "secret": secret})


@kept_by(SECURITY)
@require_POST
def approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another person says yes."""
    token, by, now = _get(uid), get_worker(request), timezone.now()
    on = timezone.localdate(now)
    return _act(request, token, lambda: approve_token(token=token, by=by, at=now, on=on), done=APPROVED)


@kept_by(SECURITY)
@require_POST
@sensitive_variables("secret")
def rotate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A new secret, shown once; the one before is good for another week."""
    token, now = _get(uid), timezone.now()
    try:
        secret = rotate_secret(token=token, by=get_worker(request), at=now, on=timezone.localdate(now))
    except TokenError as error:
        messages.error(request, error.told(get_reader_language()))
        return redirect("token", uid)
    return show_secret(request, token, secret)


@kept_by(SECURITY)
@require_POST
def revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It opens nothing any more."""
    token, by, because = _get(uid), get_worker(request), request.POST.get("because", "")
    return _act(
        request, token, lambda: revoke_token(token=token, because=because, by=by, at=timezone.now()), done=REVOKED
    )


def _get(uid: UUID) -> Token:
    """A token of the own area; an answer that tells nothing of others."""
    token = get_token(uid)
    if token is None:
        raise Http404
    return token


def _act(request: HttpRequest, token: Token, act: Callable[[], object], *, done: str) -> HttpResponse:
    lang = get_reader_language()
    try:
        act()
    except (TokenError, NotAllowed) as error:
        messages.error(request, error.told(lang))
    else:
        messages.success(request, translator(lang)(done))
    return redirect("token", token.uid)


def _ask_for(request: HttpRequest, form: TokenForm, bodies: dict[str, Body]) -> tuple[Token, str]:
    given = form.cleaned_data
    now = timezone.now()
    return ask_for_token(
        name=given["name"],
        body=bodies[given["body"]],
        area=given["area"],
        purpose=given["purpose"],
        operations=given["operations"],
        shown=given["shown"],
        secrecy=given["secrecy"],
        expires_on=given["expires_on"],
        by=get_worker(request),
        at=now,
        on=timezone.localdate(now),
    )


def _named(bodies: dict[str, Body]) -> list[tuple[str, str]]:
    return [(uid, one.name) for uid, one in bodies.items()]


def _state(token: Token) -> tuple[str, str]:
    return STATES[Token.State(token.state_on(timezone.localdate()))]


def _last_used(token: Token) -> object:
    return max((one.last_used_at for one in token.secrets.all() if one.last_used_at), default=None)


def _shown(token: Token) -> dict[str, object]:
    """What the page of a token shows."""
    now = timezone.now()
    state = token.state_on(timezone.localdate(now))
    secrets = list(token.secrets.all())
    return {
        "token": token,
        "state": STATES[Token.State(state)],
        "operations": [OPERATION_WORDS[Token.Operation(one)] for one in token.operations],
        "unmasked": [SHOWN_WORDS[Token.Shown(one)] for one in token.shown],
        "classes": [words for kind, words in LABELS.items() if kind in token.secrecy],
        "good": [one for one in secrets if one.ends_at is None or one.ends_at > now],
        "ended": [one for one in secrets if one.ends_at is not None and one.ends_at <= now],
        "is_waiting": state == Token.State.WAITING,
        "is_over": state in (Token.State.EXPIRED, Token.State.REVOKED),
        "is_mine": token.made_by_id == get_scope().worker,
    }
