"""What one may see, taken along as a file: only for a purpose that is said and noted."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.models import Way
from hutong.exchange.exporting import FORMS, MOST_ROWS, export_children
from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.looking import note_reading
from hutong.places.queries import get_full_name, list_below
from hutong.staff.scope import READS_FILES, get_scope

NO_PURPOSE = marked("Say for what the list is needed: at least a few words.")
SHORTEST_PURPOSE = 4
KINDS = {
    "own": marked("our own columns; can be imported again"),
    "national": marked("the columns of the national system, in its order"),
}
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The form."""
    return _render(request)


def _render(request: HttpRequest, error: str = "") -> HttpResponse:
    on, lang, scope = timezone.localdate(), get_reader_language(), get_scope()
    places: dict[str, str] = {}
    for area in scope.areas_that(READS_FILES):
        for code in (area, *(place.code for place in list_below(area, on=on))):
            places.setdefault(code, get_full_name(code, on=on, lang=lang, within=area))
    shown = {
        "places": list(places.items()),
        "kinds": KINDS,
        "forms": FORMS,
        "error": error,
        "sent": request.POST,
        "most": MOST_ROWS,
    }
    return render(request, "imports/export.html", shown, status=422 if error else 200)


@login_required
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """The file; who took how many rows for what is noted before it goes out."""
    purpose, area = request.POST.get("purpose", "").strip(), request.POST.get("area", "")
    kind, form = request.POST.get("kind", ""), request.POST.get("form", "")
    say = translator(get_reader_language())
    if len(purpose) < SHORTEST_PURPOSE or kind not in KINDS or form not in FORMS:
        return _render(request, error=say(NO_PURPOSE))
    if not (len(area) == 12 and area.isascii() and area.isdigit() and get_scope().covers(area)):
        return _render(request, error=say(marked("Choose a place of your area.")))
    on = timezone.localdate()
    content, rows = export_children(area=area, kind=kind, form=form, on=on)
    note_reading(request, screen=f"export_{kind}", way=Way.EXPORT, rows=rows, purpose=purpose)
    response = HttpResponse(content, content_type=MEDIA[form])
    response["Content-Disposition"] = f'attachment; filename="children-{area}-{on:%Y%m%d}.{form}"'
    return response
