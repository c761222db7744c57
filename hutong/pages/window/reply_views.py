"""The page behind a signed link: one referral, little of the child, one answer. Nobody is signed in here."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hutong.api.limits import address_of, refuse_too_many
from hutong.audit.models import Way
from hutong.children.errors import FileError
from hutong.pages.context import get_reader_language
from hutong.pages.looking import note_reading
from hutong.pages.names import get_names
from hutong.pages.window.forms import ReplyForm
from hutong.pages.window.telling import mask_name, name_outside
from hutong.services import actions
from hutong.services.errors import LinkClosed, ServiceError
from hutong.services.links import note_opened, opened_by_link
from hutong.services.models import Referral, ReplyLink
from hutong.services.queries import read_referral
from hutong.services.replying import Answering, Reply

GONE, TOO_MANY = 410, 429


@require_http_methods(["GET", "POST"])
@never_cache
def reply(request: HttpRequest, signed: str) -> HttpResponse:
    """What is asked, and the form; the answer, once. Looking does not use the link up."""
    at = timezone.now()
    if seconds := refuse_too_many(f"reply:{address_of(request)}", most=settings.REPLY_LINKS_PER_MINUTE, at=at):
        response = render(request, "window/reply_gone.html", {"is_busy": True}, status=TOO_MANY)
        response["Retry-After"] = str(seconds)
        return response
    try:
        with opened_by_link(signed, at=at) as link:
            return _answer(request, link, at)
    except LinkClosed as error:
        return render(request, "window/reply_gone.html", {"why": error.told(get_reader_language())}, status=GONE)


def _answer(request: HttpRequest, link: ReplyLink, at: datetime) -> HttpResponse:
    referral = Referral.objects.select_related("child", "body").get(pk=link.referral_id)
    names, asked = get_names(get_reader_language()), read_referral(referral)
    matters = [(one, name_outside(one, names)) for one in asked.matters if one.state == "asked"]
    form = ReplyForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()), lang=names.lang, matters=matters,
        is_outside=True,
        initial={"revision": referral.revision},
    )  # fmt: skip
    note_reading(request, screen="reply", way=Way.READ, uid=referral.child.uid)
    if request.method == "GET":
        with transaction.atomic():
            note_opened(link, at=at)
    elif form.is_valid() and _complete(referral, form, link, at):
        return render(request, "window/replied.html", {"number": referral.number})
    shown: dict[str, Any] = {
        "referral": referral, "form": form, "link": link, "masked": mask_name(asked.about.get("name", "")),
        "born": asked.about.get("born", "")[:4], "place": referral.from_area, "names": names,
    }  # fmt: skip
    return render(request, "window/reply.html", shown, status=422 if form.is_bound else 200)


def _complete(referral: Referral, form: ReplyForm, link: ReplyLink, at: datetime) -> bool:
    given = form.cleaned_data
    said = Reply(given["words"], reference=given["reference"], decided=form.decided(), papers=form.papers())
    who = Answering(link=link, outside=given["by_whom"])
    try:
        actions.complete_referral(referral=referral, reply=said, by=None, at=at, answering=who)
    except LinkClosed:
        raise
    except (ServiceError, FileError) as error:
        form.add_error(None, error.told(form.lang))
        return False
    return True
