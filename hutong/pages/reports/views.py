"""Reporting a child in danger: 110 first, then the form, then what became of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children.models import Child
from hutong.lib.translating import marked, translator
from hutong.pages.child_file.acting import SAVED_BEFORE
from hutong.pages.context import get_reader_language
from hutong.pages.library.citing import cite
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.place_fields import list_offered, written
from hutong.pages.reports.forms import (
    AttachForm,
    CourseForm,
    KeepOutForm,
    PlaceOfReportForm,
    ReceiptFields,
    ReportForm,
    WhichChildForm,
    WhyForm,
)
from hutong.pages.reports.uploads import read_brought
from hutong.pages.said_forms import remember_sent, was_sent
from hutong.places.codes import NATION
from hutong.protection.actions import may_act_on, report_danger
from hutong.protection.attaching import attach_outside, list_attachments
from hutong.protection.errors import NothingTold, ReportUnknown
from hutong.protection.models import Report, Road
from hutong.protection.placing import may_set_aside
from hutong.protection.queries import (
    MOST,
    get_report,
    get_seen_child,
    list_course,
    list_receipts,
    list_reports,
    list_set_aside,
)
from hutong.protection.reporters import is_own, may_read_reporter
from hutong.protection.urgent import CLAUSES
from hutong.staff.scope import get_scope

SENT = marked("The report is made. It stays red until it is entered who of the police has it: call 110 now.")
LOST = marked("{count} files were left out: too large, or no photograph, recording or PDF. The report is made.")
REFUSED = 422
MOST_CHILDREN = 200


@login_required
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    """The reports that one sees: those without a police receipt first."""
    red = list(list_reports(only_red=True)[:MOST])
    others = list(list_reports()[:MOST])
    aside = list(list_set_aside()[:MOST])
    note_reading(request, screen="reports", rows=len(red) + len(others) + len(aside))
    return render(request, "reports/page.html", {"red": red, "others": others, "aside": aside})


@login_required
@require_GET
def show_new(request: HttpRequest) -> HttpResponse:
    """110 first; then what happened and where."""
    lang, on = get_reader_language(), timezone.localdate()
    child = read_child(request.GET.get("child", ""))
    place = child.area if child else own_place()
    form = ReportForm(lang=lang, initial={"place": written(place, on=on, lang=lang) if place != NATION else ""})
    if child is not None:
        note_reading(request, screen="report_new", child=child)
    return render_form(request, form, child)


def read_child(text: str) -> Child | None:
    """The file that somebody came from, where they see it."""
    try:
        return Child.objects.filter(uid=text).first() if text else None
    except ValidationError:
        return None


def own_place() -> str:
    """Where one is at work: the narrowest area of one's posts."""
    areas = [held.area for held in get_scope().held]
    return max(areas, key=lambda area: len(area.rstrip("0")), default=NATION)


def render_form(request: HttpRequest, form: ReportForm, child: Child | None, *, fault: str = "") -> HttpResponse:
    """The form; 422 where nothing at all was told."""
    scope, on = get_scope(), timezone.localdate()
    shown: dict[str, Any] = {
        "form": form,
        "child": child,
        "fault": fault,
        "places": list_offered(scope, on=on, lang=form.lang),
    }
    return render(request, "reports/form.html", shown, status=REFUSED if fault else 200)


@login_required
@require_POST
def send_report(request: HttpRequest) -> HttpResponse:
    """Make the report, with what came along; only a report of nothing at all comes back."""
    lang = get_reader_language()
    child = read_child(request.POST.get("child", ""))
    form = ReportForm(request.POST, lang=lang)
    form.is_valid()
    if was_sent(request, form.number):
        messages.info(request, translator(lang)(SAVED_BEFORE))
        return redirect("reports")
    try:
        with transaction.atomic():
            report = report_danger(
                told=form.to_told(),
                place=form.chosen_place or (child.area if child else own_place()),
                child=child,
                reporter=form.to_reporter(),
                receipt=form.to_receipt(),
                by=get_worker(request),
                at=timezone.now(),
            )
    except NothingTold as error:
        return render_form(request, form, child, fault=error.told(lang))
    remember_sent(request, form.number)
    messages.success(request, translator(lang)(SENT))
    brought = read_brought(request)
    if lost := len(brought) - attach_outside(report=report, brought=brought, at=report.reported_at):
        messages.warning(request, translator(lang)(LOST).format(count=lost))
    return redirect("report", uid=report.uid)


def get_report_or_404(uid: UUID) -> Report:
    """The report, or an answer that does not tell whether there is one."""
    try:
        return get_report(uid)
    except ReportUnknown as error:
        raise Http404 from error


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One report with who of the police has it and what followed."""
    return render_report(request, get_report_or_404(uid))


def render_report(request: HttpRequest, report: Report, **more: Any) -> HttpResponse:
    """The page of a report, with forms that came back."""
    lang, mine = get_reader_language(), is_own(report, get_worker(request))
    child, acts = get_seen_child(report), may_act_on(report)
    note_reading(request, screen="report", child=child, uid=report.uid if child is None else None, rows=1)
    shown: dict[str, Any] = {
        "report": report,
        "child": child,
        "is_mine": mine,
        "may_act": acts,
        "may_enter": acts or mine,
        "may_read_reporter": may_read_reporter(report),
        "receipts": list_receipts(report),
        "course": list_course(report),
        "clauses": [cite(one, lang) for one in CLAUSES],
        "receipt_form": ReceiptFields(lang=lang),
        "course_form": CourseForm(lang=lang),
        "keep_out_form": KeepOutForm(lang=lang),
        "attachments": list_attachments(report),
        "attach_form": AttachForm(lang=lang),
        "erase_form": WhyForm(lang=lang) if acts else None,
        "place_form": PlaceOfReportForm(lang=lang) if acts else None,
        "aside_form": WhyForm(lang=lang) if report.came_by == Road.PUBLIC and may_set_aside(report) else None,
        "places": list_offered(get_scope(), on=timezone.localdate(), lang=lang) if acts else [],
        "child_form": which_child_form(report, lang=lang) if acts and child is None else None,
        **more,
    }
    is_refused = any(getattr(one, "is_bound", False) for one in more.values())
    return render(request, "reports/report.html", shown, status=REFUSED if is_refused else 200)


def which_child_form(report: Report, *given: Any, lang: str) -> WhichChildForm:
    """The files of the place, to say of which the report is."""
    form = WhichChildForm(*given, lang=lang)
    children = Child.objects.filter(area=report.place, merged_into__isnull=True).order_by("name", "pk")
    form.choose("child", [(str(one.uid), one.name) for one in children[:MOST_CHILDREN]], empty="—")
    return form
