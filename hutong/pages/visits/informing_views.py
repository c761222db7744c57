"""Telling a family what it may be owed; how closely and how often children are visited."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children.changing import level_for
from hutong.children.errors import FileError
from hutong.children.models import Child
from hutong.lib.translating import marked, translator
from hutong.pages.child_file.acting import SAVED, get_child_to_write, send
from hutong.pages.child_file.form_page import show_form
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.pages.visits.forms import ClosenessForm, IntervalForm
from hutong.places.models import Level
from hutong.places.queries import get_full_name
from hutong.services.errors_of_finding import FindingError
from hutong.services.models import Visit
from hutong.services.visit_queries import get_due, get_visit, list_owed
from hutong.services.visiting_days import list_intervals, set_interval
from hutong.services.visits import note_informing, set_closeness
from hutong.staff.scope import NotAllowed, get_scope

TITLE = marked("How closely the child is looked after")
HELP = marked(
    "A person decides, with a reason; the next visit follows from it. The words are local: no document grades children."
)


@login_required
@require_POST
def note(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The family was told of something it is owed, helped to apply, or does not want it for now."""
    child = get_child_to_write(uid)
    number = request.POST.get("owed", "")
    owed = {str(one.finding.pk): one for one in list_owed(child, on=timezone.localdate())}.get(number)
    if owed is None:
        raise Http404
    visit_number = request.POST.get("visit", "")
    visit = get_visit_of(child, visit_number)
    lang = get_reader_language()
    try:
        note_informing(
            child=child,
            benefit=owed.finding.benefit,
            place=owed.finding.place,
            how=request.POST.get("how", ""),
            visit=visit,
            by=get_worker(request),
            at=timezone.now(),
        )
    except FileError as error:
        messages.error(request, error.told(lang))
    else:
        messages.success(request, translator(lang)(SAVED))
    return redirect("visit", uid=uid, uuid=visit.uid) if visit else redirect("visits_of", uid=uid)


def get_visit_of(child: Child, text: str) -> Visit | None:
    """The visit on which it was told, if any."""
    try:
        return get_visit(child, UUID(text))
    except ValueError:
        return None


@login_required
@require_GET
def show_closeness(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form for how closely a child is looked after."""
    child = get_child_at_township(uid)
    due = get_due(child)
    form = ClosenessForm(lang=get_reader_language(), initial={"closeness": due.closeness if due else "ordinary"})
    return show_form(request, form, title=TITLE, to="closeness_set", child=child, help=HELP)


def get_child_at_township(uid: UUID) -> Child:
    """A child's file for somebody of the township or wider. Raises PermissionDenied."""
    child = get_child_to_write(uid)
    level = level_for(child)
    if level is None or level > Level.TOWNSHIP:
        raise PermissionDenied
    return child


@login_required
@require_POST
def put_closeness(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Decide it; the day of the next visit follows."""
    child = get_child_at_township(uid)
    form = ClosenessForm(request.POST, lang=get_reader_language())

    def act() -> object:
        given = form.cleaned_data
        return set_closeness(
            child=child, closeness=given["closeness"], reason=given["reason"], by=get_worker(request), at=timezone.now()
        )

    return send(request, child, form, act) or show_form(
        request, form, title=TITLE, to="closeness_set", child=child, help=HELP
    )


def list_own_areas() -> list[tuple[str, str]]:
    """The areas of township or wider posts that write to files. Raises PermissionDenied where there is none."""
    on, lang = timezone.localdate(), get_reader_language()
    areas = [area for area, level in get_scope().levels_that_write() if level <= Level.TOWNSHIP]
    if not areas:
        raise PermissionDenied
    return [(area, get_full_name(area, on=on, lang=lang)) for area in dict.fromkeys(areas)]


@login_required
@require_GET
def show_intervals(request: HttpRequest) -> HttpResponse:
    """How often children are visited here, and who has set it."""
    areas = list_own_areas()
    return render_intervals(request, IntervalForm(lang=get_reader_language(), areas=areas), areas)


def render_intervals(request: HttpRequest, form: IntervalForm, areas: list[tuple[str, str]]) -> HttpResponse:
    """The page of the settings."""
    shown = {"form": form, "areas": [(code, name, list_intervals(code)) for code, name in areas]}
    return render(request, "visits/intervals.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_POST
def put_interval(request: HttpRequest) -> HttpResponse:
    """Set it for an area; the days of all its children follow."""
    areas, lang = list_own_areas(), get_reader_language()
    form = IntervalForm(request.POST, lang=lang, areas=areas)
    if form.is_valid():
        given = form.cleaned_data
        try:
            set_interval(
                area=given["area"],
                closeness=given["closeness"],
                days=given["days"],
                reason=given["reason"],
                by=get_worker(request),
                at=timezone.now(),
            )
        except FindingError as error:
            form.add_error(None, error.told(lang))
        except NotAllowed as error:
            raise PermissionDenied from error
        else:
            messages.success(request, translator(lang)(SAVED))
            return redirect("visit_intervals")
    return render_intervals(request, form, areas)
