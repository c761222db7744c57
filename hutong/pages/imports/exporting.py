"""A list of children as a file: asked for with a purpose, approved by another person, taken along while it lasts."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.exchange.errors import ExchangeError, ExportUnknown, PurposeMissing
from hutong.exchange.export_requests import (
    HANDED_TO,
    SHORTEST_PURPOSE,
    ask_export,
    decide_export,
    get_export,
    list_own,
    list_to_decide,
    may_decide,
    take_file,
    withdraw_export,
)
from hutong.exchange.exporting import MOST_ROWS
from hutong.exchange.jobs import run, take_job
from hutong.exchange.making_exports import DOWNLOADS, LASTS
from hutong.exchange.models import ExportRequest
from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.imports.acting import AT_ONCE_ROWS, is_place, tell
from hutong.pages.looking import get_worker, note_reading
from hutong.places.queries import get_full_name, list_below
from hutong.privacy.purposes import get_purposes
from hutong.staff.scope import READS_FILES, NotAllowed, get_scope
from hutong.vocabulary.secrecy import LABELS

KINDS = {
    "own": marked("our own columns; can be imported again"),
    "national": marked("the columns of the national system, in its order"),
}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = ExportRequest.State
STATES = {
    State.ASKED: (marked("waits for another person"), "open"),
    State.APPROVED: (marked("approved, being made"), "open"),
    State.MADE: (marked("can be downloaded"), "yes"),
    State.DECLINED: (marked("declined"), "bad"),
    State.WITHDRAWN: (marked("withdrawn"), "no"),
    State.EXPIRED: (marked("its time is over"), "no"),
    State.FAILED: (marked("could not be made"), "bad"),
}
SENSITIVITIES = {
    "open": marked("open"),
    "personal": marked("personal"),
    "sensitive": marked("sensitive"),
    "highest": marked("highly sensitive"),
}
ASKED = marked("Asked for. Another person of the township or county is to approve it; you find it here.")
APPROVED = marked("Approved. Whoever asked can download it now.")
DECLINED = marked("Declined.")
WITHDRAWN = marked("Withdrawn; the file, where there was one, is removed.")


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The form, what waits for one's word, and one's own exports."""
    return _render(request)


def _render(request: HttpRequest, error: str = "") -> HttpResponse:
    on, lang, scope = timezone.localdate(), get_reader_language(), get_scope()
    places: dict[str, str] = {}
    for area in scope.areas_that(READS_FILES):
        for code in (area, *(place.code for place in list_below(area, on=on))):
            places.setdefault(code, get_full_name(code, on=on, lang=lang, within=area))
    shown = {
        "places": list(places.items()),
        "error": error,
        "most": MOST_ROWS,
        "waiting": list_to_decide(at=timezone.now()),
        "own": [(one, *STATES[State(one.state)]) for one in list_own(get_worker(request))],
        **list_export_choices(request),
    }
    return render(request, "imports/export.html", shown, status=422 if error else 200)


def list_export_choices(request: HttpRequest) -> dict[str, object]:
    """What a form for a file offers, and what was chosen in it before."""
    return {
        "kinds": KINDS,
        "handed": [(name, get_purposes()[name].label(get_reader_language())) for name in HANDED_TO],
        "sent": request.POST if "purpose" in request.POST else {},
        "lasts": LASTS.days,
        "downloads": DOWNLOADS,
    }


def refusal_of_export(request: HttpRequest) -> str:
    """What is missing before an export is asked for, in words; "" when nothing is."""
    purpose, kind = (request.POST.get(name, "").strip() for name in ("purpose", "kind"))
    return tell(PurposeMissing()) if len(purpose) < SHORTEST_PURPOSE or kind not in KINDS else ""


@login_required
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the open files of a place."""
    area = request.POST.get("area", "")
    if error := refusal_of_export(request):
        return _render(request, error=error)
    if not is_place(area):
        return _render(request, error=translator(get_reader_language())(marked("Choose a place of your area.")))
    return ask_for(request, area=area, refuse=lambda error: _render(request, error=error))


def ask_for(
    request: HttpRequest,
    *,
    area: str,
    refuse: Callable[[str], HttpResponse],
    chosen: Sequence[int] | None = None,
) -> HttpResponse:
    """Ask for what a complete form says, and show what became of it."""
    kind, purpose, by = request.POST["kind"], request.POST["purpose"], get_worker(request)
    try:
        export = ask_export(
            area=area, kind=kind, purpose=purpose, by=by, at=timezone.now(), chosen=chosen,
            handed_to=request.POST.get("handed_to", ""),
        )  # fmt: skip
    except ExchangeError as error:
        return refuse(tell(error))
    except NotAllowed as error:
        raise PermissionDenied from error
    messages.success(request, translator(get_reader_language())(ASKED))
    return redirect("export_request", uid=export.uid)


def get_export_or_404(uid: UUID) -> ExportRequest:
    """The export, or an answer that does not tell whether there is one."""
    try:
        return get_export(uid)
    except ExportUnknown as error:
        raise Http404 from error


@login_required
@require_GET
def show_request(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who wants what for what, and what can be done with it."""
    export, lang = get_export_or_404(uid), get_reader_language()
    is_over = export.expires_at <= timezone.now()
    state = State.EXPIRED if is_over and export.state in (State.ASKED, State.MADE) else State(export.state)
    note_reading(request, screen="export_request", rows=0)
    label, tag = STATES[state]
    shown = {
        "export": export,
        "state": state.value,
        "label": label,
        "tag": tag,
        "kind_said": KINDS[export.kind],
        "handed_said": get_purposes()[export.handed_to].label(lang) if export.handed_to in get_purposes() else "",
        "sensitivity_said": SENSITIVITIES[export.sensitivity],
        "left_out": [translator(lang)(LABELS[kind]) for kind in LABELS if kind in export.left_out],
        "is_own": export.asked_by_id == get_worker(request).pk,
        "may_decide": may_decide(export),
        "downloads": export.downloads.select_related("by").order_by("at"),
        "error": "",
    }
    return render(request, "imports/export_request.html", shown)


def _act(request: HttpRequest, uid: UUID, what: Callable[[ExportRequest], object], said: str) -> HttpResponse:
    export = get_export_or_404(uid)
    try:
        what(export)
    except ExchangeError as error:
        messages.error(request, tell(error))
    except NotAllowed as error:
        raise PermissionDenied from error
    else:
        messages.success(request, translator(get_reader_language())(said))
    return redirect("export_request", uid=uid)


@login_required
@require_POST
def approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another person agrees; a small file is made at once, a large one in the background."""
    by, note = get_worker(request), request.POST.get("note", "")
    answer = _act(
        request,
        uid,
        lambda export: decide_export(export=export, approves=True, by=by, at=timezone.now(), note=note),
        APPROVED,
    )
    export = get_export_or_404(uid)
    if export.state == State.APPROVED and export.rows <= AT_ONCE_ROWS:
        job = take_job(export=export)
        if job is not None:
            run(job)
    return answer


@login_required
@require_POST
def decline(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another person refuses it."""
    by, note = get_worker(request), request.POST.get("note", "")
    return _act(
        request,
        uid,
        lambda export: decide_export(export=export, approves=False, by=by, at=timezone.now(), note=note),
        DECLINED,
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Whoever asked needs it no longer."""
    by = get_worker(request)
    return _act(request, uid, lambda export: withdraw_export(export=export, by=by, at=timezone.now()), WITHDRAWN)


@login_required
@require_POST
def download(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file, for whoever asked for it; each time is counted and on record."""
    export = get_export_or_404(uid)
    try:
        content = take_file(export=export, by=get_worker(request), at=timezone.now())
    except ExchangeError as error:
        messages.error(request, tell(error))
        return redirect("export_request", uid=uid)
    except NotAllowed as error:
        raise PermissionDenied from error
    response = HttpResponse(content, content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="children-{export.number}.xlsx"'
    return response
