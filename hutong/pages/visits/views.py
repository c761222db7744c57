"""Visits: who is due, the form for the phone, what was seen, and what the family may be owed now."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children.believing import facts_on
from hutong.children.changing import may_write
from hutong.children.models import Child
from hutong.determinations.queries import conclude
from hutong.pages.child_file.acting import get_child_to_write, send
from hutong.pages.child_file.fact_views import list_recordable, names_for
from hutong.pages.child_file.questions_form import list_asked
from hutong.pages.children.views import list_places
from hutong.pages.context import get_reader_language
from hutong.pages.home.views import read_place
from hutong.pages.library.citing import cite
from hutong.pages.looking import get_child_or_404, get_worker, note_reading
from hutong.pages.menu import list_own_entries
from hutong.pages.names import Names
from hutong.pages.visits.forms import VisitForm
from hutong.services.models import Informing, Visit
from hutong.services.visit_queries import (
    Owed,
    count_due,
    get_due,
    get_visit,
    list_due,
    list_facts_learnt,
    list_owed,
    list_visits,
)
from hutong.services.visiting_days import get_usual, list_intervals
from hutong.services.visits import may_be_pictured, record_visit
from hutong.staff.scope import READS_FILES, get_scope
from hutong.vocabulary.facts import Fact, FactType

AHEAD_DAYS, MOST_DUE, MOST_ASKED = 14, 150, 3
CLAUSES = ("000000/gf2016-36#3.1/ad", "000000/gbf2025#5.11/e")


@login_required
@require_GET
def show_due(request: HttpRequest) -> HttpResponse:
    """The children to be visited: overdue first, then those of the next two weeks."""
    scope, on, lang = get_scope(), timezone.localdate(), get_reader_language()
    areas = scope.areas_that(READS_FILES)
    if not areas:
        return render(request, "home/nothing.html", {"own_entries": list_own_entries(scope)})
    place = read_place(request.GET.get("place", ""), scope) or areas[0]
    due = list(list_due(place, on=on, days=AHEAD_DAYS)[:MOST_DUE])
    note_reading(request, screen="visits", rows=len(due))
    shown = {
        "due": due,
        "overdue": sum(one.due_on < on for one in due),
        "count": count_due(place, on=on, days=AHEAD_DAYS),
        "place_code": place,
        "places": list_places(scope, place, on=on, lang=lang),
        "intervals": list_intervals(place),
        "clauses": [cite(one, lang) for one in CLAUSES],
    }
    return render(request, "visits/page.html", shown)


def list_facts(child: Child, names: Names) -> list[Fact]:
    """What is asked on a visit: what may change at home, then what settles most."""
    may = {fact.name: fact for fact in list_recordable(names) if fact.type in (FactType.BOOL, FactType.ENUM)}
    usual = [
        may[name] for name in get_usual()["asked"]["facts"] if name in may and not names.discretion.hides_fact(name)
    ]
    asked = list_asked(conclude(child=child, on=timezone.localdate()).ask_next, names)
    more = [fact for fact in asked if fact not in usual and fact.name in may]
    return [*usual, *more[:MOST_ASKED]]


def visit_form(request: HttpRequest, child: Child, *given: Any) -> VisitForm:
    """The form with what the file and the last visit say."""
    names, on = names_for(child), timezone.localdate()
    facts = list_facts(child, names)
    held = facts_on(child, on=on)
    current = {
        fact.name: held[fact.name][0].value for fact in facts if fact.name in held and held[fact.name][0].is_collected
    }
    return VisitForm(
        *given,
        names=names,
        facts=facts,
        current=current,
        last=list_visits(child).first(),
        on=on,
        by=get_worker(request).name,
    )


def render_form(request: HttpRequest, child: Child, form: VisitForm) -> HttpResponse:
    """The page of the form."""
    if not form.is_bound:
        note_reading(request, screen="visit_new", child=child)
    may_picture = may_be_pictured(child, on=timezone.localdate())
    shown = {
        "child": child,
        "form": form,
        "last": form.last,
        "due": get_due(child),
        "may_picture": may_picture,
        "is_picture_refused": form.is_bound and bool(form.files.get("picture")) and not may_picture,
    }
    return render(request, "visits/form.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_GET
def show_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form, filled in from last time."""
    child = get_child_to_write(uid)
    return render_form(request, child, visit_form(request, child))


@login_required
@require_POST
def record(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write the visit down; what follows from what was learnt is determined at once."""
    child = get_child_to_write(uid)
    form = visit_form(request, child, request.POST, request.FILES)
    made: list[Visit] = []

    def act() -> None:
        made.append(record_visit(child=child, seen=form.to_seen(), by=get_worker(request), at=timezone.now()))

    saved = send(request, child, form, act)
    if saved is None:
        return render_form(request, child, form)
    return redirect("visit", uid=child.uid, uuid=made[0].uid) if made else saved


def does_apply(owed: Sequence[Owed]) -> bool:
    """Whether the family was helped to apply for something that it still waits for."""
    return any(one.last is not None and one.last.how == Informing.How.HELPED for one in owed)


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID, uuid: UUID) -> HttpResponse:
    """What was seen, what was learnt, and what the family may be owed now."""
    child = get_child_or_404(uid)
    visit = get_visit(child, uuid)
    if visit is None:
        raise Http404
    today = timezone.localdate()
    names, owed = names_for(child), list_owed(child, on=today, since=timezone.localdate(visit.typed_at))
    note_reading(request, screen="visit", child=child)
    shown = {
        "child": child,
        "visit": visit,
        "names": names,
        "learnt": [row for row in list_facts_learnt(visit) if not names.discretion.hides_fact(row.name)],
        "owed": owed,
        "applies": does_apply(owed),
        "due": get_due(child),
        "may_write": may_write(child),
    }
    return render(request, "visits/visit.html", shown)


@login_required
@require_GET
def show_all(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All visits to a child, what the family was told, how closely it is looked after."""
    child = get_child_or_404(uid)
    owed = list_owed(child, on=timezone.localdate())
    note_reading(request, screen="visits_of", child=child)
    shown = {
        "child": child,
        "names": names_for(child),
        "visits": list_visits(child),
        "owed": owed,
        "applies": does_apply(owed),
        "due": get_due(child),
        "may_write": may_write(child),
    }
    return render(request, "visits/all.html", shown)
