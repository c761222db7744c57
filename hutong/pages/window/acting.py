"""Sending a form of the window: once, with the reason on it when it is refused."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from hutong.children.errors import FileError
from hutong.children.models import Child
from hutong.determinations.errors import DeterminationError
from hutong.lib.translating import translator
from hutong.pages.child_file.acting import CLASHED, SAVED, SAVED_BEFORE, settle_file
from hutong.pages.context import get_reader_language
from hutong.pages.said_forms import SaidForm, remember_sent, was_sent
from hutong.services.errors import RequestUnknown, ServiceError
from hutong.services.models import CrossApplication, Referral, Request
from hutong.services.queries import get_cross, get_referral, get_request
from hutong.staff.scope import NotAllowed
from hutong.tasks.errors import TaskError

REFUSALS = (ServiceError, FileError, NotAllowed, DeterminationError, TaskError)


def get_request_or_404(uid: UUID) -> Request:
    """A request of those one may see; others are as if they were not."""
    try:
        return get_request(uid)
    except RequestUnknown as error:
        raise Http404 from error


def get_referral_or_404(uid: UUID) -> Referral:
    """A referral of those one sees or answers."""
    try:
        return get_referral(uid)
    except RequestUnknown as error:
        raise Http404 from error


def get_cross_or_404(uid: UUID) -> CrossApplication:
    """An application that one's place received or decides."""
    try:
        return get_cross(uid)
    except RequestUnknown as error:
        raise Http404 from error


def send(
    request: HttpRequest, form: SaidForm, act: Callable[[], object], *, back: HttpResponse, child: Child | None = None
) -> HttpResponse | None:
    """Do what a form asks, once, and settle what follows for the child; None when refused, the reason on the form."""
    if not form.is_valid():
        return None
    say = translator(get_reader_language())
    if was_sent(request, form.number):
        messages.info(request, say(SAVED_BEFORE))
        return back
    try:
        with transaction.atomic():
            act()
            if child is not None:
                settle_file(child, because="window")
    except REFUSALS as error:
        form.add_error(None, error.told(form.lang))
        return None
    except IntegrityError:
        form.add_error(None, say(CLASHED))
        return None
    remember_sent(request, form.number)
    messages.success(request, say(SAVED))
    return back


def to_request(asked: Request, part: str = "") -> HttpResponse:
    """Back to the page of a request."""
    response = redirect("request", uid=asked.uid)
    if part:
        response["Location"] += f"#{part}"
    return response
