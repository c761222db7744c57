"""A referral and its task are one truth: the inbox moves the referral, and what decides it is done where it is asked.

Accepting, giving to somebody else, handing over, waiting and going on are taken with the task, one or many, and the
referral follows. Answering, declining, withdrawing and opening again need more than a few words: they are taken on the
page of the referral, the request, the application, and the task follows.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F

from hutong.children.inserting import insert_objects
from hutong.services.models import Moment, Referral, ReferralState, Request
from hutong.tasks.led import Lead, register_lead
from hutong.tasks.stepping import Taking

KIND, OF_CALLS = "referral", "call_back"
CLOSED = {
    "referral": frozenset({"finish", "send_back", "withdraw", "reopen"}),
    "request": frozenset({"finish", "withdraw", "reopen"}),
    "cross": frozenset({"finish", "withdraw", "reopen"}),
    "call": frozenset({"finish", "withdraw", "reopen"}),
}
"""By the first word of a cause's key: the steps that are not taken with the task."""
AGREES = {
    "open": frozenset({ReferralState.SENT}),
    "handed_over": frozenset({ReferralState.SENT}),
    "accepted": frozenset({ReferralState.ACCEPTED}),
    "waiting": frozenset({ReferralState.SENT, ReferralState.ACCEPTED}),
    "done": frozenset({ReferralState.DONE, ReferralState.DECLINED}),
    "withdrawn": frozenset({ReferralState.WITHDRAWN}),
}
"""In which states a referral may be while its task is in one: tests take every road and look."""
FOLLOWS = {
    "accept": (ReferralState.SENT, ReferralState.ACCEPTED, "accepted"),
    "resume": (ReferralState.SENT, ReferralState.ACCEPTED, "accepted"),
    "reassign": (ReferralState.ACCEPTED, ReferralState.SENT, "passed_on"),
    "hand_over": (ReferralState.ACCEPTED, ReferralState.SENT, "passed_on"),
}
"""By step of the task: from where to where its referral goes, and what stands in the course of the request."""


def register() -> None:
    """Tasks about referrals, requests, applications and call-backs are led from here."""
    lead = Lead(is_closed, hold, follow)
    for kind in (KIND, OF_CALLS):
        register_lead(kind, lead)


def is_closed(key: str, step: str) -> bool:
    """Whether the step is taken on the page of what the key names."""
    return step in CLOSED.get(key.partition(":")[0], ())


def hold(keys: Sequence[str]) -> None:
    """Lock the requests, then the referrals, as every answer does."""
    uids = _referrals(keys)
    if not uids:
        return
    requests = set(Referral.objects.filter(uid__in=uids).values_list("request_id", flat=True))
    list(Request.objects.select_for_update(of=("self",)).filter(pk__in=requests).order_by("pk").only("pk"))
    list(Referral.objects.select_for_update(of=("self",)).filter(uid__in=uids).order_by("pk").only("pk"))


def follow(keys: Sequence[str], taking: Taking) -> None:
    """The referrals go where their tasks went; set-based, for however many."""
    uids = _referrals(keys)
    if not uids or taking.row.slug not in FOLLOWS:
        return
    before, after, what = FOLLOWS[taking.row.slug]
    rows = list(Referral.objects.filter(uid__in=uids, state=before).order_by("pk").only("pk", "request_id"))
    is_accepted = after == ReferralState.ACCEPTED
    Referral.objects.filter(pk__in=[one.pk for one in rows]).update(
        state=after, revision=F("revision") + 1, accepted_at=taking.at if is_accepted else None,
        accepted_by=taking.by if is_accepted else None,
    )  # fmt: skip
    Request.objects.filter(pk__in={one.request_id for one in rows}).update(revision=F("revision") + 1)
    moments = [
        Moment(request_id=one.request_id, referral=one, what=what, at=taking.at, by=taking.by, words=taking.words)
        for one in rows
    ]
    insert_objects(Moment, moments)


def _referrals(keys: Sequence[str]) -> list[UUID]:
    return [UUID(key.partition(":")[2]) for key in keys if key.startswith("referral:")]
