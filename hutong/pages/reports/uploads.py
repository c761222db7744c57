"""Photographs and recordings as the forms of a report take them: what is too large or too many is left out."""

from itertools import islice

from django import forms
from django.http import HttpRequest

from hutong.protection.attaching import MOST_BYTES, Brought

MOST_AT_ONCE = 5
ACCEPTED = "image/jpeg,image/png,audio/*,video/mp4,video/3gpp,application/pdf"


class SeveralFiles(forms.FileInput):
    """The browser's own field, for several files."""

    allow_multiple_selected = True


def files_widget() -> SeveralFiles:
    """Several at once, also straight from the camera."""
    return SeveralFiles(attrs={"multiple": True, "accept": ACCEPTED})


def read_brought(request: HttpRequest) -> list[Brought]:
    """What came along. One that is too large comes without its bytes, so that it is counted as left out."""
    files = islice(request.FILES.getlist("attached"), MOST_AT_ONCE)
    return [Brought(one.read() if (one.size or 0) <= MOST_BYTES else b"", one.content_type or "") for one in files]
