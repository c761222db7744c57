"""The first page: what this is, for whom, and where to begin."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

DEMO_SIGN_INS = "demo-signins.json"


@dataclass(frozen=True)
class DemoSignIn:
    """A generated worker of a demonstration whom anyone may try."""

    username: str
    password: str
    name: str
    role: str
    place: str


@require_safe
def show_front(request: HttpRequest) -> HttpResponse:
    """For anyone; nobody need be signed in."""
    return render(request, "front/page.html", {"sign_ins": list_demo_sign_ins()})


def list_demo_sign_ins() -> list[DemoSignIn]:
    """Whom to sign in as in a demonstration: what it wrote into its home folder; nobody anywhere else."""
    if settings.PRODUCTION:
        return []
    try:
        told = json.loads((settings.HOME / DEMO_SIGN_INS).read_text("utf-8"))
    except FileNotFoundError:
        return []
    fields = DemoSignIn.__dataclass_fields__
    return [DemoSignIn(**{name: str(one.get(name, "")) for name in fields}) for one in told]
