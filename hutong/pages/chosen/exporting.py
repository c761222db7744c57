"""The chosen children, taken along as a file for a purpose that is said and noted."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from hutong.pages.chosen.forms import EXPORT, list_acts
from hutong.pages.chosen.views import read_chosen, render_export
from hutong.pages.imports.exporting import refusal_of_export, send_export
from hutong.places.codes import NATION
from hutong.staff.scope import get_scope


@login_required
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """The file; who took how many rows for what is noted before it goes out."""
    if EXPORT not in list_acts(get_scope()):
        raise Http404
    children = read_chosen(request)
    if error := refusal_of_export(request):
        return render_export(request, children, error=error)
    return send_export(request, area=NATION, chosen=[child.pk for child in children], name="chosen")
