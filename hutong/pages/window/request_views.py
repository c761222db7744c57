"""One request: what it may lead to, the bodies that were asked, the material, the answer, what really came."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.determinations.discretion import may_name_paper
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.names import Names, get_names
from hutong.pages.said_forms import SaidForm
from hutong.pages.window import telling
from hutong.pages.window.acting import get_request_or_404, send, to_request
from hutong.pages.window.forms import (
    AnswerForm,
    GivenForm,
    MaterialForm,
    MissingForm,
    ReasonForm,
    ReferForm,
    find_leads,
)
from hutong.services import actions
from hutong.services.acting import may_act_on
from hutong.services.answering import list_open_parts
from hutong.services.course import may_step
from hutong.services.leading import Leads, list_leads
from hutong.services.models import Answer, Material, Matter, Request
from hutong.services.queries import list_attached
from hutong.services.referring import Wanted

Bound = Mapping[str, SaidForm]


def show_request(request: HttpRequest, asked: Request, bound: Bound | None = None) -> HttpResponse:
    """The page of a request; a form that was refused stands in its place with the reason."""
    on, lang = timezone.localdate(), get_reader_language()
    leads = list_leads(asked.child, on=on)
    names = get_names(lang, leads.discretion)
    matters = list(asked.matters.select_related("referral").order_by("pk"))
    shown: dict[str, Any] = {
        "asked": asked,
        "child": asked.child,
        "names": names,
        "at": timezone.now(),
        "may_act": may_act_on(asked),
        "matters": [(one, telling.name_matter(one, names), telling.TAGS[one.state]) for one in matters],
        "referrals": _told_referrals(asked, matters, names, leads),
        "materials": list(asked.materials.order_by("pk")),
        "answers": list(asked.answers.select_related("made_by").order_by("pk")),
        "moments": [
            (one, names.say(telling.MOMENTS[one.what]))
            for one in asked.moments.select_related("by", "referral").order_by("at", "pk")
        ],
        "open_parts": [names.say(one) for one in list_open_parts(asked)],
        "steps": {step: may_step(step, asked) for step in ("refer", "tell_missing", "final_answer", "withdraw")},
        **_about_leads(asked, leads, names, matters),
    }
    shown["forms"] = _forms(asked, leads, names) | dict(bound or {})
    return render(request, "window/request.html", shown, status=422 if bound else 200)


def _told_referrals(asked: Request, matters: list[Matter], names: Names, leads: Leads) -> list[Any]:
    """Each with its body, what it is asked, and what it attached, as far as that may be named."""
    on, rows = timezone.localdate(), list(asked.referrals.select_related("body").order_by("pk"))
    papers = [one for one in list_attached([one.pk for one in rows]) if may_name_paper(one.evidence, leads.discretion)]
    return [
        (
            one,
            names.body(one.body_kind, on=on),
            _things_of(one.pk, matters, names),
            [paper for paper in papers if paper.referral_id == one.pk],
        )
        for one in rows
    ]


def _things_of(referral: int, matters: list[Matter], names: Names) -> list[str]:
    return [telling.name_matter(one, names) for one in matters if one.referral_id == referral]


def _about_leads(asked: Request, leads: Leads, names: Names, matters: list[Matter]) -> dict[str, Any]:
    on = timezone.localdate()
    held = {f"{one.benefit}@{one.place}" for one in matters if one.referral_id is not None and one.state != "refused"}
    held -= {f"{one.benefit}@{one.place}" for one in matters if one.referral and one.referral.state == "declined"}
    wanted = [one.benefit for one in matters] or [one.benefit for one in leads.owed]
    papers = telling.list_papers(leads, wanted, names.lang)
    told = set(asked.materials.values_list("what", flat=True))
    return {
        "owed": telling.tell_leads(leads.owed, names, on=on, tick=True, asked=held),
        "perhaps": telling.tell_leads(leads.perhaps, names, on=on, tick=False, asked=held),
        "questions": [names.fact(one) for one in leads.ask_next[:5]],
        "papers": [paper for paper in papers if paper not in told],
    }


def _forms(asked: Request, leads: Leads, names: Names) -> dict[str, SaidForm]:
    lang, initial = names.lang, {"revision": asked.revision}
    bodies = telling.list_bodies_asked(names, on=timezone.localdate())
    given = {"on": timezone.localdate(), "how": "handed", "to": asked.asked_by}
    return {
        "refer": ReferForm(lang=lang, bodies=bodies, initial=initial, auto_id="refer_%s"),
        "missing": MissingForm(
            lang=lang, is_again=asked.told_missing_at is not None, initial=initial, auto_id="missing_%s"
        ),
        "material": MaterialForm(lang=lang, auto_id=False),
        "answer": AnswerForm(lang=lang, initial=initial, auto_id="answer_%s"),
        "given": GivenForm(lang=lang, initial=given, auto_id="given_%s"),
        "withdraw": ReasonForm(lang=lang, initial=initial, auto_id="withdraw_%s"),
    }


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everything about a request."""
    asked = get_request_or_404(uid)
    note_reading(request, screen="request", child=asked.child)
    return show_request(request, asked)


def do(
    request: HttpRequest, asked: Request, name: str, form: SaidForm, act: Callable[[], object], *, part: str = ""
) -> HttpResponse:
    """Do what a form of the page asks, or show the page with the reason on the form."""
    done = send(request, form, act, back=to_request(asked, part), child=asked.child)
    if done is not None:
        return done
    asked.refresh_from_db()
    return show_request(request, asked, {name: form})


@login_required
@require_POST
def refer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Referrals to every body that was chosen, at once."""
    asked, lang = get_request_or_404(uid), get_reader_language()
    leads = list_leads(asked.child, on=timezone.localdate())
    names = get_names(lang, leads.discretion)
    bodies = telling.list_bodies_asked(names, on=timezone.localdate())
    form = ReferForm(request.POST, lang=lang, bodies=bodies, auto_id="refer_%s")

    def act() -> None:
        given = form.cleaned_data
        ticked = find_leads(request.POST.getlist("lead"), (*leads.owed, *leads.perhaps))
        wanted = [Wanted(one.body_kind, one, level=one.level) for one in ticked]
        if given["words"]:
            wanted.append(Wanted(given["body"], words=given["words"]))
        actions.refer(
            request=asked, wanted=wanted, note=given["note"], by=get_worker(request), at=timezone.now(),
            revision=given["revision"],
        )  # fmt: skip

    return do(request, asked, "refer", form, act, part="referrals")


@login_required
@require_POST
def tell_missing(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The family is told what is missing, once."""
    asked, lang = get_request_or_404(uid), get_reader_language()
    is_again = asked.told_missing_at is not None
    form = MissingForm(request.POST, lang=lang, is_again=is_again, auto_id="missing_%s")

    def act() -> None:
        actions.tell_missing(
            request=asked, missing=form.missing(request.POST.getlist("paper")), by=get_worker(request),
            at=timezone.now(), again_because=form.cleaned_data.get("again_because", ""),
            revision=form.cleaned_data["revision"],
        )  # fmt: skip

    return do(request, asked, "missing", form, act, part="material")


@login_required
@require_POST
def settle_material(request: HttpRequest, uid: UUID, material: UUID) -> HttpResponse:
    """A paper was brought, or is not needed."""
    asked = get_request_or_404(uid)
    form = MaterialForm(request.POST, lang=get_reader_language(), auto_id=False)
    held = Material.objects.select_related("request").filter(request=asked, uid=material).first()
    if held is None:
        raise Http404

    def act() -> None:
        actions.settle_material(
            material=held, by=get_worker(request), at=timezone.now(), is_waived=form.cleaned_data["is_waived"],
            words=form.cleaned_data["words"],
        )  # fmt: skip

    return do(request, asked, "material", form, act, part="material")


@login_required
@require_POST
def make_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The one answer, when everything is answered; an interim one before."""
    asked = get_request_or_404(uid)
    form = AnswerForm(request.POST, lang=get_reader_language(), auto_id="answer_%s")

    def act() -> None:
        actions.make_answer(
            request=asked, is_final=not list_open_parts(asked), note=form.cleaned_data["note"],
            by=get_worker(request), at=timezone.now(), revision=form.cleaned_data["revision"],
        )  # fmt: skip

    return do(request, asked, "answer", form, act, part="answer")


@login_required
@require_POST
def give_answer(request: HttpRequest, uid: UUID, answer: UUID) -> HttpResponse:
    """It is in the family's hand."""
    asked = get_request_or_404(uid)
    form = GivenForm(request.POST, lang=get_reader_language(), auto_id="given_%s")
    held = Answer.objects.select_related("request").filter(request=asked, uid=answer).first()
    if held is None:
        raise Http404

    def act() -> None:
        given = form.cleaned_data
        actions.give_answer(
            answer=held, on=given["on"], how=given["how"], to=given["to"], by=get_worker(request), at=timezone.now()
        )

    return do(request, asked, "given", form, act, part="answer")


@login_required
@require_POST
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The family does not want it any more."""
    asked = get_request_or_404(uid)
    form = ReasonForm(request.POST, lang=get_reader_language(), auto_id="withdraw_%s")

    def act() -> None:
        actions.withdraw_request(
            request=asked, words=form.cleaned_data["words"], by=get_worker(request), at=timezone.now(),
            revision=form.cleaned_data["revision"],
        )  # fmt: skip

    return do(request, asked, "withdraw", form, act)
