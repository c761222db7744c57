"""Reading requests and referrals within the scope."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hutong.children.models import Evidence
from hutong.services.errors import RequestUnknown
from hutong.services.models import CrossApplication, Matter, Referral, ReferralPaper, Request, RequestState
from hutong.services.models.referrals import OPEN
from hutong.services.scoped import answered_by
from hutong.staff.scope import EVERYTHING, acting_as, get_scope

RUNNING = (RequestState.TAKEN, RequestState.WAITING, RequestState.REFERRED, RequestState.ANSWERED)
TABS: Mapping[str, tuple[str, ...]] = {
    "running": tuple(str(one) for one in RUNNING),
    "waiting": (RequestState.WAITING,),
    "answered": (RequestState.ANSWERED,),
    "over": (RequestState.HELPED, RequestState.CLOSED, RequestState.WITHDRAWN),
}
"""How the list of requests is divided."""


def list_requests(tab: str = "running", *, number: str = "") -> QuerySet[Request]:
    """The requests that may be seen, the newest first, each with how many referrals are open; one by its number."""
    rows = Request.objects.select_related("child", "taken_by").order_by("-taken_at", "-pk")
    states = TABS.get(tab, TABS["running"])
    rows = rows.filter(number=number.strip()) if number.strip() else rows.filter(state__in=states)
    return rows.annotate(
        referred=Count("referrals", distinct=True),
        open_referrals=Count("referrals", filter=Q(referrals__state__in=OPEN), distinct=True),
    )


def get_request(uid: UUID) -> Request:
    """A request. Raises RequestUnknown."""
    found = Request.objects.select_related("child", "taken_by").filter(uid=uid).first()
    if found is None:
        raise RequestUnknown
    return found


def list_of_child(child: int) -> QuerySet[Request]:
    """What was asked for a child, the newest first."""
    return Request.objects.filter(child=child).order_by("-taken_at", "-pk")


def get_referral(uid: UUID) -> Referral:
    """A referral of those that one sees or answers. Raises RequestUnknown."""
    found = Referral.objects.select_related("body", "accepted_by", "answered_by").filter(uid=uid).first()
    if found is None:
        raise RequestUnknown
    return found


@dataclass(frozen=True)
class Asked:
    """What a referral tells the body that is asked: of the child what it needs, and the things it decides."""

    about: Mapping[str, str]
    matters: tuple[Matter, ...]
    number: str
    """Of the request."""
    channel: str


def read_referral(referral: Referral) -> Asked:
    """What the referral says; whoever sees the referral may read it, and nothing else of the file."""
    with acting_as(EVERYTHING):
        matters = tuple(Matter.objects.filter(referral=referral).order_by("pk"))
        request = Request.objects.only("number", "channel").get(pk=referral.request_id)
    about: dict[str, str] = json.loads(referral.about)
    return Asked(about, matters, request.number, request.channel)


def list_attached(referrals: Iterable[int]) -> list[ReferralPaper]:
    """What bodies attached to their answers, with the evidence that it is in the file."""
    papers = list(ReferralPaper.objects.filter(referral__in=list(referrals)).order_by("pk"))
    with acting_as(EVERYTHING):
        held = Evidence.objects.in_bulk([one.evidence_id for one in papers])
    for one in papers:
        one.evidence = held[one.evidence_id]
    return papers


def list_addressed() -> QuerySet[Referral]:
    """The referrals that one's posts are to answer, the most urgent first; those answered last after them."""
    mine = Referral.objects.filter(answered_by(get_scope()), is_outside=False)
    return mine.select_related("body").order_by("answered_at", "due_at", "pk")


def list_crossing() -> QuerySet[CrossApplication]:
    """The applications between provinces that one's place received or is to decide."""
    return CrossApplication.objects.order_by("-received_at", "-pk")


def get_cross(uid: UUID) -> CrossApplication:
    """An application between provinces. Raises RequestUnknown."""
    found = CrossApplication.objects.filter(uid=uid).first()
    if found is None:
        raise RequestUnknown
    return found
