"""The answers when something is amiss. They tell nothing of what was asked for, nor whether something is hidden."""

import logging
import sys
from dataclasses import dataclass
from secrets import token_hex

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from hutong.lib.outages import is_database_gone, is_disk_full
from hutong.lib.translating import marked
from hutong.pages.context import get_reader_language

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Amiss:
    """What happened, and what to do, as sentences of the catalogue."""

    status: int
    happened: str
    to_do: str


UNREADABLE = Amiss(
    400,
    marked("This could not be read"),
    marked("What was sent does not come from a form of ours. Go back, load the page again and fill it in once more."),
)
NOT_OPEN = Amiss(
    403,
    marked("This is not open to you"),
    marked("Your posts do not open this page. If your work needs it, ask the security administrator of your area."),
)
STALE_FORM = Amiss(
    403,
    marked("This form is no longer valid"),
    marked("It stood open for long, you signed in again meanwhile, or cookies are off. Load the page again."),
)
NOT_THERE = Amiss(
    404,
    marked("There is nothing here"),
    marked("The address leads nowhere, or to something that your posts do not open. Check it, or begin at the start."),
)
NO_PAGE = Amiss(
    405,
    marked("There is no page at this address"),
    marked("It only takes what a form sends. Go back to the form, or begin at the start."),
)
TOO_LARGE = Amiss(
    413,
    marked("This is too large"),
    marked("More was sent than can be taken. Send a smaller file, or a list in parts."),
)
BROKEN = Amiss(
    500,
    marked("Something broke here"),
    marked("It is not your fault. Try again in a few minutes. If it stays so, tell the administrator the number."),
)
GONE = Amiss(
    503,
    marked("The database does not answer just now"),
    marked(
        "What you sent last was not saved. What you typed is still in the form: go back to it and send it again in a "
        "minute. You need not sign in again. If it stays so for long, tell the administrator."
    ),
)
FULL = Amiss(
    507,
    marked("There is no space left to keep this"),
    marked(
        "Nothing of it was saved. Tell the administrator that the disk is full; reading goes on meanwhile. What you "
        "typed is still in the form; a file has to be chosen again."
    ),
)
RETRY_SECONDS = 30


def show_unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 where it was too much."""
    return show_amiss(request, TOO_LARGE if isinstance(exception, RequestDataTooBig | TooManyFilesSent) else UNREADABLE)


def show_not_open(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return show_amiss(request, NOT_OPEN)


def show_stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, where a form does not prove that it came from a page of ours."""
    request.is_form_stale = True  # type: ignore[attr-defined]
    return show_amiss(request, STALE_FORM)


def show_not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return show_amiss(request, NOT_THERE)


def show_broken(request: HttpRequest) -> HttpResponse:
    """500, 503 or 507, without anything that may itself be broken: neither session nor database is asked."""
    amiss = find_amiss(sys.exc_info()[1])
    number = token_hex(4) if amiss is BROKEN else ""
    if number:
        log.error("fault %s", number)
    shown = {
        "lang": get_reader_language(),
        "amiss": amiss,
        "number": number,
        "again": request.get_full_path() if request.method == "GET" else "",
    }
    response = HttpResponse(render_to_string("amiss/broken.html", shown), status=amiss.status)
    if amiss is GONE:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def find_amiss(error: BaseException | None) -> Amiss:
    """Whether the machine failed, or we did."""
    if is_disk_full(error):
        return FULL
    return GONE if is_database_gone(error) else BROKEN


def show_amiss(request: HttpRequest, amiss: Amiss) -> HttpResponse:
    """The page."""
    return render(request, "amiss/page.html", {"amiss": amiss}, status=amiss.status)
