"""A body accepts a referral, declines it with the reason, or completes it: by account, by link, by telephone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from hutong.children.evidence import add_evidence
from hutong.children.models import WORDS
from hutong.lib.translating import marked
from hutong.services.acting import check_words, may_act_on, note_moment
from hutong.services.course import find_way
from hutong.services.errors import RequestNeeds, RequestUnknown, StaleRequest
from hutong.services.links import revoke_links, use_link
from hutong.services.models import Matter, MatterState, Referral, ReferralPaper, ReferralState, ReplyLink, Request
from hutong.services.models.referrals import OPEN
from hutong.services.scoped import answered_by
from hutong.services.working import drop_window_task, move_work, open_window_task
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, get_scope
from hutong.vocabulary.secrecy import kinds_of

EVERY_MATTER = marked("for each thing that is asked whether it is granted or refused")
EVIDENCE = marked("the number of the decision or the record on which the answer rests")
A_REASON_EACH = marked("the reason for everything that is refused")


class Decided(NamedTuple):
    """What the body says of one thing it was asked."""

    is_granted: bool
    words: str = ""


class Attached(NamedTuple):
    """A picture or scan that proves an answer."""

    content: bytes
    media_type: str


MOST_ATTACHED = 3
ATTACHED = "转办答复附件 {number}-{count}"


@dataclass(frozen=True)
class Reply:
    """An answer: in words, on which paper it rests, what it comes to for each thing (by the matter's number)."""

    words: str
    reference: str = ""
    decided: Mapping[int, Decided] = field(default_factory=dict)
    better: str = ""
    """Declined: the body that answers for it instead."""
    papers: Sequence[Attached] = ()
    """At most three: they go into the child's file as evidence, of the classes of what was asked."""


class Answering(NamedTuple):
    """Who answers: a worker of the body, or of the window for a body outside; or whoever holds the link."""

    by: Worker | None = None
    link: ReplyLink | None = None
    outside: str = ""

    @property
    def name(self) -> str:
        """Who answered without an account: the body the link went to, and who signs."""
        parts = (self.link.to_whom if self.link is not None else "", self.outside)
        return " · ".join(one for one in parts if one)


@transaction.atomic
def accept_referral(*, referral: Referral, by: Worker, at: datetime) -> Referral:
    """The body takes it on. Raises RequestUnknown, NotThisWay, NotAllowed."""
    held, request = _begin(referral, Answering(by))
    find_way("accept", held)
    held.state, held.accepted_at, held.accepted_by = ReferralState.ACCEPTED, at, by
    _keep(held, "accepted_at", "accepted_by")
    move_work(held, "accept", by=by, at=at)
    _note(request, held, "accepted", Answering(by), at=at)
    return held


@transaction.atomic
def decline_referral(
    *, referral: Referral, reply: Reply, by: Worker | None, at: datetime, answering: Answering | None = None
) -> Referral:
    """It is not this body's, or cannot be done; the window asks another. Raises ServiceError, NotAllowed."""
    who = answering or Answering(by)
    held, request = _begin(referral, who)
    find_way("decline", held)
    words = check_words(reply.words)
    _end(held, ReferralState.DECLINED, words, reply, who, at)
    _attach(held, request, reply, who, at)
    move_work(held, "finish", by=by, at=at, words=words)
    _note(request, held, "declined", who, at=at, words=words)
    _go_on(request, held, by=by, at=at)
    return held


@transaction.atomic
def complete_referral(
    *, referral: Referral, reply: Reply, by: Worker | None, at: datetime, answering: Answering | None = None
) -> Referral:
    """It is done: for each thing granted or refused, with the paper. Raises ServiceError, NotAllowed."""
    who = answering or Answering(by)
    held, request = _begin(referral, who)
    find_way("complete", held)
    words = check_words(reply.words)
    with acting_as(EVERYTHING):
        matters = list(Matter.objects.select_for_update(of=("self",)).filter(referral=held, state=MatterState.ASKED))
    check_reply(reply, matters)
    for matter in matters:
        _decide(matter, reply.decided[matter.pk], reply, at)
    _end(held, ReferralState.DONE, words, reply, who, at)
    _attach(held, request, reply, who, at)
    move_work(held, "finish", by=by, at=at, words=words)
    _note(request, held, "completed", who, at=at, words=words)
    _go_on(request, held, by=by, at=at)
    return held


def check_reply(reply: Reply, matters: list[Matter]) -> None:
    """Whether it says what is needed. Raises RequestNeeds."""
    if any(one.pk not in reply.decided for one in matters):
        raise RequestNeeds(what=EVERY_MATTER)
    decided = [reply.decided[one.pk] for one in matters]
    if any(not one.is_granted and not one.words.strip() for one in decided):
        raise RequestNeeds(what=A_REASON_EACH)
    if any(one.is_granted for one in decided) and not reply.reference.strip():
        raise RequestNeeds(what=EVIDENCE)


def _decide(matter: Matter, decided: Decided, reply: Reply, at: datetime) -> None:
    matter.state = MatterState.GRANTED if decided.is_granted else MatterState.REFUSED
    matter.decided_at, matter.reason = at, decided.words.strip()
    matter.reference = reply.reference.strip()[:WORDS]
    with acting_as(EVERYTHING):
        matter.save(update_fields=["state", "decided_at", "reason", "reference"])


def _begin(referral: Referral, who: Answering) -> tuple[Referral, Request]:
    """The referral and its request, locked; whoever answers may. Raises RequestUnknown, StaleRequest, NotAllowed."""
    seen = Referral.objects.filter(pk=referral.pk).first()
    if seen is None:
        raise RequestUnknown
    with acting_as(EVERYTHING):
        request = Request.objects.select_for_update(of=("self",)).select_related("child").get(pk=seen.request_id)
        held = Referral.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    if held.revision != referral.revision:
        raise StaleRequest
    if who.link is None and not may_answer(held, request):
        raise NotAllowed(act="answer this referral")
    return held, request


def may_answer(referral: Referral, request: Request | None = None) -> bool:
    """Whether who acts answers for the body; for a body outside the window writes down what it said."""
    if referral.is_outside:
        with acting_as(EVERYTHING):
            request = request or Request.objects.select_related("child").get(pk=referral.request_id)
        return may_act_on(request)
    scope = get_scope()
    if scope.is_everything:
        return True
    with acting_as(EVERYTHING):
        return Referral.objects.filter(answered_by(scope), pk=referral.pk).exists()


def _end(held: Referral, state: ReferralState, words: str, reply: Reply, who: Answering, at: datetime) -> None:
    if who.link is not None:
        use_link(who.link, at=at)
    held.state, held.answered_at, held.answered_by, held.answer = state, at, who.by, words
    held.answered_outside = who.name
    held.reference, held.better = reply.reference.strip()[:WORDS], reply.better
    _keep(held, "answered_at", "answered_by", "answer", "answered_outside", "reference", "better")
    revoke_links(held, at=at)


def _attach(held: Referral, request: Request, reply: Reply, who: Answering, at: datetime) -> None:
    """What proves the answer goes into the file, which the body does not see."""
    with acting_as(EVERYTHING):
        for count, paper in enumerate(reply.papers[:MOST_ATTACHED], start=1):
            evidence = add_evidence(
                child=request.child, title=ATTACHED.format(number=held.number, count=count), by=who.by, at=at,
                content=paper.content, media_type=paper.media_type, reference=reply.reference,
                secrecy=kinds_of(held.secrecy),
            )  # fmt: skip
            ReferralPaper.objects.create(referral=held, evidence=evidence, added_at=at)


def _keep(held: Referral, *columns: str) -> None:
    held.revision += 1
    with acting_as(EVERYTHING):
        held.save(update_fields=["state", "revision", *columns])


def _note(request: Request, held: Referral, what: str, who: Answering, *, at: datetime, words: str = "") -> None:
    with acting_as(EVERYTHING):
        note_moment(request, what, by=who.by, at=at, words=words, referral=held, outside=who.name)


def _go_on(request: Request, held: Referral, *, by: Worker | None, at: datetime) -> None:
    """What the window has to do now: ask another body, give the answer."""
    with acting_as(EVERYTHING):
        if held.state == ReferralState.DECLINED:
            open_window_task(request, f"declined:{held.uid}", by=by, at=at)
        if not Referral.objects.filter(request=request, state__in=OPEN).exists():
            open_window_task(request, "answer", by=by, at=at)


def settle_declined(request: Request, *, because: str, at: datetime) -> None:
    """Referrals that were declined are seen to."""
    for uid in request.referrals.filter(state=ReferralState.DECLINED).values_list("uid", flat=True):
        drop_window_task(request, f"declined:{uid}", because=because, at=at)
