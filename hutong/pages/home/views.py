"""What a worker sees first."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hutong.determinations.discretion import discretion_over
from hutong.pages.children.views import list_places
from hutong.pages.context import get_reader_language
from hutong.pages.home.overview import read_overview
from hutong.pages.home.soon import list_soon
from hutong.pages.looking import may_ask_for_files, note_reading
from hutong.pages.menu import list_own_entries
from hutong.pages.names import get_names
from hutong.pages.tasks.telling import TaskRow, TaskTeller
from hutong.places.codes import CodeWrong, full_code
from hutong.protection.queries import count_red
from hutong.staff.scope import READS_FILES, Scope, get_scope
from hutong.tasks.addressing import ANSWERS
from hutong.tasks.listing import Narrowed, list_page

SOON_DAYS, MOST_SOON, MOST_TASKS = 60, 10, 5


@login_required
@require_GET
def show_home(request: HttpRequest) -> HttpResponse:
    """The children of one's area at a glance; without an area whose files are open, where to go instead."""
    scope, on, lang = get_scope(), timezone.localdate(), get_reader_language()
    areas = scope.areas_that(READS_FILES)
    tasks = list_first_tasks(scope, lang)
    if not areas:
        note_reading(request, screen="home", rows=len(tasks))
        told = {
            "red_reports": count_red(),
            "own_entries": list_own_entries(scope),
            "tasks": tasks,
        }
        return render(request, "home/nothing.html", told)
    place = read_place(request.GET.get("place", ""), scope) or areas[0]
    names = get_names(lang, discretion_over(place))
    note_reading(request, screen="home", rows=len(tasks))
    overview = read_overview(place, on=on, names=names)
    shown = {
        "tasks": tasks,
        "red_reports": count_red(),
        "overview": overview,
        "coming": list_soon(place, on=on, days=SOON_DAYS, most=MOST_SOON, lang=lang),
        "national": overview.national,
        "may_ask": may_ask_for_files(),
        "place_code": place,
        "places": list_places(scope, place, on=on, lang=lang),
    }
    return render(request, "home/page.html", shown)


def list_first_tasks(scope: Scope, lang: str) -> list[TaskRow]:
    """The first lines of the inbox; nothing for whoever answers for no task."""
    if not scope.has_role(*ANSWERS):
        return []
    at = timezone.now()
    page = list_page(Narrowed(), scope=scope, at=at, limit=MOST_TASKS)
    return TaskTeller(get_names(lang), scope=scope, at=at).tell(page.rows[:MOST_TASKS])


def read_place(text: str, scope: Scope) -> str:
    """A place of one's own; "" for any other word."""
    try:
        code = full_code(text) if text else ""
    except CodeWrong:
        return ""
    return code if code and scope.covers(code) else ""
