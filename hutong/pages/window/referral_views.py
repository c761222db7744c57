"""Referrals as the bodies see them: a list of what they are asked, one referral, their answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.models import Way
from hutong.children.evidence import read_evidence
from hutong.children.models import Child
from hutong.determinations.discretion import discretion_about, may_name_paper
from hutong.pages.child_file.uploads import hand_out
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.masks import mask_identity
from hutong.pages.names import get_names
from hutong.pages.said_forms import SaidForm
from hutong.pages.window.acting import get_referral_or_404, send
from hutong.pages.window.forms import DeclineForm, LinkForm, ReasonForm, ReplyForm
from hutong.pages.window.telling import list_bodies_asked, name_asked
from hutong.services import actions
from hutong.services.course import may_step
from hutong.services.models import Referral, ReferralPaper, Request
from hutong.services.queries import Asked, list_addressed, list_attached, read_referral
from hutong.services.replying import Answering, Reply, may_answer

MOST = 100
GIVEN_LINK = "reply_link"


@login_required
@require_GET
def show_addressed(request: HttpRequest) -> HttpResponse:
    """What one's posts are asked, what is open first."""
    rows = list(list_addressed()[:MOST])
    note_reading(request, screen="referrals", rows=len(rows))
    shown = {
        "running": [one for one in rows if one.answered_at is None],
        "answered": [one for one in rows if one.answered_at is not None],
        "at": timezone.now(),
    }
    return render(request, "window/referrals.html", shown)


def about(referral: Referral) -> dict[str, Any]:
    """What the page of a referral shows whoever sees it."""
    lang, on = get_reader_language(), timezone.localdate()
    names, asked = get_names(lang), read_referral(referral)
    matters = [(one, name_asked(one, names, area=referral.area)) for one in asked.matters]
    return {
        "referral": referral,
        "asked": asked,
        "matters": matters,
        "identity_masked": mask_identity(asked.about.get("identity_number", "")),
        "body_name": referral.body.name if referral.body else names.body(referral.body_kind, on=on),
        "attached": list_attached([referral.pk]),
        "better_name": names.body(referral.better, on=on) if referral.better else "",
        "names": names,
        "at": timezone.now(),
        # The window sees the request beside it; a body sees the referral alone.
        "own_request": Request.objects.filter(pk=referral.request_id).first(),
        "may_answer": may_answer(referral),
        "steps": {step: may_step(step, referral) for step in ("accept", "decline", "complete", "withdraw")},
    }


def show_referral(request: HttpRequest, referral: Referral, bound: dict[str, SaidForm] | None = None) -> HttpResponse:
    """The page of a referral with its forms."""
    shown = about(referral)
    names, lang, initial = shown["names"], get_reader_language(), {"revision": referral.revision}
    undecided = [(one, name) for one, name in shown["matters"] if one.state == "asked"]
    shown["forms"] = {
        "reply": ReplyForm(lang=lang, matters=undecided, is_outside=referral.is_outside, initial=initial),
        "decline": DeclineForm(
            lang=lang, bodies=list_bodies_asked(names, on=timezone.localdate()), initial=initial, auto_id="decline_%s"
        ),
        "withdraw": ReasonForm(lang=lang, initial=initial, auto_id="withdraw_%s"),
        "link": LinkForm(lang=lang, auto_id="link_%s"),
    } | (bound or {})
    # Shown once, to whoever made it: the address stands nowhere else.
    shown["link"] = request.session.pop(GIVEN_LINK, {}).get(str(referral.uid), "")
    shown["link_signed"] = shown["link"].rpartition("/")[2]
    shown["links"] = list(referral.links.order_by("-pk")) if shown["own_request"] else []
    return render(request, "window/referral.html", shown, status=422 if bound else 200)


def note_referral(request: HttpRequest, referral: Referral, *, screen: str, way: Way = Way.READ) -> None:
    """That somebody read of a child by way of a referral."""
    asked: Any = Referral.objects.filter(pk=referral.pk).values_list("child__uid", flat=True).first()
    note_reading(request, screen=screen, way=way, uid=asked)


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is asked, by when, and the forms that answer."""
    referral = get_referral_or_404(uid)
    note_referral(request, referral, screen="referral")
    return show_referral(request, referral)


def do(request: HttpRequest, referral: Referral, name: str, form: SaidForm, act: Callable[[], object]) -> HttpResponse:
    """Do what a form asks, or show the page with the reason on it."""
    done = send(request, form, act, back=redirect("referral", uid=referral.uid))
    if done is not None:
        return done
    return show_referral(request, get_referral_or_404(referral.uid), {name: form})


@login_required
@require_POST
def accept(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The body takes it on."""
    referral, by = get_referral_or_404(uid), get_worker(request)
    form = SaidForm(request.POST, lang=get_reader_language())
    return do(
        request, referral, "accept", form,
        lambda: actions.accept_referral(referral=referral, by=by, at=timezone.now()),
    )  # fmt: skip


def seen_as(referral: Referral, form: SaidForm) -> Referral:
    """The referral as it was on the screen: one that changed since is refused."""
    referral.revision = form.cleaned_data.get("revision") or referral.revision
    return referral


@login_required
@require_POST
def decline(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It is not the body's."""
    referral, by, lang = get_referral_or_404(uid), get_worker(request), get_reader_language()
    bodies = list_bodies_asked(get_names(lang), on=timezone.localdate())
    form = DeclineForm(request.POST, lang=lang, bodies=bodies, auto_id="decline_%s")

    def act() -> None:
        reply = Reply(form.cleaned_data["words"], better=form.cleaned_data["better"])
        actions.decline_referral(referral=seen_as(referral, form), reply=reply, by=by, at=timezone.now())

    return do(request, referral, "decline", form, act)


def read_asked(referral: Referral, asked: Asked) -> list[Any]:
    """What is to be decided, each with its name."""
    names = get_names(get_reader_language())
    return [(one, name_asked(one, names, area=referral.area)) for one in asked.matters if one.state == "asked"]


@login_required
@require_POST
def complete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The answer."""
    referral, by = get_referral_or_404(uid), get_worker(request)
    matters = read_asked(referral, read_referral(referral))
    form = ReplyForm(
        request.POST, request.FILES, lang=get_reader_language(), matters=matters, is_outside=referral.is_outside
    )

    def act() -> None:
        given = form.cleaned_data
        reply = Reply(given["words"], reference=given["reference"], decided=form.decided(), papers=form.papers())
        who = Answering(by, outside=given.get("by_whom", ""))
        actions.complete_referral(
            referral=seen_as(referral, form), reply=reply, by=by, at=timezone.now(), answering=who
        )

    return do(request, referral, "reply", form, act)


@login_required
@require_GET
def show_attached(request: HttpRequest, uid: UUID, paper: UUID) -> HttpResponse:
    """What was attached to an answer: for the body that did, and for whoever sees the file as far as they may."""
    referral = get_referral_or_404(uid)
    held = next((one for one in list_attached([referral.pk]) if one.uid == paper), None)
    if held is None or not may_open(held):
        raise Http404
    note_referral(request, referral, screen="referral_attached", way=Way.ATTACHMENT)
    return hand_out(read_evidence(held.evidence), media_type=held.evidence.media_type, name=str(held.uid))


def may_open(paper: ReferralPaper) -> bool:
    """Whoever answers for the referral knows what is in it; of others the file is asked what they may know."""
    child = Child.objects.filter(pk=paper.evidence.child_id).first()
    return child is None or may_name_paper(paper.evidence, discretion_about(child))


@login_required
@require_POST
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The window asks no longer."""
    referral, by = get_referral_or_404(uid), get_worker(request)
    form = ReasonForm(request.POST, lang=get_reader_language(), auto_id="withdraw_%s")

    def act() -> None:
        actions.withdraw_referral(referral=referral, words=form.cleaned_data["words"], by=by, at=timezone.now())

    return do(request, referral, "withdraw", form, act)


@login_required
@require_POST
def make_link(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A link for a body without an account; its address is shown once."""
    referral, by = get_referral_or_404(uid), get_worker(request)
    form = LinkForm(request.POST, lang=get_reader_language(), auto_id="link_%s")

    def act() -> None:
        to_whom = form.cleaned_data["to_whom"]
        _, signed = actions.make_link(referral=referral, to_whom=to_whom, by=by, at=timezone.now())
        address = request.build_absolute_uri(reverse("reply", args=[signed]))
        request.session[GIVEN_LINK] = {str(referral.uid): address}

    return do(request, referral, "link", form, act)
