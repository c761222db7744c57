"""Who is away and who stands in: the substitute gets the tasks, not the files."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.said_forms import remember_sent, was_sent
from hutong.pages.tasks.leave_forms import LeaveForm
from hutong.pages.tasks.new_views import get_scope_to_give
from hutong.pages.tasks.step_forms import names_of_posts
from hutong.staff.colleagues import list_colleagues
from hutong.staff.models import Worker
from hutong.staff.scope import Scope
from hutong.tasks.errors import LeaveRefused, StepNotYours, TaskError
from hutong.tasks.leaving import begin_leave, end_leave, hand_to_substitutes, list_leaves
from hutong.tasks.listing import list_areas_led

BEGUN = marked("Kept. New tasks go to the substitute from the first day on.")
ENDED = marked("The leave is over; tasks come back from now on.")
MOST = 100


def list_whom(request: HttpRequest, scope: Scope) -> list[Worker]:
    """For whom a leave may be written down: oneself, and those who work in areas that one leads."""
    posts = list_colleagues(list_areas_led(scope), on=timezone.localdate())
    led = [post.worker for post in posts if any(post.area.startswith(one.rstrip("0")) for one in list_areas_led(scope))]
    return [get_worker(request), *(one for one in led if one.pk != get_worker(request).pk)]


def make_form(request: HttpRequest, scope: Scope, workers: list[Worker]) -> LeaveForm:
    """The form with the colleagues to choose from."""
    on, lang = timezone.localdate(), get_reader_language()
    posts = list_colleagues([one.area for one in scope.held], on=on)
    given = (request.POST,) if request.method == "POST" else ()
    return LeaveForm(*given, lang=lang, workers=workers, posts=posts, names_of=names_of_posts(posts, lang=lang, on=on))


def render_leave(request: HttpRequest, form: LeaveForm, workers: list[Worker]) -> HttpResponse:
    """The leaves, and the form."""
    own = get_worker(request)
    rows = [(one, one.worker in workers) for one in list_leaves(on=timezone.localdate())[:MOST]]
    shown = {"form": form, "rows": rows, "own": own}
    return render(request, "tasks/leave.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """One's own leaves, those of who works below, those in which one stands in."""
    scope = get_scope_to_give()
    workers = list_whom(request, scope)
    note_reading(request, screen="leave", rows=0)
    return render_leave(request, make_form(request, scope, workers), workers)


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Write a leave down."""
    scope = get_scope_to_give()
    workers = list_whom(request, scope)
    form = make_form(request, scope, workers)
    if not form.is_valid():
        return render_leave(request, form, workers)
    if not was_sent(request, form.number):
        try:
            write_down(request, form)
        except TaskError as error:
            form.add_error(None, error.told(form.lang))
            return render_leave(request, form, workers)
        remember_sent(request, form.number)
    messages.success(request, form.say(BEGUN))
    return redirect("leave")


@transaction.atomic
def write_down(request: HttpRequest, form: LeaveForm) -> None:
    """The leave; where it begins today the tasks go to the substitute at once."""
    at, given = timezone.now(), form.cleaned_data
    begin_leave(
        worker=form.leaving, substitute=form.standing_in, since=given["since"], until=given["until"],
        reason=given["reason"], by=get_worker(request), at=at,
    )  # fmt: skip
    hand_to_substitutes(on=timezone.localdate(), at=at)


@login_required
@require_POST
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It ends before its time."""
    get_scope_to_give()
    try:
        end_leave(uid=uid, by=get_worker(request), at=timezone.now())
    except StepNotYours as error:
        raise PermissionDenied from error
    except LeaveRefused as error:
        raise Http404 from error
    messages.success(request, translator(get_reader_language())(ENDED))
    return redirect("leave")
