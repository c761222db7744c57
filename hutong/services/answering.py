"""The one answer to the family: what every body said, in one paper; what is still under way where it is interim."""

import json
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hutong.children.changing import day_of
from hutong.children.models import WORDS
from hutong.lib.translating import marked
from hutong.services.acting import begin_act, note_moment, step_request
from hutong.services.errors import NotThisWay, RequestNeeds, RequestUnknown, StillOpen
from hutong.services.models import Answer, AnswerWay, Matter, MatterState, Request
from hutong.services.models.referrals import OPEN
from hutong.services.replying import settle_declined
from hutong.services.working import drop_window_tasks, finish_window_task, open_window_task
from hutong.staff.models import Worker

FORMAT = 1
REFERRALS, MATERIAL, UNASKED = marked("a referral"), marked("material"), marked("something nobody was asked")
TO_WHOM, A_DAY = marked("to whom and how the answer was given"), marked("a day that has come")
GIVEN = "已将统一答复告知家庭。"


def list_open_parts(request: Request) -> list[str]:
    """What the final answer still waits for."""
    found = []
    if request.referrals.filter(state__in=OPEN).exists():
        found.append(REFERRALS)
    if request.materials.filter(settled_at__isnull=True).exists():
        found.append(MATERIAL)
    return found


@transaction.atomic
def make_answer(
    *, request: Request, is_final: bool, by: Worker, at: datetime, note: str = "", revision: int | None = None
) -> Answer:
    """The answer as it is printed. Final: once, when nothing is open any more.

    Raises RequestUnknown, StaleRequest, NotThisWay, StillOpen, NotAllowed.
    """
    held = begin_act(request, revision=revision)
    if is_final and (open_parts := list_open_parts(held)):
        raise StillOpen(what=open_parts[0])
    step_request(held, "final_answer" if is_final else "interim_answer")
    if is_final:
        # What was declined and sent to nobody else is answered as it stands.
        held.matters.filter(state=MatterState.ASKED).update(state=MatterState.REFUSED, decided_at=at)
        held.answered_at = at
        settle_declined(held, because=GIVEN, at=at)
    answer = Answer.objects.create(
        request=held, is_final=is_final, content=json.dumps(_content(held, note, at), ensure_ascii=False),
        made_at=at, made_by=by, note=note.strip()[:WORDS],
    )  # fmt: skip
    what = "answer_made" if is_final else "interim_made"
    note_moment(held, what, by=by, at=at, saved=("answered_at",))
    return answer


def _content(request: Request, note: str, at: datetime) -> dict[str, Any]:
    matters = request.matters.select_related("referral", "referral__body").order_by("pk")
    return {
        "format": FORMAT,
        "number": request.number,
        "on": day_of(at).isoformat(),
        "asked_on": request.asked_on.isoformat(),
        "asked_by": request.asked_by,
        "wish": request.wish,
        "note": note.strip(),
        "matters": [_matter(one) for one in matters],
        "materials": list(request.materials.filter(settled_at__isnull=True).values_list("what", flat=True)),
    }


def _matter(one: Matter) -> dict[str, Any]:
    referral = one.referral
    return {
        "benefit": one.benefit,
        "words": one.words,
        "state": one.state,
        "reason": one.reason or (referral.answer if referral is not None and one.state == MatterState.REFUSED else ""),
        "reference": one.reference,
        "clause": one.clause,
        "secrecy": one.secrecy,
        "body_kind": one.body_kind,
        "body": referral.body.name if referral is not None and referral.body is not None else "",
        "due": day_of(referral.due_at).isoformat() if referral is not None and referral.due_at else "",
        "said": referral.answer if referral is not None else "",
    }


def read_content(answer: Answer) -> dict[str, Any]:
    """What an answer says."""
    content: dict[str, Any] = json.loads(answer.content)
    return content


@transaction.atomic
def give_answer(*, answer: Answer, on: date, how: str, to: str, by: Worker, at: datetime) -> Answer:
    """It is in the family's hand. After the final one what was granted is followed until it is there; else it is over.

    Raises RequestUnknown, NotThisWay, RequestNeeds, NotAllowed.
    """
    request = begin_act(answer.request)
    held = request.answers.select_for_update(of=("self",)).filter(pk=answer.pk).first()
    if held is None:
        raise RequestUnknown
    if held.given_on is not None:
        raise NotThisWay(state=marked("given already"))
    if how not in AnswerWay.values or not to.strip():
        raise RequestNeeds(what=TO_WHOM)
    if on > day_of(at):
        raise RequestNeeds(what=A_DAY)
    held.given_on, held.given_how, held.given_to = on, how, to.strip()
    held.save(update_fields=["given_on", "given_how", "given_to"])
    saved: tuple[str, ...] = ()
    if held.is_final:
        finish_window_task(request, "answer", words=GIVEN, by=by, at=at)
        if request.matters.filter(state=MatterState.GRANTED).exists():
            open_window_task(request, "follow", by=by, at=at)
        else:
            saved = close_when_over(request, at=at)
    note_moment(request, "answer_given", by=by, at=at, saved=saved)
    return held


def close_when_over(request: Request, *, at: datetime) -> tuple[str, ...]:
    """The request is over when nothing granted is still to come; the columns to save."""
    if request.state != "answered" or request.matters.filter(state=MatterState.GRANTED).exists():
        return ()
    if request.answers.filter(is_final=True, given_on__isnull=True).exists():
        return ()
    is_helped = request.matters.filter(state=MatterState.RECEIVED).exists()
    step_request(request, "all_received" if is_helped else "nothing_left")
    request.closed_at = at
    drop_window_tasks(request, because="全部事项已办结。", at=at)
    return ("closed_at",)
