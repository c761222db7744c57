"""The answers when something is amiss. They tell nothing of what was asked for, nor whether something is hidden."""

import logging
from dataclasses import dataclass
from secrets import token_hex

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

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


def show_unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 where it was too much."""
    return show_amiss(request, TOO_LARGE if isinstance(exception, RequestDataTooBig | TooManyFilesSent) else UNREADABLE)


def show_not_open(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return show_amiss(request, NOT_OPEN)


def show_stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, where a form does not prove that it came from a page of ours."""
    return show_amiss(request, STALE_FORM)


def show_not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return show_amiss(request, NOT_THERE)


def show_broken(request: HttpRequest) -> HttpResponse:
    """500, without anything that may itself be broken: neither session nor database is asked."""
    number = token_hex(4)
    log.error("fault %s", number)
    lang = get_reader_language()
    return HttpResponse(
        render_to_string("amiss/broken.html", {"lang": lang, "amiss": BROKEN, "number": number}), status=BROKEN.status
    )


def show_amiss(request: HttpRequest, amiss: Amiss) -> HttpResponse:
    """The page."""
    return render(request, "amiss/page.html", {"amiss": amiss}, status=amiss.status)
