"""The working days of a year: twelve months to read and print, days to correct, notices to take over, days to count."""

from calendar import Calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hutong.audit.actions import note_act
from hutong.lib.translating import marked, translator
from hutong.pages.calendar.forms import AS_PUBLISHED, WORKED, CountForm, DayForm, NoticeForm
from hutong.pages.child_file.acting import SAVED
from hutong.pages.context import get_reader_language
from hutong.pages.said_forms import SaidForm
from hutong.places.errors import PlaceError
from hutong.places.schedules import Day, Given, clear_day, list_year, read_schedule, set_days
from hutong.places.working_days import add_working_days, list_unpublished_years, list_years_to_enter
from hutong.staff.models import Role
from hutong.staff.scope import get_scope

FIRST_YEAR, LAST_YEAR = 2000, 2099
ONE_DAY, NOTICE = marked("Change a day"), marked("Take over a notice")
WEEK = (marked("Mo"), marked("Tu"), marked("We"), marked("Th"), marked("Fr"), marked("Sa"), marked("Su"))
COUNTED = marked("{count} days differ from before.")


@dataclass(frozen=True)
class Month:
    """A month in weeks; None where a day is of another month."""

    number: int
    weeks: list[list[Day | None]]
    worked: int


@dataclass(frozen=True)
class Counted:
    """The day that was asked for, and the years of which the schedule is not known."""

    day: date
    unpublished: list[int]


def list_months(days: list[Day]) -> Iterator[Month]:
    """A year in months and weeks, Monday first."""
    by_day = {one.day: one for one in days}
    year = days[0].day.year
    for number in range(1, 13):
        weeks = [
            [by_day[day] if day.month == number else None for day in week]
            for week in Calendar().monthdatescalendar(year, number)
        ]
        worked = sum(one.is_worked for one in days if one.day.month == number)
        yield Month(number, weeks, worked)


def may_correct() -> bool:
    """Whether whoever acts looks after the calendar."""
    return get_scope().has_role(Role.SYSTEM_ADMIN)


@login_required
@require_GET
def show_this_year(request: HttpRequest) -> HttpResponse:
    """The year that it is."""
    return redirect("calendar_year", timezone.localdate().year)


@login_required
@require_GET
def show(request: HttpRequest, year: int) -> HttpResponse:
    """Twelve months, what differs from the week, and a day so many working days later where asked for."""
    refuse_far(year)
    today, lang = timezone.localdate(), get_reader_language()
    days = list_year(year)
    count_form = CountForm(request.GET if "count" in request.GET else None, lang=lang, auto_id="count_%s")
    shown = {
        "year": year,
        "months": list(list_months(days)),
        "week": [translator(lang)(word) for word in WEEK],
        "special": [one for one in days if one.is_special or one.is_own],
        "worked": sum(one.is_worked for one in days),
        "unpublished": list_unpublished_years(date(year, 1, 1), date(year, 12, 31)),
        "years_to_enter": [one for one in list_years_to_enter(today) if one != year] if may_correct() else [],
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
        "may_correct": may_correct(),
        "count_form": count_form,
        "counted": count_days(count_form) if count_form.is_bound and count_form.is_valid() else None,
        "today": today,
    }
    return render(request, "calendar/page.html", shown)


def refuse_far(year: int) -> None:
    """Years in which nobody reckons are not found."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404


def count_days(form: CountForm) -> Counted:
    """The day that so many working days lead to."""
    since, count = form.cleaned_data["since"], form.cleaned_data["count"]
    day = add_working_days(since, count)
    return Counted(day, list_unpublished_years(min(since, day), max(since, day)))


@login_required
@require_http_methods(["GET", "POST"])
def set_day(request: HttpRequest, year: int) -> HttpResponse:
    """One day as it is worked here."""
    given = {"day": request.GET.get("day") or None, "way": request.GET.get("way", "")}
    form = DayForm(request.POST or None, year=year, lang=get_reader_language(), initial=given)

    def act() -> int:
        day, way = form.cleaned_data["day"], form.cleaned_data["way"]
        if way == AS_PUBLISHED:
            return int(clear_day(day))
        one = Given(day, is_worked=way == WORKED, name=form.cleaned_data["name"])
        return set_days([one], source=form.cleaned_data["source"])

    return correct(request, form, act, year=year, title=ONE_DAY)


@login_required
@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest, year: int) -> HttpResponse:
    """A whole year from the words of its notice."""
    form = NoticeForm(request.POST or None, lang=get_reader_language())

    def act() -> int:
        return set_days(read_schedule(form.cleaned_data["text"], year=year), source=form.cleaned_data["source"])

    return correct(request, form, act, year=year, title=NOTICE)


def correct(request: HttpRequest, form: SaidForm, act: Callable[[], int], *, year: int, title: str) -> HttpResponse:
    """Do what a form asks and note it, or show it with what is wrong."""
    refuse_far(year)
    if not may_correct():
        raise PermissionDenied
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                count = act()
                about = f"{year} {form.cleaned_data.get('day', '')} {form.cleaned_data['source']}"
                note_act(at=timezone.now(), act="calendar", about=about, rows=count)
        except PlaceError as error:
            form.add_error("text" if "text" in form.fields else None, error.told(form.lang))
        else:
            messages.success(request, f"{form.say(SAVED)} {form.say(COUNTED).format(count=count)}")
            return redirect("calendar_year", year)
    shown = {
        "form": form, "title": form.say(title), "about": str(year), "back": reverse("calendar_year", args=[year]),
    }  # fmt: skip
    return render(request, "places/form.html", shown, status=422 if form.is_bound else 200)
