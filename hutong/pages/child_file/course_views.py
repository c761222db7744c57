"""The file goes on: steps, labels, departures from what is concluded, transfers, changes of who the child is."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children import actions
from hutong.children.models import Child, Labelled
from hutong.children.states import find_way
from hutong.determinations import actions as determining
from hutong.lib.money import fen_from_yuan
from hutong.lib.translating import marked
from hutong.pages.child_file.acting import get_child_to_write, send
from hutong.pages.child_file.fact_views import names_for
from hutong.pages.child_file.family_forms import DepartureForm, LabelForm, StepForm, TransferForm
from hutong.pages.child_file.form_page import show_form
from hutong.pages.child_file.identity_form import IdentityForm, columns_of
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, may_depart
from hutong.staff.scope import get_scope

STEP, CHANGE, CONFIRM = marked("The file goes on"), marked("Who the child is"), marked("Confirm a kind of difficulty")
DECIDE, HAND_OVER = marked("Decide otherwise, with a reason"), marked("Hand the file to another place")
SECRETS_HELP = marked("Identity number, telephone and addresses stay as they are where nothing is typed.")
DECIDE_HELP = marked("What the documents conclude stays beside it, with your name and reason.")


@login_required
@require_POST
def take_step(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file goes to another state."""
    child = get_child_to_write(uid)
    way = find_way(child.state, request.POST.get("to", ""))
    form = StepForm(request.POST, lang=get_reader_language())
    form = form.for_way(way) if way else form

    def act() -> object:
        given = form.cleaned_data
        return actions.move_on(
            child=child,
            to=given["to"],
            visited_by=given.get("visited_by", ""),
            visited_on=given.get("visited_on"),
            reason=given.get("reason", ""),
            note=given["note"],
            by=get_worker(request),
            at=timezone.now(),
        )

    return send(request, child, form, act) or show_form(request, form, title=STEP, to="step_take", child=child)


@login_required
@require_GET
def show_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form for who the child is."""
    child = get_child_to_write(uid)
    on, lang = timezone.localdate(), get_reader_language()
    form = IdentityForm(scope=get_scope(), on=on, lang=lang, initial=columns_of(child, on=on, lang=lang))
    del form.fields["area"]
    return show_form(request, form, title=CHANGE, to="child_change", child=child, help=SECRETS_HELP)


@login_required
@require_POST
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write what changed."""
    child = get_child_to_write(uid)
    form = IdentityForm(request.POST, scope=get_scope(), on=timezone.localdate(), lang=get_reader_language())
    del form.fields["area"]

    def act() -> object:
        return actions.change_child(
            child=child,
            by=get_worker(request),
            at=timezone.now(),
            expected_revision=form.cleaned_data["revision"],
            **form.columns(),
        )

    return send(request, child, form, act) or show_form(
        request, form, title=CHANGE, to="child_change", child=child, help=SECRETS_HELP
    )


@login_required
@require_GET
def show_new_label(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form in which a person confirms a label, and those that a person confirmed before."""
    child = get_child_to_write(uid)
    return show_form(request, label_form(child), title=CONFIRM, to="label_confirm", child=child)


def label_form(child: Child, *given: object) -> LabelForm:
    """The form without the labels that a person confirmed already."""
    held = list(Labelled.objects.filter(child=child, until__isnull=True))
    return LabelForm(*given, names=names_for(child), held=held, initial={"revision": child.revision})


@login_required
@require_POST
def confirm_label(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Confirm it."""
    child = get_child_to_write(uid)
    form = label_form(child, request.POST)

    def act() -> object:
        given = form.cleaned_data
        return actions.confirm_label(
            child=child,
            label=given["label"],
            since=given["since"],
            reason=given["reason"],
            by=get_worker(request),
            at=timezone.now(),
        )

    return send(request, child, form, act) or show_form(request, form, title=CONFIRM, to="label_confirm", child=child)


def benefit_of(child: Child, number: int) -> str:
    """The benefit of a number, as far as it may be named."""
    names = names_for(child)
    for benefit in names.vocabulary.benefits.values():
        if benefit.number == number and not names.discretion.hides_benefit(benefit.slug):
            return benefit.slug
    raise Http404


def get_child_to_depart_for(uid: UUID) -> Child:
    """The child, about whom the county's officers alone decide otherwise. Raises Http404, PermissionDenied."""
    child = get_child_to_write(uid)
    if not may_depart(child):
        raise PermissionDenied
    return child


@login_required
@require_GET
def show_new_departure(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """The form in which a person departs from what is concluded about a benefit."""
    child = get_child_to_depart_for(uid)
    benefit_of(child, number)
    form = DepartureForm(lang=get_reader_language(), initial={"revision": child.revision})
    return show_form(request, form, title=DECIDE, to="departure_record", child=child, to_row=number, help=DECIDE_HELP)


@login_required
@require_POST
def depart(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """The departure stands beside the determination."""
    child = get_child_to_depart_for(uid)
    benefit = benefit_of(child, number)
    form = DepartureForm(request.POST, lang=get_reader_language())

    def act() -> object:
        given = form.cleaned_data
        return determining.depart(
            child=child,
            benefit=benefit,
            verdict=given["verdict"],
            monthly_fen=None if given["yuan"] is None else fen_from_yuan(given["yuan"]),
            reason=given["reason"],
            by=get_worker(request),
            at=timezone.now(),
            since=timezone.localdate(),
        )

    return send(request, child, form, act, part="owed") or show_form(
        request, form, title=DECIDE, to="departure_record", child=child, to_row=number, help=DECIDE_HELP
    )


@login_required
@require_GET
def show_new_transfer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form that hands the file to another place."""
    child = get_child_to_write(uid)
    form = TransferForm(lang=get_reader_language(), initial={"revision": child.revision})
    return show_form(request, form, title=HAND_OVER, to="transfer_propose", child=child)


@login_required
@require_POST
def propose_transfer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The other place is asked to take it."""
    child = get_child_to_write(uid)
    form = TransferForm(request.POST, lang=get_reader_language())

    def act() -> object:
        given = form.cleaned_data
        return actions.propose_transfer(
            child=child, to_area=given["to_area"], reason=given["reason"], by=get_worker(request), at=timezone.now()
        )

    return send(request, child, form, act) or show_form(
        request, form, title=HAND_OVER, to="transfer_propose", child=child
    )
