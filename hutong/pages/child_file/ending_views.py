"""What stands in a file ends or is so no more: payments, labels, ties of kin, departures."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children import actions
from hutong.children.models import Child, Kinship, Labelled, Receipt
from hutong.determinations import actions as determining
from hutong.determinations.models import Departure
from hutong.lib.translating import marked
from hutong.pages.child_file.acting import get_child_to_write, send
from hutong.pages.child_file.ending_forms import (
    DepartureWithdrawalForm,
    KinChangeForm,
    LabelEndForm,
    ReceiptEndForm,
)
from hutong.pages.child_file.fact_views import names_for
from hutong.pages.child_file.form_page import BEFORE, show_form
from hutong.pages.choices import name_choice
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, may_depart
from hutong.pages.said_forms import SaidForm

END_PAYMENT, END_LABEL = marked("A payment ends"), marked("A confirmed kind of difficulty ends")
CHANGE_TIE, TAKE_BACK = marked("What somebody of the family is to the child"), marked("Take a decision back")
TAKE_BACK_HELP = marked("The decision stays on record, with who took it back and why.")


def titled(form: SaidForm, title: str, name: str) -> str:
    """The title with what it is about, in the reader's language."""
    return form.say(title) + form.say(": ") + name


def get_receipt(child: Child, row: int) -> Receipt:
    """A payment of this child that may be named."""
    found = get_object_or_404(Receipt.objects.select_related("child"), child=child, pk=row)
    if names_for(child).discretion.hides_benefit(found.benefit):
        raise Http404
    return found


def show_receipt_form(request: HttpRequest, form: ReceiptEndForm, child: Child, receipt: Receipt) -> HttpResponse:
    """The page on which a payment ends."""
    title = titled(form, END_PAYMENT, names_for(child).benefit(receipt.benefit))
    return show_form(request, form, title=title, to="receipt_end", child=child, to_row=receipt.pk, help=BEFORE)


@login_required
@require_GET
def show_receipt_end(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """The form for the last day of a payment."""
    child = get_child_to_write(uid)
    receipt = get_receipt(child, row)
    form = ReceiptEndForm(lang=get_reader_language(), initial={"revision": child.revision, "until": receipt.until})
    return show_receipt_form(request, form, child, receipt)


@login_required
@require_POST
def end_receipt(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """It ends, or it never was."""
    child = get_child_to_write(uid)
    receipt = get_receipt(child, row)
    form = ReceiptEndForm(request.POST, lang=get_reader_language())

    def act() -> object:
        by, at = get_worker(request), timezone.now()
        if form.cleaned_data["is_withdrawn"]:
            return actions.withdraw_receipt(receipt=receipt, by=by, at=at)
        return actions.end_receipt(receipt=receipt, until=form.cleaned_data["until"], by=by, at=at)

    return send(request, child, form, act, part="received") or show_receipt_form(request, form, child, receipt)


def get_label(child: Child, row: int) -> Labelled:
    """A label of this child that a person confirmed, as far as it may be named."""
    found = get_object_or_404(Labelled, child=child, pk=row, basis=Labelled.Basis.CONFIRMED)
    if not names_for(child).may_label(found):
        raise Http404
    return found


def show_label_form(request: HttpRequest, form: LabelEndForm, child: Child, held: Labelled) -> HttpResponse:
    """The page on which a label ends."""
    title = titled(form, END_LABEL, names_for(child).category(held.label))
    return show_form(request, form, title=title, to="label_end", child=child, to_row=held.pk)


@login_required
@require_GET
def show_label_end(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """The form for the last day of a label."""
    child = get_child_to_write(uid)
    held = get_label(child, row)
    form = LabelEndForm(lang=get_reader_language(), initial={"revision": child.revision})
    return show_label_form(request, form, child, held)


@login_required
@require_POST
def end_label(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """It ends; a person says why."""
    child = get_child_to_write(uid)
    held = get_label(child, row)
    form = LabelEndForm(request.POST, lang=get_reader_language())

    def act() -> object:
        given = form.cleaned_data
        return actions.end_label(
            child=child,
            label=held.label,
            until=given["until"],
            reason=given["reason"],
            by=get_worker(request),
            at=timezone.now(),
        )

    return send(request, child, form, act) or show_label_form(request, form, child, held)


def get_kinship(child: Child, row: int) -> Kinship:
    """A tie of this child's."""
    return get_object_or_404(Kinship.objects.select_related("person", "child"), child=child, pk=row)


def show_kin_form(request: HttpRequest, form: KinChangeForm, child: Child, tie: Kinship) -> HttpResponse:
    """The page on which a tie changes."""
    who = f"{name_choice('relation', tie.relation, form.lang)} {tie.person.name}".strip()
    title = titled(form, CHANGE_TIE, who)
    return show_form(request, form, title=title, to="kin_change", child=child, to_row=tie.pk, help=BEFORE)


@login_required
@require_GET
def show_kin_change(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """The form with what stands there."""
    child = get_child_to_write(uid)
    tie = get_kinship(child, row)
    held = {name: getattr(tie, name) for name in ("is_guardian", "is_carer", "since", "until")}
    form = KinChangeForm(lang=get_reader_language(), initial={**held, "revision": child.revision})
    return show_kin_form(request, form, child, tie)


@login_required
@require_POST
def change_kin(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """Guardian, carer, the days: as they are now."""
    child = get_child_to_write(uid)
    tie = get_kinship(child, row)
    form = KinChangeForm(request.POST, lang=get_reader_language())

    def act() -> object:
        given = form.cleaned_data
        return actions.change_kin(
            kinship=tie,
            is_guardian=given["is_guardian"],
            is_carer=given["is_carer"],
            since=given["since"],
            until=given["until"],
            by=get_worker(request),
            at=timezone.now(),
        )

    return send(request, child, form, act, part="family") or show_kin_form(request, form, child, tie)


def get_departure(child: Child, row: int) -> Departure:
    """A departure of this child's, for those who depart: the county's civil-affairs officers."""
    if not may_depart(child):
        raise PermissionDenied
    found = get_object_or_404(Departure, child=child, pk=row)
    if names_for(child).discretion.hides_benefit(found.benefit):
        raise Http404
    return found


def show_withdrawal_form(
    request: HttpRequest, form: DepartureWithdrawalForm, child: Child, departure: Departure
) -> HttpResponse:
    """The page on which a departure is taken back."""
    title = titled(form, TAKE_BACK, names_for(child).benefit(departure.benefit))
    return show_form(
        request, form, title=title, to="departure_withdraw", child=child, to_row=departure.pk, help=TAKE_BACK_HELP
    )


@login_required
@require_GET
def show_departure_withdrawal(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """The form for the reason."""
    child = get_child_to_write(uid)
    departure = get_departure(child, row)
    form = DepartureWithdrawalForm(lang=get_reader_language(), initial={"revision": child.revision})
    return show_withdrawal_form(request, form, child, departure)


@login_required
@require_POST
def withdraw_departure(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """What the documents conclude stands again."""
    child = get_child_to_write(uid)
    departure = get_departure(child, row)
    form = DepartureWithdrawalForm(request.POST, lang=get_reader_language())

    def act() -> object:
        return determining.withdraw_departure(
            departure=departure, reason=form.cleaned_data["reason"], by=get_worker(request), at=timezone.now()
        )

    return send(request, child, form, act, part="owed") or show_withdrawal_form(request, form, child, departure)
