"""What every template knows."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from hutong.pages.menu import list_entries


def get_reader_language() -> str:
    """The language in which the page is read: ``zh`` or ``en``."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def for_every_page(request: HttpRequest) -> dict[str, Any]:
    """The language, today, the menu of whoever is signed in."""
    scope = getattr(request, "scope", None)
    return {
        "lang": get_reader_language(),
        "today": timezone.localdate(),
        "scope": scope,
        "menu": list_entries(scope, request.path),
    }
