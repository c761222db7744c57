"""Adding what belongs to a file: people of the family, payments, places to live, papers."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.models import Way
from hutong.children import actions
from hutong.children.errors import EvidenceLost
from hutong.children.evidence import read_evidence
from hutong.children.models import Child, Evidence, Kinship, Person
from hutong.determinations.discretion import may_name_paper
from hutong.lib.translating import marked
from hutong.pages.child_file.acting import get_child_to_write, send
from hutong.pages.child_file.fact_views import names_for
from hutong.pages.child_file.family_forms import EvidenceForm, KinForm, PlacementForm, ReceiptForm
from hutong.pages.child_file.form_page import show_form
from hutong.pages.child_file.uploads import hand_out, taken_apart
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_child_or_404, get_worker, note_reading
from hutong.places.models import Body
from hutong.places.queries import list_bodies

ADD_KIN, RECORD_PAYMENT = marked("Add somebody of the family"), marked("Record a payment")
NEW_STAY, ADD_PAPER = marked("New place to live"), marked("Add a paper")
STAY_HELP = marked("The stay before ends the day before this one begins.")
INSTITUTIONS = ("child_welfare_institution", "social_welfare_institution", "child_protection_institution")


@login_required
@require_GET
def show_new_kin(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form for somebody of the family."""
    child = get_child_to_write(uid)
    form = KinForm(lang=get_reader_language(), initial={"revision": child.revision})
    return show_form(request, form, title=ADD_KIN, to="kin_add", child=child)


@login_required
@require_POST
def add_kin(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add them."""
    child = get_child_to_write(uid)
    form = KinForm(request.POST, lang=get_reader_language())

    def act() -> object:
        given = form.cleaned_data
        return actions.add_kin(
            child=child,
            relation=given["relation"],
            name=given["name"],
            is_guardian=given["is_guardian"],
            is_carer=given["is_carer"],
            since=given["since"],
            until=given["until"],
            by=get_worker(request),
            at=timezone.now(),
            **form.of_person(),
        )

    return send(request, child, form, act, part="family") or show_form(
        request, form, title=ADD_KIN, to="kin_add", child=child
    )


@login_required
@require_GET
def show_new_receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form for a payment."""
    child = get_child_to_write(uid)
    form = ReceiptForm(names=names_for(child), initial={"revision": child.revision})
    return show_form(request, form, title=RECORD_PAYMENT, to="receipt_record", child=child)


@login_required
@require_POST
def record_receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record it."""
    child = get_child_to_write(uid)
    form = ReceiptForm(request.POST, names=names_for(child))

    def act() -> object:
        given = form.cleaned_data
        return actions.record_receipt(
            child=child,
            benefit=given["benefit"],
            fen=form.fen,
            since=given["since"],
            until=given["until"],
            payer_place=given["payer_place"],
            source=given["source"],
            by=get_worker(request),
            at=timezone.now(),
        )

    return send(request, child, form, act, part="received") or show_form(
        request, form, title=RECORD_PAYMENT, to="receipt_record", child=child
    )


def list_institutions(child: Child) -> list[Body]:
    """The institutions of the county and the city in which the child could live."""
    county, city = child.area[:6].ljust(12, "0"), child.area[:4].ljust(12, "0")
    on = timezone.localdate()
    return [
        body for place in (county, city) for kind in INSTITUTIONS for body in list_bodies(place=place, kind=kind, on=on)
    ]


def placement_form(child: Child, *given: object, **more: object) -> PlacementForm:
    """The form with the people and institutions around this child."""
    kin = list(Kinship.objects.filter(child=child, until__isnull=True).select_related("person"))
    return PlacementForm(*given, lang=get_reader_language(), kin=kin, bodies=list_institutions(child), **more)


@login_required
@require_GET
def show_new_placement(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form for a place to live."""
    child = get_child_to_write(uid)
    form = placement_form(child, initial={"revision": child.revision})
    return show_form(request, form, title=NEW_STAY, to="placement_add", child=child, help=STAY_HELP)


@login_required
@require_POST
def add_placement(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The child lives there from a day."""
    child = get_child_to_write(uid)
    form = placement_form(child, request.POST)

    def act() -> object:
        given = form.cleaned_data
        return actions.place_child(
            child=child,
            kind=given["kind"],
            since=given["since"],
            body=Body.objects.filter(uid=given["body"]).first() if given["body"] else None,
            carer=Person.objects.filter(uid=given["carer"]).first() if given["carer"] else None,
            agreed_on=given["agreed_on"],
            by=get_worker(request),
            at=timezone.now(),
        )

    return send(request, child, form, act) or show_form(
        request, form, title=NEW_STAY, to="placement_add", child=child, help=STAY_HELP
    )


@login_required
@require_GET
def show_new_evidence(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form for a paper."""
    child = get_child_to_write(uid)
    form = EvidenceForm(lang=get_reader_language(), initial={"revision": child.revision})
    return show_form(request, form, title=ADD_PAPER, to="evidence_add", child=child)


@login_required
@require_POST
def add_evidence(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep it with the file."""
    child = get_child_to_write(uid)
    form = EvidenceForm(request.POST, request.FILES, lang=get_reader_language())

    def act() -> object:
        given = form.cleaned_data
        return actions.add_evidence(
            child=child,
            title=given["title"],
            reference=given["reference"],
            **taken_apart(given["file"]),
            valid_until=given["valid_until"],
            secrecy=given["secrecy"],
            by=get_worker(request),
            at=timezone.now(),
        )

    return send(request, child, form, act, part="evidence") or show_form(
        request, form, title=ADD_PAPER, to="evidence_add", child=child
    )


@login_required
@require_GET
def show_evidence_file(request: HttpRequest, uid: UUID, evidence: UUID) -> HttpResponse:
    """What was attached, opened for whoever may see it; that it was opened is noted."""
    child = get_child_or_404(uid)
    found = Evidence.objects.filter(child=child, uid=evidence).exclude(file="").first()
    if found is None or not may_name_paper(found, names_for(child).discretion):
        raise Http404
    note_reading(request, screen="evidence_file", child=child, way=Way.ATTACHMENT)
    try:
        content = read_evidence(found)
    except EvidenceLost as error:
        return HttpResponse(error.told(get_reader_language()), status=410, content_type="text/plain; charset=utf-8")
    return hand_out(content, media_type=found.media_type, name=str(found.uid))
