"""A file goes from one place's charge to another's: proposed by one side, accepted or declined by the other.

Until it is accepted the giving place keeps the file and looks after the child, so that nobody is without. Both sides
keep the transfer with what was told of the child on that day; the file itself is one and moves.
"""

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hutong.children.changing import (
    A_REASON,
    begin_change,
    covers,
    day_of,
    note_change,
    note_file_act,
    refuse_narrower,
)
from hutong.children.columns import check_area
from hutong.children.errors import ChildUnknown, StepNeeds, TransferAnswered, TransferImpossible
from hutong.children.identity import list_answering
from hutong.children.models import WORDS, Child, Labelled, Receipt, State, Step, Transfer, TransferState
from hutong.children.scoped import everyone
from hutong.children.states import AFTER_TRANSFER, FIXED
from hutong.lib.identity_number import mask_identity_number, normalise_identity_number
from hutong.lib.translating import marked
from hutong.places.models import Level, holding
from hutong.staff.models import Worker
from hutong.staff.scope import NotAllowed
from hutong.staff.sealed_fields import mark_of

SAME_PLACE = marked("it is in the charge of that place already")
OPEN_ALREADY = marked("another transfer of it has not been answered yet")
NOT_OPEN = marked("it is closed or has left already")
NO_SUCH_NUMBER = marked("no file elsewhere has this number")


@transaction.atomic
def propose_transfer(*, child: Child, to_area: str, reason: str, by: Worker | None, at: datetime) -> Transfer:
    """The giving place wants to hand a file over; a post at the township or wider. The other place answers."""
    to_area = check_area(to_area)
    begin_change(child=child, what="transfer proposed", by=by, at=at)
    refuse_narrower(child, Level.TOWNSHIP, act="propose a transfer")
    _check(child, to_area=to_area, reason=reason)
    return Transfer.objects.create(
        child=child,
        from_area=child.area,
        to_area=to_area,
        reason=reason.strip()[:WORDS],
        told=_told(child, at=at),
        proposed_at=at,
        proposed_by=by,
    )


@transaction.atomic
def request_transfer(*, identity_number: str, to_area: str, reason: str, by: Worker | None, at: datetime) -> Transfer:
    """The receiving place has the child and its number and asks for the file; learns nothing of it before the answer.

    Sealed files are as if they were not. Raises TransferImpossible.
    """
    to_area = check_area(to_area)
    if not covers(to_area, narrowest=Level.TOWNSHIP):
        raise NotAllowed(act="request a transfer")
    mark = mark_of(normalise_identity_number(identity_number), kind="identity")
    child = list_answering().filter(identity_mark=mark).first()
    if mark is None or child is None:
        raise TransferImpossible(why=NO_SUCH_NUMBER)
    _check(child, to_area=to_area, reason=reason)
    note_file_act(child=child, act="transfer requested", by=by, at=at)
    return Transfer.objects.create(
        child=child,
        from_area=child.area,
        to_area=to_area,
        asked_by_receiver=True,
        reason=reason.strip()[:WORDS],
        proposed_at=at,
        proposed_by=by,
    )


@transaction.atomic
def accept_transfer(*, transfer: Transfer, by: Worker | None, at: datetime, answer: str = "") -> Child:
    """The other side agrees: from now on the file is in the charge of the receiving place."""
    child = _answered(transfer, TransferState.ACCEPTED, answer, by=by, at=at)
    transfer.told = _told(child, at=at)
    transfer.save(update_fields=["told"])
    arrives = AFTER_TRANSFER[State(child.state)]
    before = child.state
    level = Level.COUNTY if covers(transfer.to_area, narrowest=Level.COUNTY) else Level.TOWNSHIP
    Step.objects.create(child=child, before=before, after=State.TRANSFERRED, at=at, by=by, level=level)
    Step.objects.create(child=child, before=State.TRANSFERRED, after=arrives, at=at, by=by, level=level)
    everyone(Child).filter(pk=child.pk).update(area=transfer.to_area, state=arrives, revision=child.revision + 1)
    note_change(child=child, what="transferred", by=by, at=at)
    child.area, child.state, child.revision = transfer.to_area, arrives, child.revision + 1
    return child


@transaction.atomic
def decline_transfer(*, transfer: Transfer, by: Worker | None, at: datetime, answer: str) -> Transfer:
    """The other side does not agree, and says why; the file stays where it is."""
    if not answer.strip():
        raise StepNeeds(needed=A_REASON)
    _answered(transfer, TransferState.DECLINED, answer, by=by, at=at)
    return transfer


@transaction.atomic
def withdraw_transfer(*, transfer: Transfer, by: Worker | None, at: datetime) -> Transfer:
    """The side that proposed takes it back before it is answered."""
    own = transfer.to_area if transfer.asked_by_receiver else transfer.from_area
    _answer(transfer, TransferState.WITHDRAWN, "", side=own, by=by, at=at)
    return transfer


def list_transfers(*, only_open: bool = False) -> QuerySet[Transfer]:
    """The transfers of the places whose files are open, the newest first; or only those not answered yet."""
    rows = Transfer.objects.select_related("proposed_by", "answered_by").order_by("-proposed_at", "-pk")
    return rows.filter(state=TransferState.PROPOSED) if only_open else rows


def get_transfer(uid: UUID | str) -> Transfer:
    """The transfer, if one of its places is that of whoever asks. Raises ChildUnknown."""
    found = Transfer.objects.filter(uid=uid).first()
    if found is None:
        raise ChildUnknown
    return found


def read_told(transfer: Transfer) -> dict[str, object]:
    """What both sides keep of the child; empty while the giving place has not agreed."""
    return dict(json.loads(transfer.told)) if transfer.told else {}


def can_answer(transfer: Transfer) -> bool:
    """Whether whoever acts holds a post, at the township or wider, of the side that answers."""
    side = transfer.from_area if transfer.asked_by_receiver else transfer.to_area
    return transfer.state == TransferState.PROPOSED and covers(side, narrowest=Level.TOWNSHIP)


def _check(child: Child, *, to_area: str, reason: str) -> None:
    if not reason.strip():
        raise StepNeeds(needed=A_REASON)
    if child.area == to_area:
        raise TransferImpossible(why=SAME_PLACE)
    if child.state in FIXED:
        raise TransferImpossible(why=NOT_OPEN)
    if everyone(Transfer).filter(child=child, state=TransferState.PROPOSED).exists():
        raise TransferImpossible(why=OPEN_ALREADY)


def _answered(transfer: Transfer, state: TransferState, answer: str, *, by: Worker | None, at: datetime) -> Child:
    """Writes the answer of the side that answers; the child, whom one of the two sides could not see before."""
    side = transfer.from_area if transfer.asked_by_receiver else transfer.to_area
    _answer(transfer, state, answer, side=side, by=by, at=at)
    child = everyone(Child).select_for_update().get(pk=transfer.child_id)
    if child.is_sealed or child.state in FIXED or child.merged_into_id is not None:
        raise TransferImpossible(why=NOT_OPEN)
    return child


def _answer(
    transfer: Transfer, state: TransferState, answer: str, *, side: str, by: Worker | None, at: datetime
) -> None:
    if not covers(side, narrowest=Level.TOWNSHIP):
        raise NotAllowed(act="answer this transfer")
    locked = Transfer.objects.select_for_update(of=("self",)).filter(pk=transfer.pk, state=TransferState.PROPOSED)
    if locked.first() is None:
        raise TransferAnswered
    child = everyone(Child).get(pk=transfer.child_id)
    note_file_act(child=child, act=f"transfer {state.value}", by=by, at=at)
    transfer.state, transfer.answered_at, transfer.answered_by = state, at, by
    transfer.answer = answer.strip()[:WORDS]
    transfer.save(update_fields=["state", "answered_at", "answered_by", "answer"])


def _told(child: Child, *, at: datetime) -> str:
    """Who the child is and what is paid, in few words: no health, no family, no whole number."""
    on = day_of(at)
    labels = everyone(Labelled).filter(holding(on), child=child).values_list("label", flat=True)
    paid = everyone(Receipt).filter(holding(on), child=child, corrected_at__isnull=True)
    return json.dumps(
        {
            "on": on.isoformat(),
            "child": str(child.uid),
            "name": child.name,
            "sex": child.sex,
            "born": child.born.isoformat() if child.born else "",
            "identity_number": mask_identity_number(child.identity_number),
            "national_number": child.national_number,
            "state": child.state,
            "registered_on": child.registered_on.isoformat() if child.registered_on else "",
            "labels": sorted(set(labels)),
            "receipts": [
                {"benefit": one.benefit, "fen": one.fen, "since": one.since.isoformat() if one.since else ""}
                for one in paid.order_by("benefit", "pk")
            ],
        },
        ensure_ascii=False,
    )
