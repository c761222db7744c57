"""A task given by hand, from the inbox or from a child's file."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children.models import Child
from hutong.lib.translating import marked
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_child_or_404, get_worker, note_reading
from hutong.pages.place_fields import list_offered
from hutong.pages.tasks.narrowing import read_uid
from hutong.pages.tasks.new_forms import NewTaskForm
from hutong.pages.tasks.step_forms import names_of_posts
from hutong.staff.colleagues import list_colleagues
from hutong.staff.scope import READS_FILES, Scope, get_scope
from hutong.tasks.actions import open_task
from hutong.tasks.addressing import ANSWERS
from hutong.tasks.errors import TaskError
from hutong.tasks.models import Task
from hutong.tasks.opening import NewCause

GIVEN = marked("The task is given.")


def get_scope_to_give() -> Scope:
    """The scope of somebody who does such work; leaders, auditors and administrators give no tasks here."""
    scope = get_scope()
    if not scope.has_role(*ANSWERS):
        raise PermissionDenied
    return scope


def make_form(request: HttpRequest, scope: Scope, child: Child | None) -> NewTaskForm:
    """The form with the colleagues to choose from."""
    on, lang = timezone.localdate(), get_reader_language()
    posts = list_colleagues([one.area for one in scope.held], on=on)
    given = (request.POST,) if request.method == "POST" else ()
    names_of = names_of_posts(posts, lang=lang, on=on)
    return NewTaskForm(*given, lang=lang, posts=posts, names_of=names_of, on=on, about_child=child is not None)


def render_new(request: HttpRequest, form: NewTaskForm, child: Child | None) -> HttpResponse:
    """The page of the form."""
    scope = get_scope()
    has_places = child is None and bool(scope.areas_that(READS_FILES))
    shown = {
        "form": form,
        "child": child,
        "places": list_offered(scope, on=form.on, lang=form.lang) if has_places else [],
    }
    return render(request, "tasks/new.html", shown, status=422 if form.is_bound else 200)


def read_child(text: str) -> Child | None:
    """The child that an address or a form names; not found for one who is not seen."""
    uid: UUID | None = read_uid(text)
    return get_child_or_404(uid) if uid else None


@login_required
@require_GET
def show_new(request: HttpRequest) -> HttpResponse:
    """The form."""
    scope, child = get_scope_to_give(), read_child(request.GET.get("child", ""))
    note_reading(request, screen="task_new", child=child, rows=1 if child else 0)
    return render_new(request, make_form(request, scope, child), child)


@login_required
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Give it; sent twice it is one task."""
    scope, child = get_scope_to_give(), read_child(request.POST.get("child", ""))
    form = make_form(request, scope, child)
    if not form.is_valid():
        return render_new(request, form, child)
    try:
        task = give_task(request, form, child)
    except TaskError as error:
        form.add_error(None, error.told(form.lang))
        return render_new(request, form, child)
    messages.success(request, form.say(GIVEN))
    return redirect("task", uid=task.uid) if Task.objects.filter(pk=task.pk).exists() else redirect("tasks")


def give_task(request: HttpRequest, form: NewTaskForm, child: Child | None) -> Task:
    """The task that the form asks for."""
    by, at, given = get_worker(request), timezone.now(), form.cleaned_data
    what = given["what"].strip()
    return open_task(
        kind="by_hand",
        addressee=form.addressee,
        cause=NewCause(f"by_hand:{by.uid}:{form.number}"),
        place=child.area if child is not None else given["to_place"],
        what=what,
        what_zh=what,
        done_when=given["done_when"],
        at=at,
        by=by,
        child=child,
        due=form.deadline(at),
        urgency="urgent" if given["urgent"] else "ordinary",
    )
