"""A request is taken down once, at whichever window; a family may take it back."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from hutong.children.actions import record_event
from hutong.children.changing import day_of, may_write
from hutong.children.models import Child
from hutong.lib.translating import marked
from hutong.places.codes import full_code
from hutong.services.acting import MOST_WORDS, begin_act, check_words, new_number, note_moment, step_request
from hutong.services.errors import RequestNeeds
from hutong.services.models import Channel, MatterState, Request
from hutong.services.models.referrals import OPEN
from hutong.services.referring import end_referrals
from hutong.staff.models import Worker
from hutong.staff.scope import NotAllowed, get_scope

ASKED_FOR, FOUND = "help_requested", "child_discovered"
"""What a request and a discovery are among the events of the documents: their duties begin by it."""
WHAT = marked("what is asked for, or what was found")
NOT_YET = marked("a day that has come")
TRIES = 5


@transaction.atomic
def take_request(
    *,
    child: Child,
    area: str,
    channel: str,
    wish: str,
    by: Worker,
    at: datetime,
    asked_on: date | None = None,
    asked_by: str = "",
    phone: str = "",
    is_discovery: bool = False,
    sent_as: str = "",
) -> Request:
    """What somebody came for, or what was found. The same form sent twice is one request.

    Raises NotAllowed, RequestNeeds, FileError.
    """
    if sent_as and (before := Request.objects.filter(sent_as=sent_as).first()) is not None:
        return before
    area, on = full_code(area), asked_on or day_of(at)
    if get_scope().level_at(area) is None or not may_write(child):
        raise NotAllowed(act="take a request here")
    if not wish.strip():
        raise RequestNeeds(what=WHAT)
    if on > day_of(at):
        raise RequestNeeds(what=NOT_YET)
    request = _create(
        Request(
            child=child, area=area, channel=Channel(channel).value, is_discovery=is_discovery,
            wish=wish.strip()[:MOST_WORDS], asked_by=asked_by.strip(), phone=phone.strip(), asked_on=on, taken_at=at,
            taken_by=by, sent_as=sent_as or None,
        )
    )  # fmt: skip
    record_event(child=child, name=FOUND if is_discovery else ASKED_FOR, on=on, place=child.area, by=by, at=at)
    note_moment(request, "taken", by=by, at=at)
    return request


def _create(request: Request) -> Request:
    """With a number of its own; two windows of a county may draw the same one."""
    for _ in range(TRIES):
        request.number = new_number(request.area, at=request.taken_at)
        try:
            with transaction.atomic():
                request.save(force_insert=True)
        except IntegrityError:
            if Request.objects.filter(number=request.number).exists():
                continue
            raise
        return request
    raise RequestNeeds(what=marked("another try: the numbers of today are used up"))


@transaction.atomic
def withdraw_request(*, request: Request, words: str, by: Worker, at: datetime, revision: int | None = None) -> Request:
    """The family does not want it any more; what the bodies were asked is taken back. Raises ServiceError."""
    held = begin_act(request, revision=revision)
    step_request(held, "withdraw")
    because = check_words(words)
    end_referrals(held.referrals.filter(state__in=OPEN), because=because, by=by, at=at)
    held.matters.filter(state__in=[MatterState.ASKED, MatterState.GRANTED]).update(
        state=MatterState.DROPPED, decided_at=at
    )
    held.closed_at, held.closed_because = at, because[:300]
    note_moment(held, "withdrawn", by=by, at=at, words=because, saved=("closed_at", "closed_because"))
    return held
