"""Report danger to a child without signing in: 110 first and large; what happened or where is enough.

Nobody is refused: neither for cookies that are off nor for having sent before. What is typed stands in no address, in
no session and in no store of the browser, for the telephone may be that of whoever does the harm.
"""

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hutong.api.limits import address_of, count_within_minute
from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.danger.forms import PublicForm, ReceiptForm
from hutong.pages.reports.uploads import read_brought
from hutong.pages.sign_in.views import LANGUAGES
from hutong.protection.attaching import Brought, attach_outside
from hutong.protection.errors import NothingTold, ReportUnknown
from hutong.protection.finding_places import find_place
from hutong.protection.models import Report, Road
from hutong.protection.outside import code_of, get_by_receipt, report_from_outside
from hutong.protection.queries import Stand, stand_of

REFUSED, TOO_MANY, NOT_KEPT = 422, 429, 503
FEW_A_MINUTE = 3
"""So many from one address open tasks of their own; further ones are gathered, and none is refused."""
LOOKS_A_MINUTE = 20
NO_SUCH = marked("There is no report with this number and code. Compare both with your receipt.")
WAIT = marked("Too many tries within a minute. Wait a minute and try again.")
log = logging.getLogger(__name__)


@require_GET
@never_cache
def show_form(request: HttpRequest) -> HttpResponse:
    """110, then two lines."""
    return render_form(request, PublicForm(lang=get_reader_language()))


def render_form(request: HttpRequest, form: PublicForm, *, fault: str = "") -> HttpResponse:
    """The form, also where the database does not answer: then without the list of places."""
    try:
        form.offer_places_here()
    except DatabaseError:
        log.exception("the places could not be read")
    return render(request, "danger/page.html", {"form": form, "fault": fault}, status=REFUSED if fault else 200)


# Whoever has cookies off reports danger all the same. Nobody's sign-in is used here: what a foreign page could make
# somebody send is what anybody may send anyway.
@csrf_exempt
@require_POST
@never_cache
@sensitive_post_parameters()
def send_report(request: HttpRequest) -> HttpResponse:
    """Keep it and open the urgent tasks; the answer is the receipt, under no address of its own."""
    form = PublicForm(request.POST, lang=get_reader_language())
    form.is_valid()
    at = timezone.now()
    try:
        report, brought, kept = _keep(request, form, at)
    except NothingTold as error:
        return render_form(request, form, fault=error.told(form.lang))
    except (DatabaseError, OSError):
        log.exception("a report from the public page could not be kept")
        return _not_kept(form)
    shown = {"lost": len(brought) - kept, **_receipt(report)}
    return render(request, "danger/receipt.html", shown)


def _keep(request: HttpRequest, form: PublicForm, at: datetime) -> tuple[Report, list[Brought], int]:
    told = form.to_told()
    is_of_many = count_within_minute(f"danger:{address_of(request)}"[:60], at=at) > FEW_A_MINUTE or form.is_by_program
    found = find_place(form.chosen_place, f"{told.where} {told.what}", on=timezone.localdate(at))
    report = report_from_outside(
        told=told,
        found=found,
        road=Road.PUBLIC,
        at=at,
        reporter=form.to_reporter(),
        sent=str(form.data.get("sent", ""))[:40],
        is_of_many=is_of_many,
    )
    brought = read_brought(request)
    is_first = report.reported_at == at
    if not brought or not is_first:
        return report, [], 0
    return report, brought, 0 if report.gathered else _attach(report, brought, at)


def _attach(report: Report, brought: list[Brought], at: datetime) -> int:
    """What came along; a full disk loses the photographs and not the report."""
    try:
        return attach_outside(report=report, brought=brought, at=at)
    except OSError:
        log.exception("attachments of a report could not be kept")
        return 0


def _receipt(report: Report) -> dict[str, Any]:
    stand: Stand = stand_of(report)
    return {"report": report, "code": code_of(report), "stand": stand}


def _not_kept(form: PublicForm) -> HttpResponse:
    """The database or the disk failed: said at once, with 110 and what was typed, to be read out on the telephone."""
    told = form.to_told()
    shown = {"lang": form.lang, "what": told.what, "where": told.where, "sent": form.data.get("sent", "")}
    response = HttpResponse(render_to_string("danger/not_kept.html", shown), status=NOT_KEPT)
    response.headers["Retry-After"] = "30"
    return response


@csrf_exempt
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters()
def look_up(request: HttpRequest) -> HttpResponse:
    """How a report stands, for whoever holds its receipt; the number and the code stand in no address."""
    if request.method == "GET":
        return render(request, "danger/look_up.html", {})
    code = LANGUAGES.get(request.POST.get("lang", ""), "")
    with translation.override(code or translation.get_language()):
        response = _look_up(request)
    if code:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, samesite="Lax")
    return response


def _look_up(request: HttpRequest) -> HttpResponse:
    say, form = translator(get_reader_language()), ReceiptForm(request.POST)
    shown = {"number": str(request.POST.get("number", ""))[:40]}
    if count_within_minute(f"receipt:{address_of(request)}"[:60], at=timezone.now()) > LOOKS_A_MINUTE:
        return render(request, "danger/look_up.html", {"fault": say(WAIT), **shown}, status=TOO_MANY)
    try:
        if not form.is_valid():
            raise ReportUnknown
        report = get_by_receipt(form.cleaned_data["number"], form.cleaned_data["code"])
    except ReportUnknown:
        return render(request, "danger/look_up.html", {"fault": say(NO_SUCH), **shown}, status=REFUSED)
    return render(request, "danger/receipt.html", {"is_again": True, **_receipt(report)})
