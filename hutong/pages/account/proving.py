"""What guards an account asks for the password again, unless it was given a moment ago."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from hutong.pages.sign_in.entering import is_proved_lately

View = Callable[..., HttpResponse]


def proved_lately(view: View) -> View:
    """Leads to the page that asks for the password, and from there back."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if is_proved_lately(request):
            return view(request, *given, **named)
        back = request.get_full_path() if request.method == "GET" else reverse("factors")
        return redirect(f"{reverse('prove')}?{urlencode({'next': back})}")

    return guarded
