"""How much each body, each worker and each place below has to do, and how much of it is late."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hutong.pages.context import get_reader_language
from hutong.pages.looking import note_reading
from hutong.pages.names import Names, get_names
from hutong.places.codes import CodeWrong, ancestors, full_code, is_inside, level_of
from hutong.places.models import Level
from hutong.places.queries import get_full_name, get_place_name, list_below
from hutong.staff.models import Role, Worker
from hutong.staff.scope import Scope, get_scope
from hutong.tasks.listing import list_areas_led
from hutong.tasks.queries import Load, list_workload

OVERSEERS = frozenset({Role.LEADER, Role.INSPECTOR})
MOST_LINES = 100


def list_areas_overseen(scope: Scope) -> tuple[str, ...]:
    """The areas of which somebody may see how much is to do: those they lead, and those of leaders and inspectors."""
    return tuple(dict.fromkeys([*list_areas_led(scope), *scope.areas_that(frozenset(OVERSEERS))]))


def read_area(text: str, areas: Sequence[str]) -> str:
    """A place within one of the areas; the first of them for any other word."""
    try:
        code = full_code(text) if text else ""
    except CodeWrong:
        code = ""
    return code if code and any(is_inside(code, area) for area in areas) else areas[0]


class Sums(NamedTuple):
    """How many tasks run, are late, wait."""

    running: int = 0
    overdue: int = 0
    waiting: int = 0


def gathered(loads: Iterable[Load], key: Callable[[Load], str]) -> dict[str, Sums]:
    """The numbers added up by a word."""
    found: dict[str, Sums] = {}
    for one in loads:
        have = found.get(key(one), Sums())
        found[key(one)] = Sums(have.running + one.running, have.overdue + one.overdue, have.waiting + one.waiting)
    return found


@dataclass(frozen=True)
class LoadLine:
    """A body, a worker or a place, with what it has to do."""

    name: str
    sums: Sums
    place: str = ""
    body: str = ""


def below(place: str, area: str) -> str:
    """The place right below another in which an area lies; the other itself for what is done there."""
    within = [one for one in ancestors(area) if is_inside(one, place)]
    wider = [one for one in within if level_of(one) == level_of(place) + 1]
    return wider[0] if wider else place


@dataclass(frozen=True)
class Workload:
    """The numbers of a place in words, three ways."""

    place: str
    loads: Sequence[Load]
    names: Names

    def by_place(self) -> list[LoadLine]:
        """Right below; places with nothing to do as well."""
        on, lang = timezone.localdate(), self.names.lang
        sums = gathered(self.loads, lambda one: below(self.place, one.area))
        codes = dict.fromkeys([*sums, *(place.code for place in list_below(self.place, on=on))])
        return in_order(
            LoadLine(get_place_name(code, on=on, lang=lang), sums.get(code, Sums()), place=code) for code in codes
        )

    def by_body(self) -> list[LoadLine]:
        """By kind of body."""
        on = timezone.localdate()
        sums = gathered(self.loads, lambda one: one.body_kind)
        return in_order(LoadLine(self.names.body(kind, on=on), found, body=kind) for kind, found in sums.items())

    def by_worker(self) -> list[LoadLine]:
        """By who has accepted them; what nobody has accepted stands last."""
        sums = gathered(self.loads, lambda one: str(one.worker) if one.worker else "nobody")
        names = dict(Worker.objects.filter(pk__in=[key for key in sums if key != "nobody"]).values_list("pk", "name"))
        told = {key: names.get(int(key), "—") for key in sums if key != "nobody"}
        told["nobody"] = self.names.say("not accepted by anybody yet")
        return in_order(LoadLine(told[key], found) for key, found in sums.items())


def in_order(lines: Iterable[LoadLine]) -> list[LoadLine]:
    """What is most overdue first."""
    return sorted(lines, key=lambda one: (-one.sums.overdue, -one.sums.running, one.name))[:MOST_LINES]


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The workload of a place; its numbers lead to the tasks where those may be seen."""
    scope, at, names = get_scope(), timezone.now(), get_names(get_reader_language())
    areas = list_areas_overseen(scope)
    if not areas:
        raise PermissionDenied
    place = read_area(request.GET.get("place", ""), areas)
    loads = list_workload(place, now=at)
    note_reading(request, screen="workload", rows=len(loads))
    told, on = Workload(place, loads, names), timezone.localdate()
    shown = {
        "place_code": place,
        "above": next((one for one in list(ancestors(place))[1:] if any(is_inside(one, area) for area in areas)), ""),
        "areas": [(one, get_full_name(one, on=on, lang=names.lang)) for one in areas],
        "parts": [
            (names.say("By place"), names.say("Place"), told.by_place() if level_of(place) < Level.VILLAGE else []),
            (names.say("By body"), names.say("Body"), told.by_body()),
            (names.say("By worker"), names.say("Worker"), told.by_worker()),
        ],
        "may_open": bool(list_areas_led(scope)),
        "sums": gathered(loads, lambda one: "all").get("all", Sums()),
    }
    return render(request, "tasks/workload.html", shown)
