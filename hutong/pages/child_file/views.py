"""The file page, one finding in full, two days side by side, the summary for paper."""

from datetime import date, datetime, time
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.models import Way
from hutong.children.changing import level_for, may_write
from hutong.children.models import Child
from hutong.children.queries import list_open_ways
from hutong.children.recusing import list_recusals
from hutong.children.states import FIXED
from hutong.exchange.national.comparing import TO_BE_ENTERED
from hutong.exchange.national.queries import to_listed
from hutong.lib.elapsed import whole_years
from hutong.pages.child_file.comparing import list_differences
from hutong.pages.child_file.family_forms import StepForm
from hutong.pages.child_file.file_on_day import FileOnDay, read_file
from hutong.pages.child_file.looks_views import may_see_looks
from hutong.pages.child_file.questions_form import QuestionsForm, list_asked
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_child_or_404, may_depart, note_reading
from hutong.pages.masks import mask_address, mask_identity, mask_phone
from hutong.pages.names import get_names
from hutong.pages.tasks.telling import TaskRow, TaskTeller
from hutong.places.models import Level
from hutong.staff.scope import get_scope
from hutong.tasks.queries import list_tasks_of

MOST_TASKS = 30


def read_day(text: str | None, otherwise: date) -> date:
    """A day of the address; what is no day is passed over."""
    try:
        return parse_date(text or "") or otherwise
    except ValueError:
        return otherwise


def read_known_at(request: HttpRequest) -> datetime | None:
    """The end of the day by which it was known; None for everything that is known now."""
    day = read_day(request.GET.get("known_at"), date.max)
    if day >= timezone.localdate():
        return None
    return timezone.make_aware(datetime.combine(day, time.max))


def open_file(
    request: HttpRequest, uid: UUID, *, screen: str, on: date | None = None, way: Way = Way.READ
) -> FileOnDay:
    """The file on the day that the address names, after noting who looks."""
    child = get_child_or_404(uid)
    note_reading(request, screen=screen, child=child, way=way)
    day = on or read_day(request.GET.get("on"), timezone.localdate())
    return read_file(
        child,
        on=day,
        lang=get_reader_language(),
        known_at=read_known_at(request),
    )


def about(file: FileOnDay) -> dict[str, object]:
    """What every page about a file shows."""
    child = file.child
    return {
        "file": file,
        "child": child,
        "names": file.names,
        "may_depart": may_depart(child),
        "may_write": may_write(child) and child.state not in FIXED and not child.merged_into_id,
        "age": whole_years(child.born, file.on) if child.born and child.born <= file.on else None,
        "identity_masked": mask_identity(child.identity_number),
        "phone_masked": mask_phone(child.phone),
        "hukou_address_masked": mask_address(child.hukou_address),
        "residence_address_masked": mask_address(child.residence_address),
    }


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The whole file on a day."""
    file = open_file(request, uid, screen="child_file")
    shown = {**about(file), **about_national(file.child)}
    known_at = read_known_at(request)
    asked = list_asked(file.determination.ask_next, file.names)
    questions = QuestionsForm(facts=asked, names=file.names, initial={"revision": file.child.revision})
    return render(
        request,
        "child_file/page.html",
        {
            **shown,
            "known_at": known_at,
            "is_now": file.on == timezone.localdate() and known_at is None,
            "questions": questions if asked else None,
            "may_see_looks": may_see_looks(file.child),
            "recusals": list_recusals(file.child) if may_write(file.child) else [],
            "ways": list_step_forms(file.child) if may_write(file.child) else [],
            "tasks": list_open_tasks(file),
            "may_give": may_write(file.child),
        },
    )


def list_open_tasks(file: FileOnDay) -> list[TaskRow]:
    """What is to be done for the child now, as far as it may be told; of a day that is past nothing is said."""
    if file.on != timezone.localdate():
        return []
    teller = TaskTeller(get_names(file.names.lang), scope=get_scope(), at=timezone.now())
    return teller.tell(list_tasks_of(file.child)[:MOST_TASKS])


def about_national(child: Child) -> dict[str, object]:
    """How far the child is in the national system; nothing before it is registered."""
    if child.state not in TO_BE_ENTERED and not child.national_number:
        return {}
    level = level_for(child)
    return {
        "national": to_listed([child], on=timezone.localdate())[0],
        "may_enter": level is not None and level <= Level.TOWNSHIP,
    }


def list_step_forms(child: Child) -> list[StepForm]:
    """A form for each way that the file may go from here by somebody with these posts."""
    lang = get_reader_language()
    forms = []
    for way in list_open_ways(child):
        form = StepForm(lang=lang, initial={"revision": child.revision, "to": way.after}, auto_id=f"{way.after}_%s")
        forms.append(form.for_way(way))
    return forms


@login_required
@require_GET
def show_benefit(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """Everything that was looked at for one benefit, at each of the child's places."""
    file = open_file(request, uid, screen="child_file_benefit")
    benefits = file.library.vocabulary.benefits
    found = [file.teller.tell(one, all_reasons=True) for one in file.findings if benefits[one.benefit].number == number]
    if not found:
        raise Http404
    departures = [one for one in file.departures if one.benefit == found[0].benefit]
    return render(request, "child_file/benefit.html", {**about(file), "findings": found, "departures": departures})


@login_required
@require_GET
def compare(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Two days side by side."""
    today = timezone.localdate()
    first = open_file(
        request, uid, screen="child_file_compare", on=read_day(request.GET.get("on"), _a_year_before(today))
    )
    second = read_file(
        first.child,
        on=read_day(request.GET.get("and"), today),
        lang=get_reader_language(),
        known_at=read_known_at(request),
    )
    shown = {
        **about(first), "second": second, "differences": list_differences(first, second),
        "known_at": read_known_at(request),
    }  # fmt: skip
    return render(request, "child_file/compare.html", shown)


def _a_year_before(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, 28))


@login_required
@require_GET
def summarise(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One page for paper."""
    file = open_file(request, uid, screen="child_file_summary")
    return render(request, "child_file/summary.html", about(file))


@login_required
@require_POST
def reveal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The numbers without their masks; that they were seen is noted."""
    child = get_child_or_404(uid)
    note_reading(request, screen="child_file_numbers", child=child, way=Way.REVEAL)
    return render(request, "child_file/numbers.html", {"child": child})
