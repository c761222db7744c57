"""What the screens of workers share: who may come, finding a worker, doing an act and saying how it went."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from hutong.lib.translating import translator
from hutong.pages.context import get_reader_language
from hutong.staff.errors import NotInCharge, StaffError
from hutong.staff.in_charge import KEEPERS, check_in_charge, list_kept
from hutong.staff.models import Role, Worker
from hutong.staff.scope import get_scope

View = Callable[..., HttpResponse]


def kept_by(*roles: Role) -> Callable[[View], View]:
    """Only for these administrators; for both where none is named."""

    def guarding(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
            if not get_scope().has_role(*(roles or KEEPERS)):
                raise PermissionDenied
            return view(request, *given, **named)

        return guarded

    return guarding


def get_worker_kept(uid: UUID) -> Worker:
    """A worker of the own area; an answer that tells nothing of others."""
    worker = list_kept(get_scope()).filter(uid=uid).first()
    if worker is None:
        raise Http404
    return worker


def is_in_charge(worker: Worker, role: Role) -> bool:
    """Whether whoever acts keeps this worker in a role."""
    try:
        check_in_charge(get_scope(), worker, role=role, on=timezone.localdate())
    except NotInCharge:
        return False
    return True


def act_on(request: HttpRequest, worker: Worker, *, role: Role, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it where the administrator is in charge, say how it went, and go back to the worker."""
    lang = get_reader_language()
    try:
        check_in_charge(get_scope(), worker, role=role, on=timezone.localdate())
        act()
    except StaffError as error:
        messages.error(request, error.told(lang))
    else:
        messages.success(request, translator(lang)(done))
    return redirect("worker", worker.uid)
