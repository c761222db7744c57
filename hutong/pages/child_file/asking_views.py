"""The receiving place has a child and its number, and asks the place that has the file for it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children import actions
from hutong.children.errors import FileError
from hutong.children.models import Transfer
from hutong.lib.translating import marked
from hutong.pages.child_file.acting import CLASHED, SAVED, SAVED_BEFORE
from hutong.pages.child_file.family_forms import AskingForm
from hutong.pages.child_file.form_page import show_form
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, may_ask_for_files, note_reading
from hutong.pages.said_forms import remember_sent, was_sent
from hutong.staff.scope import NotAllowed

ASK = marked("Ask another place for a file")
ASK_HELP = marked("For a child who lives here now. The other place answers; until then you see nothing of the file.")


def refuse_others() -> None:
    """Villages do not ask. Raises PermissionDenied."""
    if not may_ask_for_files():
        raise PermissionDenied


@login_required
@require_GET
def show_new(request: HttpRequest) -> HttpResponse:
    """The form that asks for a file."""
    refuse_others()
    note_reading(request, screen="transfer_ask", rows=0)
    return show_form(request, AskingForm(lang=get_reader_language()), title=ASK, to="transfer_ask", help=ASK_HELP)


@login_required
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """The place that has the file is asked."""
    refuse_others()
    form = AskingForm(request.POST, lang=get_reader_language())
    if form.is_valid():
        if was_sent(request, form.number):
            messages.info(request, form.say(SAVED_BEFORE))
            return redirect("home")
        asked = try_asking(request, form)
        if asked is not None:
            remember_sent(request, form.number)
            messages.success(request, form.say(SAVED))
            return redirect("transfer", uid=asked.uid)
    return show_form(request, form, title=ASK, to="transfer_ask", help=ASK_HELP)


def try_asking(request: HttpRequest, form: AskingForm) -> Transfer | None:
    """The transfer that is asked for; None when refused, with the reason on the form."""
    given = form.cleaned_data
    try:
        with transaction.atomic():
            return actions.request_transfer(
                identity_number=given["identity_number"],
                to_area=given["to_area"],
                reason=given["reason"],
                by=get_worker(request),
                at=timezone.now(),
            )
    except (FileError, NotAllowed) as error:
        form.add_error(None, error.told(form.lang))
    except IntegrityError:
        form.add_error(None, form.say(CLASHED))
    return None
