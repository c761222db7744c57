"""Opening a file outside one's own, with a reason and for some hours; one's own openings; reviewing those of others."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children.queries import get_child
from hutong.lib.translating import marked, translator
from hutong.pages.child_file.form_page import show_form
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, may_ask_for_files, note_reading
from hutong.pages.openings.forms import OpeningForm, ReviewForm
from hutong.privacy import actions, queries
from hutong.privacy.errors import OpeningUnknown, PrivacyError
from hutong.privacy.models import Opening
from hutong.staff.models import Role
from hutong.staff.scope import NotAllowed, acting_as, get_scope

OPEN, REVIEW = marked("Open a file outside your own"), marked("Review an opening")
OPEN_HELP = marked(
    "For emergencies. The file can be read for {hours} hours, nothing can be changed. Who answers for minors' data "
    "there reviews it within a day. Sealed files, and those of victims, shelters and adoption, are never opened so."
)
OPEN_IT, SEND = marked("Open the file; it is on record"), marked("Send the review")
OPENED = marked("The file stands open until {when}. What you read is on record and will be reviewed.")
CLOSED, REVIEWED = marked("The file is closed again."), marked("The review is on record.")
MOST = 100


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """One's own openings, and those that wait for one's review."""
    worker, at = get_worker(request), timezone.now()
    on = timezone.localdate()
    own = list(queries.list_own(worker=worker)[:MOST])
    waiting = list(queries.list_to_review(worker=worker, on=on)[:MOST])
    note_reading(request, screen="openings", rows=len(own) + len(waiting))
    shown = {
        "own": [(one, one.is_in_force(at=at)) for one in own],
        "waiting": [(one, one.is_overdue(at=at)) for one in waiting],
        "is_manager": queries.is_manager(worker, on=on),
        "may_open": may_ask_for_files(),
        "may_list": get_scope().has_role(Role.SECURITY_ADMIN, Role.AUDIT_ADMIN),
    }
    return render(request, "openings/page.html", shown)


@login_required
@require_GET
def show_listed(request: HttpRequest) -> HttpResponse:
    """For the security and the audit administrator: who opened when, with no child and no words."""
    if not get_scope().has_role(Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        raise PermissionDenied
    at = timezone.now()
    rows = list(queries.list_without_words()[:MOST])
    note_reading(request, screen="openings_listed", rows=len(rows))
    shown = {"rows": [(one, one.is_overdue(at=at)) for one in rows]}
    return render(request, "openings/listed.html", shown)


def show_asking(request: HttpRequest, form: OpeningForm) -> HttpResponse:
    """The page of the form."""
    help_said = form.say(OPEN_HELP).format(hours=actions.hours_open())
    return show_form(request, form, title=OPEN, to="opening_begin", button=OPEN_IT, help=help_said)


@login_required
@require_GET
def show_new(request: HttpRequest) -> HttpResponse:
    """The form that asks for what."""
    if not may_ask_for_files():
        raise PermissionDenied
    return show_asking(request, OpeningForm(lang=get_reader_language()))


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Open it, and go there."""
    if not may_ask_for_files():
        raise PermissionDenied
    form = OpeningForm(request.POST, lang=get_reader_language())
    opening = try_opening(request, form) if form.is_valid() else None
    if opening is None:
        return show_asking(request, form)
    until = timezone.localtime(opening.ends_at)
    messages.warning(request, form.say(OPENED).format(when=f"{until:%Y-%m-%d %H:%M}"))
    with acting_as(queries.with_opened(get_scope(), at=timezone.now())):
        return redirect("child_file", uid=get_child(opening.child).uid)


def try_opening(request: HttpRequest, form: OpeningForm) -> Opening | None:
    """The opening; None when refused, with the reason on the form."""
    given = form.cleaned_data
    try:
        return actions.open_file_of(
            identity_number=given["identity_number"], why=given["why"], reason=given["reason"],
            by=get_worker(request), on=timezone.localdate(), at=timezone.now(),
        )  # fmt: skip
    except (PrivacyError, NotAllowed) as error:
        form.add_error(None, error.told(form.lang))
    return None


def get_opening_or_404(request: HttpRequest, uid: UUID) -> Opening:
    """An opening that is one's own or one's to review; others are as if they were not."""
    try:
        return queries.get_opening(uid, worker=get_worker(request), on=timezone.localdate())
    except OpeningUnknown as error:
        raise Http404 from error


@login_required
@require_POST
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It is needed no longer."""
    opening = get_opening_or_404(request, uid)
    try:
        actions.close_opening(opening=opening, by=get_worker(request), at=timezone.now())
    except OpeningUnknown as error:
        raise Http404 from error
    messages.success(request, translator(get_reader_language())(CLOSED))
    return redirect("openings")


def show_reviewing(request: HttpRequest, opening: Opening, form: ReviewForm) -> HttpResponse:
    """The opening with what was read by it, and the form."""
    worker = opening.worker
    looks = queries.count_looks(opening)
    shown = {"opening": opening, "form": form, "who": worker.name, "looks": looks, "draft": "opening_review"}
    return render(request, "openings/review.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_GET
def show_review(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was opened, for what, what was read."""
    opening = get_opening_or_404(request, uid)
    if opening.worker_id == get_worker(request).pk or opening.reviewed_at is not None:
        raise Http404
    note_reading(request, screen="opening_review_new", rows=1)
    return show_reviewing(request, opening, ReviewForm(lang=get_reader_language()))


@login_required
@require_POST
def review(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say whether it was right."""
    opening = get_opening_or_404(request, uid)
    form = ReviewForm(request.POST, lang=get_reader_language())
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.review_opening(
                opening=opening, is_justified=given["is_justified"] == "yes", review=given["review"],
                by=get_worker(request), on=timezone.localdate(), at=timezone.now(),
            )  # fmt: skip
        except PrivacyError as error:
            form.add_error(None, error.told(form.lang))
        else:
            messages.success(request, form.say(REVIEWED))
            return redirect("openings")
    return show_reviewing(request, opening, form)
