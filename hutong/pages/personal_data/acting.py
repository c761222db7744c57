"""Doing what a form asks, once; who sends letters; who answers for minors' data."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hutong.children.errors import FileError
from hutong.lib.translating import marked
from hutong.pages.looking import get_worker
from hutong.pages.said_forms import SaidForm, remember_sent, was_sent
from hutong.places.models import holding
from hutong.privacy.errors import PrivacyError
from hutong.privacy.queries import is_manager
from hutong.staff.models import Post, Worker
from hutong.staff.scope import NotAllowed

SENT_BEFORE = marked("This form was saved already; it was not saved twice.")


def do_once(
    request: HttpRequest, form: SaidForm, act: Callable[[], object], *, said: str, then: Callable[[], HttpResponse]
) -> HttpResponse | None:
    """Do it and go on; None when the form is not whole or it is refused, with the reason on the form."""
    if not form.is_valid():
        return None
    if was_sent(request, form.number):
        messages.info(request, form.say(SENT_BEFORE))
        return then()
    try:
        with transaction.atomic():
            act()
    except (FileError, PrivacyError, NotAllowed) as error:
        form.add_error(None, error.told(form.lang))
        return None
    remember_sent(request, form.number)
    messages.success(request, form.say(said))
    return then()


def manager_or_denied(request: HttpRequest) -> Worker:
    """Whoever acts, where they answer for minors' data. Raises PermissionDenied."""
    worker = get_worker(request)
    if not is_manager(worker, on=timezone.localdate()):
        raise PermissionDenied
    return worker


def sender_of(worker: Worker) -> str:
    """Whose letter it is: the body of the worker's first post."""
    held = (
        Post.objects.filter(holding(timezone.localdate()), worker=worker).select_related("body").order_by("pk").first()
    )
    return held.body.name if held else worker.name
