"""Which of the villages' workers were trained, and noting a training of several at once."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hutong.indicators.errors import TrainingError
from hutong.indicators.models import Training
from hutong.indicators.training import NOTES, list_trained, note_trainings, withdraw_training
from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.staff.models import Worker
from hutong.staff.scope import NotAllowed, get_scope

NOTED, TAKEN_BACK = marked("The training of {count} workers is noted."), marked("The training is taken back.")
DAY_MISSING = marked("Give the day of the training.")


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The workers with their last training, and the form."""
    return _page(request)


def _page(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    if not get_scope().areas_that(NOTES):
        raise PermissionDenied
    on = timezone.localdate()
    shown = {
        "rows": [(one, one.is_trained(on)) for one in list_trained(on=on)],
        "error": error,
        "title": request.POST.get("title", ""),
        "day": request.POST.get("on", ""),
        "ticked": request.POST.getlist("worker"),
    }
    return render(request, "indicators/trainings.html", shown, status=status)


@login_required
@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Note a training of those that are ticked."""
    if not get_scope().areas_that(NOTES):
        raise PermissionDenied
    say, today = translator(get_reader_language()), timezone.localdate()
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        return _page(request, error=say(DAY_MISSING), status=422)
    workers = list(Worker.objects.filter(uid__in=_read_uids(request.POST.getlist("worker"))))
    try:
        noted = note_trainings(
            workers=workers,
            on=on,
            title=request.POST.get("title", ""),
            by=get_worker(request),
            today=today,
            at=timezone.now(),
        )
    except (TrainingError, NotAllowed) as error:
        return _page(request, error=error.told(get_reader_language()), status=422)
    messages.success(request, say(NOTED).format(count=len(noted)))
    return redirect("trainings")


@login_required
@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take a training back."""
    if not get_scope().areas_that(NOTES):
        raise PermissionDenied
    training = Training.objects.select_related("worker").filter(pk=number).first()
    try:
        if training is None:
            raise Http404
        withdraw_training(training=training, by=get_worker(request), today=timezone.localdate(), at=timezone.now())
    except NotAllowed as error:
        raise Http404 from error
    messages.success(request, translator(get_reader_language())(TAKEN_BACK))
    return redirect("trainings")


def _read_uids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
