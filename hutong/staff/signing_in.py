"""Checks a name and a password, and counts what fails; after too many tries from one address it is closed a while."""

import ipaddress
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Sum
from django.http import HttpRequest

from hutong.staff.models import Worker
from hutong.staff.sealed_fields import mark_of

KIND = "username"


class WorkerBackend(BaseBackend):
    """Workers by user name; one who is not active does not come in."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Worker | None:
        worker = Worker.objects.filter(username=username or "").first()
        if worker is None:
            make_password(password or "")  # as slow as checking one, so that names cannot be guessed by the time
            return None
        return worker if worker.check_password(password or "") and worker.is_active else None

    def get_user(self, user_id: int) -> Worker | None:
        return Worker.objects.filter(pk=user_id, is_active=True).first()


def get_username_mark(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The mark of the name somebody tries. People type passwords there: what was typed itself is never kept."""
    return mark_of(str((credentials or {}).get("username") or ""), kind=KIND) or "-"


def get_address(request: HttpRequest) -> str | None:
    """From where somebody asks: behind servers that pass requests on, what the outermost of ours saw."""
    passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    seen = passed[-settings.PROXIES].strip() if 0 < settings.PROXIES <= len(passed) else ""
    for text in (seen, request.META.get("REMOTE_ADDR", "")):
        try:
            return str(ipaddress.ip_address(text))
        except ValueError:
            continue
    return None


def count_wrong_code(request: HttpRequest, worker: Worker) -> bool:
    """A wrong second factor counts like a wrong password; whether this was one too many."""
    AxesProxyHandler.user_login_failed(sender=Worker, credentials={"username": worker.username}, request=request)
    return is_locked_here(request, worker)


def is_locked_here(request: HttpRequest, worker: Worker) -> bool:
    """Whether the worker's name is closed for the address somebody asks from."""
    return not AxesProxyHandler.is_allowed(request, {"username": worker.username})


def get_failures(worker: Worker, *, at: datetime | None = None) -> dict[str, int]:
    """How often signing in with the worker's name failed by address; with ``at``, as far as it still counts then."""
    tries = AccessAttempt.objects.filter(username=mark_of(worker.username, kind=KIND))
    if at is not None:
        tries = tries.filter(attempt_time__gt=at - settings.AXES_COOLOFF_TIME)
    counted = tries.values("ip_address").annotate(failures=Sum("failures_since_start"))
    return {one["ip_address"] or "": one["failures"] for one in counted}


def list_locked(workers: Iterable[Worker], *, at: datetime) -> set[int]:
    """The numbers of those whose name is closed for some address."""
    marks = {mark_of(one.username, kind=KIND): one.pk for one in workers}
    tries = AccessAttempt.objects.filter(username__in=marks, attempt_time__gt=at - settings.AXES_COOLOFF_TIME)
    counted = tries.values("username", "ip_address").annotate(failures=Sum("failures_since_start"))
    return {marks[one["username"]] for one in counted if one["failures"] >= settings.AXES_FAILURE_LIMIT}


def unlock(worker: Worker) -> int:
    """The name is open again from everywhere; how many addresses it was counted for."""
    count, _ = AccessAttempt.objects.filter(username=mark_of(worker.username, kind=KIND)).delete()
    return int(count)
