"""Sending a form about a file: once, on the revision that was seen, and with the reason when it is refused."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from hutong.children.changing import may_write
from hutong.children.errors import FileError, StaleFile
from hutong.children.models import Child
from hutong.determinations.actions import settle
from hutong.determinations.errors import DeterminationError
from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_child_or_404
from hutong.pages.said_forms import SaidForm, remember_sent, was_sent
from hutong.staff.scope import NotAllowed
from hutong.tasks.settle import settle_tasks

SAVED = marked("Saved.")
SAVED_BEFORE = marked("This form was saved already; it was not saved twice.")
NOT_YOURS = marked("Your posts do not allow this. Ask your township or county.")
CLASHED = marked("This does not go together with what the file already holds. Look at the file, then try again.")


def get_child_to_write(uid: UUID) -> Child:
    """The child's file for somebody who may write to it; not found for whoever does not see it."""
    child = get_child_or_404(uid)
    if not may_write(child):
        raise PermissionDenied
    return child


def to_file(child: Child, part: str = "") -> HttpResponse:
    """Back to the file page."""
    response = redirect("child_file", uid=child.uid)
    if part:
        response["Location"] += f"#{part}"
    return response


def check_revision(child: Child, expected: int | None) -> None:
    """Nobody writes to a file that changed under their eyes. Raises StaleFile."""
    now = Child.objects.select_for_update().get(pk=child.pk)
    if expected is not None and now.revision != expected:
        raise StaleFile


def send(
    request: HttpRequest, child: Child, form: SaidForm, act: Callable[[], object], *, part: str = ""
) -> HttpResponse | None:
    """Do what a form asks, once, and settle what follows; None when it is not valid or refused, the reason on it."""
    if not form.is_valid():
        return None
    say = translator(get_reader_language())
    if was_sent(request, form.number):
        messages.info(request, say(SAVED_BEFORE))
        return to_file(child, part)
    try:
        with transaction.atomic():
            check_revision(child, form.cleaned_data.get("revision"))
            act()
            settle_file(child, because="page")
    except FileError as error:
        form.add_error(None, error.told(form.lang))
        return None
    except NotAllowed:
        form.add_error(None, say(NOT_YOURS))
        return None
    except DeterminationError as error:
        form.add_error(None, error.told(form.lang))
        return None
    except IntegrityError:
        form.add_error(None, say(CLASHED))
        return None
    remember_sent(request, form.number)
    messages.success(request, say(SAVED))
    return to_file(child, part)


def settle_file(child: Child, *, because: str) -> None:
    """What follows from what was written, in the same transaction."""
    on, at = timezone.localdate(), timezone.now()
    settle(child=child, on=on, at=at, because=because)
    settle_tasks([child.pk], on=on, at=at)
