"""The papers of the window as files to print; that they were taken is noted."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.models import Way
from hutong.determinations.discretion import discretion_about
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.names import Names, get_names
from hutong.pages.window.acting import get_referral_or_404, get_request_or_404
from hutong.pages.window.papers import print_answer, print_notice, print_receipt, print_referral
from hutong.pages.window.referral_views import note_referral
from hutong.services.errors import LinkClosed
from hutong.services.links import find_open_link
from hutong.services.models import Answer, Referral, Request
from hutong.services.queries import read_referral


def as_file(content: bytes, name: str) -> HttpResponse:
    """A PDF to look at or to print; its name holds a number alone."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def names_of(asked: Request) -> Names:
    """The names as far as they may be told of this child."""
    return get_names(get_reader_language(), discretion_about(asked.child))


@login_required
@require_GET
def show_receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The receipt of a request."""
    asked = get_request_or_404(uid)
    note_reading(request, screen="request_receipt", child=asked.child, way=Way.EXPORT)
    paper = print_receipt(asked, names_of(asked), taken_by=get_worker(request).name)
    return as_file(paper, f"{asked.number}-1")


@login_required
@require_GET
def show_notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The notice of missing material."""
    asked = get_request_or_404(uid)
    if not asked.materials.filter(settled_at__isnull=True).exists():
        raise Http404
    note_reading(request, screen="request_notice", child=asked.child, way=Way.EXPORT)
    paper = print_notice(asked, names_of(asked), taken_by=get_worker(request).name)
    return as_file(paper, f"{asked.number}-2")


@login_required
@require_GET
def show_answer(request: HttpRequest, uid: UUID, answer: UUID) -> HttpResponse:
    """The one answer, as it was made."""
    asked = get_request_or_404(uid)
    held = Answer.objects.select_related("request").filter(request=asked, uid=answer).first()
    if held is None:
        raise Http404
    note_reading(request, screen="answer_paper", child=asked.child, way=Way.EXPORT)
    paper = print_answer(held, names_of(asked), taken_by=held.made_by.name)
    return as_file(paper, f"{asked.number}-3")


@login_required
@require_GET
def show_referral(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The referral form."""
    referral = get_referral_or_404(uid)
    note_referral(request, referral, screen="referral_paper", way=Way.EXPORT)
    return as_file(print_form(referral), referral.number)


@login_required
@require_POST
def show_referral_with_code(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The referral form with the code of its link, while the link's address is on the screen: it is kept nowhere."""
    referral, signed = get_referral_or_404(uid), request.POST.get("signed", "")[:200]
    note_referral(request, referral, screen="referral_with_code", way=Way.EXPORT)
    try:
        find_open_link(referral, signed, at=timezone.now())
    except LinkClosed as error:
        messages.error(request, error.told(get_reader_language()))
        return redirect("referral", uid=uid)
    address = request.build_absolute_uri(reverse("reply", args=[signed]))
    response = as_file(print_form(referral, link=address), referral.number)
    response["Cache-Control"] = "no-store"
    return response


def print_form(referral: Referral, *, link: str = "") -> bytes:
    """The form of a referral."""
    names, asked = get_names(get_reader_language()), read_referral(referral)
    body = referral.body.name if referral.body else names.body(referral.body_kind, on=timezone.localdate())
    return print_referral(
        referral, asked, names, body=body, sent_by=referral.sent_by.name, request=asked.number, link=link
    )
