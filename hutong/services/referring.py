"""One request, many bodies: a referral to each that answers for something the request asks, all at once."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from hutong.children.changing import day_of
from hutong.children.models import WORDS, Child
from hutong.lib.translating import marked
from hutong.services.acting import begin_act, check_words, new_number, note_moment, step_request
from hutong.services.addressees import address_body
from hutong.services.course import REFERRED, TAKEN, find_way
from hutong.services.errors import MatterTaken, RequestNeeds
from hutong.services.leading import Lead
from hutong.services.links import revoke_links
from hutong.services.models import Matter, MatterState, Referral, ReferralState, Request
from hutong.services.models.referrals import OPEN
from hutong.services.working import begin_work, clock_for, drop_window_task, move_work
from hutong.staff.models import Worker

NOTHING_CHOSEN = marked("what is to be referred, and to whom")
ASKED_AGAIN = "另有单位需要办理，待全部答复后统一答复。"
REDIRECTED = "已另行转介。"
ABOUT = ("name", "sex", "identity_number", "residence_place", "residence_address", "hukou_place", "phone")
"""What a body must know of the child in order to help it, and no more."""


@dataclass(frozen=True)
class Wanted:
    """One thing to refer: a benefit that the documents lead to, or words; the body that answers."""

    body_kind: str
    lead: Lead | None = None
    words: str = ""
    level: str = ""


@transaction.atomic
def refer(
    *,
    request: Request,
    wanted: Sequence[Wanted],
    by: Worker,
    at: datetime,
    note: str = "",
    revision: int | None = None,
) -> list[Referral]:
    """A referral to each body, with everything it is asked; all are sent or none.

    Raises RequestUnknown, StaleRequest, NotThisWay, RequestNeeds, MatterTaken, NotAllowed.
    """
    held = begin_act(request, revision=revision)
    if not wanted or any(one.lead is None and not one.words.strip() for one in wanted):
        raise RequestNeeds(what=NOTHING_CHOSEN)
    step_request(held, "refer")
    by_body: dict[str, list[Wanted]] = {}
    for one in wanted:
        by_body.setdefault(one.body_kind, []).append(one)
    drop_window_task(held, "answer", because=ASKED_AGAIN, at=at)
    sent = [_send(held, body, ones, note=note, by=by, at=at) for body, ones in by_body.items()]
    _settle_redirected(held, at=at)
    note_moment(held, "referred", by=by, at=at, words=note.strip())
    return sent


def _send(request: Request, body: str, wanted: Sequence[Wanted], *, note: str, by: Worker, at: datetime) -> Referral:
    child = request.child
    addressed = address_body(
        body,
        level=next((one.level for one in wanted if one.level), ""),
        child=child,
        window=request.area,
        on=day_of(at),
    )
    leads = [one.lead for one in wanted if one.lead is not None]
    clause = next((one.days_clause for one in leads if one.days_clause), "")
    clock = clock_for((one.working_days for one in leads), clause, at=at, area=request.area)
    referral = Referral(
        number=new_number(request.area, at=at), request=request, child=child, body_kind=body, body=addressed.body,
        area=addressed.area, is_outside=addressed.is_outside, from_area=request.area, about=_about(child, request),
        wish=note.strip() or request.wish, secrecy=_secrecy(leads), sent_at=at, sent_by=by, due_at=clock.at,
        due_is_local=clock.is_local,
    )  # fmt: skip
    try:
        with transaction.atomic():
            referral.save(force_insert=True)
            _note_matters(request, referral, wanted)
    except IntegrityError as error:
        raise MatterTaken from error
    referral.task = begin_work(referral, addressed=addressed, clock=clock, by=by, at=at)
    referral.save(update_fields=["task"])
    note_moment(request, "sent", by=by, at=at, referral=referral)
    return referral


def _settle_redirected(request: Request, *, at: datetime) -> None:
    """What a body declined goes to another now: the window need not be asked for that any more."""
    left = request.matters.filter(state=MatterState.ASKED).exclude(benefit="").values("referral")
    declined = request.referrals.filter(state=ReferralState.DECLINED).exclude(pk__in=left)
    for uid in declined.values_list("uid", flat=True):
        drop_window_task(request, f"declined:{uid}", because=REDIRECTED, at=at)


def _about(child: Child, request: Request) -> str:
    """What the body must know of the child, as it was when it was asked."""
    told: dict[str, str] = {name: str(getattr(child, name)) for name in ABOUT}
    told |= {"born": child.born.isoformat() if child.born else "", "asked_by": request.asked_by}
    told["phone"] = request.phone or told["phone"]
    return json.dumps(told, ensure_ascii=False)


def _secrecy(leads: Iterable[Lead]) -> int:
    found = 0
    for one in leads:
        found |= one.secrecy
    return found


def _note_matters(request: Request, referral: Referral, wanted: Sequence[Wanted]) -> None:
    """What this body answers for; what another declined goes over to it."""
    held = {(one.benefit, one.place): one for one in request.matters.all() if one.benefit}
    for one in wanted:
        lead = one.lead
        before = held.get((lead.benefit, lead.place)) if lead is not None else None
        if before is not None:
            _move_matter(before, referral)
        elif lead is not None:
            Matter.objects.create(
                request=request, referral=referral, benefit=lead.benefit, place=lead.place,
                body_kind=referral.body_kind, verdict=lead.verdict, clause=lead.clause, secrecy=lead.secrecy,
            )  # fmt: skip
        else:
            Matter.objects.create(
                request=request, referral=referral, words=one.words.strip()[:WORDS], body_kind=referral.body_kind
            )


def _move_matter(matter: Matter, referral: Referral) -> None:
    """It goes to another body, unless one that has it still works on it. Raises MatterTaken."""
    is_held = matter.referral is not None and matter.referral.state in OPEN
    if is_held or matter.state in (MatterState.GRANTED, MatterState.RECEIVED):
        raise MatterTaken
    matter.referral, matter.body_kind, matter.state = referral, referral.body_kind, MatterState.ASKED
    matter.decided_at = None
    matter.save(update_fields=["referral", "body_kind", "state", "decided_at"])


@transaction.atomic
def withdraw_referral(*, referral: Referral, words: str, by: Worker, at: datetime) -> Referral:
    """The body is asked no longer, with the reason. Raises ServiceError, NotAllowed."""
    request = begin_act(referral.request)
    because = check_words(words)
    held = request.referrals.select_for_update(of=("self",)).get(pk=referral.pk)
    find_way("withdraw", held)
    end_referrals([held], because=because, by=by, at=at)
    request.matters.filter(referral=held, state=MatterState.ASKED).update(referral=None)
    if request.state == REFERRED and not request.referrals.filter(state__in=OPEN).exists():
        request.state = REFERRED if request.referrals.exclude(state=ReferralState.WITHDRAWN).exists() else TAKEN
    note_moment(request, "referral_withdrawn", by=by, at=at, words=because, referral=held)
    held.refresh_from_db()
    return held


def end_referrals(referrals: Iterable[Referral], *, because: str, by: Worker | None, at: datetime) -> None:
    """What bodies were asked is taken back; their tasks and links with it."""
    for one in referrals:
        move_work(one, "withdraw", by=by, at=at, words=because)
        one.state, one.answered_at, one.answered_by, one.answer = ReferralState.WITHDRAWN, at, by, because
        one.revision += 1
        one.save(update_fields=["state", "answered_at", "answered_by", "answer", "revision"])
        revoke_links(one, at=at)
