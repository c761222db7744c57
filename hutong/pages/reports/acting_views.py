"""What is done after a report: who of the police has it, what followed, from whom it is kept."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from hutong.lib.translating import marked, translator
from hutong.pages.child_file.acting import SAVED, SAVED_BEFORE
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.pages.reports.forms import CourseForm, KeepOutForm, ReceiptFields
from hutong.pages.reports.views import get_report_or_404, read_child, render_report, which_child_form
from hutong.pages.said_forms import SaidForm, remember_sent, was_sent
from hutong.protection.actions import add_to_course, enter_receipt, keep_worker_out, say_which_child
from hutong.protection.errors import ReporterHidden, ReportError
from hutong.protection.models import Report
from hutong.protection.reporters import read_reporter
from hutong.staff.models import Worker
from hutong.staff.scope import NotAllowed

NOBODY = marked("There is nobody with this user name.")


def send(request: HttpRequest, report: Report, form: SaidForm, name: str, act: Callable[[], object]) -> HttpResponse:
    """Do what a form asks, once; it comes back on the report's page where it is refused."""
    say = translator(get_reader_language())
    if not form.is_valid():
        return render_report(request, report, **{name: form})
    if was_sent(request, form.number):
        messages.info(request, say(SAVED_BEFORE))
        return redirect("report", uid=report.uid)
    try:
        act()
    except ReportError as error:
        form.add_error(None, error.told(form.lang))
        return render_report(request, report, **{name: form})
    except NotAllowed as error:
        raise PermissionDenied from error
    remember_sent(request, form.number)
    messages.success(request, say(SAVED))
    return redirect("report", uid=report.uid)


@login_required
@require_POST
def put_receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter who of the police has it."""
    report, form = get_report_or_404(uid), ReceiptFields(request.POST, lang=get_reader_language())
    return send(
        request,
        report,
        form,
        "receipt_form",
        lambda: enter_receipt(report=report, said=form.to_receipt(), by=get_worker(request), at=timezone.now()),
    )


@login_required
@require_POST
def put_course(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Taken in hand, done, or answered to whoever reported."""
    report, form = get_report_or_404(uid), CourseForm(request.POST, lang=get_reader_language())

    def act() -> object:
        given = form.cleaned_data
        return add_to_course(
            report=report, kind=given["kind"], words=given["words"], by=get_worker(request), at=timezone.now()
        )

    return send(request, report, form, "course_form", act)


@login_required
@require_POST
def keep_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep the report from a worker."""
    report, form = get_report_or_404(uid), KeepOutForm(request.POST, lang=get_reader_language())
    if form.is_valid():
        worker = Worker.objects.filter(username=form.cleaned_data["username"].strip()).first()
        if worker is None:
            form.add_error("username", form.say(NOBODY))
            return render_report(request, report, keep_out_form=form)
        return send(
            request,
            report,
            form,
            "keep_out_form",
            lambda: keep_worker_out(report=report, worker=worker, by=get_worker(request), at=timezone.now()),
        )
    return render_report(request, report, keep_out_form=form)


@login_required
@require_POST
def put_child(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say of which file the report is."""
    report = get_report_or_404(uid)
    form = which_child_form(report, request.POST, lang=get_reader_language())

    def act() -> object:
        child = read_child(form.cleaned_data["child"])
        if child is None:
            raise Http404
        return say_which_child(report=report, child=child, by=get_worker(request), at=timezone.now())

    return send(request, report, form, "child_form", act)


@login_required
@require_POST
def show_reporter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who reported, to whom it was granted; on the record first."""
    report = get_report_or_404(uid)
    try:
        told, typed_by = read_reporter(report=report, at=timezone.now())
    except ReporterHidden as error:
        raise PermissionDenied from error
    return render_report(request, report, reporter=told, typed_by=typed_by)
