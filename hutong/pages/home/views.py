"""What a worker sees first."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@login_required
@require_GET
def show_home(request: HttpRequest) -> HttpResponse:
    """The children of one's area at a glance."""
    return render(request, "home/page.html")
