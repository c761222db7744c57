"""What else is done with a report: photographs and recordings, where it belongs, and that it is none."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.lib.translating import marked
from hutong.pages.child_file.uploads import hand_out
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.pages.reports.acting_views import send
from hutong.pages.reports.forms import AttachForm, PlaceOfReportForm, WhyForm
from hutong.pages.reports.uploads import read_brought
from hutong.pages.reports.views import get_report_or_404, render_report
from hutong.protection.attaching import attach, erase_attachment, get_attachment, read_attachment
from hutong.protection.errors import AttachmentGone, ReportUnknown
from hutong.protection.models import Attachment, Report
from hutong.protection.placing import put_in_place, set_aside, take_up_again

NOTHING_CHOSEN = marked("Choose a photograph or a recording first.")


@login_required
@require_POST
def put_attachments(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Photographs or recordings that come later."""
    report, form = get_report_or_404(uid), AttachForm(request.POST, request.FILES, lang=get_reader_language())
    brought = read_brought(request)
    if not brought:
        form.is_valid()
        form.add_error("attached", form.say(NOTHING_CHOSEN))
        return render_report(request, report, attach_form=form)

    def act() -> None:
        for one in brought:
            attach(report=report, brought=one, by=get_worker(request), at=timezone.now())

    return send(request, report, form, "attach_form", act)


@login_required
@require_GET
def show_attachment(request: HttpRequest, uid: UUID, uuid: UUID) -> HttpResponse:
    """One of them; that somebody looked is on the record first."""
    attachment = get_attachment_or_404(get_report_or_404(uid), uuid)
    try:
        content = read_attachment(attachment, at=timezone.now())
    except AttachmentGone as error:
        messages.error(request, error.told(get_reader_language()))
        return redirect("report", uid=uid)
    return hand_out(content, media_type=attachment.media_type, name=f"report-{attachment.uid.hex[:8]}")


@login_required
@require_POST
def erase(request: HttpRequest, uid: UUID, uuid: UUID) -> HttpResponse:
    """The content goes for good, for a reason."""
    report, form = get_report_or_404(uid), WhyForm(request.POST, lang=get_reader_language())
    attachment = get_attachment_or_404(report, uuid)
    act = partial(erase_attachment, attachment=attachment, by=get_worker(request), at=timezone.now())
    return send(request, report, form, "erase_form", lambda: act(because=form.cleaned_data["because"]))


def get_attachment_or_404(report: Report, uuid: UUID) -> Attachment:
    """One of a report's attachments, or an answer that does not tell whether there is one."""
    try:
        return get_attachment(report, uuid)
    except ReportUnknown as error:
        raise Http404 from error


@login_required
@require_POST
def put_place(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where the child is; the report may then be another's to see."""
    report, form = get_report_or_404(uid), PlaceOfReportForm(request.POST, lang=get_reader_language())
    act = partial(put_in_place, report=report, by=get_worker(request), at=timezone.now())
    answer = send(request, report, form, "place_form", lambda: act(place=form.cleaned_data["place"]))
    is_seen = Report.objects.filter(pk=report.pk).exists()
    return answer if is_seen else redirect("reports")


@login_required
@require_POST
def put_aside(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It is no report, for a reason."""
    report, form = get_report_or_404(uid), WhyForm(request.POST, lang=get_reader_language())
    act = partial(set_aside, report=report, by=get_worker(request), at=timezone.now())
    return send(request, report, form, "aside_form", lambda: act(because=form.cleaned_data["because"]))


@login_required
@require_POST
def take_up(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It is one after all."""
    report, form = get_report_or_404(uid), AttachForm(request.POST, lang=get_reader_language())
    act = partial(take_up_again, report=report, by=get_worker(request), at=timezone.now())
    return send(request, report, form, "take_up_form", act)
