"""Consents of a family: what was agreed, agreeing, withdrawing, the notice to print."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.models import Way
from hutong.children import actions as files
from hutong.children.changing import may_write
from hutong.children.models import Child, Evidence, State
from hutong.lib.elapsed import whole_years
from hutong.lib.translating import marked
from hutong.pages.child_file.acting import get_child_to_write
from hutong.pages.child_file.uploads import taken_apart
from hutong.pages.consents.forms import ConsentForm, WithdrawalForm
from hutong.pages.consents.notices import write_notice
from hutong.pages.context import get_reader_language
from hutong.pages.letters.writing import hand_letter
from hutong.pages.looking import get_child_or_404, get_worker, note_reading
from hutong.pages.personal_data.acting import do_once, sender_of
from hutong.places.queries import get_full_name
from hutong.privacy.ages import needed_of
from hutong.privacy.consenting import give_consent, list_consents, withdraw_consent
from hutong.privacy.models import Consent
from hutong.privacy.purposes import get_purposes

GIVEN = marked("The consent is recorded.")
WITHDRAWN = marked("It is withdrawn; from now on nothing is done for this purpose.")
PAPER = marked("Consent: {purpose}")
REFUSED = 422


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was agreed for a child, and the forms."""
    child = get_child_or_404(uid)
    note_reading(request, screen="consents", child=child)
    return render_page(request, child)


def render_page(
    request: HttpRequest,
    child: Child,
    *,
    form: ConsentForm | None = None,
    withdrawal: WithdrawalForm | None = None,
    of: UUID | None = None,
) -> HttpResponse:
    """The page, with what was wrong with a form."""
    on, lang = timezone.localdate(), get_reader_language()
    writes = may_write(child)
    form = form or ConsentForm(lang=lang, initial={"given_on": on, "way": "signed"})
    purposes = get_purposes()
    rows = [
        (one, purposes[one.purpose].label(lang), one.is_in_force(on=on), one.is_open)
        for one in list_consents(child)
        if one.purpose in purposes
    ]
    shown = {
        "child": child,
        "age": whole_years(child.born, on) if child.born else None,
        "needed": needed_of(child, on=on),
        "rows": rows,
        "purposes": [(one, one.label(lang), one.told(lang)) for one in purposes.values()],
        "form": form if writes and child.state not in (State.CLOSED, State.TRANSFERRED) else None,
        "withdrawal": (withdrawal or WithdrawalForm(lang=lang, auto_id=False)) if writes else None,
        "of": of,
    }
    is_refused = form.is_bound or withdrawal is not None
    return render(request, "consents/page.html", shown, status=REFUSED if is_refused else 200)


@login_required
@require_POST
def give(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record a consent, with its paper."""
    child = get_child_to_write(uid)
    form = ConsentForm(request.POST, request.FILES, lang=get_reader_language())

    def act() -> None:
        by, at = get_worker(request), timezone.now()
        give_consent(**form.told(child), evidence=add_paper(request, child, form), by=by, at=at)

    done = do_once(request, form, act, said=GIVEN, then=lambda: redirect("consents", uid=child.uid))
    return done or render_page(request, child, form=form)


def add_paper(request: HttpRequest, child: Child, form: ConsentForm) -> Evidence | None:
    """The paper that came with it, or where it lies."""
    file, reference = form.cleaned_data["paper"], form.cleaned_data["reference"]
    if file is None and not reference:
        return None
    title = form.say(PAPER).format(purpose=get_purposes()[form.cleaned_data["purpose"]].label(form.lang))
    by, at = get_worker(request), timezone.now()
    return files.add_evidence(child=child, title=title, reference=reference, **taken_apart(file), by=by, at=at)


@login_required
@require_POST
def withdraw(request: HttpRequest, uid: UUID, consent: UUID) -> HttpResponse:
    """They agree no longer."""
    child = get_child_to_write(uid)
    held = Consent.objects.filter(child=child, uid=consent).first()
    if held is None:
        raise Http404
    form = WithdrawalForm(request.POST, lang=get_reader_language(), auto_id=False)

    def act() -> None:
        given = form.cleaned_data
        withdraw_consent(
            consent=held, withdrawn_by=given["withdrawn_by"], words=given["words"], by=get_worker(request),
            at=timezone.now(),
        )  # fmt: skip

    done = do_once(request, form, act, said=WITHDRAWN, then=lambda: redirect("consents", uid=child.uid))
    return done or render_page(request, child, withdrawal=form, of=consent)


@login_required
@require_GET
def print_notice(request: HttpRequest, uid: UUID, purpose: str) -> HttpResponse:
    """The notice as PDF; that it was printed is on record."""
    child, known = get_child_or_404(uid), get_purposes().get(purpose)
    if known is None:
        raise Http404
    note_reading(request, screen="consent_notice", child=child, way=Way.EXPORT, purpose=known.zh)
    on, lang = timezone.localdate(), get_reader_language()
    letter = write_notice(
        child, known, needed_of(child, on=on), place=get_full_name(child.area, on=on, lang=lang),
        sender=sender_of(get_worker(request)), on=on, lang=lang,
    )  # fmt: skip
    return hand_letter(letter, name=f"notice-{purpose}")
