"""Keeping out of the file of a child of one's own family; keeping somebody out; letting them in again."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children.changing import level_for
from hutong.children.errors import FileError
from hutong.children.models import Child
from hutong.children.recusing import end_recusal, list_recusals, recuse_worker
from hutong.lib.translating import marked, translator
from hutong.pages.child_file.form_page import show_form
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_child_or_404, get_worker
from hutong.pages.said_forms import SaidForm, words_field
from hutong.places.models import Level
from hutong.staff.colleagues import list_colleagues
from hutong.staff.models import Worker
from hutong.staff.scope import NotAllowed

KEEP_OUT = marked("Keep out of this file")
KEEP_OUT_HELP = marked(
    "For a child of one's own family or of somebody close. From then on neither the file nor that there is "
    "one is seen; the colleagues of the place look after it. Only the township or the county takes it back."
)
KEPT_OUT, LET_IN = marked("The worker keeps out of the file from now on."), marked("The worker may see the file again.")


class RecusalForm(SaidForm):
    """Who keeps out, and why."""

    worker = forms.ChoiceField(label=marked("Who keeps out"))
    reason = words_field(marked("What they are to the child"), required=True)

    def __init__(self, *args: Any, lang: str, workers: dict[str, Worker], **kwargs: Any) -> None:
        super().__init__(*args, lang=lang, **kwargs)
        self.workers = workers
        self.choose("worker", [(uid, worker.name) for uid, worker in workers.items()])


def list_choosable(request: HttpRequest, child: Child) -> dict[str, Worker]:
    """Oneself; at the township or wider the colleagues around too."""
    own = get_worker(request)
    found = {str(own.uid): own}
    if leads(child):
        around = list_colleagues([child.area], on=timezone.localdate())
        found |= {str(post.worker.uid): post.worker for post in around}
    return found


def leads(child: Child) -> bool:
    """Whether who acts may keep others out and let them in."""
    level = level_for(child)
    return level is not None and level <= Level.TOWNSHIP


@login_required
@require_GET
def show_recusal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form."""
    child = get_child_or_404(uid)
    form = RecusalForm(lang=get_reader_language(), workers=list_choosable(request, child))
    return show_form(request, form, title=KEEP_OUT, to="recusal_declare", child=child, help=KEEP_OUT_HELP)


@login_required
@require_POST
def declare_recusal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """They keep out from now on; whoever declared it of themselves goes back to the overview."""
    child = get_child_or_404(uid)
    form = RecusalForm(request.POST, lang=get_reader_language(), workers=list_choosable(request, child))
    own = get_worker(request)
    if form.is_valid():
        worker = form.workers[form.cleaned_data["worker"]]
        try:
            recuse_worker(child=child, worker=worker, reason=form.cleaned_data["reason"], by=own, at=timezone.now())
        except (FileError, NotAllowed) as error:
            form.add_error(None, error.told(form.lang))
        else:
            messages.success(request, form.say(KEPT_OUT))
            return redirect("home") if worker == own else redirect("child_file", uid=child.uid)
    return show_form(request, form, title=KEEP_OUT, to="recusal_declare", child=child, help=KEEP_OUT_HELP)


@login_required
@require_POST
def let_in(request: HttpRequest, uid: UUID, recusal: UUID) -> HttpResponse:
    """It is not so, or no longer."""
    child = get_child_or_404(uid)
    found = list_recusals(child).filter(uid=recusal).first()
    if found is None or not leads(child):
        raise Http404
    try:
        end_recusal(recusal=found, by=get_worker(request), at=timezone.now())
    except NotAllowed as error:
        raise PermissionDenied from error
    messages.success(request, translator(get_reader_language())(LET_IN))
    return redirect("child_file", uid=child.uid)
