"""The first page: what this is, for whom, and where to begin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def show_front(request: HttpRequest) -> HttpResponse:
    """For anyone; nobody need be signed in."""
    return render(request, "front/page.html")
