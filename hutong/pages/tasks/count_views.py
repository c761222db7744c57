"""How long words without a number are here: 及时, 定期 and the like; a setting of the place, never of a document."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.pages.tasks.count_forms import UNIT_SAID, CountForm
from hutong.places.codes import ancestors, level_of
from hutong.places.models import Level
from hutong.staff.models import Role
from hutong.staff.scope import READS_FILES, Scope, get_scope
from hutong.tasks.clocks import Deadline, get_usual
from hutong.tasks.counting import clear_count, set_count
from hutong.tasks.errors import CountNotSet, TaskError
from hutong.tasks.models import DayCount
from hutong.tasks.opening import unit_of

SET = marked("Set. Tasks that begin from now on follow it.")
CLEARED = marked("Cleared. Tasks that begin from now on follow the wider area, or the usual number.")
COUNTY_OFFICERS = frozenset({Role.CIVIL_AFFAIRS})


@dataclass(frozen=True)
class CountLine:
    """A word with how long it is here, and who said so."""

    word: str
    told: str
    own: DayCount | None
    is_wider: bool


def areas_to_set(scope: Scope) -> tuple[str, ...]:
    """The areas in which somebody sets them: the county's officers."""
    areas = scope.areas_that(frozenset(COUNTY_OFFICERS))
    return tuple(area for area in areas if level_of(area) <= Level.COUNTY)


def list_lines(area: str, say: Callable[[str], str]) -> list[CountLine]:
    """Every word, with the setting of the area, else of a wider one, else the usual one."""
    around = list(ancestors(area)) if area else []
    rows = DayCount.objects.filter(area__in=around, ended_at__isnull=True).select_related("set_by")
    own = {(row.area, row.word): row for row in rows}
    found = []
    for word, usual in get_usual().items():
        row = next((own[code, word] for code in around if (code, word) in own), None)
        told = tell_count(row.unit, row.count, say) if row is not None else tell_deadline(usual, say)
        found.append(CountLine(word, told, row, row is not None and row.area != area))
    return found


def tell_deadline(deadline: Deadline, say: Callable[[str], str]) -> str:
    """A deadline in words."""
    unit = unit_of(deadline)
    return tell_count(unit, getattr(deadline, unit), say)


def tell_count(unit: str, count: int, say: Callable[[str], str]) -> str:
    """A number with its unit in words."""
    return say(UNIT_SAID[unit]).format(count=count)


def render_counts(request: HttpRequest, form: CountForm | None, area: str) -> HttpResponse:
    """The words with their counts, and the form for whoever sets them."""
    say = translator(get_reader_language())
    shown = {"lines": list_lines(area, say), "form": form, "area": area, "may_clear": form is not None}
    return render(request, "tasks/counts.html", shown, status=422 if form is not None and form.is_bound else 200)


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """How long each word is in one's area."""
    scope = get_scope()
    areas = areas_to_set(scope)
    area = areas[0] if areas else next(iter(scope.areas_that(READS_FILES)), "")
    form = CountForm(lang=get_reader_language(), areas=areas, words=list(get_usual())) if areas else None
    return render_counts(request, form, area)


@login_required
@require_POST
def set_one(request: HttpRequest) -> HttpResponse:
    """One word is so long in an area from now on."""
    areas = areas_to_set(get_scope())
    if not areas:
        raise PermissionDenied
    form = CountForm(request.POST, lang=get_reader_language(), areas=areas, words=list(get_usual()))
    if form.is_valid():
        given = form.cleaned_data
        try:
            set_count(
                area=given["area"], word=given["word"], unit=given["unit"], count=given["count"],
                reason=given["reason"], by=get_worker(request), at=timezone.now(),
            )  # fmt: skip
        except TaskError as error:
            form.add_error(None, error.told(form.lang))
        else:
            messages.success(request, form.say(SET))
            return redirect("day_counts")
    return render_counts(request, form, areas[0])


@login_required
@require_http_methods(["GET", "POST"])
def clear_one(request: HttpRequest) -> HttpResponse:
    """One word is as in the wider area again: what holds now and what will, then the act."""
    areas, say = areas_to_set(get_scope()), translator(get_reader_language())
    given = request.POST if request.method == "POST" else request.GET
    area, word = str(given.get("area", "")), str(given.get("word", ""))
    if not areas:
        raise PermissionDenied
    line = next((one for one in list_lines(area, say) if one.word == word), None) if area in areas else None
    if line is None or line.own is None or line.is_wider:
        messages.info(request, say(CountNotSet.sentence))
        return redirect("day_counts")
    if request.method == "GET":
        return render(request, "tasks/count_clear.html", {"line": line, "area": area, "after": _after(area, word, say)})
    try:
        clear_count(area=area, word=word, by=get_worker(request), at=timezone.now())
    except TaskError as error:
        messages.error(request, error.told(get_reader_language()))
    else:
        messages.success(request, say(CLEARED))
    return redirect("day_counts")


def _after(area: str, word: str, say: Callable[[str], str]) -> str:
    """How long the word is once the area has no number of its own."""
    wider = next(iter([*list(ancestors(area))[1:], ""]))
    return next(one.told for one in list_lines(wider, say) if one.word == word)
