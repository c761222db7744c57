"""A step with many tasks: choose in the list, say what, see with which it can be done, do it, see what was refused."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.lib.translating import marked
from hutong.pages.child_file.acting import SAVED_BEFORE
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.names import Names, get_names
from hutong.pages.said_forms import remember_sent, was_sent
from hutong.pages.tasks.bulk_forms import MOST_LISTED, BulkStepForm, read_held, write_held
from hutong.pages.tasks.narrowing import read_narrowed, read_uid
from hutong.pages.tasks.step_forms import names_of_posts
from hutong.pages.tasks.telling import TaskRow, TaskTeller
from hutong.staff.colleagues import list_colleagues
from hutong.staff.scope import get_scope
from hutong.tasks.errors import TaskError
from hutong.tasks.foreseeing import Foreseen, foresee
from hutong.tasks.listing import list_numbers
from hutong.tasks.models import Task
from hutong.tasks.steps import StepRow, get_steps
from hutong.tasks.together import TOGETHER, Many, take_step_of_many

LAST_DONE = "tasks_done"
NOTHING = marked("Choose tasks first: tick them in the list, or take all that it finds.")
NO_STEP = marked("Choose what to do with them.")
MOST_KEPT = 500
"""Of how many tasks the way back is offered and the refusals are remembered."""
OPPOSITES = {"pause": "resume", "resume": "pause"}


class Because(NamedTuple):
    """Tasks with which it cannot be done for one and the same reason."""

    why: str
    total: int
    rows: list[TaskRow]


def get_step_or_404(slug: str) -> StepRow:
    """A step that goes for many at once."""
    if slug not in TOGETHER:
        raise Http404
    return get_steps()[slug]


def by_reason(pairs: Iterable[tuple[str, Task]], teller: TaskTeller) -> list[Because]:
    """The refused, gathered under their reasons, the commonest first."""
    found: dict[str, list[Task]] = {}
    for why, task in pairs:
        found.setdefault(why, []).append(task)
    told = [Because(why, len(tasks), teller.tell(tasks[:MOST_LISTED])) for why, tasks in found.items()]
    return sorted(told, key=lambda one: -one.total)


def read_chosen(request: HttpRequest) -> list[UUID]:
    """The tasks that were ticked or held; or all that the list finds, as many as can be done at once."""
    if request.POST.get("all") == "1":
        narrowed = read_narrowed(QueryDict(request.POST.get("filters", "")[:500]).dict())
        return list_numbers(narrowed, scope=get_scope(), at=timezone.now())
    ticked = [uid for text in request.POST.getlist("task") if (uid := read_uid(text))]
    return ticked or read_held(request.POST.get("held", ""))


def back_to_list(request: HttpRequest) -> HttpResponse:
    """To the list as it was narrowed."""
    response = redirect("tasks")
    filters = QueryDict(request.POST.get("filters", "")[:500])
    if filters:
        response["Location"] += f"?{filters.urlencode()}"
    return response


def make_form(step: StepRow, *, given: QueryDict | None = None) -> BulkStepForm:
    """The form of a step with many tasks, filled in where it was sent."""
    on, lang, scope = timezone.localdate(), get_reader_language(), get_scope()
    form = BulkStepForm(*([given] if given is not None else []), lang=lang, step=step, on=on)
    if "post" in form.fields:
        posts = list_colleagues([one.area for one in scope.held], on=on)
        form.offer_posts(posts, names_of_posts(posts, lang=lang, on=on))
    return form


def make_teller(names: Names) -> TaskTeller:
    """Tells tasks to who acts, now."""
    return TaskTeller(names, scope=get_scope(), at=timezone.now())


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """The form of the step, and how many were chosen."""
    names, slug = get_names(get_reader_language()), request.POST.get("step") or request.POST.get("step_taken", "")
    chosen = read_chosen(request)
    if slug not in TOGETHER or not chosen:
        messages.error(request, names.say(NOTHING if not chosen else NO_STEP))
        return back_to_list(request)
    note_reading(request, screen="tasks_chosen", rows=len(chosen))
    form = make_form(get_step_or_404(slug))
    kept = {name: request.POST[name] for name in ("words", "post") if request.POST.get(name)}
    form.initial = {**kept, "held": write_held(chosen), "step_taken": slug}
    return render_form(request, form, len(chosen))


def render_form(request: HttpRequest, form: BulkStepForm, count: int) -> HttpResponse:
    """What is to be said for the step."""
    shown = {"form": form, "title": form.step.label(form.lang), "count": count}
    return render(request, "tasks/bulk_form.html", shown, status=422 if form.is_bound else 200)


def get_sent_form(request: HttpRequest) -> BulkStepForm:
    """The form that was sent. Raises Http404 for a step that is none of these."""
    return make_form(get_step_or_404(request.POST.get("step_taken", "")), given=request.POST)


def list_said(form: BulkStepForm) -> list[tuple[str, str]]:
    """What was said for the step, in words."""
    found = []
    for name in ("words", "post"):
        if name in form.fields and (value := form.cleaned_data.get(name)):
            words = dict(getattr(form.fields[name], "choices", ())).get(value, value)
            found.append((str(form.fields[name].label), str(words)))
    return found


@login_required
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """With how many it can be done, and with which it cannot and why; nothing is written."""
    form = get_sent_form(request)
    if not form.is_valid():
        return render_form(request, form, len(read_chosen(request)))
    found, teller = foresee(tasks=form.chosen, step=form.step.slug), make_teller(get_names(form.lang))
    note_reading(request, screen="tasks_look", rows=len(form.chosen))
    shown = {
        "form": form,
        "title": form.step.label(form.lang),
        "said": list_said(form),
        "found": found,
        "ready": teller.tell(found.ready[:MOST_LISTED]),
        "reasons": refused_by_reason(found, teller),
    }
    return render(request, "tasks/bulk_preview.html", shown)


def refused_by_reason(found: Foreseen, teller: TaskTeller) -> list[Because]:
    """Why it cannot be done, and with which tasks."""
    return by_reason(((error.told(teller.lang), task) for task, error in found.refused), teller)


@login_required
@require_POST
def carry_out(request: HttpRequest) -> HttpResponse:
    """Do it once, with all of them or none where something breaks."""
    form = get_sent_form(request)
    if not form.is_valid():
        return render_form(request, form, len(read_chosen(request)))
    if was_sent(request, form.number):
        messages.info(request, form.say(SAVED_BEFORE))
        return redirect("tasks_done")
    try:
        many = take_step_of_many(
            tasks=form.chosen, step=form.step.slug, by=get_worker(request), at=timezone.now(),
            words=form.cleaned_data.get("words", ""), addressee=form.addressee, worker=form.worker,
        )  # fmt: skip
    except TaskError as error:
        form.add_error(None, error.told(form.lang))
        return render_form(request, form, len(form.chosen))
    remember_sent(request, form.number)
    request.session[LAST_DONE] = kept_of(form, many)
    return redirect("tasks_done")


def kept_of(form: BulkStepForm, many: Many) -> dict[str, Any]:
    """What the page of the result tells, small enough for the session."""
    refused = {one.uid: one.why.told(form.lang) for one in many.refused}
    done = [uid for uid in form.chosen if uid not in refused]
    return {
        "step": form.step.slug,
        "said": list_said(form),
        "taken": many.taken,
        "done": [uid.hex for uid in done] if len(done) <= MOST_KEPT else [],
        "refused": [(uid.hex, why) for uid, why in refused.items()][:MOST_KEPT],
        "not_taken": len(refused),
    }


@login_required
@require_GET
def show_done(request: HttpRequest) -> HttpResponse:
    """What was done last with many tasks, what was refused, and the way back where there is one."""
    names, last = get_names(get_reader_language()), request.session.get(LAST_DONE)
    if last is None:
        return redirect("tasks")
    teller = make_teller(names)
    refused = read_tasks([uid for uid, _ in last["refused"]])
    note_reading(request, screen="tasks_done", rows=len(refused))
    opposite = get_steps().get(OPPOSITES.get(last["step"], "")) if last["done"] else None
    shown = {
        "title": get_steps()[last["step"]].label(names.lang),
        "said": last["said"],
        "taken": last["taken"],
        "not_taken": last["not_taken"],
        "reasons": by_reason(((why, refused[uid]) for uid, why in last["refused"] if uid in refused), teller),
        "opposite": opposite.slug if opposite else "",
        "opposite_said": opposite.label(names.lang) if opposite else "",
        "held_done": ",".join(last["done"]),
    }
    return render(request, "tasks/bulk_done.html", shown)


def read_tasks(numbers: Sequence[str]) -> dict[str, Task]:
    """Some tasks by their numbers."""
    rows = Task.objects.filter(uid__in=read_held(",".join(numbers))).select_related("child", "worker", "body")
    return {task.uid.hex: task for task in rows}
