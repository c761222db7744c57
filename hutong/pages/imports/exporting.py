"""What one may see, taken along as a file: only for a purpose that is said and noted."""

from collections.abc import Sequence

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
    shown = {"places": list(places.items()), "error": error, "most": MOST_ROWS, **list_export_choices(request)}
    return render(request, "imports/export.html", shown, status=422 if error else 200)


def list_export_choices(request: HttpRequest) -> dict[str, object]:
    """What a form for a file offers, and what was chosen in it before."""
    return {"kinds": KINDS, "forms": FORMS, "sent": request.POST if "purpose" in request.POST else {}}


def refusal_of_export(request: HttpRequest) -> str:
    """What is missing before a file goes out, in words; "" when nothing is."""
    purpose, kind, form = (request.POST.get(name, "").strip() for name in ("purpose", "kind", "form"))
    if len(purpose) < SHORTEST_PURPOSE or kind not in KINDS or form not in FORMS:
        return translator(get_reader_language())(NO_PURPOSE)
    return ""


@login_required
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """The file; who took how many rows for what is noted before it goes out."""
    area = request.POST.get("area", "")
    if error := refusal_of_export(request):
        return _render(request, error=error)
    if not (len(area) == 12 and area.isascii() and area.isdigit() and get_scope().covers(area)):
        return _render(request, error=translator(get_reader_language())(marked("Choose a place of your area.")))
    return send_export(request, area=area, name=area)


def send_export(request: HttpRequest, *, area: str, name: str, chosen: Sequence[int] | None = None) -> HttpResponse:
    """The file that a complete form asks for."""
    kind, form, purpose = (request.POST[one].strip() for one in ("kind", "form", "purpose"))
    on = timezone.localdate()
    content, rows = export_children(area=area, kind=kind, form=form, on=on, chosen=chosen)
    note_reading(request, screen=f"export_{kind}", way=Way.EXPORT, rows=rows, purpose=purpose)
    response = HttpResponse(content, content_type=MEDIA[form])
    response["Content-Disposition"] = f'attachment; filename="children-{name}-{on:%Y%m%d}.{form}"'
    return response
