"""The security administrator says who is told what no role is told, and who answers for minors' data; no child here."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.lib.translating import marked, translator
from hutong.pages.child_file.form_page import show_form
from hutong.pages.context import get_reader_language
from hutong.pages.grants.forms import EndForm, GrantForm, ManagerForm
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.said_forms import SaidForm
from hutong.places.codes import CodeWrong
from hutong.privacy import actions as privacy
from hutong.privacy.errors import PrivacyError
from hutong.privacy.queries import list_appointed
from hutong.staff.errors import GrantError
from hutong.staff.grants import end_grant, give_grant, list_grants, list_posts_to_grant
from hutong.staff.models import Grant, Role
from hutong.staff.scope import NotAllowed, get_scope
from hutong.vocabulary.secrecy import LABELS

GIVE, END, APPOINT = marked("Give a grant"), marked("End a grant"), marked("Appoint who answers for minors' data")
GIVE_HELP = marked("What no role is told: given to one worker, for one place, as long as it is needed.")
APPOINT_HELP = marked("Reviews within a day what others open there for a reason; may see which files were opened.")
GIVEN, ENDED = marked("The grant is given."), marked("The grant has ended.")
APPOINTED, DISMISSED = marked("The appointment is on record."), marked("The appointment has ended.")
MOST = 200


def areas_or_denied() -> tuple[str, ...]:
    """The areas of the security administrator who acts. Raises PermissionDenied for others."""
    areas = get_scope().areas_that(frozenset({Role.SECURITY_ADMIN}))
    if not areas:
        raise PermissionDenied
    return areas


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The grants of one's area and who answers for minors' data there."""
    areas, on = areas_or_denied(), timezone.localdate()
    rows = [grant for area in areas for grant in list_grants(within=area)[:MOST]]
    note_reading(request, screen="grants", rows=len(rows))
    say = translator(get_reader_language())
    shown = {
        "grants": [(one, say(LABELS[one.kind]), one.until is None or one.until >= on) for one in rows],  # type: ignore[index]
        "managers": list_appointed(on=on),
    }
    return render(request, "grants/page.html", shown)


def grant_form(*given: object) -> GrantForm:
    """The form with the workers of one's area."""
    on = timezone.localdate()
    posts = list_posts_to_grant(areas_or_denied(), on=on)
    return GrantForm(*given, lang=get_reader_language(), posts=posts, initial={"since": on})


@login_required
@require_GET
def show_new(request: HttpRequest) -> HttpResponse:
    """The form for a grant."""
    return show_form(request, grant_form(), title=GIVE, to="grant_give", help=GIVE_HELP)


def send_or_none(request: HttpRequest, form: SaidForm, act: Callable[[], object], said: str) -> HttpResponse | None:
    """Do it and go back to the list; None when refused, with the reason on the form."""
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            act()
    except (GrantError, PrivacyError, NotAllowed) as error:
        form.add_error(None, error.told(form.lang))
        return None
    except CodeWrong:
        form.add_error("area", form.say(marked("choose the place from the list, or write its code of twelve digits")))
        return None
    messages.success(request, form.say(said))
    return redirect("grants")


@login_required
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Give it."""
    form = grant_form(request.POST)

    def act() -> object:
        sent, post = form.cleaned_data, form.chosen
        return give_grant(
            worker=post.worker, post=post, kind=sent["kind"], area=sent["area"] or post.area, since=sent["since"],
            until=sent["until"], reason=sent["reason"], by=get_worker(request), at=timezone.now(),
        )  # fmt: skip

    return send_or_none(request, form, act, GIVEN) or show_form(
        request, form, title=GIVE, to="grant_give", help=GIVE_HELP
    )


def get_grant_or_404(uid: UUID) -> Grant:
    """A grant of one's area."""
    for area in areas_or_denied():
        if (found := list_grants(within=area).filter(uid=uid).first()) is not None:
            return found
    raise Http404


def show_ending(request: HttpRequest, form: EndForm, grant: Grant) -> HttpResponse:
    """The page on which a grant ends."""
    shown = {"form": form, "grant": grant, "kind": form.say(LABELS[grant.kind])}  # type: ignore[index]
    return render(request, "grants/end.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_GET
def show_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form for the reason."""
    return show_ending(request, EndForm(lang=get_reader_language()), get_grant_or_404(uid))


@login_required
@require_POST
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It ends at once."""
    grant, form = get_grant_or_404(uid), EndForm(request.POST, lang=get_reader_language())

    def act() -> object:
        because = form.cleaned_data["because"]
        return end_grant(
            grant=grant, because=because, by=get_worker(request), on=timezone.localdate(), at=timezone.now()
        )

    return send_or_none(request, form, act, ENDED) or show_ending(request, form, grant)


def manager_form(*given: object) -> ManagerForm:
    """The form with the workers of one's area."""
    posts = list_posts_to_grant(areas_or_denied(), on=timezone.localdate())
    return ManagerForm(*given, lang=get_reader_language(), posts=posts)


@login_required
@require_GET
def show_new_manager(request: HttpRequest) -> HttpResponse:
    """The form for who answers for minors' data."""
    return show_form(request, manager_form(), title=APPOINT, to="data_manager_appoint", help=APPOINT_HELP)


@login_required
@require_POST
def appoint(request: HttpRequest) -> HttpResponse:
    """Appoint them."""
    form = manager_form(request.POST)

    def act() -> object:
        post = form.chosen
        return privacy.appoint_manager(
            worker=post.worker, area=form.cleaned_data["area"] or post.area, since=timezone.localdate(),
            by=get_worker(request), at=timezone.now(),
        )  # fmt: skip

    return send_or_none(request, form, act, APPOINTED) or show_form(
        request, form, title=APPOINT, to="data_manager_appoint", help=APPOINT_HELP
    )


@login_required
@require_POST
def dismiss(request: HttpRequest, uid: UUID) -> HttpResponse:
    """From tomorrow on another does it."""
    areas_or_denied()
    on = timezone.localdate()
    manager = list_appointed(on=on).filter(uid=uid).first()
    if manager is None:
        raise Http404
    privacy.dismiss_manager(manager=manager, until=on, by=get_worker(request), at=timezone.now())
    messages.success(request, translator(get_reader_language())(DISMISSED))
    return redirect("grants")
