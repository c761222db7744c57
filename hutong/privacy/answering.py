"""Families' requests: received with who asks, given to somebody, answered in writing by a day, handed over."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from hutong.children.changing import day_of, level_for, note_file_act
from hutong.children.models import Amendment, Child, Evidence, RecordedFact
from hutong.places.models import Level
from hutong.places.working_days import add_working_days
from hutong.privacy.errors import AnswerNeeds, NothingFollowed, RequestAnswered, RequestNeeds
from hutong.privacy.models import (
    Consent,
    FamilyRequest,
    Refusal,
    RequestKind,
    RequestState,
    RequestVerdict,
)
from hutong.privacy.retention import get_clocks
from hutong.staff.models import Worker
from hutong.staff.scope import NotAllowed, get_scope

SHORTEST, MOST_WORDS = 4, 1000
CORRECTS = frozenset({RequestKind.CORRECT, RequestKind.COMPLETE})
GRANTS = frozenset({RequestVerdict.GRANTED, RequestVerdict.PARTLY})


@transaction.atomic
def receive_request(
    *,
    child: Child,
    kind: str,
    asker: str,
    asker_name: str,
    checked: str,
    words: str,
    by: Worker,
    at: datetime,
    asker_relation: str = "",
    asker_phone: str = "",
    evidence: Evidence | None = None,
) -> FamilyRequest:
    """Taken at a window from whoever showed who they are; the clock runs. Raises RequestNeeds, NotAllowed."""
    if level_for(child) is None:
        raise NotAllowed(act="receive a family's request")
    if kind not in RequestKind.values or not asker_name.strip() or len(words.strip()) < SHORTEST:
        raise RequestNeeds
    request = FamilyRequest(
        child=child,
        kind=kind,
        asker=asker,
        asker_name=asker_name.strip(),
        asker_relation=asker_relation,
        asker_phone=asker_phone.strip(),
        checked=checked,
        words=words.strip()[:MOST_WORDS],
        evidence=evidence,
        received_at=at,
        received_by=by,
        due=add_working_days(day_of(at), get_clocks().answer_working_days),
    )
    request.save()
    note_file_act(child=child, act="family request received", by=by, at=at)
    return request


@transaction.atomic
def assign_request(*, request: FamilyRequest, to: Worker, by: Worker, at: datetime) -> FamilyRequest:
    """Somebody is to answer it. Raises RequestAnswered, NotAllowed."""
    held = _lock(request)
    _check_leads(held.child)
    held.assigned_to = to
    held.save(update_fields=["assigned_to"])
    note_file_act(child=held.child, act="family request assigned", by=by, at=at)
    return held


@transaction.atomic
def answer_request(
    *,
    request: FamilyRequest,
    verdict: str,
    answer: str,
    by: Worker,
    at: datetime,
    refusal: str = "",
    led_to: RecordedFact | None = None,
) -> FamilyRequest:
    """In writing: granted, partly, or refused on a ground. What is granted was done first.

    Raises RequestAnswered, AnswerNeeds, NothingFollowed, NotAllowed.
    """
    held = _lock(request)
    if held.assigned_to_id != by.pk:
        _check_leads(held.child)
    is_refused = verdict in (RequestVerdict.PARTLY, RequestVerdict.REFUSED)
    if verdict not in RequestVerdict.values or len(answer.strip()) < SHORTEST:
        raise AnswerNeeds
    if is_refused and refusal not in Refusal.values:
        raise AnswerNeeds
    if verdict in GRANTS and not is_done(held):
        raise NothingFollowed
    held.state, held.verdict, held.refusal = RequestState.ANSWERED, verdict, refusal if is_refused else ""
    held.answer, held.led_to = answer.strip()[:MOST_WORDS], led_to
    held.answered_at, held.answered_by = at, by
    held.save()
    note_file_act(child=held.child, act="family request answered", by=by, at=at)
    return held


@transaction.atomic
def hand_answer(*, request: FamilyRequest, on: date, how: str, by: Worker, at: datetime) -> FamilyRequest:
    """The answer is in the family's hands. Raises AnswerNeeds, NotAllowed."""
    held = FamilyRequest.objects.select_for_update().get(pk=request.pk)
    if level_for(held.child) is None:
        raise NotAllowed(act="hand over the answer")
    if (
        held.state != RequestState.ANSWERED
        or not how.strip()
        or held.answered_at is None
        or on < day_of(held.answered_at)
    ):
        raise AnswerNeeds
    held.handed_on, held.handed_how = on, how.strip()[:300]
    held.save(update_fields=["handed_on", "handed_how"])
    note_file_act(child=held.child, act="family answer handed over", by=by, at=at)
    return held


@transaction.atomic
def take_back_request(*, request: FamilyRequest, by: Worker, at: datetime) -> FamilyRequest:
    """Whoever asked wants it no longer. Raises RequestAnswered, NotAllowed."""
    held = _lock(request)
    if level_for(held.child) is None:
        raise NotAllowed(act="take back the request")
    held.state = RequestState.TAKEN_BACK
    held.save(update_fields=["state"])
    note_file_act(child=held.child, act="family request taken back", by=by, at=at)
    return held


def is_done(request: FamilyRequest) -> bool:
    """Whether what was asked for was done in the file since: corrected, withdrawn, taken out."""
    child, since = request.child, request.received_at
    if request.kind in CORRECTS:
        recorded = RecordedFact.objects.filter(child=child, recorded_at__gte=since)
        return recorded.exists() or Amendment.objects.filter(child=child, at__gte=since).exists()
    if request.kind == RequestKind.WITHDRAW:
        return Consent.objects.filter(child=child, withdrawn_at__gte=since).exists()
    if request.kind == RequestKind.DELETE:
        return RecordedFact.objects.filter(child=child, corrected_at__gte=since).exists() or child.is_sealed
    return True


def list_requests(child: Child) -> QuerySet[FamilyRequest]:
    """What was ever asked about a child's data, the newest first."""
    return _with_people(FamilyRequest.objects.filter(child=child)).order_by("-received_at", "-pk")


def list_open_requests() -> QuerySet[FamilyRequest]:
    """What waits for an answer, within the scope, the earliest due first."""
    return _with_people(FamilyRequest.objects.filter(state=RequestState.OPEN)).order_by("due", "pk")


def may_answer(request: FamilyRequest) -> bool:
    """Whether who acts may answer: the worker it was given to, or a township or wider."""
    return (
        request.assigned_to_id is not None and request.assigned_to_id == get_scope().worker or leads_file(request.child)
    )


def leads_file(child: Child) -> bool:
    """Whether who acts holds a post at the township or wider over the file."""
    level = level_for(child)
    return level is not None and level <= Level.TOWNSHIP


def _with_people(rows: QuerySet[FamilyRequest]) -> QuerySet[FamilyRequest]:
    return rows.select_related("child", "received_by", "assigned_to", "answered_by")


def _check_leads(child: Child) -> None:
    if not leads_file(child):
        raise NotAllowed(act="answer a family's request")


def _lock(request: FamilyRequest) -> FamilyRequest:
    held = FamilyRequest.objects.select_for_update().get(pk=request.pk)
    if held.state != RequestState.OPEN:
        raise RequestAnswered
    return held
