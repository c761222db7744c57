"""Acts on many files: choose in the list, say what, see with whom it can be done, do it, see what was refused."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children import together
from hutong.children.models import Child
from hutong.children.together import MOST, Parted
from hutong.determinations.actions import settle_children
from hutong.lib.translating import marked
from hutong.pages.child_file.acting import CLASHED, SAVED_BEFORE
from hutong.pages.children.listing import ORDER, filtered, read_filters
from hutong.pages.chosen.forms import (
    DAYS_NOW,
    EXPORT,
    FORMS,
    OPPOSITES,
    SAID,
    ManyForm,
    list_acts,
    read_held,
    write_held,
)
from hutong.pages.context import get_reader_language
from hutong.pages.imports.exporting import list_export_choices
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.names import Names, get_names
from hutong.pages.said_forms import remember_sent, was_sent
from hutong.staff.scope import get_scope
from hutong.tasks.settle import settle_tasks

LAST_DONE = "chosen_done"
NOBODY = marked("Choose children first: tick them in the list, or take all that it finds.")
NO_ACT = marked("Choose what to do with them.")


class Because(NamedTuple):
    """Children with whom it cannot be done for one and the same reason."""

    why: str
    children: list[Child]


def by_reason(pairs: Iterable[tuple[str, Child]]) -> list[Because]:
    """The refused, gathered under their reasons, the commonest first."""
    found: dict[str, list[Child]] = {}
    for why, child in pairs:
        found.setdefault(why, []).append(child)
    return sorted((Because(*pair) for pair in found.items()), key=lambda one: -len(one.children))


def refused_by_reason(parted: Parted, lang: str) -> list[Because]:
    """The same of what an act parted."""
    return by_reason((one.why.told(lang), one.child) for one in parted.refused)


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """The form of the act, and who was chosen."""
    names = get_names(get_reader_language())
    act = request.POST.get("act", "")
    children = read_chosen(request)
    if act not in list_acts(get_scope()) or not children:
        messages.error(request, names.say(NOBODY if not children else NO_ACT))
        return back_to_list(request)
    note_reading(request, screen="chosen", rows=len(children))
    if act == EXPORT:
        return render_export(request, children)
    form = make_form(act, names, children=children, given=request.POST)
    return render_form(request, form, children)


def read_chosen(request: HttpRequest) -> list[Child]:
    """The files that were ticked or held; or all that the list finds, as many as can be done at once."""
    if request.POST.get("all") == "1":
        filters = read_filters(QueryDict(request.POST.get("filters", "")[:500]).dict())
        return list(filtered(filters, on=timezone.localdate()).order_by(*ORDER)[:MOST])
    ticked = [found for text in request.POST.getlist("child") if (found := read_uid(text))]
    return list(together.list_chosen(ticked or read_held(request.POST.get("held", ""))))


def read_uid(text: str) -> UUID | None:
    """A file's uid; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def back_to_list(request: HttpRequest) -> HttpResponse:
    """To the list as it was narrowed."""
    response = redirect("children")
    filters = QueryDict(request.POST.get("filters", "")[:500])
    if filters:
        response["Location"] += f"?{filters.urlencode()}"
    return response


def make_form(act: str, names: Names, *, children: list[Child], given: QueryDict) -> ManyForm:
    """The form of an act, as it was filled in before where somebody comes back to it."""
    on = timezone.localdate()
    held = write_held({child.uid: child.revision for child in children})
    form = FORMS[act](names=names, scope=get_scope(), on=on, act=act)
    today = {name: on for name in DAYS_NOW if name in form.fields and form.fields[name].required}
    form.initial = {**today, **{name: given[name] for name in form.fields if given.get(name)}, "held": held, "act": act}
    form.initial.pop("sent", None)
    return form


def render_form(request: HttpRequest, form: ManyForm, children: list[Child]) -> HttpResponse:
    """What is to be said for the act."""
    shown = {"form": form, "title": form.say(SAID[form.kind]), "children": children, "most": MOST}
    return render(request, "chosen/form.html", shown, status=422 if form.is_bound else 200)


def render_export(request: HttpRequest, children: list[Child], error: str = "") -> HttpResponse:
    """For what, in which shape."""
    held = write_held({child.uid: None for child in children})
    shown: dict[str, Any] = {"children": children, "held": held, "error": error, **list_export_choices(request)}
    return render(request, "chosen/export.html", shown, status=422 if error else 200)


def get_sent_form(request: HttpRequest) -> ManyForm:
    """The form that was sent. Raises Http404 for an act that is none of one's own."""
    act = request.POST.get("act", "")
    if act not in FORMS or act not in list_acts(get_scope()):
        raise Http404
    names = get_names(get_reader_language())
    return FORMS[act](request.POST, names=names, scope=get_scope(), on=timezone.localdate(), act=act)


@login_required
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What will happen to how many, and with whom it cannot be done and why; nothing is written."""
    form = get_sent_form(request)
    if not form.is_valid():
        return render_form(request, form, read_chosen(request))
    parted = together.look(chosen=form.chosen, act=form.to_act(), worker=get_worker(request), on=form.on)
    note_reading(request, screen="chosen_look", rows=len(form.chosen))
    shown = {
        "form": form, "title": form.say(SAID[form.kind]), "parted": parted, "said": list_said(form),
        "reasons": refused_by_reason(parted, form.lang),
    }  # fmt: skip
    return render(request, "chosen/preview.html", shown)


def list_said(form: ManyForm) -> list[tuple[str, str]]:
    """What was said for the act, in words."""
    found = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value and name not in ("sent", "act", "held"):
            words = dict(getattr(field, "choices", ())).get(value, value)
            found.append((str(field.label), str(words)))
    return found


@login_required
@require_POST
def carry_out(request: HttpRequest) -> HttpResponse:
    """Do it once; what follows from it is settled in the same transaction."""
    form = get_sent_form(request)
    if not form.is_valid():
        return render_form(request, form, read_chosen(request))
    if was_sent(request, form.number):
        messages.info(request, form.say(SAVED_BEFORE))
        return redirect("chosen_done")
    at = timezone.now()
    try:
        with transaction.atomic():
            parted = together.do(chosen=form.chosen, act=form.to_act(), by=get_worker(request), at=at)
            settle_children(children=parted.ready, on=timezone.localdate(), at=at, because="page")
            settle_tasks([child.pk for child in parted.ready], on=timezone.localdate(), at=at)
    except IntegrityError:
        form.add_error(None, form.say(CLASHED))
        return render_form(request, form, read_chosen(request))
    remember_sent(request, form.number)
    request.session[LAST_DONE] = {
        "act": form.kind,
        "said": list_said(form),
        "given": {name: request.POST.get(name, "") for name in ("worker", "label")},
        "done": [child.uid.hex for child in parted.ready],
        "refused": [(one.child.uid.hex, one.why.told(form.lang)) for one in parted.refused],
        "unseen": parted.unseen,
    }
    return redirect("chosen_done")


@login_required
@require_GET
def show_done(request: HttpRequest) -> HttpResponse:
    """What was done last with many files, what was refused, and the way back."""
    names, last = get_names(get_reader_language()), request.session.get(LAST_DONE)
    if last is None:
        return redirect("children")
    uids = [*last["done"], *(uid for uid, _ in last["refused"])]
    children = {child.uid.hex: child for child in together.list_chosen(read_held(",".join(uids)))}
    note_reading(request, screen="chosen_done", rows=len(children))
    done = [children[uid] for uid in last["done"] if uid in children]
    refused = [(why, children[uid]) for uid, why in last["refused"] if uid in children]
    opposite = OPPOSITES.get(last["act"], "")
    opposite = opposite if opposite in list_acts(get_scope()) else ""
    shown = {
        "title": names.say(SAID[last["act"]]), "act": last["act"], "said": last["said"], "done": done,
        "reasons": by_reason(refused), "refused": len(refused), "unseen": last["unseen"], "given": last["given"],
        "opposite": opposite, "opposite_said": names.say(SAID[opposite]) if opposite else "",
        "held_done": write_held({child.uid: None for child in done}),
        "held_refused": write_held({child.uid: None for _, child in refused}),
    }  # fmt: skip
    return render(request, "chosen/done.html", shown)
