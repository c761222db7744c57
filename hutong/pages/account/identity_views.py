"""One's own identity number, kept sealed, so that the files of one's own family stay closed."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children.identity import WHY_NOT
from hutong.lib.identity_number import IdentityNumberRefused
from hutong.lib.translating import marked
from hutong.pages.child_file.form_page import show_form
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.pages.said_forms import SaidForm
from hutong.staff.grants import keep_own_identity

OWN, KEPT = marked("My own identity number"), marked("The number is kept.")
OWN_HELP = marked(
    "Kept encrypted and shown to nobody. Where it stands among a child's family, the file is not shown to you."
)


class OwnIdentityForm(SaidForm):
    """The number."""

    identity_number = forms.CharField(label=marked("Identity number"), max_length=30)


@login_required
@require_GET
def show_own_identity(request: HttpRequest) -> HttpResponse:
    """The form; what is kept already is not shown."""
    return show_form(
        request, OwnIdentityForm(lang=get_reader_language()), title=OWN, to="own_identity_keep", help=OWN_HELP
    )


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep it."""
    form = OwnIdentityForm(request.POST, lang=get_reader_language())
    if form.is_valid():
        at = timezone.now()
        number = form.cleaned_data["identity_number"]
        try:
            keep_own_identity(worker=get_worker(request), identity_number=number, on=timezone.localdate(), at=at)
        except IdentityNumberRefused as error:
            form.add_error("identity_number", form.say(WHY_NOT[error.reason]))
        else:
            messages.success(request, form.say(KEPT))
            return redirect("account")
    return show_form(request, form, title=OWN, to="own_identity_keep", help=OWN_HELP)
