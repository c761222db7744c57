"""Asking to be called back, for families: without signing in, without scripts, with as little as a call needs."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hutong.api.limits import address_of, refuse_too_many
from hutong.lib.translating import marked, translator
from hutong.pages.ask.journey import Journey, JourneyLost
from hutong.pages.ask.telephones import GOVERNMENT, IN_DANGER
from hutong.pages.ask.views import tell_answer
from hutong.pages.call_back.forms import NOT_KNOWN, CallBackForm
from hutong.pages.context import get_reader_language
from hutong.places.codes import SHORT_DIGITS, CodeWrong, full_code
from hutong.places.models import Level
from hutong.places.queries import get_full_name, get_place_name, list_below
from hutong.services import actions
from hutong.services.calling import list_counties_with_window
from hutong.services.errors import ServiceError
from hutong.services.models import CallBack
from hutong.staff.scope import EVERYTHING, acting_as

SALT = "hutong.pages.call_back"
HOURS_SHOWN = 24
TOO_MANY, GONE = 429, 410
BUSY = marked("Too many came from your address just now. Wait a minute and send it again, or ring 12345.")
ASKED_PLACES = ("residence_place", "hukou_place")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """The county, then the form. By POST it comes from the ten questions, whose answers travel sealed in the page."""
    kept = request.POST.get("kept", "")[:8000]
    county = request.POST.get("county") or request.GET.get("county", "")
    return show_form(request, county or county_of(unseal(kept)), kept=kept)


def unseal(kept: str) -> Journey:
    """The answers; none where they are too old or were changed."""
    try:
        return Journey.unsealed(kept)
    except JourneyLost:
        return Journey()


def county_of(journey: Journey) -> str:
    """Where the child lives by the answers; "" where that was not asked."""
    given = journey.list_given()
    return next((given[name] for name in ASKED_PLACES if name in given), "")


def choose_county(asked: str) -> tuple[str, list[str]]:
    """The county that was asked for, or the only one; and all that can be chosen."""
    known = list_counties_with_window(on=timezone.localdate())
    try:
        wanted = full_code(asked[:SHORT_DIGITS]) if asked else ""
    except CodeWrong:
        wanted = ""
    return (wanted if wanted in known else known[0] if len(known) == 1 else ""), known


def list_areas(county: str, lang: str) -> list[tuple[str, str]]:
    """The townships of a county; last, not knowing which."""
    on, say = timezone.localdate(), translator(lang)
    below = list_below(county, on=on, level=Level.TOWNSHIP)
    townships = [(one.code, get_place_name(one.code, on=on, lang=lang)) for one in below]
    return [*townships, (county, say(NOT_KNOWN))]


def show_form(
    request: HttpRequest, asked: str, *, kept: str = "", form: CallBackForm | None = None, status: int = 200
) -> HttpResponse:
    """The page with the form, or with the counties to choose from first."""
    lang, on = get_reader_language(), timezone.localdate()
    county, known = choose_county(asked)
    if county and form is None:
        has_answers = bool(unseal(kept).answers)
        initial = {"county": county, "kept": kept if has_answers else ""}
        form = CallBackForm(lang=lang, areas=list_areas(county, lang), has_answers=has_answers, initial=initial)
    shown: dict[str, Any] = {
        "form": form if county else None,
        "county": get_full_name(county, on=on, lang=lang) if county else "",
        "has_choice": len(known) > 1,
        "counties": [(code, get_full_name(code, on=on, lang=lang)) for code in known],
        "is_elsewhere": bool(asked) and not county,
        "kept": kept,
        "in_danger": IN_DANGER,
        "line": GOVERNMENT,
    }
    response = render(request, "call_back/page.html", shown, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """It is left, once; the receipt has an address of its own."""
    lang, at = get_reader_language(), timezone.now()
    kept = request.POST.get("kept", "")[:8000]
    journey = unseal(kept)
    county, _ = choose_county(request.POST.get("county", ""))
    if not county:
        return show_form(request, request.POST.get("county", ""), kept=kept, status=422)
    areas = list_areas(county, lang)
    form = CallBackForm(request.POST, lang=lang, areas=areas, has_answers=bool(journey.answers))
    if not form.is_valid():
        return show_form(request, county, kept=kept, form=form, status=422)
    if seconds := refuse_too_many(f"call_back:{address_of(request)}", most=settings.CALL_BACKS_PER_MINUTE, at=at):
        form.add_error(None, form.say(BUSY))
        response = show_form(request, county, kept=kept, form=form, status=TOO_MANY)
        response["Retry-After"] = str(seconds)
        return response
    given = form.cleaned_data
    try:
        call = actions.leave_call(
            area=given["area"], name=given["name"], phone=given["phone"], village=given["village"], at=at,
            words=given["words"], told=list_told(journey) if given.get("with_answers") else (), lang=lang,
            sent_as=form.number,
        )  # fmt: skip
    except ServiceError as error:
        form.add_error(None, error.told(lang))
        return show_form(request, county, kept=kept, form=form, status=422)
    return redirect("call_back_received", signed=signing.dumps(str(call.uid), salt=SALT))


def list_told(journey: Journey) -> Sequence[tuple[str, str]]:
    """Question and answer, as the window reads them."""
    return [tell_answer(name, value, "zh")[1:] for name, value in journey.answers.items()]


@require_http_methods(["GET", "HEAD"])
@never_cache
def show_received(request: HttpRequest, signed: str) -> HttpResponse:
    """The receipt: a number, what happens next, by when; no name and no telephone of the family."""
    try:
        uid = signing.loads(signed, salt=SALT, max_age=HOURS_SHOWN * 3600)
    except signing.BadSignature:
        return render(request, "call_back/gone.html", {"line": GOVERNMENT}, status=GONE)
    with acting_as(EVERYTHING):
        call = CallBack.objects.filter(uid=uid).first()
    if call is None:
        return render(request, "call_back/gone.html", {"line": GOVERNMENT}, status=GONE)
    shown = {"call": call, "line": GOVERNMENT, "in_danger": IN_DANGER}
    response = render(request, "call_back/received.html", shown)
    response.headers["Cache-Control"] = "no-store"
    return response
