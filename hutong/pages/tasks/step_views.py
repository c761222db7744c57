"""Taking a step with a task: the form that the step needs, the act, the way back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children.actions import add_evidence
from hutong.children.changing import may_write
from hutong.children.errors import FileError
from hutong.children.models import Child, Evidence
from hutong.children.states import FIXED
from hutong.determinations.discretion import discretion_about, may_name_paper
from hutong.lib.translating import marked
from hutong.pages.child_file.acting import NOT_YOURS, SAVED_BEFORE
from hutong.pages.child_file.uploads import taken_apart
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.names import get_names
from hutong.pages.place_fields import list_offered
from hutong.pages.said_forms import remember_sent, was_sent
from hutong.pages.tasks.step_forms import HELPS, TaskStepForm, names_of_posts
from hutong.pages.tasks.task_views import get_task_or_404
from hutong.pages.tasks.telling import TaskTeller
from hutong.staff.colleagues import list_colleagues
from hutong.staff.scope import READS_FILES, NotAllowed, get_scope
from hutong.tasks.actions import take_step
from hutong.tasks.errors import StepElsewhere, TaskError
from hutong.tasks.led import is_closed, keys_of_kinds
from hutong.tasks.models import Task
from hutong.tasks.permitting import list_steps_for
from hutong.tasks.proving import add_proof, may_prove
from hutong.tasks.steps import StepRow, get_steps
from hutong.tasks.telling import may_tell

TAKEN = marked("{step}: done.")
NO_LONGER = marked("This step is no longer possible: somebody went on with the task meanwhile.")
MOST_PAPERS = 50
BACK = {"tasks": "/tasks", "tasks_by_child": "/tasks/children", "home": "/home"}


def get_step_or_404(task: Task, slug: str) -> StepRow:
    """A step of the table, of a task that may be told."""
    step = get_steps().get(slug)
    if step is None or not may_tell(task):
        raise Http404
    return step


def open_child(task: Task) -> Child | None:
    """The child, where the file is open to who acts."""
    if task.child_id is None:
        return None
    return Child.objects.filter(pk=task.child_id).first()


def make_form(task: Task, step: StepRow, request: HttpRequest) -> TaskStepForm:
    """The form of a step with what can be chosen here; filled in where it was sent."""
    on, lang, scope = timezone.localdate(), get_reader_language(), get_scope()
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = TaskStepForm(*given, lang=lang, step=step, task=task, on=on)
    if "post" in form.fields:
        posts = list_colleagues([one.area for one in scope.held], on=on)
        form.offer_posts(posts, names_of_posts(posts, lang=lang, on=on))
    if "file" in form.fields:
        child = open_child(task)
        papers = list_papers(child) if child is not None else []
        may_add = may_write(child) and child.state not in FIXED if child is not None else may_prove(task)
        form.offer_papers(papers, may_add=may_add)
    return form


def list_papers(child: Child) -> list[Evidence]:
    """The papers of the file that may be named."""
    discretion = discretion_about(child)
    rows = Evidence.objects.filter(child=child).order_by("-made_at")[:MOST_PAPERS]
    return [paper for paper in rows if may_name_paper(paper, discretion)]


def render_step(request: HttpRequest, task: Task, form: TaskStepForm) -> HttpResponse:
    """The page of the form; sent back with its faults it answers 422."""
    row = TaskTeller(get_names(form.lang), scope=get_scope(), at=timezone.now()).row(task)
    has_places = "to_place" in form.fields and bool(get_scope().areas_that(READS_FILES))
    shown = {
        "form": form,
        "row": row,
        "title": form.step.label(form.lang),
        "help": form.say(HELPS[form.step.slug]) if form.step.slug in HELPS else "",
        "address": reverse("task_step_take", args=[task.uid, form.step.slug]),
        "places": list_offered(get_scope(), on=form.on, lang=form.lang) if has_places else [],
    }
    return render(request, "tasks/step.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_GET
def show_step(request: HttpRequest, uid: UUID, step: str) -> HttpResponse:
    """What the step needs."""
    task = get_task_or_404(uid)
    row = get_step_or_404(task, step)
    if row not in list_steps_for(task):
        lang, keys = get_reader_language(), keys_of_kinds([task])
        is_elsewhere = is_closed(task, step, keys)
        messages.warning(request, StepElsewhere().told(lang) if is_elsewhere else get_names(lang).say(NO_LONGER))
        return redirect("task", uid=uid)
    note_reading(request, screen="task_step", child=open_child(task))
    return render_step(request, task, make_form(task, row, request))


@login_required
@require_POST
def take(request: HttpRequest, uid: UUID, step: str) -> HttpResponse:
    """Take it, once."""
    task = get_task_or_404(uid)
    row = get_step_or_404(task, step)
    form = make_form(task, row, request)
    if not form.is_valid():
        return render_step(request, task, form)
    if was_sent(request, form.number):
        messages.info(request, form.say(SAVED_BEFORE))
        return go_back(request, task)
    try:
        with transaction.atomic():
            act(request, task, form)
    except (TaskError, FileError) as error:
        form.add_error(None, error.told(form.lang))
        return refused(request, task, form)
    except NotAllowed:
        form.add_error(None, form.say(NOT_YOURS))
        return refused(request, task, form)
    remember_sent(request, form.number)
    messages.success(request, form.say(TAKEN).format(step=row.label(form.lang)))
    return go_back(request, task)


def act(request: HttpRequest, task: Task, form: TaskStepForm) -> None:
    """The step, and the paper that proves it."""
    by, at, given = get_worker(request), timezone.now(), form.cleaned_data
    paper = form.paper
    child = open_child(task)
    if given.get("file") and child is not None:
        paper = add_evidence(child=child, title=given["title"], **taken_apart(given["file"]), by=by, at=at)
    elif given.get("file"):
        paper = add_proof(task=task, title=given["title"], **taken_apart(given["file"]), by=by, at=at)
    take_step(
        task=task, step=form.step.slug, by=by, at=at, words=given.get("words", ""), evidence=paper,
        addressee=form.addressee, worker=form.worker,
    )  # fmt: skip


def refused(request: HttpRequest, task: Task, form: TaskStepForm) -> HttpResponse:
    """Back to the form with the reason; a step without a form says it above the task."""
    if form.step.needs:
        return render_step(request, task, form)
    for words in form.non_field_errors():
        messages.error(request, str(words))
    return redirect("task", uid=task.uid)


def go_back(request: HttpRequest, task: Task) -> HttpResponse:
    """Where the step was taken from, else to the task; to the inbox where it is no longer seen."""
    name = next((name for name, path in BACK.items() if request.POST.get("back", "") == path), "")
    if name:
        return redirect(name)
    return redirect("task", uid=task.uid) if Task.objects.filter(pk=task.pk).exists() else redirect("tasks")
