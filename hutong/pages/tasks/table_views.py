"""The table of states and steps, for anyone at work to read."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hutong.pages.context import get_reader_language
from hutong.tasks.step_table import list_state_lines, list_step_lines


@login_required
@require_GET
def show_table(request: HttpRequest) -> HttpResponse:
    """Which step may follow which, who may take it, and what it needs."""
    lang = get_reader_language()
    return render(request, "tasks/table.html", {"states": list_state_lines(lang), "steps": list_step_lines(lang)})
