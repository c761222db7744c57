"""Administrative divisions by level and day; looked for by name, pinyin or code."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from hutong.pages.choices import list_choices
from hutong.pages.context import get_reader_language
from hutong.pages.places.browsing import (
    list_levels,
    list_names,
    list_some_below,
    may_change,
    name_level,
    tell_changes,
)
from hutong.places.codes import NATION, CodeWrong, full_code
from hutong.places.models import ChangeKind, Level
from hutong.places.queries import Place, follow, get_place, path_of, search_divisions

MOST_FOUND = 50


def read_place(code: str, *, on: date) -> Place:
    """The place of an address. Raises Http404."""
    try:
        place = get_place(code or NATION, on=on)
    except CodeWrong as error:
        raise Http404 from error
    if place is None:
        raise Http404
    return place


def read_on(request: HttpRequest) -> date:
    """The day that the address names, or today."""
    try:
        return parse_date(request.GET.get("on", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def read_level(text: str) -> int | None:
    """A level of the address; None for any other word."""
    return int(text) if text in {str(level.value) for level in Level} else None


def read_after(text: str) -> str:
    """A code of the address; "" for any other word."""
    try:
        return full_code(text) if text else ""
    except CodeWrong:
        return ""


@login_required
@require_GET
def show(request: HttpRequest, code: str = "") -> HttpResponse:
    """A place on a day: where it lies, what lies in it, its names, what changed. Or what was looked for."""
    on, lang = read_on(request), get_reader_language()
    place = read_place(code, on=on)
    text = request.GET.get("text", "").strip()[:40]
    level = read_level(request.GET.get("level", ""))
    shown = {**about_place(place, on=on, lang=lang), "text": text, "level": level, "levels": list_levels(NATION, lang)}
    if text:
        found = search_divisions(text, level=level, limit=MOST_FOUND + 1)
        rows = [(row, name_level(row.level, lang)) for row in found[:MOST_FOUND]]
        return render(request, "places/found.html", {**shown, "found": rows, "is_more": len(found) > MOST_FOUND})
    below, following = list_some_below(place.code, on=on, level=level, after=read_after(request.GET.get("after", "")))
    names, before = list_names(place.code)
    shown |= {
        "below": [(one, name_level(one.level, lang)) for one in below],
        "following": following,
        "levels_below": list_levels(place.code, lang),
        "names": names,
        "before": before,
        "followed": None if place.code == NATION or place.holds(on) else follow(place.code, on=on),
        "changes": tell_changes(place.code, on=timezone.localdate(), lang=lang),
        "kinds": list_kinds(place, lang) if may_change(place.code) else [],
    }
    return render(request, "places/page.html", shown)


def about_place(place: Place, *, on: date, lang: str) -> dict[str, object]:
    """What every page about a place shows."""
    is_nation = place.code == NATION
    return {
        "place_here": place,
        "level_here": name_level(place.level, lang),
        "path": [] if is_nation else path_of(place.code, on=on)[:-1],
        "on": on,
        "is_today": on == timezone.localdate(),
        "is_nation": is_nation,
        "is_there": is_nation or place.holds(on),
    }


def list_kinds(place: Place, lang: str) -> list[tuple[str, str]]:
    """What can be done with a place: to the nation only founding, to a village everything else."""
    without = {ChangeKind.FOUND} if place.level == Level.VILLAGE else set()
    if place.level == Level.NATION:
        without = set(ChangeKind) - {ChangeKind.FOUND}
    return [(kind, name) for kind, name in list_choices("place_change", lang) if kind not in without]
