"""The children of a place and how far each is in the national system; several are marked as entered at once."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children.errors import FileError
from hutong.children.models import Child
from hutong.exchange.errors import ExchangeError
from hutong.exchange.national.actions import mark_entered
from hutong.exchange.national.queries import NOT_ENTERED, OVERDUE, SHOWN, count_place, list_children
from hutong.lib.translating import marked, translator
from hutong.pages.children.views import list_places
from hutong.pages.context import get_reader_language
from hutong.pages.home.views import read_place
from hutong.pages.imports.acting import read_day, tell
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.menu import list_own_entries
from hutong.places.models import Level
from hutong.staff.scope import READS_FILES, NotAllowed, get_scope

MOST_AT_ONCE = 100
NUMBER = "number_"
SHOWN_SAID = {
    "overdue": marked("overdue"),
    "due_soon": marked("due soon"),
    "not_entered": marked("not entered"),
    "different": marked("differs there"),
    "entered": marked("entered"),
}
MARKED = marked("{count} children are marked as entered.")
NONE_WRITTEN = marked("Write the number of at least one child.")


def may_enter_at(place: str) -> bool:
    """Whether who acts enters the children of a place: from the township on."""
    level = get_scope().level_at(place)
    return level is not None and level <= Level.TOWNSHIP


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Children of one kind, with the last day and how many working days are left."""
    return show_list(request)


def show_list(request: HttpRequest, *, errors: dict[UUID, str] | None = None) -> HttpResponse:
    """The list; with what was wrong with what was sent, beside the child."""
    scope, on, errors = get_scope(), timezone.localdate(), errors or {}
    asked = request.POST if errors else request.GET
    areas = scope.areas_that(READS_FILES)
    if not areas:
        return render(request, "home/nothing.html", {"own_entries": list_own_entries(scope)})
    place = read_place(asked.get("place", ""), scope) or areas[0]
    counts = count_place(place, on=on)
    shown = asked.get("shown", "")
    if shown not in SHOWN:
        shown = next((one for one in SHOWN if counts[one]), NOT_ENTERED)
    page = list_children(place, shown=shown, on=on, after=_read_uid(asked.get("after", "")))
    note_reading(request, screen="national", rows=len(page.rows))
    there = f"{reverse('national')}?place={place}&shown={shown}"
    lang = get_reader_language()
    by_uid = [(row.child.uid, row) for row in page.rows]
    told = {
        "rows": [(row, errors.get(uid, ""), request.POST.get(f"{NUMBER}{uid}", "")) for uid, row in by_uid],
        "unpublished": sorted({year for row in page.rows if row.clock for year in row.clock.unpublished}),
        "tabs": [(one, SHOWN_SAID[one], counts[one], one == shown) for one in SHOWN],
        "place_code": place,
        "places": list_places(scope, place, on=on, lang=lang),
        "shown": shown,
        "after": asked.get("after", ""),
        "may_enter": may_enter_at(place),
        "is_to_enter": shown in (OVERDUE, "due_soon", NOT_ENTERED),
        "following": f"{there}&after={page.after}" if page.after else "",
        "errors": errors,
    }
    return render(request, "national/page.html", told, status=422 if errors else 200)


@login_required
@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """Every child beside whom a number was written is entered; what is wrong stands beside the others."""
    on, at, by = timezone.localdate(), timezone.now(), get_worker(request)
    say, given = translator(get_reader_language()), request.POST
    entered_on = read_day(request.POST.get("entered_on", "")) or on
    written = {
        uid: text
        for name in given
        if name.startswith(NUMBER) and (text := given[name].strip()) and (uid := _read_uid(name.removeprefix(NUMBER)))
    }
    children = {child.uid: child for child in Child.objects.filter(uid__in=list(written)[:MOST_AT_ONCE])}
    errors: dict[UUID, str] = {}
    for uid, child in children.items():
        try:
            mark_entered(child=child, number=written[uid], by=by, at=at, entered_on=entered_on, on=on)
        except ExchangeError as error:
            errors[uid] = tell(error)
        except (FileError, NotAllowed) as error:
            errors[uid] = error.told(get_reader_language())
    done = len(children) - len(errors)
    if done:
        messages.success(request, say(MARKED).format(count=done))
    elif not errors:
        messages.error(request, say(NONE_WRITTEN))
    if errors:
        return show_list(request, errors=errors)
    response = redirect("national")
    place, shown = _digits(given.get("place", "")), _word(given.get("shown", ""))
    response["Location"] += f"?place={place}&shown={shown}"
    return response


def _read_uid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _digits(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) <= 12 else ""


def _word(text: str) -> str:
    return text if text in SHOWN else ""
