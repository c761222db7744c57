"""Accounts, kept by the system administrator: new ones, passwords, telephone, closing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.said_forms import remember_sent, was_sent
from hutong.pages.workers.forms import HireForm, ParticularsForm
from hutong.pages.workers.keeping import act_on, get_worker_kept, is_in_charge, kept_by
from hutong.places.queries import get_full_name, list_below
from hutong.staff.accounts import (
    change_particulars,
    close_account,
    make_first_password,
    open_account,
    reset_password,
)
from hutong.staff.actions import hire_worker
from hutong.staff.errors import NotInCharge, StaffError
from hutong.staff.in_charge import list_areas
from hutong.staff.models import Role, Worker
from hutong.staff.scope import get_scope

SYSTEM = Role.SYSTEM_ADMIN
WRONG = 422
SAVED = marked("Saved.")
SENT_BEFORE = marked("This form was saved before. The password was shown then; reset it if it was not noted.")
CLOSED = marked("The account is closed, and signed out everywhere.")
OPENED = marked("The account is open again.")


@kept_by(SYSTEM)
@require_http_methods(["GET", "POST"])
def hire(request: HttpRequest) -> HttpResponse:
    """A new worker, and the first password, shown once."""
    lang, on = get_reader_language(), timezone.localdate()
    areas = list_areas(get_scope(), SYSTEM)
    codes = [code for area in areas for code in (area, *(one.code for one in list_below(area, on=on)))]
    places = [(code, get_full_name(code, on=on, lang=lang)) for code in dict.fromkeys(codes)]
    form = HireForm(request.POST or None, places=places, lang=lang)
    if request.method == "POST" and form.is_valid():
        if was_sent(request, form.number):
            messages.warning(request, form.say(SENT_BEFORE))
            return redirect("workers")
        password = make_first_password()
        given = {name: form.cleaned_data[name] for name in ("username", "name", "phone", "place")}
        try:
            worker = hire_worker(password=password, at=timezone.now(), **given)
        except StaffError as error:
            form.add_error("username", error.told(lang))
        else:
            remember_sent(request, form.number)
            return show_password(request, worker, password)
    return render(request, "workers/new.html", {"form": form}, status=WRONG if form.errors else 200)


@sensitive_variables("password")
def show_password(request: HttpRequest, worker: Worker, password: str) -> HttpResponse:
    """The first password, on a page that is not kept: it stands nowhere else in the clear."""
    return render(request, "workers/first_password.html", {"worker": worker, "password": password})


@kept_by(SYSTEM)
@require_POST
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Name and telephone."""
    worker, lang = get_worker_kept(uid), get_reader_language()
    form = ParticularsForm(request.POST, lang=lang)
    if not form.is_valid():
        for faults in form.errors.values():
            messages.error(request, " ".join(str(one) for one in faults))
        return redirect("worker", uid)
    given = {name: form.cleaned_data[name] for name in ("name", "phone")}
    at = timezone.now()
    return act_on(
        request, worker, role=SYSTEM, act=lambda: change_particulars(worker=worker, at=at, **given), done=SAVED
    )


@kept_by(SYSTEM)
@require_POST
def reset(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A first password again."""
    worker = get_worker_kept(uid)
    if not is_in_charge(worker, SYSTEM):
        messages.error(request, translator(get_reader_language())(NotInCharge.sentence))
        return redirect("worker", uid)
    return show_password(request, worker, reset_password(worker=worker, at=timezone.now()))


@kept_by(SYSTEM)
@require_POST
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Nobody signs in with it any more."""
    worker, at = get_worker_kept(uid), timezone.now()
    return act_on(request, worker, role=SYSTEM, act=lambda: close_account(worker=worker, at=at), done=CLOSED)


@kept_by(SYSTEM)
@require_POST
def open_again(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The worker signs in again."""
    worker, at = get_worker_kept(uid), timezone.now()
    return act_on(request, worker, role=SYSTEM, act=lambda: open_account(worker=worker, at=at), done=OPENED)
