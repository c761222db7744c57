"""Checks a name and a password."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from hutong.staff.models import Worker


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
