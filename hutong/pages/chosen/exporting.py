"""The chosen children as a file: asked for with a purpose, approved by another person."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from hutong.pages.chosen.forms import EXPORT, list_acts
from hutong.pages.chosen.views import read_chosen, render_export
from hutong.pages.imports.exporting import ask_for, refusal_of_export
from hutong.places.codes import NATION
from hutong.staff.scope import get_scope


@login_required
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the file of those who were chosen."""
    if EXPORT not in list_acts(get_scope()):
        raise Http404
    children = read_chosen(request)
    if error := refusal_of_export(request):
        return render_export(request, children, error=error)
    return ask_for(
        request,
        area=NATION,
        chosen=[child.pk for child in children],
        refuse=lambda error: render_export(request, children, error=error),
    )
